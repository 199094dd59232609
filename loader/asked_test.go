package loader_test

import (
	"errors"
	"strings"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// A line that says something, but not what it is about, is a row with a
// complaint, also where nothing else of a line is used; numbers alone say nothing.
func TestForgottenSubject(t *testing.T) {
	in := read(t, "No,Domain,Remarks\n1,one.com,\n2,,call Bob\n3,,\n", loader.Options{Op: "redeem"})
	if len(in.Rows) != 2 || len(in.Rows[1].Issues) != 1 || in.Rows[1].Issues[0].Cell != "B3" {
		t.Errorf("%d rows: %+v", len(in.Rows), in.Rows)
	}
}

// A column that may say which rows want the operation is asked about, not passed over.
func TestRowsThatChoose(t *testing.T) {
	text := "Domain,Years,Renew?\none.com,1,yes\ntwo.com,1,no\n"
	book, err := sheet.Open("renew.csv", []byte(text), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = loader.Load(book, loader.Options{Op: "renew"})
	unread, ok := errors.AsType[*loader.InputError](err)
	if !ok || len(unread.Issues) != 1 || unread.Issues[0].Cell != "C1" {
		t.Fatalf("want a complaint about C1, got %v", err)
	}
	if in := read(t, text, loader.Options{Op: "renew", Columns: map[string]string{"Renew?": ""}}); len(in.Rows) != 2 {
		t.Errorf("%d rows", len(in.Rows))
	}
}

// A sheet that is named nearly as an operation and holds no contacts is asked
// about: what --set gives every row would make changes of contacts of it.
func TestSheetsNamedNearly(t *testing.T) {
	set := job.Params{"ContactType": "admin", "RegistrantProfileId": "3500101"}
	for name, near := range map[string]string{"Renewals": "renew", "Renewal": "renew", "Locks": "lock", "Transfer locks": "transfer-lock", "续费清单": "renew", "Domains": "", "Portfolio 2026": ""} {
		_, err := loader.Load(bookOf(t, []string{name, "Domain|Years", "a.com|2"}), loader.Options{Set: set})
		unread, ok := errors.AsType[*loader.InputError](err)
		switch {
		case near == "" && err != nil, near != "" && !ok:
			t.Errorf("%s: %v", name, err)
		case near != "" && !strings.Contains(unread.Issues[0].Message, " "+near+","):
			t.Errorf("%s: %s", name, unread.Issues[0].Message)
		}
	}
}
