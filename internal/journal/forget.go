package journal

import (
	"errors"
	"fmt"
	"time"

	"domainbatch/internal/job"
)

// Forget takes all personal data out of the run file: the copy of the input, plan
// and contacts, values, raw answers, people's words, the records of the simulated
// API, and what the state tables repeat of it. No byte of it stays in the file or its
// log. Chain, digests and counts stay, and an entry of KindForgotten says when it
// was done, by whom, and what is left to say. Where data has come since it was done
// before, there is another such entry, with the totals of the first.
//
// A crash leaves a run that opens, *AccessError with Busy that others are reading
// the run and need its log: either is completed by another Forget. Only a holder
// can do it: ErrReadOnly.
func (j *Journal) Forget(totals job.Totals, by job.Process, at time.Time) error {
	if j.write == nil {
		return fmt.Errorf("forget data of journal %s: %w", j.path, ErrReadOnly)
	}
	err := j.announce(totals, by, at)
	if err == nil {
		err = j.alone(j.forget)
	}
	if err != nil {
		return fmt.Errorf("forget data of journal %s: %w", j.path, fault(j.path, j.located(err)))
	}
	return nil
}

// announce records that data is about to be taken out, unless all that is there
// is what the last such entry was to take out.
func (j *Journal) announce(totals job.Totals, by job.Process, at time.Time) error {
	l, err := j.Ledger()
	if err != nil {
		return err
	}
	if l.Forgotten != nil {
		totals = l.Forgotten.Totals
		var later bool
		if err := j.read.QueryRow("SELECT count(*) > 0 FROM events WHERE data IS NOT NULL AND number > " + lastForgotten).Scan(&later); err != nil || !later {
			return err
		}
	}
	return j.Append(&job.Event{At: at, Kind: job.KindForgotten, Totals: &totals, By: &by})
}

const lastForgotten = "(SELECT max(number) FROM events WHERE kind = 'forgotten')"

const (
	forgetData    statement = "DELETE FROM data WHERE digest IN (SELECT data FROM events WHERE data IS NOT NULL AND number < " + lastForgotten + ")"
	forgetRecords statement = "DELETE FROM sandbox"
	vacuum        statement = "VACUUM"
)

// forget removes the data, then whatever repeats it: the state tables, then what
// SQLite has left of old pages in the file, then the log. Each step can be done
// again.
func (j *Journal) forget() error {
	if j.failure != nil {
		return j.failure
	}
	err := j.write.transaction(func() error {
		return errors.Join(j.write.run(forgetData), j.write.run(forgetRecords))
	})
	if err == nil {
		err = j.rebuild()
	}
	if err == nil {
		err = j.write.run(vacuum)
	}
	if err == nil {
		err = j.write.empty()
	}
	// What is appended from here on stands in the log again.
	return errors.Join(err, j.write.fold())
}
