package cli_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/sandbox"
)

// The sizes of a write-ahead log's parts (sqlite.org/fileformat2.html §4.1).
const (
	logHeader   = 32
	frameHeader = 24
)

// commits gives the lengths at which a write-ahead log ends after a
// transaction: none, one, and so on.
func commits(log []byte) []int {
	ends := []int{logHeader}
	page, salt := int(binary.BigEndian.Uint32(log[8:])), log[16:24]
	for at := logHeader; at+frameHeader+page <= len(log); at += frameHeader + page {
		head := log[at:]
		if !bytes.Equal(head[8:16], salt) {
			break // left over from before the log began anew
		}
		if binary.BigEndian.Uint32(head[4:]) != 0 {
			ends = append(ends, at+frameHeader+page)
		}
	}
	return ends
}

// A process that is killed after anything it has written, or in the middle of
// writing it, leaves a run that ends as one that was not disturbed. The
// simulated API is the embedded one: its state is what the run file says.
func TestCrashAfterEveryWrite(t *testing.T) {
	t.Parallel()
	var said object
	var end instant
	synctest.Test(t, func(t *testing.T) {
		d := crashDesk(t, nil)
		d.said = func() {
			if _, err := os.Stat(d.run() + "-wal"); err == nil {
				end = d.look("end")
			}
		}
		said = d.object(d.must(4, d.do(t.Context(), d.whole(quick()...)...)))
		d.truth(d.replayed(), nil).check(crashRows())
	})
	ends := commits(end.log)
	step := 1
	if !*everyInstant {
		step = len(ends)/fewInstants + 1
	}
	if len(ends) < 2*fewInstants {
		t.Fatalf("%d transactions in a log of %d bytes", len(ends), len(end.log))
	}
	for n := 0; n < len(ends); n += step {
		i := end
		i.log = end.log[:ends[n]]
		if n%2 == 1 && n+1 < len(ends) {
			i.log = end.log[:ends[n+1]-1000] // torn
		}
		under(t, fmt.Sprintf("%03d", n), func(t *testing.T) {
			d := i.restore(crashDesk(t, nil))
			d.goesOn(said)
			d.truth(d.replayed(), nil).check(crashRows())
		})
	}
}

// replayed makes the simulated API that the run file holds.
func (d *desk) replayed() *sandbox.Sandbox {
	d.t.Helper()
	box := sandbox.New(sandbox.Options{})
	d.with(func(j *journal.Journal) error {
		for record, err := range j.Records() {
			if err != nil {
				return err
			}
			if err := box.Replay(record); err != nil {
				return err
			}
		}
		return nil
	})
	return box
}

// kinds counts the events of the run by kind.
func (d *desk) kinds() map[job.Kind]int {
	d.t.Helper()
	counts := make(map[job.Kind]int)
	d.with(func(j *journal.Journal) error {
		for e, err := range j.Events() {
			if err != nil {
				return err
			}
			counts[e.Event.Kind]++
		}
		return nil
	})
	return counts
}

// A log whose run file somebody has taken away is not taken for the log of the
// run that is begun in its place: that one is refused, or begins from nothing.
func TestCrashLeavesOnlyTheLog(t *testing.T) {
	t.Parallel()
	var end instant
	synctest.Test(t, func(t *testing.T) {
		d := crashDesk(t, nil)
		d.said = func() {
			if _, err := os.Stat(d.run() + "-wal"); err == nil {
				end = d.look("end")
			}
		}
		d.must(4, d.do(t.Context(), d.whole(quick()...)...))
	})
	synctest.Test(t, func(t *testing.T) {
		d := end.restore(crashDesk(t, nil))
		if err := os.Remove(d.run()); err != nil {
			t.Fatal(err)
		}
		r := d.do(t.Context(), d.whole(quick()...)...)
		if r.code == 1 && strings.Contains(r.err, "-wal") {
			return
		}
		d.must(4, r)
		if n := d.kinds()[job.KindOpened]; n != 1 {
			t.Errorf("the run was opened %d times: what stood in the log was taken over", n)
		}
	})
}
