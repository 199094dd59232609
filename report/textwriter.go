package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"domainbatch/internal/sheet"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// textWriter writes a new CSV in the dialect and the encoding of another one.
type textWriter struct {
	format sheet.Format
	buf    *bufio.Writer
	coder  io.Closer
}

// newTextWriter writes what stands before the first line: a byte order mark and
// Excel's sep=, where the other one has them.
func newTextWriter(w io.Writer, format sheet.Format) (*textWriter, error) {
	t := &textWriter{format: format}
	if format.Encoding != sheet.UTF8 {
		enc, err := htmlindex.Get(format.Encoding)
		if err != nil {
			return nil, fmt.Errorf("write as %s: %w", format.Encoding, err)
		}
		coder := transform.NewWriter(w, encoding.ReplaceUnsupported(enc.NewEncoder()))
		w, t.coder = coder, coder
	}
	t.buf = bufio.NewWriter(w)
	if format.BOM {
		t.put("\uFEFF")
	}
	if format.SepLine {
		t.put("sep=" + string(format.Delimiter) + format.LineEnd)
	}
	return t, nil
}

// put writes a text; its errors stay in buf until it is flushed.
func (t *textWriter) put(text string) { _, _ = t.buf.WriteString(text) }

func (t *textWriter) line(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			t.put(string(t.format.Delimiter))
		}
		t.put(t.quoted(cell))
	}
	_, err := t.buf.WriteString(t.format.LineEnd)
	return err
}

// quoted writes a cell so that it is read back as it is.
func (t *textWriter) quoted(cell string) string {
	cell = strings.ToValidUTF8(cell, "\uFFFD")
	if t.format.LineEnd == "\r" {
		cell = strings.ReplaceAll(cell, "\n", "\r") // a line feed would make it a file of lines that end so
	}
	if !strings.ContainsAny(cell, "\"\r\n"+string(t.format.Delimiter)) && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

func (t *textWriter) close() error {
	err := t.buf.Flush()
	if t.coder != nil {
		err = errors.Join(err, t.coder.Close())
	}
	return err
}
