package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What a mapping says comes back from the file as it was.
func TestMappingRoundTrip(t *testing.T) {
	text := rapid.StringMatching(`[ -~\t\n]*[!-~域名　“é🙂][ -~]*`)
	rapid.Check(t, func(t *rapid.T) {
		want := &reading{
			encoding: rapid.SampledFrom([]string{"", "UTF-8", "GB18030"}).Draw(t, "encoding"),
			sheet:    rapid.OneOf(rapid.Just(""), text).Draw(t, "sheet"),
			noHeader: rapid.Bool().Draw(t, "noHeader"), visibleOnly: rapid.Bool().Draw(t, "visibleOnly"),
			columns: rapid.MapOf(text, rapid.OneOf(rapid.Just(""), text)).Draw(t, "columns"),
			set:     rapid.MapOf(text, text).Draw(t, "set"),
			null:    rapid.SliceOfN(text, 1, 4).Draw(t, "null"),
		}
		if !want.noHeader {
			want.headerRow = rapid.IntRange(0, 1<<20).Draw(t, "headerRow")
		}
		var file bytes.Buffer
		if err := writeMapping(&file, want); err != nil {
			t.Fatal(err)
		}
		got, err := parseMapping("m.yaml", file.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, file.String())
		}
		got.origin = nil
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(reading{})); diff != "" {
			t.Errorf("%s\n%s", diff, file.String())
		}
	})
}

// Values are taken as they are written, whatever YAML takes them for.
func TestMappingValues(t *testing.T) {
	r, err := parseMapping("m.yaml", []byte("null: [NULL, n/a, ~]\nset: {PostalCode: 00501, Telephone: 0571_55, TransferOutProhibited: false, Country: NO}\ncolumns: {No: DomainName, 1: City, Note: \"\", Memo: }\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &reading{
		columns: map[string]string{"No": "DomainName", "1": "City", "Note": "", "Memo": ""},
		set:     map[string]string{"PostalCode": "00501", "Telephone": "0571_55", "TransferOutProhibited": "false", "Country": "NO"},
		null:    []string{"NULL", "n/a", "~"},
	}
	r.origin = nil
	if diff := cmp.Diff(want, r, cmp.AllowUnexported(reading{})); diff != "" {
		t.Error(diff)
	}
}

// What is wrong with a mapping is said with its line, and without its values.
func TestMappingErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "there is nothing in it"},
		{"# a comment\n", "there is nothing in it"},
		{"- a\n", "m.yaml:1: here NAME: VALUE is expected"},
		{"encoding: UTF-8\nsheets: a\n", `m.yaml:2: "sheets" is not one of encoding, sheet`},
		{"sheet: a\nsheet: b\n", `m.yaml:2: "sheet" stands twice`},
		{"sheet:\n", "m.yaml:1: there is no value"},
		{"sheet: [a]\n", "m.yaml:1: here a text is expected"},
		{"header-row: 0\n", "m.yaml:1: header-row is not the number of a line"},
		{"header-row: 2\nno-header: true\n", "m.yaml:2: header-row and no-header exclude each other"},
		{"no-header: maybe\n", "m.yaml:1: this is neither true nor false"},
		{"columns: DomainName\n", "m.yaml:1: here NAME: VALUE is expected"},
		{"columns:\n  a: [secret]\n", "m.yaml:2: here a text is expected"},
		{"columns:\n  a: City\n  a: secret\n", `m.yaml:3: "a" stands twice`},
		{"columns:\n  \"\": City\n", "m.yaml:2: the name before : is not a text"},
		{"columns:\n  ? [a, b]\n  : secret\n", "m.yaml:2: the name before : is not a text"},
		{"\"null\": n/a\n", "m.yaml:1: here a list is expected"},
		{"null: [a]\n", ""},
		{"a: &x [secret]\nb: *x\n", `m.yaml:1: "a" is not one of`},
		{"sheet: a\n---\nsheet: b\n", "m.yaml:2: here a second document begins"},
		{"sheet: 'secret\n", "line "},
	} {
		_, err := parseMapping("m.yaml", []byte(c.text))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.text, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret")):
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

// What reaches the options of the reader and the loader: flags win over the mapping.
func TestReadingPrecedence(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.yaml")
	text := `encoding: GB18030
sheet: Old
header-row: 4
visible-only: true
columns: {Firm: RegistrantOrganization, Person: RegistrantName, Town: City}
set: {ContactType: admin, Country: CN}
"null": [n/a]
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		args  []string
		want  reading
		wrong string
	}{
		{name: "flags alone", args: []string{"--encoding", "utf-8", "--sheet", "2", "--header-row", "3", "--column", "A=City", "--set", "X=Y=Z", "--null", "-"},
			want: reading{encoding: "UTF-8", sheet: "2", headerRow: 3, columns: map[string]string{"A": "City"}, set: map[string]string{"X": "Y=Z"}, null: []string{"-"}}},
		{name: "mapping alone", args: []string{"--mapping", path},
			want: reading{encoding: "GB18030", sheet: "Old", headerRow: 4, visibleOnly: true, null: []string{"n/a"},
				columns: map[string]string{"Firm": "RegistrantOrganization", "Person": "RegistrantName", "Town": "City"}, set: map[string]string{"ContactType": "admin", "Country": "CN"}}},
		{name: "both", args: []string{"--mapping", path, "--encoding", "UTF-16LE", "--sheet", "New", "--no-header", "--visible-only=false",
			"--column", "Owner=RegistrantOrganization", "--column", "PERSON=ZhRegistrantName", "--set", "Country=GB", "--null", "-"},
			want: reading{encoding: "UTF-16LE", sheet: "New", noHeader: true, null: []string{"n/a", "-"},
				columns: map[string]string{"Owner": "RegistrantOrganization", "PERSON": "ZhRegistrantName", "Town": "City"}, set: map[string]string{"ContactType": "admin", "Country": "GB"}}},
		{name: "not without", args: []string{"--mapping", path, "--no-header=false", "--header-row", "5"},
			want: reading{encoding: "GB18030", sheet: "Old", headerRow: 5, visibleOnly: true, null: []string{"n/a"},
				columns: map[string]string{"Firm": "RegistrantOrganization", "Person": "RegistrantName", "Town": "City"}, set: map[string]string{"ContactType": "admin", "Country": "CN"}}},
		{name: "row", args: []string{"--header-row", "0"}, wrong: "--header-row must be at least 1"},
		{name: "row and none", args: []string{"--header-row", "1", "--no-header"}, wrong: "exclude each other"},
		{name: "encoding", args: []string{"--encoding", "EBCDIC"}, wrong: `--encoding "EBCDIC"`},
		{name: "column", args: []string{"--column", "City"}, wrong: "no NAME=VALUE"},
		{name: "no mapping", args: []string{"--mapping", path + "x"}, wrong: "--mapping: open"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parsed(t, c.args...).howToRead()
			if c.wrong != "" {
				code, _ := codeOf(err)
				if err == nil || !strings.Contains(err.Error(), c.wrong) || code != exitUsage {
					t.Errorf("%v, want %q", err, c.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got.origin = nil
			if diff := cmp.Diff(&c.want, got, cmp.AllowUnexported(reading{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzMapping: no mapping file makes the program crash.
func FuzzMapping(f *testing.F) {
	f.Add([]byte("columns: {a: City}\nset: {b: c}\n\"null\": [x]\nheader-row: 3\n"))
	f.Add([]byte("a: &x [*x]\n<<: *x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseMapping("m.yaml", data)
		if err != nil {
			return
		}
		var file bytes.Buffer
		if err := writeMapping(&file, r); err != nil {
			t.Fatal(err)
		}
	})
}
