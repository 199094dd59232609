package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"

	"domainbatch/internal/sheet"
)

// mostBlank bounds what stands in a grid for nothing: empty cells left of others
// and blank lines, in bytes. A million lines of eighty empty cells are below it;
// a few cells far out in a crafted sheet would be fifty gigabytes.
const mostBlank = 256 << 20

// showGrid writes every cell of one sheet as text: one JSON array a line, line
// N for line N of the sheet. It is whole or not there at all, so that a program
// that reads it is not led astray: the sheet is read twice.
func (a *app) showGrid(path string) error {
	if err := a.gridAlone(); err != nil {
		return err
	}
	_, book, err := a.readInput(path)
	if err != nil {
		return err
	}
	table := book.Tables()[0]
	if a.settled.sheet != "" {
		table = book.Table(a.settled.sheet)
	} else if n := len(book.Tables()); n > 1 {
		fmt.Fprintf(a.Stderr, "note: this is %q, the first of %d sheets; --sheet shows another\n", table.Name, n)
	}
	if err := measure(book, table, mostBlank); err != nil {
		return err
	}
	out := bufio.NewWriterSize(a.Stdout, 64<<10)
	line := 0
	for rec, err := range table.Records() {
		if err != nil {
			return err
		}
		for line++; line < rec.Line; line++ {
			out.WriteString("[]\n") // an error comes with the next cells
		}
		if _, err := out.Write(jsonLine(rec.Cells)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// gridAlone refuses beside --grid what it would not heed.
func (a *app) gridAlone() error {
	for _, name := range []string{"json", "save-mapping", "column", "set", "null", "header-row", "no-header", "visible-only", "partial", "keep-id-columns", "site"} {
		if a.changed(name) {
			return usage(fmt.Sprintf("--grid and --%s exclude each other", name), "--grid shows all cells as they are")
		}
	}
	return nil
}

// measure reads a sheet to its end, for what cannot be read in it, and for
// cells that lie too far apart.
func measure(book *sheet.Book, table *sheet.Table, most int) error {
	line, blank := 0, 0
	for rec, err := range table.Records() {
		if err != nil {
			return err
		}
		blank += len("[]\n") * (rec.Line - line - 1)
		line = rec.Line
		for _, cell := range rec.Cells {
			if cell == "" {
				blank += len(`"",`)
			}
		}
		if blank > most {
			return &sheet.FormatError{
				Name: book.Name(), Part: table.Name, Line: line,
				What: fmt.Sprintf("the cells lie so far apart that more than %d MB of the grid would be empty ones", most>>20),
				Hint: "delete the empty columns and lines, or the cells far out",
			}
		}
	}
	return nil
}

// jsonLine makes an array of cells, in one line whatever stands in them: what
// programs take for the end of a line is escaped too.
func jsonLine(cells []string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if cells == nil {
		cells = []string{}
	}
	_ = encoder.Encode(cells) // a buffer takes everything, and texts are always valid
	return bytes.ReplaceAll(b.Bytes(), []byte("\u0085"), []byte(`\u0085`))
}
