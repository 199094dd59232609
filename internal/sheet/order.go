package sheet

import (
	"bytes"
	"fmt"
	"strconv"
)

// disorder looks for rows and cells that do not stand in ascending order, or
// twice. The format allows none of that, spreadsheet programs repair it, and the
// workbook library would read such cells into wrong columns. It returns an
// error that names the place.
func disorder(xml []byte) error {
	row, column := 0, 0
	for {
		start := bytes.IndexByte(xml, '<')
		if start < 0 {
			return nil
		}
		xml = xml[start+1:]
		end := bytes.IndexByte(xml, '>')
		if end < 0 {
			return nil
		}
		name, attrs := splitTag(xml[:end])
		switch string(name) {
		case "row":
			n, err := strconv.Atoi(string(reference(attrs)))
			if err != nil {
				n = row + 1
			}
			if n <= row {
				return fmt.Errorf("row %d stands after row %d", n, row)
			}
			row, column = n, 0
		case "c":
			n := columnOf(reference(attrs))
			if n == 0 {
				n = column + 1
			}
			if n <= column {
				return fmt.Errorf("row %d: column %s stands after column %s", row, Letters(n-1), Letters(column-1))
			}
			column = n
		}
	}
}

// splitTag gives the name of an element without its prefix, and its attributes.
func splitTag(tag []byte) (name, attrs []byte) {
	tag = bytes.TrimSuffix(tag, []byte("/"))
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	return tag[bytes.IndexByte(tag[:end], ':')+1 : end], tag[end:]
}

// reference is the attribute r.
func reference(attrs []byte) []byte {
	for {
		at := bytes.IndexAny(attrs, "\"'")
		if at < 0 {
			return nil
		}
		value, rest, _ := bytes.Cut(attrs[at+1:], attrs[at:at+1])
		if string(bytes.TrimSpace(attrs[:at])) == "r=" {
			return value
		}
		attrs = rest
	}
}

// columnOf numbers the column of a cell's name from 1; 0 when there is none.
func columnOf(cell []byte) int {
	n := 0
	for i := 0; i < len(cell) && i < 3 && cell[i] >= 'A' && cell[i] <= 'Z'; i++ {
		n = n*26 + int(cell[i]-'A') + 1
	}
	return n
}
