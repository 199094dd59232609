package sandbox

import "time"

// sliding counts what happened in a span of time that ends now. The span is
// open at its beginning: two moments exactly one span apart are not in it together.
type sliding struct {
	span  time.Duration
	times []time.Time // in order; those before head are out of the span
	head  int
}

// at gives how many are in the span that ends now.
func (w *sliding) at(now time.Time) int {
	for w.head < len(w.times) && now.Sub(w.times[w.head]) >= w.span {
		w.head++
	}
	if w.head > len(w.times)/2 {
		w.times = append(w.times[:0], w.times[w.head:]...)
		w.head = 0
	}
	return len(w.times) - w.head
}

// add counts one more, and gives how many are in the span that ends now.
func (w *sliding) add(now time.Time) int {
	w.times = append(w.times, now)
	return w.at(now)
}

// window refuses more than a number of calls in any sliding span. Refused
// calls do not count.
type window struct {
	sliding
	limit int // 0: none
}

// newWindow allows so many calls in a sliding second; a rate below one allows
// one call in a longer span.
func newWindow(qps float64) window {
	switch {
	case qps <= 0:
		return window{}
	case qps < 1:
		return window{sliding: sliding{span: time.Duration(float64(time.Second) / qps)}, limit: 1}
	}
	return window{sliding: sliding{span: time.Second}, limit: int(qps)}
}

func (w *window) take(now time.Time) bool {
	if w.limit == 0 {
		return true
	}
	if w.at(now) >= w.limit {
		return false
	}
	w.add(now)
	return true
}
