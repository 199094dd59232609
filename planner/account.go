package planner

import (
	"time"

	"domainbatch/internal/job"
)

// Known is what was read of the account before a plan is completed.
type Known struct {
	Account  job.Account            // whether the list of domains is whole
	Holdings map[string]job.Holding // by domain
	Profiles []job.Profile
	Now      time.Time
}

// InAccount completes a plan with what was read of the account.
func InAccount(plan *job.Plan, known Known, left func(job.ChangeID) bool, opts Options) (resolved *job.Plan, refused []job.ChangeID) {
	return plan, nil
}

// Needs is what has to be read of the account before a plan can be completed.
type Needs struct {
	List     bool     // the list of its domains
	Domains  []string // domains that must be known by instance id or date
	States   []string // domains whose locks must be known
	Profiles bool
}

// Needed says what InAccount needs to know.
func Needed(plan *job.Plan, left func(job.ChangeID) bool, opts Options) Needs { return Needs{} }

// Orders counts the orders of a plan that are left, and the years that they are for.
func Orders(plan *job.Plan, left func(job.ChangeID) bool) (orders, years int) { return 0, 0 }
