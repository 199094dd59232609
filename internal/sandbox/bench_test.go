package sandbox

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// filled is a sandbox with so many tasks of so many domains, a contact each.
func filled(tb testing.TB, tasks, domains int) *Sandbox {
	tb.Helper()
	s := New(Options{})
	for i := range tasks {
		names := make([]string, domains)
		for k := range names {
			names[k] = fmt.Sprintf("d%d-%d.com", i, k)
		}
		if status, body := s.Do(byNewContact, write("admin", fmt.Sprintf("Firm %d", i), names...)); status != http.StatusOK {
			tb.Fatalf("%s", body)
		}
	}
	return s
}

// On top of 15,000 tasks a call, signing it included, is far below the 1.6 ms
// that 600 calls per second leave.
func BenchmarkCalls(b *testing.B) {
	for _, bb := range []struct {
		name   string
		action string
		params args
	}{
		{"list", "QueryTaskList", args{"PageNum": "70", "PageSize": "100"}},
		{"details", "QueryTaskDetailList", args{"PageNum": "1", "PageSize": "1000", "TaskNo": identifier("task", 0, 7)}},
		{"verify", "VerifyContactField", contact("New Ltd")},
		{"write", byNewContact, nil},
	} {
		b.Run(bb.name, func(b *testing.B) {
			c := &caller{version: china, now: time.Now}
			s := filled(b, 15000, 1)
			n := 0
			for b.Loop() {
				params := bb.params
				if params == nil {
					n++
					names := make([]string, 50)
					for k := range names {
						names[k] = fmt.Sprintf("n%d-%d.com", n, k)
					}
					params = write("admin", "New Ltd", names...)
				}
				req, err := http.NewRequest("POST", "http://sandbox.test/?"+c.values("POST", bb.action, params).Encode(), strings.NewReader(""))
				if err != nil {
					b.Fatal(err)
				}
				resp, err := s.RoundTrip(req)
				if err != nil || resp.StatusCode != http.StatusOK {
					b.Fatalf("%v %v", resp, err)
				}
			}
		})
	}
}

// BenchmarkMemory tells what 100,000 domains with 2,000 contacts keep.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s := filled(b, 2000, 50)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB")
		runtime.KeepAlive(s)
	}
}

// BenchmarkDomainList reads one page of an account of 100,000 domains.
func BenchmarkDomainList(b *testing.B) {
	names := make([]string, 100000)
	for i := range names {
		names[i] = fmt.Sprintf("d%d.com", i)
	}
	s := New(Options{Domains: names})
	for b.Loop() {
		if status, body := s.Do("QueryDomainList", args{"PageNum": "500", "PageSize": "100"}); status != http.StatusOK {
			b.Fatalf("%s", body)
		}
	}
}
