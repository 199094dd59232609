package cli_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// wish is one row of an input made for a test.
type wish struct {
	domain, targets string
	contact         int // which contact it gets; several rows share one
}

// wishes makes n rows that share contacts.
func wishes(n, contacts int, targets string, special ...string) []wish {
	var all []wish
	for i := range n {
		all = append(all, wish{fmt.Sprintf("name-%04d.com", i+1), targets, i % contacts})
	}
	for _, domain := range special {
		all = append(all, wish{domain, targets, 0})
	}
	return all
}

// inputHeader has columns that mean nothing to the program in the middle and at
// the end: they must come out of it as they went in.
var inputHeader = []string{
	"Domain", "Asset No.", "ContactType", "RegistrantType", "Organization", "Contact Name", "Country", "Province", "City",
	"Address", "Postal Code", "Email", "TelArea", "Telephone", "TransferOutProhibited", "Remark",
}

// table writes wishes as a CSV file.
func csvOf(all []wish) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(inputHeader) // a buffer takes everything
	for i, row := range all {
		_ = w.Write([]string{
			row.domain, fmt.Sprintf("%07d", i), row.targets, "2", fmt.Sprintf("Example %d Ltd", row.contact), "Ada Byron", "GB",
			"Greater London", "London", fmt.Sprintf("%d Sample Road, Canary Row", row.contact+1), "E14 0ZZ", "owner@example.com",
			"44", "2079460118", "false", fmt.Sprintf(" row %d, said \"yes\"\n=1+1 ", i),
		})
	}
	w.Flush()
	return b.Bytes()
}

// samples are the inputs that the project shows its users for changes of
// contacts. The others need flags of their own; scripts run them.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	all := make(map[string][]byte)
	for _, name := range []string{"acquisition.xlsx", "contacts.csv", "portfolio-zh.csv", "profiles.csv", "troubles.xlsx"} {
		data, err := os.ReadFile(filepath.Join("../../samples", name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = data
	}
	return all
}
