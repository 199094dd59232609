package sheet

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// Writer writes rows as a new CSV in the way a Format says: encoding, byte order
// mark, sep= line, delimiter and line ends. What it writes is read back as it
// is by Open, but for characters that the encoding lacks, see Book.Rewrite.
type Writer struct {
	format  Format
	charset *charset
	buf     *bufio.Writer
}

// NewWriter starts a CSV. The zero fields of a format are UTF-8, a comma and
// \r\n. It is an error when the encoding is unknown.
func NewWriter(w io.Writer, f Format) (*Writer, error) {
	if f.Encoding == "" {
		f.Encoding = UTF8
	}
	if f.Delimiter == 0 {
		f.Delimiter = ','
	}
	if f.LineEnd == "" {
		f.LineEnd = "\r\n"
	}
	cs, err := lookup(f.Encoding)
	if err != nil {
		return nil, err
	}
	out := &Writer{format: f, charset: cs, buf: bufio.NewWriterSize(w, 64<<10)}
	if f.BOM {
		_, _ = out.buf.WriteString(cs.mark)
	}
	if f.SepLine {
		out.put("sep=" + string(f.Delimiter) + f.LineEnd)
	}
	return out, nil
}

// Write writes a row; one without cells is an empty line.
func (w *Writer) Write(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			w.put(string(w.format.Delimiter))
		}
		w.put(quote(cell, w.format.Delimiter))
	}
	w.put(w.format.LineEnd)
	_, err := w.buf.Write(nil) // tells what went wrong so far
	return err
}

// Flush writes what is kept back; the last call to make.
func (w *Writer) Flush() error { return w.buf.Flush() }

// put writes a text in the encoding; errors stay in buf until it is flushed.
func (w *Writer) put(s string) { _, _ = w.buf.Write(w.charset.encode(s)) }

// quote writes a cell so that it is read back as it is, also by a program that
// takes another of the usual delimiters for the one. A line feed stays one, as
// spreadsheet programs write it inside a cell.
func quote(cell string, delimiter rune) string {
	cell = strings.ToValidUTF8(cell, string(utf8.RuneError))
	if !strings.ContainsAny(cell, "\"\r\n\uFEFF"+delimiters+string(delimiter)) && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
