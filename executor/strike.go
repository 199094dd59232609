package executor

import "sync"

// mostStrikes is how often in a row an account or an endpoint is refused with
// the same code before the refusal is taken for lasting: a permission that was
// just granted takes a moment to be known everywhere.
const mostStrikes = 3

// strikes counts refusals in a row, by action: a key may read what it must not
// write. It is safe for concurrent use.
type strikes struct {
	mu   sync.Mutex
	rows map[string]struck
}

type struck struct {
	code  string
	times int
}

func newStrikes() *strikes { return &strikes{rows: make(map[string]struck)} }

// out counts a refusal, and tells whether it came too often.
func (s *strikes) out(action, code string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	row := s.rows[action]
	if row.code != code {
		row = struck{code: code}
	}
	row.times++
	s.rows[action] = row
	return row.times >= mostStrikes
}

// clear forgets the refusals of an action that went through.
func (s *strikes) clear(action string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rows, action)
}
