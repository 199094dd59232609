package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rival is a run that another process is carrying out, slowly.
func rival(t *testing.T) (*desk, *served, *process) {
	t.Helper()
	d := newDesk(t, "portfolio.csv", csvOf(wishes(40, 2, "admin")), nil)
	s := d.serves("--task-time", "100ms", "--latency", "50ms")
	p := d.program(append(d.wholeAt(s), "--workers", "1")...).begins()
	t.Cleanup(func() { _ = p.Process.Kill() })
	s.await(update, 1)
	return d, s, p
}

// A run that a process holds is refused to another one with who that is and
// since when, and is free when that process has died.
func TestOneProcessPerRun(t *testing.T) {
	t.Parallel()
	d, s, p := rival(t)
	r := d.must(1, d.runs("apply", d.run(), "--yes"))
	host, _ := os.Hostname()
	said := regexp.MustCompile(`process (\d+) on (\S+) holds the run since (\S+)`).FindStringSubmatch(r.err)
	if said == nil || said[1] != strconv.Itoa(p.Process.Pid) || said[2] != host || !strings.Contains(r.err, "wait until that process has ended") {
		t.Fatalf("%s", r)
	}
	if since, err := time.Parse(time.RFC3339, said[3]); err != nil || time.Since(since) > time.Minute {
		t.Errorf("since %s: %v", said[3], err)
	}
	d.must(0, d.runs("status", d.run()))
	_ = p.Process.Kill()
	_ = p.Wait()
	d.must(0, d.runs("apply", d.run(), "--yes", "--qps", "50", "--settle", "3s"))
	if l := s.ledger(); len(l.Effects) != 40 || l.Repeats != 0 {
		t.Errorf("%d effects, %d repeated", len(l.Effects), l.Repeats)
	}
}

// Two runs that would change the same domains at one endpoint do not send at the
// same time: the second is refused with who holds them. Others go on beside it.
func TestOneRunPerDomain(t *testing.T) {
	t.Parallel()
	d, s, p := rival(t)
	other := filepath.Join(d.dir, "other.csv")
	if err := os.WriteFile(other, csvOf(wishes(20, 1, "tech")), 0o600); err != nil {
		t.Fatal(err)
	}
	words := []string{"run", other, "--yes", "--endpoint", s.url, "--qps", "50", "--before", "none"}
	r := d.must(1, d.runs(words...))
	if !regexp.MustCompile(`process ` + strconv.Itoa(p.Process.Pid) + ` on \S+ holds \d+ of these domains \(name-00\d\d.com, …\) since \S+ for the run \S+portfolio.csv.run`).MatchString(r.err) {
		t.Fatalf("%s", r)
	}
	for _, e := range s.ledger().Effects {
		if e.Target == "tech" {
			t.Errorf("%s of the second run was sent", e.Domain)
		}
	}
	apart := filepath.Join(d.dir, "apart.csv")
	if err := os.WriteFile(apart, csvOf(wishes(0, 1, "tech", "apart.com")), 0o600); err != nil {
		t.Fatal(err)
	}
	d.must(0, d.runs("run", apart, "--yes", "--endpoint", s.url, "--qps", "50"))
	_ = p.Process.Kill()
	_ = p.Wait()
	d.must(0, d.runs(words...))
	if l := s.ledger(); l.Violations != 0 || l.Repeats != 0 {
		t.Errorf("%d in two tasks, %d repeated", l.Violations, l.Repeats)
	}
}

// A clock that is 20 minutes off is corrected, and said once.
func TestWrongClock(t *testing.T) {
	t.Parallel()
	for _, off := range []string{"20m", "-20m"} {
		d := newDesk(t, "portfolio.csv", csvOf(wishes(8, 2, "admin")), nil)
		s := d.serves("--task-time", "100ms", "--clock", off)
		r := d.must(0, d.runs(d.wholeAt(s)...))
		if n := strings.Count(r.err, "the clock of this computer is"); n != 1 {
			t.Errorf("%s: said %d times: %s", off, n, r)
		}
		if l := s.ledger(); len(l.Effects) != 8 || l.Repeats != 0 {
			t.Errorf("%s: %d effects, %d repeated", off, len(l.Effects), l.Repeats)
		}
	}
}

// token puts temporary credentials where the vendor's tools keep them.
func (d *desk) token(name string) {
	d.t.Helper()
	dir := filepath.Join(d.dir, ".aliyun")
	profile := map[string]string{
		"name": "default", "mode": "StsToken", "access_key_id": "testid", "access_key_secret": "testsecret",
		"sts_token": name, "region_id": "cn-hangzhou", "output_format": "json", "language": "en",
	}
	data, err := json.Marshal(map[string]any{"current": "default", "profiles": []any{profile}})
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "new"), data, 0o600)
	}
	if err == nil {
		err = os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "config.json"))
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// withoutKey leaves the credentials of the environment out.
func (p *process) withoutKey() *process {
	p.Env = append(p.Env, "ALIBABA_CLOUD_ACCESS_KEY_ID=", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=", "ALIBABA_CLOUD_ECS_METADATA_DISABLED=true")
	return p
}

// Temporary credentials that expire are read anew; where there are no others the
// run stops with exit 7, and goes on when there are.
func TestTokenExpires(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "portfolio.csv", csvOf(wishes(40, 2, "admin")), nil)
	s := d.serves("--task-time", "100ms", "--token-life", "1500ms")
	d.token("first")
	p := d.program(append(d.wholeAt(s), "--qps", "10")...).withoutKey().begins()
	s.await(update, 5)
	d.token("second")
	r := d.must(7, p.ends())
	if !strings.Contains(r.err, "the security token has expired, and there is no other one") || strings.Contains(r.err, "second") {
		t.Errorf("%s", r)
	}
	sent := s.ledger().Calls[update]
	if sent < 10 {
		t.Errorf("%d requests with two tokens: the second was not read", sent)
	}
	d.token("third")
	d.must(0, d.program("apply", d.run(), "--yes", "--qps", "500").withoutKey().begins().ends())
	if l := s.ledger(); len(l.Effects) != 40 || l.Repeats != 0 {
		t.Errorf("%d effects, %d repeated", len(l.Effects), l.Repeats)
	}
}
