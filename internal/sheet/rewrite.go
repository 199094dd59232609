package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
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
// those of delimiters only; the record is good until it returns. It is an error
// for a workbook.
func (b *Book) Rewrite(w io.Writer, edit func(Record) []Cell) error {
	if b.text == nil {
		return fmt.Errorf("rewrite %s: it is no CSV", b.name)
	}
	buf := bufio.NewWriterSize(w, 64<<10)
	if _, err := buf.Write(b.text.prefix); err != nil {
		return err
	}
	enc := b.text.encoder(buf)
	c := &copyist{text: b.text, r: b.text.reader(), w: bufio.NewWriter(enc), edit: edit}
	if err := c.copy(); err != nil {
		return err
	}
	return errors.Join(c.w.Flush(), enc.Close(), buf.Flush())
}

// copyist copies a CSV line by line. Write errors stay in w until it is flushed.
type copyist struct {
	text  *text
	r     *csv.Reader
	w     *bufio.Writer
	edit  func(Record) []Cell
	inner int // see lineOf
	at    int // what is copied so far, in bytes of the body
}

func (c *copyist) copy() error {
	for {
		cells, err := c.r.Read()
		if errors.Is(err, io.EOF) {
			c.put(string(c.text.body[c.at:]))
			return nil
		}
		if err != nil {
			return c.text.explain(err)
		}
		raw := string(c.text.body[c.at:c.r.InputOffset()])
		c.at += len(raw)
		line := raw[emptyLines(raw):]
		c.put(raw[:len(raw)-len(line)])
		rec := Record{Line: lineOf(c.r, cells, &c.inner), Cells: trim(cells)}
		c.line(line, cells, c.edit(rec))
	}
}

// emptyLines measures the empty lines that a reader skips before a record.
func emptyLines(raw string) int {
	n := 0
	for {
		switch rest := raw[n:]; {
		case strings.HasPrefix(rest, "\n"):
			n++
		case strings.HasPrefix(rest, "\r\n"):
			n += 2
		default:
			return n
		}
	}
}

// put writes text of the body, whose line feeds may stand for something else.
func (c *copyist) put(s string) {
	if c.text.format.LineEnd == "\r" {
		s = strings.ReplaceAll(s, "\n", "\r")
	}
	_, _ = c.w.WriteString(s)
}

// line writes one line with its edited cells.
func (c *copyist) line(line string, cells []string, edits []Cell) {
	content := strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	at := 0
	for i := range cells {
		if len(edits) == 0 || edits[0].Column != i {
			continue
		}
		start, end := c.span(content, i, len(cells))
		c.put(content[at:start] + c.quote(edits[0].Text))
		at, edits = end, edits[1:]
	}
	c.put(content[at:])
	width := len(cells)
	for _, e := range edits {
		for ; width <= e.Column; width++ {
			c.put(string(c.text.format.Delimiter))
		}
		c.put(c.quote(e.Text))
	}
	c.put(line[len(content):])
}

// span finds where cell i of the line just read begins and ends.
func (c *copyist) span(content string, i, cells int) (start, end int) {
	start = c.offset(content, i)
	if i+1 == cells {
		return start, len(content)
	}
	return start, c.offset(content, i+1) - len(string(c.text.format.Delimiter))
}

func (c *copyist) offset(content string, i int) int {
	first, _ := c.r.FieldPos(0)
	line, column := c.r.FieldPos(i)
	offset := 0
	for ; line > first; line-- {
		offset += strings.IndexByte(content[offset:], '\n') + 1
	}
	return offset + column - 1
}

// quote writes a cell so that it is read back as it is. A line feed stays one,
// as spreadsheet programs write it inside a cell.
func (c *copyist) quote(cell string) string {
	cell = strings.ToValidUTF8(cell, "\uFFFD")
	if !strings.ContainsAny(cell, "\"\r\n"+string(c.text.format.Delimiter)) && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}
