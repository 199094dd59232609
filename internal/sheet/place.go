package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const (
	lastLine   = 1_048_576 // of a sheet, for all spreadsheet programs
	lastColumn = 16_384    // XFD
)

var errRowsTwice = errors.New("it has rows in several places")

// rowNumber is the line of the row at hand, which comes after line last. Rows
// and cells that do not stand in ascending order, or twice, are an error: the
// format allows none of that, and spreadsheet programs repair it each in its way.
func (s *scanner) rowNumber(last int) (int, error) {
	n := last + 1
	if name := s.attr("r"); name != nil {
		var err error
		if n, err = strconv.Atoi(string(name)); err != nil || n < 1 {
			return 0, fmt.Errorf("after row %d: a row without a number that can be read", last)
		}
	}
	switch {
	case n > lastLine:
		return 0, fmt.Errorf("row %d: a sheet ends at row %d", n, lastLine)
	case n <= last:
		return 0, fmt.Errorf("row %d stands after row %d", n, last)
	}
	return n, nil
}

// columnNumber is the column of the cell at hand from 1, in a row and behind column last.
func (s *scanner) columnNumber(row, last int) (int, error) {
	n := last + 1
	if name := s.attr("r"); name != nil {
		digits := bytes.TrimLeft(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		n = columnOf(name[:len(name)-len(digits)])
		if line, err := strconv.Atoi(string(digits)); err != nil || line != row || n == 0 {
			return 0, fmt.Errorf("row %d: the %s says that it stands elsewhere", row, after(last))
		}
	}
	switch {
	case n > lastColumn:
		return 0, fmt.Errorf("row %d: a row ends at column %s", row, Letters(lastColumn-1))
	case n <= last:
		return 0, fmt.Errorf("row %d: column %s stands after column %s", row, Letters(n-1), Letters(last-1))
	}
	return n, nil
}

// after names the cell that comes next in a row whose last one is in column last.
func after(last int) string {
	if last == 0 {
		return "first cell"
	}
	return "cell after column " + Letters(last-1)
}

// columnOf numbers a column from 1; 0 when these are no letters of one.
func columnOf(letters []byte) int {
	n := 0
	for _, c := range letters {
		if n = n*26 + int(c-'A') + 1; n > lastColumn {
			return lastColumn + 1
		}
	}
	return n
}

// parseArea reads a range such as B2:C5; one cell may stand for itself.
func parseArea(ref string) (Area, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !ok {
		to = from
	}
	var a Area
	var err, err2 error
	a.FirstColumn, a.FirstLine, err = parseCell(from)
	a.LastColumn, a.LastLine, err2 = parseCell(to)
	if err = errors.Join(err, err2); err == nil && (a.FirstColumn > a.LastColumn || a.FirstLine > a.LastLine) {
		err = errors.New("the ends of a range are the wrong way round")
	}
	return a, err
}

func parseCell(name string) (column, line int, err error) {
	digits := strings.TrimLeft(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	column = columnOf([]byte(name[:len(name)-len(digits)]))
	line, err = strconv.Atoi(digits)
	if err != nil || line < 1 || line > lastLine || column == 0 || column > lastColumn {
		return 0, 0, errors.New("a range is not one of cells")
	}
	return column - 1, line, nil
}
