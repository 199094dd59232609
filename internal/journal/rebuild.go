package journal

import (
	"fmt"

	"domainbatch/internal/job"
)

// Rebuild empties the state tables and writes them anew from the events. What
// they repeated of data that was taken out is gone afterwards. A journal whose
// events cannot be read is left as it is.
func (j *Journal) Rebuild() error {
	if j.write == nil {
		return fmt.Errorf("rebuild journal %s: %w", j.path, ErrReadOnly)
	}
	if err := j.alone(j.rebuild); err != nil {
		return fmt.Errorf("rebuild journal %s: %w", j.path, fault(j.path, j.located(err)))
	}
	return nil
}

func (j *Journal) rebuild() error {
	if j.failure != nil {
		return j.failure
	}
	var l job.Ledger
	p := projection{writer: j.write, ledger: &l}
	err := j.write.transaction(func() error {
		for _, table := range []statement{"changes", "checks", "befores", "afters", "answers", "holdings", "batches", "calls_by_action"} {
			if err := j.write.run("DELETE FROM " + table); err != nil {
				return err
			}
		}
		for x, err := range rows(j.read, scanRow, selectEntries+whereNumber, 1, int64(maxNumber)) {
			if err != nil {
				return err
			}
			if err := p.replay(&x); err != nil {
				return err
			}
		}
		return j.write.run(updateMeta, p.marks.values()...)
	})
	if err != nil {
		return err
	}
	j.state.ledger, j.state.marks = l, p.marks
	return j.write.foldIfLong()
}

func (p *projection) replay(x *row) error {
	e, err := x.entry()
	if err != nil {
		return err
	}
	if err := p.ledger.Apply(&e.Event); err != nil {
		return &DamagedError{Number: x.number, What: "it does not follow from those before it", Err: err}
	}
	return p.project(&e.Event, x.number, x.data, e.piece)
}
