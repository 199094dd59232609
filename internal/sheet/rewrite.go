package sheet

import (
	"bufio"
	"fmt"
	"io"
)

// Cell is a text for one column of a line; column 0 is A.
type Cell struct {
	Column int
	Text   string
}

// Rewrite writes a CSV book back to w: byte for byte as it was read, but for
// the cells that edit gives for a line, in ascending order of columns. Cells
// right of the line's last one are added, with empty ones between where the
// line is shorter. edit is called for every line that is not empty, also for
// those of delimiters only; the record is good until it returns. A character
// that the book's encoding lacks is written as \uXXXX, one beyond U+FFFF as
// \UXXXXXXXX. It is an error for a workbook.
func (b *Book) Rewrite(w io.Writer, edit func(Record) []Cell) error {
	if b.text == nil {
		return fmt.Errorf("rewrite %s: it is no CSV", b.name)
	}
	c := &copyist{text: b.text, w: bufio.NewWriterSize(w, 64<<10), edit: edit}
	if err := c.copy(b.data); err != nil {
		return err
	}
	return c.w.Flush()
}

// copyist copies a CSV line by line. Write errors stay in w until it is flushed.
type copyist struct {
	text *text
	w    *bufio.Writer
	edit func(Record) []Cell
	at   int    // what of the body is copied or left out so far
	raw  []byte // the file from there on
}

func (c *copyist) copy(data []byte) error {
	mark := len(data) - len(c.text.raw)
	_, _ = c.w.Write(data[:mark])
	c.raw = c.text.raw
	p := c.text.parser()
	for {
		ok, err := c.text.read(p)
		if err != nil {
			return err
		}
		if !ok {
			c.copyTo(len(c.text.body))
			return nil
		}
		c.line(p, c.edit(p.record()))
	}
}

// line copies one line with its edited cells.
func (c *copyist) line(p *parser, edits []Cell) {
	for i, cell := range p.spans {
		if len(edits) > 0 && edits[0].Column == i {
			c.copyTo(cell.start)
			c.put(c.quote(edits[0].Text))
			c.skipTo(cell.end)
			edits = edits[1:]
		}
	}
	c.copyTo(p.ends)
	width := len(p.spans)
	for _, e := range edits {
		for ; width <= e.Column; width++ {
			c.put(string(c.text.format.Delimiter))
		}
		c.put(c.quote(e.Text))
	}
	c.copyTo(p.at)
}

// copyTo copies the bytes of the file up to a place in the body.
func (c *copyist) copyTo(at int) { _, _ = c.w.Write(c.skipTo(at)) }

// skipTo gives the bytes of the file up to a place in the body, and goes there.
func (c *copyist) skipTo(at int) []byte {
	n := c.text.charset.measure(c.raw, c.text.body[c.at:at])
	passed := c.raw[:n]
	c.raw, c.at = c.raw[n:], at
	return passed
}

// put writes a text in the encoding of the file.
func (c *copyist) put(s string) { _, _ = c.w.Write(c.text.charset.encode(s)) }

func (c *copyist) quote(cell string) string { return quote(cell, c.text.format.Delimiter) }
