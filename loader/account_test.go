package loader_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/loader"
)

const contactColumns = "Contact Type,Registrant Type,Organization,Contact Name,Country,Province,City,Address,Postal Code,Email,Telephone"

const contactCells = "admin,2,Acme Ltd,Jo Doe,GB,Kent,Deal,1 High Street,CT14,jo@acme.example,+44 1304123456"

// Each of its names makes the column Account, in either language, in sheets of contacts
// and of operations; what only looks like one does not.
func TestAccountColumn(t *testing.T) {
	for header, want := range map[string]string{
		"Account": "prod", "account": "prod", "Aliyun Account": "prod", "CLI Profile": "prod", "账号": "prod", "帐户": "prod", "所属账号": "prod",
		"Account Name": "", "Account ID": "", "Profile": "", "Admin Account": "", "账务": "", "User": "",
	} {
		in := load(t, "Domain,"+header+","+contactColumns+"\na.com, prod\u00a0,"+contactCells+"\n", loader.Options{})
		if row := in.Rows[0]; row.Account != want || len(row.Issues) > 0 {
			t.Errorf("%s: account %q, %v", header, row.Account, row.Issues)
		}
	}
	in := load(t, "Domain,Account,Operation\na.com,prod,transfer-lock-on\nb.com,,unlock\n", loader.Options{})
	if len(in.Rows) != 2 || in.Rows[0].Account != "prod" || in.Rows[1].Account != "" || len(in.Issues()) > 0 {
		t.Errorf("%+v", in.Rows)
	}
}

// The column is bound and left out like any other; a value for all rows is another flag's.
func TestAccountColumnIsChosen(t *testing.T) {
	text := "Domain,Account,Owner Key," + contactColumns + "\na.com,1234,prod," + contactCells + "\n"
	in := load(t, text, loader.Options{Columns: map[string]string{"Account": "", "Owner Key": "Account"}})
	if row := in.Rows[0]; row.Account != "prod" {
		t.Errorf("account %q", row.Account)
	}
	if cell, ok := loader.AccountCell(in.Tables, &in.Rows[0]); cell != "C2" || !ok {
		t.Errorf("cell %s", cell)
	}
	if cell := in.Rows[0].Cell(&in.Rows[0].Asks[0], "Account"); cell != "C2" {
		t.Errorf("the ask's cell %s", cell)
	}
	in = load(t, "Domain,"+contactColumns+"\na.com,"+contactCells+"\n", loader.Options{})
	if cell, ok := loader.AccountCell(in.Tables, &in.Rows[0]); cell != "A2" || ok {
		t.Errorf("cell %s without a column", cell)
	}
	if err := loader.Check(loader.Options{Set: map[string]string{"Account": "prod"}}); err == nil {
		t.Error("--set Account is taken")
	}
	_, err := loader.Load(open(t, "a.csv", []byte("Domain,Account,账号,"+contactColumns+"\na.com,x,y,"+contactCells+"\n")), loader.Options{})
	if err == nil {
		t.Error("two columns Account are taken")
	}
}

// A line that names nothing but an account is a row that lacks its domain, a cell that
// shows an error is a complaint, and a text for nothing is nothing.
func TestAccountCells(t *testing.T) {
	in := load(t, "Domain,Account,"+contactColumns+"\na.com,prod,"+contactCells+"\n,prod\n\nb.com,(none),"+contactCells+"\n", loader.Options{Null: []string{"(none)"}})
	if len(in.Rows) != 3 || in.Rows[2].Account != "" || in.Rows[2].Line != 5 {
		t.Fatalf("%+v", in.Rows)
	}
	got := lines(in.Rows[1].Issues)
	if len(got) == 0 || got[0] != `A3 DomainName "": DomainName is empty` {
		t.Error(cmp.Diff([]string{`A3 DomainName "": DomainName is empty`}, got))
	}
}
