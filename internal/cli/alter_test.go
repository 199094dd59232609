package cli_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/xuri/excelize/v2"
)

// alteration is one thing that is done to a package, and what verify has to name.
type alteration struct {
	name  string
	do    func(p *handed)
	again bool   // the sums are made anew afterwards, as somebody would who knows of them
	want  string // begins the finding, or stands in it
}

// handed is a package that was handed out, as a folder.
type handed struct {
	t   *testing.T
	dir string
}

func (p *handed) path(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

func (p *handed) read(name string) []byte {
	p.t.Helper()
	text, err := os.ReadFile(p.path(name))
	p.check(err)
	return text
}

func (p *handed) write(name string, text []byte) {
	p.t.Helper()
	p.check(os.WriteFile(p.path(name), text, 0o600))
}

func (p *handed) check(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// flip alters one byte in the middle of a file.
func (p *handed) flip(name string) {
	text := p.read(name)
	text[len(text)/2] ^= 1
	p.write(name, text)
}

// replace puts one text in the place of another, the first time it stands there.
func (p *handed) replace(name, old, text string) {
	p.t.Helper()
	was := p.read(name)
	if !bytes.Contains(was, []byte(old)) {
		p.t.Fatalf("%s has no %q", name, old)
	}
	p.write(name, bytes.Replace(was, []byte(old), []byte(text), 1))
}

// lines alters the lines of the journal.
func (p *handed) lines(change func([][]byte) [][]byte) {
	lines := bytes.SplitAfter(p.read("journal.ndjson"), []byte("\n"))
	p.write("journal.ndjson", bytes.Join(change(lines[:len(lines)-1]), nil))
}

// book alters a workbook and saves it as a spreadsheet program would.
func (p *handed) book(name string, change func(f *excelize.File) error) {
	p.t.Helper()
	f, err := excelize.OpenFile(p.path(name))
	p.check(err)
	p.check(change(f))
	p.check(f.SaveAs(p.path(name)))
	p.check(f.Close())
}

// cell alters the last filled cell of column A to K in a sheet's third line from below.
func (p *handed) cell(name string, sheet int) (where string) {
	p.t.Helper()
	p.book(name, func(f *excelize.File) error {
		title := f.GetSheetList()[sheet]
		rows, err := f.GetRows(title)
		if err != nil {
			return err
		}
		for at := len(rows) - 1; at >= 0; at-- {
			for column := min(len(rows[at]), 8) - 1; column >= 0; column-- {
				if rows[at][column] == "" {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(column+1, at+1)
				if err != nil {
					return err
				}
				where = cell
				return f.SetCellStr(title, cell, rows[at][column]+"x")
			}
		}
		return fmt.Errorf("%s is empty", title)
	})
	return where
}

// raws names the files of answers.
func (p *handed) raws() []string {
	entries, err := os.ReadDir(p.path("raw"))
	p.check(err)
	var names []string
	for _, e := range entries {
		names = append(names, "raw/"+e.Name())
	}
	return names
}

// sums makes the sums anew.
func (p *handed) sums() {
	var b strings.Builder
	p.check(fs.WalkDir(os.DirFS(p.dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && name != "SHA256SUMS" {
			sum := sha256.Sum256(p.read(name))
			fmt.Fprintf(&b, "%s  %s\n", hex.EncodeToString(sum[:]), name)
		}
		return err
	}))
	lines := strings.SplitAfter(b.String(), "\n")
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[min(len(a), 66):], b[min(len(b), 66):]) })
	p.write("SHA256SUMS", []byte(strings.Join(lines, "")))
}

// handedOut is the package of a run of the sample that was carried out.
func handedOut(t *testing.T, sample string, more ...string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "out")
	data, err := os.ReadFile(filepath.Join("..", "..", "samples", sample))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, sample, data, nil)
		if r := d.do(t.Context(), d.whole("--unlock", "--allow-orders", "40", "--qps", "500")...); r.code != 0 && r.code != 4 {
			t.Fatal(r)
		}
		d.must(0, d.do(t.Context(), append([]string{"report", d.run(), "--package", dir, "--matter", "M-1", "--prepared-by", "J. Smith"}, more...)...))
	})
	return dir
}

// verify runs the command.
func verify(path string, more ...string) ran {
	d := &desk{}
	return d.do(context.Background(), append([]string{"verify", path}, more...)...)
}

// Whatever is done to a package is found, and the place is named; also where
// whoever did it made the sums anew.
func TestAlterations(t *testing.T) {
	t.Parallel()
	from := handedOut(t, "acquisition.xlsx")
	if r := verify(from); r.code != 0 || !strings.Contains(r.out, "as it was made") {
		t.Fatalf("a package that nobody touched: %s", r)
	}
	all := slices.Concat(flips(&handed{t, from}), bookAlterations(), textAlterations(), chainAlterations(), rawAlterations())
	if len(all) < 60 {
		t.Errorf("%d alterations", len(all))
	}
	for _, a := range all {
		t.Run(a.name, func(t *testing.T) {
			p := &handed{t, filepath.Join(t.TempDir(), "out")}
			p.check(os.CopyFS(p.dir, os.DirFS(from)))
			a.do(p)
			if a.again {
				p.sums()
			}
			r := verify(p.dir)
			if r.code != 4 || !strings.Contains(r.out, a.want) {
				t.Errorf("want %q in it: %s", a.want, r)
			}
			t.Logf("%s: %s", a.name, strings.Join(strings.Split(strings.TrimSpace(r.out), "\n")[1:], " | "))
		})
	}
}

// flips alter a byte in each kind of file, with and without new sums.
func flips(from *handed) (all []alteration) {
	raws := from.raws()
	for _, name := range []string{
		"SHA256SUMS", "VERIFY.txt", "journal.ndjson", "plan.json", "report.html", "report.json", "report.xlsx", "revert.xlsx", raws[0], raws[len(raws)-1],
	} {
		flip := func(p *handed) { p.flip(name) }
		want := name + ": "
		if name == "SHA256SUMS" {
			all = append(all, alteration{"a byte of " + name, flip, false, name})
			continue
		}
		all = append(all, alteration{"a byte of " + name, flip, false, want})
		if name == "journal.ndjson" || strings.HasPrefix(name, "raw/") {
			want = "journal.ndjson: entry "
		}
		all = append(all, alteration{"a byte of " + name + ", new sums", flip, true, want})
	}
	return all
}

// bookAlterations are done with a spreadsheet program.
func bookAlterations() (all []alteration) {
	for sheet := range 9 {
		all = append(all, alteration{fmt.Sprintf("a cell of sheet %d", sheet+1), func(p *handed) { p.cell("report.xlsx", sheet) }, true, "report.xlsx: "})
	}
	edit := func(name, file string, change func(f *excelize.File, sheet string) error) {
		do := func(p *handed) {
			p.book(file, func(f *excelize.File) error { return change(f, f.GetSheetList()[min(2, f.SheetCount-1)]) })
		}
		all = append(all, alteration{name, do, true, file + ": "})
	}
	edit("a line of Changes removed", "report.xlsx", func(f *excelize.File, sheet string) error { return f.RemoveRow(sheet, 4) })
	edit("a line of Changes hidden", "report.xlsx", func(f *excelize.File, sheet string) error { return f.SetRowVisible(sheet, 4, false) })
	edit("a formula in the place of a value", "report.xlsx", func(f *excelize.File, sheet string) error { return f.SetCellFormula(sheet, "B4", `="x"`) })
	edit("a sheet removed", "report.xlsx", func(f *excelize.File, sheet string) error { return f.DeleteSheet(sheet) })
	edit("a sheet added", "report.xlsx", func(f *excelize.File, _ string) error { _, err := f.NewSheet("More"); return err })
	edit("a sheet hidden", "report.xlsx", func(f *excelize.File, sheet string) error { return f.SetSheetVisible(sheet, false) })
	all = append(all, alteration{"a cell of revert.xlsx", func(p *handed) { p.cell("revert.xlsx", 0) }, true, "revert.xlsx: "})
	return all
}

// textAlterations are done with an editor.
func textAlterations() (all []alteration) {
	edit := func(name, file, old, text, want string) {
		all = append(all, alteration{name, func(p *handed) { p.replace(file, old, text) }, true, want})
	}
	edit("a result in report.json", "report.json", `"result": "succeeded"`, `"result": "unchanged"`, "report.json: .changes[0].result")
	edit("a count in report.json", "report.json", `"rows": `, `"rows": 1`, "report.json: .counts.rows")
	edit("the head in report.json", "report.json", `"head": "`, `"head": "0`, "report.json: .chain.head")
	edit("the matter in report.json", "report.json", `"matter": "M-1"`, `"matter": "M-2"`, "report.xlsx: ")
	edit("a member added to report.json", "report.json", `"schema": 1`, `"schema": 1, "approved": true`, "report.json: ")
	edit("the digest in plan.json", "plan.json", `"digest": "`, `"digest": "0`, "plan.json: .digest")
	edit("a subject in plan.json", "plan.json", `"subject": "`, `"subject": "x`, "plan.json: .changes[0].subject")
	edit("a result in report.html", "report.html", "succeeded</td>", "unchanged</td>", "report.html: ")
	edit("a script in report.html", "report.html", "</body>", "<script>1</script></body>", "report.html: ")
	edit("the words of VERIFY.txt", "VERIFY.txt", "SHA256SUMS", "SHA1SUMS", "VERIFY.txt: line 1")
	return all
}

// chainAlterations are done to the entries.
func chainAlterations() (all []alteration) {
	edit := func(name, want string, change func([][]byte) [][]byte) {
		all = append(all, alteration{name, func(p *handed) { p.lines(change) }, true, "journal.ndjson: " + want})
	}
	within := func(name, old, text string) {
		edit(name, "entry ", func(lines [][]byte) [][]byte {
			for i := len(lines) / 2; i < len(lines); i++ {
				if bytes.Contains(lines[i], []byte(old)) {
					lines[i] = bytes.Replace(lines[i], []byte(old), []byte(text), 1)
					return lines
				}
			}
			return nil
		})
	}
	edit("the first entry removed", "entry 1", func(l [][]byte) [][]byte { return l[1:] })
	edit("an entry removed", "entry ", func(l [][]byte) [][]byte { return slices.Delete(l, len(l)/2, len(l)/2+1) })
	edit("ten entries removed", "entry ", func(l [][]byte) [][]byte { return slices.Delete(l, 5, 15) })
	edit("two entries swapped", "entry ", func(l [][]byte) [][]byte { l[7], l[8] = l[8], l[7]; return l })
	edit("an entry twice", "entry ", func(l [][]byte) [][]byte { return slices.Insert(l, 9, l[9]) })
	edit("the last entry cut off", "it ends at entry ", func(l [][]byte) [][]byte { return l[:len(l)-1] })
	edit("the tail cut off", "it ends at entry ", func(l [][]byte) [][]byte { return l[:len(l)*2/3] })
	edit("the last line torn", "entry ", func(l [][]byte) [][]byte { l[len(l)-1] = l[len(l)-1][:20]; return l })
	edit("the end of one as another's", "entry ", func(l [][]byte) [][]byte { l[len(l)-2] = l[len(l)-1]; return l[:len(l)-1] })
	within("the time of an entry", `"at":"2000`, `"at":"2001`)
	within("the kind of an entry", `"kind":"settle"`, `"kind":"accept"`)
	within("a fact of an entry", `"r":"`, `"r":"x`)
	within("a request id", `"requestId":"`, `"requestId":"0`)
	within("the number of an entry", `"number":`, `"number":1`)
	within("the digest before", `"prev":"`, `"prev":"0`)
	return all
}

// rawAlterations are done to the answers of the API.
func rawAlterations() []alteration {
	return []alteration{
		{"a value of an answer", func(p *handed) { p.replace(p.raws()[1], `"RequestId":"`, `"RequestId":"0`) }, true, "journal.ndjson: entry "},
		{"two answers swapped", func(p *handed) {
			names := p.raws()
			a, b := p.read(names[1]), p.read(names[2])
			p.write(names[1], b)
			p.write(names[2], a)
		}, true, "journal.ndjson: entry "},
		{"an answer removed", func(p *handed) { p.check(os.Remove(p.path(p.raws()[3]))) }, true, "journal.ndjson: entry "},
		{"an answer added", func(p *handed) { p.write("raw/999999-QueryTaskList.json", []byte("{}")) }, true, "raw/999999-QueryTaskList.json: "},
		{"a file added", func(p *handed) { p.write("README.txt", nil) }, false, "README.txt: "},
		{"a file removed", func(p *handed) { p.check(os.Remove(p.path("plan.json"))) }, true, "plan.json: it is missing"},
		{"the journal removed", func(p *handed) { p.check(os.Remove(p.path("journal.ndjson"))) }, true, "journal.ndjson: "},
	}
}
