package journal

import (
	"database/sql"
	"fmt"
	"iter"
)

// AppendRecord keeps one record of the simulated API; it is on the disk when
// AppendRecord returns. Errors and order are those of Append.
func (j *Journal) AppendRecord(record []byte) error {
	if j.write == nil {
		return fmt.Errorf("append to journal %s: %w", j.path, ErrReadOnly)
	}
	if record == nil {
		record = []byte{}
	}
	if err := j.submit(&request{record: record}); err != nil {
		return fmt.Errorf("append to journal %s: %w", j.path, fault(j.path, err))
	}
	return nil
}

// Records streams the records of the simulated API in their order.
func (j *Journal) Records() iter.Seq2[[]byte, error] {
	scan := func(r *sql.Rows) (record []byte, err error) { return record, r.Scan(&record) }
	return func(yield func([]byte, error) bool) {
		for record, err := range rows(j.read, scan, "SELECT record FROM sandbox ORDER BY number") {
			if err != nil {
				yield(nil, j.reading("records", err))
				return
			}
			if !yield(record, nil) {
				return
			}
		}
	}
}
