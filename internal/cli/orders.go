package cli

import (
	"errors"
	"fmt"

	"domainbatch/internal/job"
	"domainbatch/planner"
)

// orders counts the orders of the run, those that were placed too, and their years.
func (s *session) orders() (orders, years int) {
	return planner.Orders(s.plan, func(id job.ChangeID) bool {
		switch s.ledger.Standing(id).Outcome() {
		case job.Invalid, job.Skipped, job.Unchanged:
			return false
		}
		return true
	})
}

// forYears says how many years orders are for; a redemption is for none.
func forYears(years int) string {
	if years == 0 {
		return ""
	}
	return " for " + count(years, "year")
}

// ordersAllowed refuses to place more orders than the user allows, and has the run
// file say so.
func (s *session) ordersAllowed() error {
	if err := s.tooManyOrders(); err != nil {
		return errors.Join(err, s.unsent(exitLimit, job.StoppedByOrders))
	}
	return nil
}

// tooManyOrders is the refusal to place so many; nil where they are allowed.
func (s *session) tooManyOrders() error {
	n, years := s.orders()
	given := s.flags.allowOrders
	open, _ := planner.Orders(s.plan, func(id job.ChangeID) bool { return s.ledger.Standing(id).Outcome() == job.Unsent })
	if n <= given || open == 0 {
		return nil
	}
	s.flags.allowOrders = n
	return &fault{
		code: exitLimit, err: fmt.Errorf("the run places %s%s, and --allow-orders is %d", count(n, "order"), forYears(years), given),
		hint: "orders cost money and cannot be taken back; to place that many: " + s.goOn(),
	}
}
