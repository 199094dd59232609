package browser

import (
	"slices"
	"testing"
	"time"
)

// painted gives the time from an input to the frame after it, in milliseconds.
const painted = `(async () => {
	const e = document.getElementById(%ID%), from = performance.now();
	e.value = %VALUE%;
	e.dispatchEvent(new Event('input', {bubbles: true}));
	await new Promise(done => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }));
	return performance.now() - from;
})()`

// A page of 10,000 domains with 20,000 changes is whole and filters rightly; how long
// that takes is printed.
func TestManyDomains(t *testing.T) {
	b := open(t, fixture("many.html"), look{})
	first := milliseconds(ask[float64](b, `performance.getEntriesByName('first-contentful-paint')[0].startTime`))
	loaded := milliseconds(ask[float64](b, `performance.getEntriesByType('navigation')[0].loadEventEnd`))
	t.Logf("seen after %v, whole after %v, %d elements", first, loaded, ask[int](b, `document.getElementsByTagName('*').length`))
	steps := []struct{ id, value, count string }{
		{"q-changes", "domain-00312", "Chosen: 2 of 20,000 lines"},
		{"q-changes", "domain-0031", "Chosen: 20 of 20,000 lines"},
		{"q-changes", "example holdings", "Chosen: 20,000 of 20,000 lines"},
		{"q-changes", "domain-09", "Chosen: 2,000 of 20,000 lines"},
		{"q-changes", "no such thing", "Chosen: 0 of 20,000 lines"},
		{"q-changes", "", "20,000 lines"},
		{"k-changes", "change-of-registrant", "Chosen: 10,000 of 20,000 lines"},
		{"k-changes", "*", "20,000 lines"},
		{"t-changes", "admin", "Chosen: 10,000 of 20,000 lines"},
		{"s-changes", "3", "Chosen: 10,000 of 20,000 lines"},
		{"t-changes", "*", "Chosen: 10,000 of 20,000 lines"},
		{"s-changes", "*", "20,000 lines"},
		{"q-rows", "C-9999", "Chosen: 1 of 10,000 lines"},
		{"q-coverage", "domain-05000", "Chosen: 1 of 10,000 lines"},
	}
	var times []time.Duration
	for _, s := range steps {
		took := milliseconds(ask[float64](b, replaced(painted, s.id, s.value)))
		section := s.id[2:]
		if got := b.count(section); got != s.count {
			t.Errorf("%s %q: %q, want %q", s.id, s.value, got, s.count)
		}
		t.Logf("%-10s %-22q painted after %v", s.id, s.value, took)
		times = append(times, took)
	}
	slices.Sort(times)
	t.Logf("filtering takes %v as a rule, and up to %v", times[len(times)/2], times[len(times)-1])
	if said, requests := b.heard(); len(said)+len(requests) > 0 {
		t.Errorf("said %q, asked for %q", said, requests)
	}
}

func milliseconds(n float64) time.Duration {
	return time.Duration(n * float64(time.Millisecond)).Round(time.Millisecond)
}
