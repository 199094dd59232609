package cli

import (
	"testing"
	"time"
)

// The command that goes on leaves out an --until that lies behind: it would keep
// the next process from everything.
func TestLasting(t *testing.T) {
	s := &session{app: &app{started: time.Now()}}
	past, ahead := "2001-02-03T04:05:06Z", time.Now().Add(48*time.Hour).Format(time.RFC3339)
	for flags, want := range map[string]string{
		"--qps 20 --until " + past + " --wait 1h": "--qps 20 --wait 1h",
		"--until \"2001-02-03 04:05\"":            "",
		"--qps 20 --until " + ahead:               "--qps 20 --until " + ahead,
		"--until 05:30 --qps 20":                  "--until 05:30 --qps 20",
		"--qps 20":                                "--qps 20",
	} {
		if got := s.lasting(flags, "--until"); got != want {
			t.Errorf("%q: %q", flags, got)
		}
	}
}
