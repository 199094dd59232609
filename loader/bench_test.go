package loader_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// large is a CSV file of n rows and 14 columns that share so many contacts.
func large(n, contacts int) []byte {
	var b strings.Builder
	b.WriteString("Domain Name,Contact Type,RegistrantType,RegistrantOrganization,RegistrantName,Country,Province,City,Address,PostalCode,Email,TelArea,Telephone,TelExt\n")
	for i := range n {
		c := i % contacts
		fmt.Fprintf(&b, "name-%d.example.com,admin,2,Tidewise %d Ltd,Eleanor Marsh,GB,Greater London,London,\"%d Canary Row, Floor 2\",E14 0ZZ,legal-%d@example.com,44,2079460118,\n", i, c, c, c)
	}
	return []byte(b.String())
}

func BenchmarkLoad100k(b *testing.B) {
	for _, contacts := range []int{40, 100_000} {
		b.Run(fmt.Sprintf("contacts=%d", contacts), func(b *testing.B) {
			data := large(100_000, contacts)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				book, err := sheet.Open("large.csv", data, sheet.Options{})
				if err != nil {
					b.Fatal(err)
				}
				in, err := loader.Load(book, loader.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if len(in.Rows) != 100_000 || len(in.Issues()) != 0 {
					b.Fatalf("%d rows, %d issues", len(in.Rows), len(in.Issues()))
				}
			}
		})
	}
}

// BenchmarkLoadCarried100k has two columns that are not used: one of few texts, and
// one where every row has its own.
func BenchmarkLoadCarried100k(b *testing.B) {
	var text strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(string(large(100_000, 40)), "\n"), "\n") {
		fmt.Fprintf(&text, "%s,%s,%s\n", line, consent(i), number(i))
	}
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		book, err := sheet.Open("large.csv", data, sheet.Options{})
		if err != nil {
			b.Fatal(err)
		}
		in, err := loader.Load(book, loader.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if len(in.Rows) != 100_000 || len(in.Rows[99_999].Carried) != 2 {
			b.Fatalf("%d rows, %v", len(in.Rows), in.Rows[99_999].Carried)
		}
	}
}

func consent(line int) string {
	if line == 0 {
		return "Consent"
	}
	return fmt.Sprintf("BR-2026-%02d", line%40)
}

func number(line int) string {
	if line == 0 {
		return "Our Number"
	}
	return fmt.Sprint("asset-", line)
}

// The list of all .gov domains is read with the flags for what it lacks. With
// exact values after trimming it has 14,620 contacts.
func TestLoadOfGovDomains(t *testing.T) {
	data, err := os.ReadFile("../../shared/data/sheets/us-dotgov-full.csv")
	if err != nil {
		t.Logf("not there, not tested: %v", err)
		return
	}
	book, err := sheet.Open("us-dotgov-full.csv", data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	site, _ := api.SiteNamed("cn")
	in, err := loader.Load(book, loader.Options{
		Site:    site,
		Columns: map[string]string{"Security contact email": "Email"},
		Null:    []string{"(blank)"},
		Set: job.Params{
			"ContactType": "admin", "RegistrantType": "2", "RegistrantName": "Domain Administrator", "Country": "US",
			"Address": "Not given", "PostalCode": "20001", "TelArea": "1", "Telephone": "2025550100",
			"City": "Washington", "Province": "DC", "Email": "unlisted@example.com",
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	contacts := make(map[string]bool)
	for _, r := range in.Rows {
		contacts[r.Asks[0].Fields.Key()] = true
	}
	type figures struct{ Rows, Issues, Contacts int }
	got, want := figures{len(in.Rows), len(in.Issues()), len(contacts)}, figures{16539, 0, 14620}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%v", diff, loader.Summary(in.Issues()))
	}
	if got := in.Warnings; len(got) != 1 || got[0].Cell != "B1" {
		t.Errorf("warnings: %v", got)
	}
}
