package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const smallDisk = "DOMAINBATCH_TEST_SMALL_DISK"

// A disk that is full, at whatever moment, ends the program with a clear error
// and nothing half-written; when there is room again the run goes on, and nothing
// is sent twice. The test runs itself where it may mount a small disk.
func TestDiskFull(t *testing.T) {
	if dir := os.Getenv(smallDisk); dir != "" {
		onSmallDisk(t, dir)
		return
	}
	t.Parallel()
	own := exec.Command("/proc/self/exe", "-test.run=^TestDiskFull$", "-test.v")
	own.Env = append(os.Environ(), smallDisk+"="+t.TempDir())
	own.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	said, err := own.CombinedOutput()
	if err != nil && own.ProcessState == nil {
		t.Logf("no disk can be mounted here: %v", err)
		return
	}
	if err != nil || !strings.Contains(string(said), "disks were full") && !strings.Contains(string(said), "no disk can be mounted") {
		t.Fatalf("%v: %s", err, said)
	}
	t.Logf("%s", said)
}

func onSmallDisk(t *testing.T, dir string) {
	full := make(chan string, 100)
	t.Run("sizes", func(t *testing.T) {
		for _, kilobytes := range []int{40, 100, 160, 220, 300, 400, 560, 800, 1200, 20000} {
			t.Run(fmt.Sprint(kilobytes), func(t *testing.T) {
				t.Parallel()
				disk := filepath.Join(dir, fmt.Sprint(kilobytes))
				if err := os.Mkdir(disk, 0o700); err != nil {
					t.Fatal(err)
				}
				if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, fmt.Sprintf("size=%dk", kilobytes)); err != nil {
					t.Logf("no disk can be mounted here: %v", err)
					return
				}
				full <- filling(t, disk)
				if err := syscall.Unmount(disk, 0); err != nil {
					t.Error(err)
				}
			})
		}
	})
	close(full)
	counts := make(map[string]int)
	for when := range full {
		counts[when]++
	}
	if len(counts) > 0 && (counts["planning"] == 0 || counts["sending"] == 0 || counts["never"] == 0) {
		t.Errorf("full while %v", counts)
	}
	t.Logf("disks were full while %v", counts)
}

// filling carries a run out whose files are on a small disk, and tells how far it
// came before that was full.
func filling(t *testing.T, disk string) string {
	t.Helper()
	d := newDesk(t, "portfolio.csv", csvOf(wishes(60, 3, "admin")), nil)
	s := d.serves("--task-time", "50ms")
	run, report := filepath.Join(disk, "p.run"), filepath.Join(disk, "p.report.csv")
	words := append(d.wholeAt(s, "--qps", "500"), "--run", run, "--report", report, "--settle", "1s")
	r, when := d.runs(words...), "never"
	if r.code != 0 {
		if d.must(1, r); !strings.Contains(r.err, "no space is left") && !strings.Contains(r.err, "no space left") {
			t.Errorf("%s", r)
		}
		if when = "planning"; s.ledger().Calls[update] > 0 {
			when = "sending"
		}
		if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=50m"); err != nil {
			t.Fatal(err)
		}
		d.must(0, d.runs(words...))
	}
	if left, err := filepath.Glob(filepath.Join(disk, "*")); err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
	if l := s.ledger(); len(l.Effects) != 60 || l.Repeats != 0 {
		t.Errorf("%d effects, %d repeated, when it was full while %s", len(l.Effects), l.Repeats, when)
	}
	return when
}
