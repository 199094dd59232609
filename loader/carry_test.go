package loader_test

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"domainbatch/loader"
)

// What stands in columns that are not used goes along with its row, as it reads.
func TestCarried(t *testing.T) {
	in := load(t, "Consent,Domain,City,Price,\n"+
		"BR-2026-01,a.com,London, 12.50 ,x\n"+
		",b.com,Paris,,\n"+
		"BR-2026-01,c.com,Paris,,\n", loader.Options{Set: full("City")})
	want := []map[string]string{
		{"A": "BR-2026-01", "D": "12.50"},
		nil,
		{"A": "BR-2026-01"},
	}
	var got []map[string]string
	for _, r := range in.Rows {
		got = append(got, r.Carried)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Identity documents, codes and the answers of an earlier report are not carried,
// whatever the flags say; nor is what --visible-only leaves out.
func TestNotCarried(t *testing.T) {
	text := "Domain,City,ID Number,Auth Code,Mail Password,Result,Note\na.com,London,110101199003070011,Xy-7!,hunter2,failed,n1\n"
	for name, opts := range map[string]loader.Options{
		"kept":     {KeepIDColumns: true},
		"left out": {Columns: map[string]string{"ID Number": "", "Auth Code": "", "Mail Password": ""}},
	} {
		opts.Set = full("City")
		in := load(t, text, opts)
		if diff := cmp.Diff(map[string]string{"G": "n1"}, in.Rows[0].Carried); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A long text is cut between characters, and says so.
func TestCarriedIsBounded(t *testing.T) {
	in := load(t, "Domain,City,Note\na.com,London,"+strings.Repeat("注", 300)+"\nb.com,London,"+strings.Repeat("注", 200)+"\n", loader.Options{Set: full("City")})
	if got := in.Rows[0].Carried["C"]; got != strings.Repeat("注", 200)+"…" {
		t.Errorf("%d bytes: %.20s", len(got), got)
	}
	if got := in.Rows[1].Carried["C"]; got != strings.Repeat("注", 200) {
		t.Errorf("%d bytes: %.20s", len(got), got)
	}
}

// Equal cells are kept once.
func TestCarriedIsShared(t *testing.T) {
	in := load(t, "Domain,City,Note,No\na.com,London,BR-2026-01,1\nb.com,Paris,BR-2026-01,2\n", loader.Options{Set: full("City")})
	one, other := in.Rows[0].Carried["C"], in.Rows[1].Carried["C"]
	if one != other || unsafe.StringData(one) != unsafe.StringData(other) {
		t.Errorf("%q and %q are two copies", one, other)
	}
}
