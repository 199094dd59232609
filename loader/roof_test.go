package loader_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/loader"
)

// used are the columns that are used, with the contact that they are about.
func used(in *loader.Input) map[string]string {
	columns := make(map[string]string)
	for _, t := range in.Tables {
		for _, c := range t.Columns {
			if c.Param != "" {
				columns[c.Letters] = c.Role + " " + c.Param
			}
		}
	}
	return columns
}

// A header goes on in a second line where merged cells say so, whatever its
// words are, and without any where most of them are headers.
func TestHeaderGoesOnBelow(t *testing.T) {
	upper := []string{"Domain", "Country", "Email", "Admin Contact"}
	row := []string{"a.com", "GB", "info@example.com", "Ada Moss", "ada@example.com", "ada1"}
	vertical, roof := []string{"A1:A2", "B1:B2", "C1:C2"}, []string{"D1:F1"}
	want := map[string]string{"A": " DomainName", "B": " Country", "D": "admin RegistrantName", "E": "admin Email"}
	email := map[string]string{"A": " DomainName", "B": " Country", "C": " Email", "D": "admin RegistrantName"}
	for name, test := range map[string]struct {
		lower []string
		areas []string
		want  map[string]string
	}{
		"an unknown word":          {[]string{"", "", "", "Name", "Email", "Skype"}, append(vertical, roof...), want},
		"without merged cells":     {[]string{"", "", "", "Name", "Email", "Skype"}, nil, want},
		"the role merged":          {[]string{"", "", "", "Name", "Dept", "Skype"}, roof, email},
		"merged downwards":         {[]string{"", "", "", "Name", "Dept", "Skype"}, vertical, email},
		"the domain named twice":   {[]string{"Domain Name", "", "", "Name", "Email", "Skype"}, nil, want},
		"a note below one of them": {[]string{"", "two letters", "", "Name", "Email", "Skype"}, roof, want},
	} {
		t.Run(name, func(t *testing.T) {
			data := sheetOf(t, [][]string{upper, test.lower, row}, test.areas...)
			in, err := loader.Load(open(t, "a.xlsx", data), loader.Options{Set: full("ContactType", "RegistrantName", "Email", "Country")})
			if err != nil {
				t.Fatal(err)
			}
			if len(in.Rows) != 1 || in.Rows[0].Line != 3 {
				t.Errorf("%d rows, header in line %d", len(in.Rows), in.Tables[0].Header)
			}
			if diff := cmp.Diff(test.want, used(in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// --header-row is understood as either line of a header of two lines.
func TestEitherLineOfTheHeader(t *testing.T) {
	for name, text := range map[string]string{
		"domain in the upper": "List\nDomain,Admin Contact,\n,Name,Email\na.com,Ada Moss,ada@example.com\n",
		"domain in the lower": "List\n,Admin Contact,,Technical Contact,\nDomain,Name,Email,Name,Email\na.com,Ada,ada@example.com,Jo,jo@example.com\n",
	} {
		t.Run(name, func(t *testing.T) {
			want := load(t, text, loader.Options{})
			for row := 2; row <= 3; row++ {
				got := load(t, text, loader.Options{HeaderRow: row})
				if diff := cmp.Diff(want.Tables, got.Tables); diff != "" || got.Tables[0].Header != 3 {
					t.Errorf("--header-row %d: header in line %d\n%s", row, got.Tables[0].Header, diff)
				}
			}
		})
	}
}

// Headers of the same name under different roles are told apart by what stands
// above them.
func TestColumnNamesWhatStandsAbove(t *testing.T) {
	const text = "Domain,Admin Contact,,Tech,\n,Name,Email,Name,Email\na.com,Ada Moss,ada@example.com,Jo Doe,jo@example.com\n"
	in := load(t, text, loader.Options{Set: full("ContactType"), Columns: map[string]string{
		"Admin Contact / Email": "billing Email", "tech/email": "", "Admin Contact Name": "billing RegistrantName",
	}})
	want := map[string]string{"A": " DomainName", "B": "billing RegistrantName", "C": "billing Email", "D": "tech RegistrantName"}
	if diff := cmp.Diff(want, used(in)); diff != "" {
		t.Error(diff)
	}
}
