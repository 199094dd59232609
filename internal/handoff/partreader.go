package handoff

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

const (
	tokenMost = 4 << 20 // bytes of one tag or text: a cell holds some 200,000 at the most
	deepest   = 60      // elements within each other
)

var (
	errRoom   = errors.New("it unpacks to more than a report can be")
	errToken  = errors.New("a tag or text of it is longer than any of a report")
	errNested = errors.New("its elements are nested deeper than those of a report")
)

// partReader reads the markup of one part.
type partReader struct {
	name  string
	file  io.Closer
	in    *warily
	d     *xml.Decoder
	depth int
}

// warily gives the bytes of a part one by one and stops where they are too many:
// the decoder keeps a token whole in memory.
type warily struct {
	in    *bufio.Reader
	token int    // bytes since the last token ended
	room  *int64 // of the whole file
}

// ReadByte gives the next one.
func (w *warily) ReadByte() (byte, error) {
	w.token++
	*w.room--
	switch {
	case *w.room < 0:
		return 0, errRoom
	case w.token > tokenMost:
		return 0, errToken
	}
	return w.in.ReadByte()
}

// Read is not called by the decoder where there is ReadByte.
func (w *warily) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := w.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// open begins to read a part.
func (b *bookFile) open(part string) (*partReader, error) {
	f := b.parts[part]
	if f == nil {
		return nil, fmt.Errorf("it lacks the part %s", shortly(part))
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", shortly(part), err)
	}
	in := &warily{in: bufio.NewReader(r), room: &b.room}
	return &partReader{name: part, file: r, in: in, d: xml.NewDecoder(in)}, nil
}

// close ends it. What was read was checked as it was read.
func (p *partReader) close() { _ = p.file.Close() }

// next gives the next token. At the end of the part it gives io.EOF.
func (p *partReader) next() (xml.Token, error) {
	p.in.token = 0
	token, err := p.d.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", shortly(p.name), err)
	}
	switch token.(type) {
	case xml.StartElement:
		if p.depth++; p.depth > deepest {
			return nil, fmt.Errorf("read %s: %w", shortly(p.name), errNested)
		}
	case xml.EndElement:
		p.depth--
	}
	return token, nil
}

// inside gives the tokens up to the end of the element that has begun.
func (p *partReader) inside(do func(xml.Token) error) error {
	for depth := p.depth; ; {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("read %s: %w", shortly(p.name), io.ErrUnexpectedEOF)
		}
		if err != nil || p.depth < depth {
			return err
		}
		if err := do(token); err != nil {
			return err
		}
	}
}

// content is the text of an element that holds nothing else.
func (p *partReader) content() (string, error) {
	var text strings.Builder
	err := p.inside(func(token xml.Token) error {
		if piece, ok := token.(xml.CharData); ok {
			text.Write(piece)
		}
		return nil
	})
	return text.String(), err
}

// richText is the text of a cell, of all its pieces, without how it is spoken.
func (p *partReader) richText() (string, error) {
	var text strings.Builder
	err := p.inside(func(token xml.Token) error {
		e, begins := token.(xml.StartElement)
		if !begins {
			return nil
		}
		switch e.Name.Local {
		case "t":
			piece, err := p.content()
			text.WriteString(piece)
			return err
		case "rPh":
			return p.inside(func(xml.Token) error { return nil })
		}
		return nil
	})
	return unescaped(text.String()), err
}

var byNumber = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped is a text with the characters that are written by their number.
func unescaped(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.Contains(text, "_x") {
		return text
	}
	return byNumber.ReplaceAllStringFunc(text, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil {
			return code
		}
		return string(rune(n))
	})
}

// attr is an attribute of an element by its name, whatever space it is in.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
