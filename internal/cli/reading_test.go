package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// parsed is the program with the flags of inspect given.
func parsed(t *testing.T, args ...string) *app {
	t.Helper()
	a := &app{}
	c := a.inspectCommand()
	if err := c.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	a.changed = c.Flags().Changed
	return a
}

// Every flag reaches the loader, and the run file when it is not as by default.
func TestReadingReachesTheLoader(t *testing.T) {
	a := parsed(t, "--encoding", "gb18030", "--sheet", "S", "--header-row", "3", "--visible-only", "--column", "A=City", "--column", "B=C=Email",
		"--set", "Country=CN", "--null", "x", "--null", "-", "--null", "x", "--partial", "--keep-id-columns")
	got, err := a.loading(api.Site{Name: "cn"})
	if err != nil {
		t.Fatal(err)
	}
	want := loader.Options{
		Sheet: "S", HeaderRow: 3, VisibleOnly: true, Columns: map[string]string{"A": "City", "B=C": "Email"}, Set: map[string]string{"Country": "CN"},
		Null: []string{"x", "-", "x"}, Partial: true, KeepIDColumns: true, Site: api.Site{Name: "cn"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	kept, err := a.deciding()
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"encoding": "GB18030", "sheet": "S", "header-row": "3", "visible-only": "true", "column": "A=City\nB=C=Email", "set": "Country=CN", "null": "-\nx",
	} {
		if kept[name] != value {
			t.Errorf("the run file keeps %s as %q, want %q", name, kept[name], value)
		}
	}
	plain, err := parsed(t, "--no-header").deciding()
	if err != nil || plain["no-header"] != "true" {
		t.Errorf("no-header: %v, %v", plain, err)
	}
	for _, name := range []string{"encoding", "sheet", "header-row", "visible-only"} {
		if _, kept := plain[name]; kept {
			t.Errorf("the run file keeps %s, which was not given", name)
		}
	}
}

// A sheet is found by its name before its number.
func TestSheetByNameOrNumber(t *testing.T) {
	book, err := sheet.Open("t.xlsx", made(t, &templates[0], api.Site{}), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"1": sheetContacts, "3": sheetCountries, "COUNTRIES": sheetCountries, "0": "", "4": "", "-1": "", "Contact": ""} {
		found, err := (&reading{sheet: text}).tableIn(book)
		if want == "" && err == nil || want != "" && (err != nil || found.Name != want) {
			t.Errorf("--sheet %s: %v, %v, want %q", text, found, err, want)
		}
	}
}

// A guess is told of, by inspect and in the plan; what was not guessed is not.
func TestGuessedEncoding(t *testing.T) {
	f := sheet.Format{Kind: sheet.CSV, Encoding: "Big5", Delimiter: '\t', LineEnd: "\n", Guessed: true}
	if got, want := formatOf(f).String(), `csv, Big5 (guessed; --encoding overrides), delimiter tab, line ends "\n"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if notes := guessed(f); len(notes) != 1 || !strings.Contains(noted(notes[0]), "Big5 was guessed") {
		t.Errorf("notes %v", notes)
	}
	f.Guessed = false
	if notes := guessed(f); len(notes) > 0 || strings.Contains(formatOf(f).String(), "guessed") {
		t.Errorf("notes %v, %s", notes, formatOf(f))
	}
}

// What a mapping has bound and the loader complains about is blamed on its
// line, and no value of --set is told.
func TestBlame(t *testing.T) {
	r, err := parseMapping("m.yaml", []byte("columns:\n  Ort: Town\nset:\n  Email: nobody\n"))
	if err != nil {
		t.Fatal(err)
	}
	wrong := loader.Check(loader.Options{Columns: r.columns, Set: r.set})
	got := r.blame(wrong)
	want := `mapping m.yaml:2: column "Ort=Town": "Town" is no parameter of an operation`
	if code, _ := codeOf(got); code != exitUsage || !strings.HasPrefix(got.Error(), want) || strings.Contains(got.Error(), "nobody") {
		t.Errorf("%v", got)
	}
	flags := parsed(t, "--column", "Ort=Town")
	read, err := flags.howToRead()
	if err != nil {
		t.Fatal(err)
	}
	if err := read.blame(loader.Check(loader.Options{Columns: read.columns})); !strings.HasPrefix(err.Error(), `--column "Ort=Town": `) {
		t.Error(err)
	}
	if err := read.blame(nil); err != nil {
		t.Error(err)
	}
}

// What a terminal would obey or hide is made visible, and nothing else is touched.
func TestSeen(t *testing.T) {
	for text, want := range map[string]string{
		"plain 域名 é\t": "plain 域名 é\t", "a\x1b[2Jb": `a\u001b[2Jb`, "a\u202eb": `a\u202eb`, "a\u200bb": `a\u200bb`, "a\nb": `a\u000ab`, "\u009b": `\u009b`,
	} {
		if got := seen(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	if got := seenLines("a\nb\x07"); got != "a\nb\\u0007" {
		t.Errorf("%q", got)
	}
}

// A grid of cells that lie far apart has a bound.
func TestGridBound(t *testing.T) {
	var csv strings.Builder
	for range 30 {
		csv.WriteString(strings.Repeat(",", 40_000) + "x\n")
	}
	book, err := sheet.Open("far.csv", []byte(csv.String()), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = measure(book, book.Tables()[0], 1<<20)
	if code, _ := codeOf(err); code != exitInvalid || !strings.Contains(err.Error(), "far.csv, line 9: the cells lie so far apart") {
		t.Errorf("%v", err)
	}
}
