package executor

import (
	"container/heap"
	"context"
	"time"
)

// timers are things to be done at a time, by the goroutine that owns them.
type timers struct{ heap timerHeap }

type timer struct {
	at time.Time
	do func(context.Context) error
}

func (t *timers) add(at time.Time, do func(context.Context) error) { heap.Push(&t.heap, timer{at, do}) }

// next is the time of the earliest one.
func (t *timers) next() (time.Time, bool) {
	if len(t.heap) == 0 {
		return time.Time{}, false
	}
	return t.heap[0].at, true
}

// fire does all that is due.
func (t *timers) fire(ctx context.Context, now time.Time) error {
	for len(t.heap) > 0 && !t.heap[0].at.After(now) {
		if err := heap.Pop(&t.heap).(timer).do(ctx); err != nil {
			return err
		}
	}
	return nil
}

type timerHeap []timer

func (h timerHeap) Len() int           { return len(h) }
func (h timerHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h timerHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *timerHeap) Push(x any)        { *h = append(*h, x.(timer)) }
func (h *timerHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
