package report

import (
	"flag"
	"os"
	"testing"
)

// TestMain keeps what rapid finds out of the tree: its seed is enough to see it again.
func TestMain(m *testing.M) {
	if f := flag.Lookup("rapid.nofailfile"); f == nil || f.Value.Set("true") != nil {
		os.Exit(2)
	}
	flag.Parse()
	os.Exit(m.Run())
}
