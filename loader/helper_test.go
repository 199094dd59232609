package loader_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

func open(t testing.TB, name string, data []byte) *sheet.Book {
	t.Helper()
	book, err := sheet.Open(name, data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func sample(t *testing.T, name string) *sheet.Book {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samples, name))
	if err != nil {
		t.Fatal(err)
	}
	return open(t, name, data)
}

func load(t *testing.T, text string, opts loader.Options) *loader.Input {
	t.Helper()
	in, err := loader.Load(open(t, "a.csv", []byte(text)), opts)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// lines are complaints as a person would check them off.
func lines(issues []job.Issue) []string {
	var out []string
	for _, is := range issues {
		out = append(out, fmt.Sprintf("%s %s %q: %s", is.Cell, is.Column, is.Value, is.Message))
	}
	return out
}

// issuesOf are the complaints of a Load, wherever they are.
func issuesOf(t *testing.T, in *loader.Input, err error) []job.Issue {
	t.Helper()
	var input *loader.InputError
	switch {
	case err == nil:
		return in.Issues()
	case errors.As(err, &input):
		return input.Issues
	}
	t.Fatal(err)
	return nil
}

// fieldsOf are the fields of a row that asks once.
func fieldsOf(r job.Row) job.Params { return r.Asks[0].Fields }

// full is a whole contact as --set gives it, but for the fields left out.
func full(without ...string) job.Params {
	p := job.Params{
		"ContactType": "admin", "RegistrantType": "2", "RegistrantOrganization": "Tidewise Ltd", "RegistrantName": "Eleanor Marsh",
		"Country": "GB", "Province": "Greater London", "City": "London", "Address": "1 Canary Row", "PostalCode": "E14 0ZZ",
		"Email": "legal@example.com", "TelArea": "44", "Telephone": "2079460118",
	}
	maps.DeleteFunc(p, func(name, _ string) bool {
		for _, w := range without {
			if w == name {
				return true
			}
		}
		return false
	})
	return p
}

func site(t *testing.T, name string) api.Site {
	t.Helper()
	s, ok := api.SiteNamed(name)
	if !ok {
		t.Fatalf("no site %s", name)
	}
	return s
}
