package journal

import (
	"database/sql"
	"encoding/json"
	"maps"

	"domainbatch/internal/job"
)

// mirror is what state tables should hold that the ledger does not have: which entry
// has what, the batches, and what the run is.
type mirror struct {
	projection
	befores, afters map[int64]int64 // entries by change
	batches         map[int64]string
}

func newMirror(l *job.Ledger) *mirror {
	return &mirror{
		projection: projection{ledger: l},
		befores:    make(map[int64]int64), afters: make(map[int64]int64), batches: make(map[int64]string),
	}
}

// take takes an entry in, as project does with the tables themselves.
func (t *mirror) take(e *Entry) error {
	ev := &e.Event
	t.mark(ev, e.Number, e.piece)
	switch {
	case ev.Before != nil:
		t.befores[int64(ev.Before.Change)] = e.Number
	case ev.After != nil:
		t.afters[int64(ev.After.Change)] = e.Number
	case ev.Kind == job.KindPlanned:
		clear(t.batches)
	}
	for i := range ev.Batches {
		changes, err := json.Marshal(ev.Batches[i].Changes)
		if err != nil {
			return err
		}
		t.batches[int64(ev.Batches[i].ID)] = string(changes)
	}
	return t.statement(ev)
}

// agree compares the tables with what they should hold.
func (t *mirror) agree(q querier) error {
	for _, table := range []struct {
		name, query string
		want        map[int64]int64
	}{
		{"the table of values before", "SELECT change, event FROM befores", t.befores},
		{"the table of values after", "SELECT change, event FROM afters", t.afters},
	} {
		have, err := pairs(q, func(r *sql.Rows) (k, v int64, err error) { return k, v, r.Scan(&k, &v) }, table.query)
		if err != nil {
			return err
		}
		if !maps.Equal(have, table.want) {
			return &DamagedError{What: table.name + " is not what the entries amount to"}
		}
	}
	batches, err := pairs(q, func(r *sql.Rows) (k int64, v string, err error) { return k, v, r.Scan(&k, &v) }, "SELECT id, changes FROM batches")
	if err != nil {
		return err
	}
	if !maps.Equal(batches, t.batches) {
		return &DamagedError{What: "the table of batches is not what the entries amount to"}
	}
	have, err := loadMarks(q)
	if err != nil {
		return err
	}
	have.account = t.marks.account // it is compared as what it says
	if have != t.marks {
		return &DamagedError{What: "the state of the plan is not what the entries amount to"}
	}
	return nil
}

// pairs reads two columns.
func pairs[V any](q querier, scan func(*sql.Rows) (int64, V, error), query string) (map[int64]V, error) {
	all := make(map[int64]V)
	type pair struct {
		key   int64
		value V
	}
	for p, err := range rows(q, func(r *sql.Rows) (p pair, err error) { p.key, p.value, err = scan(r); return p, err }, query) {
		if err != nil {
			return nil, err
		}
		all[p.key] = p.value
	}
	return all, nil
}
