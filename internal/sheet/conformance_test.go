package sheet

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// shared is a folder of real files with known right answers, which not every
// copy of the repository has beside it.
const shared = "../../../shared/data/"

func sharedFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(shared + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// sharedJSON reads a list of that folder, and tells whether the folder is there.
func sharedJSON(t *testing.T, name string, into any) bool {
	t.Helper()
	if _, err := os.Stat(shared); err != nil {
		t.Logf("not there, not tested: %v", err)
		return false
	}
	if err := json.Unmarshal(sharedFile(t, name), into); err != nil {
		t.Fatal(err)
	}
	return true
}

// grid is the cells of a table by line, without empty ones at the ends.
func grid(t *testing.T, table *Table) [][]string {
	t.Helper()
	var lines [][]string
	for rec, err := range table.Lines() {
		if err != nil {
			t.Fatal(err)
		}
		for len(lines) < rec.Line-1 {
			lines = append(lines, nil)
		}
		lines = append(lines, slices.Clone(rec.Cells))
	}
	return lines
}

func trimGrid(lines [][]string) [][]string {
	for i := range lines {
		lines[i] = trim(lines[i])
	}
	for len(lines) > 0 && len(lines[len(lines)-1]) == 0 {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// Every file of the corpus whose answer is firm is read as it says.
func TestCSVCorpus(t *testing.T) {
	var index []struct {
		ID, File, Expected string
		Firm               bool
	}
	if !sharedJSON(t, "csv/index.json", &index) {
		return
	}
	for _, file := range index {
		if !file.Firm {
			continue
		}
		t.Run(file.ID, func(t *testing.T) {
			var want [][]string
			sharedJSON(t, "csv/"+file.Expected, &want)
			data := sharedFile(t, "csv/"+file.File)
			b, err := Open(file.File, data, Options{})
			if err != nil && len(trimGrid(want)) == 0 {
				return // refused for being empty
			}
			if err != nil {
				t.Fatal(err)
			}
			compareGrid(t, trimGrid(want), trimGrid(grid(t, b.Tables()[0])))
		})
	}
}

func compareGrid(t *testing.T, want, got [][]string) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
	for i := range min(len(want), len(got)) {
		if !slices.Equal(want[i], got[i]) {
			t.Errorf("line %d is %q, want %q", i+1, got[i], want[i])
		}
	}
}

// Files as institutions publish them are recognised without being told.
func TestRealFiles(t *testing.T) {
	var manifest []struct {
		File, Encoding, Delimiter string
		Records                   int
		First                     []string
	}
	if !sharedJSON(t, "sheets/MANIFEST.json", &manifest) {
		return
	}
	names := map[string]string{"utf-8": UTF8, "utf-8-sig": UTF8, "utf-16": UTF16LE, "gb18030": GB18030, "cp932": ShiftJIS, "cp1252": Windows1252}
	for _, file := range manifest {
		if filepath.Ext(file.File) == ".xlsx" {
			continue
		}
		t.Run(file.File, func(t *testing.T) {
			data := sharedFile(t, "sheets/"+file.File)
			b := openText(t, data)
			f := b.Format()
			if f.Encoding != names[file.Encoding] || string(f.Delimiter) != file.Delimiter {
				t.Errorf("format %+v, want %s and %q", f, file.Encoding, file.Delimiter)
			}
			rows := readAll(t, b.Tables()[0])
			if len(rows) != file.Records || !slices.Equal(rows[0].Cells[:len(file.First)], file.First) {
				t.Errorf("%d records, want %d; first %q", len(rows), file.Records, rows[0].Cells)
			}
			if got := rewrite(t, b, func(Record) []Cell { return nil }); !slices.Equal(got, data) {
				t.Error("what is written back is not what was read")
			}
		})
	}
}

// Files made to do harm are read or refused as is wanted, in little memory.
func TestHostileText(t *testing.T) {
	var files []struct{ File string }
	if !sharedJSON(t, "csv/hostile.json", &files) {
		return
	}
	tests := []struct {
		file  string
		lines int    // read before the end or an error
		want  string // in the error
	}{
		{"10000-columns.csv", 2, ""},
		{"bom-only.csv", 0, "the file is empty"},
		{"control-characters.csv", 4, ""},
		{"cr-only.csv", 11, ""},
		{"double-bom.csv", 11, ""},
		{"ragged-short-long.csv", 4, ""},
		{"sep-line.csv", 2, ""},
		{"smart-quotes.csv", 0, "full-width"},
		{"tab-named.csv", 11, ""},
		{"unclosed-quote-5MB.csv", 1, "line 2, column 1: " + unclosed},
		{"unclosed-quote.csv", 5, "line 6, column 1: " + unclosed},
		{"utf16be-bom.csv", 11, ""},
		{"utf32le.csv", 0, "UTF-32"},
	}
	if len(tests) != len(files) {
		t.Errorf("%d files are tested, there are %d", len(tests), len(files))
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			data := sharedFile(t, "csv/hostile/"+tt.file)
			var lines int
			var err error
			taken := allocated(func() { lines, err = readLines(data) })
			if lines != tt.lines || (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%d lines, error %v; want %d, %q", lines, err, tt.lines, tt.want)
			}
			if taken > 32<<20 {
				t.Errorf("took %d MB", taken>>20)
			}
		})
	}
}

// allocated tells how many bytes are allocated while do runs.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// readLines opens a file and reads it up to its end or an error.
func readLines(data []byte) (int, error) {
	b, err := Open("hostile.csv", data, Options{})
	if err != nil {
		return 0, err
	}
	lines := 0
	for _, err := range b.Tables()[0].Records() {
		if err != nil {
			return lines, err
		}
		lines++
	}
	return lines, nil
}
