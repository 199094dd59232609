package executor_test

import (
	"flag"
	"os"
	"testing"
)

// machineChecks is how many runs TestMachine makes unless -rapid.checks says
// otherwise; rapid's own hundred are over in a tenth of a second.
const machineChecks = "2000"

// TestMain keeps what rapid finds out of the tree: its seed is enough to see it again.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": machineChecks, "rapid.nofailfile": "true"} {
		if f := flag.Lookup(name); f == nil || f.Value.Set(value) != nil {
			os.Exit(2)
		}
	}
	flag.Parse()
	os.Exit(m.Run())
}
