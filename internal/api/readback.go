package api

import (
	"slices"

	"domainbatch/internal/job"
)

// Shown is what a contact that was read after its change says of the change.
type Shown string

// What a contact can show.
const (
	ShownNew     Shown = "new"        // all that was sent
	ShownOther   Shown = "other"      // some field is another one, or, of a change by profile, all is as before
	ShownChanged Shown = "changed"    // other data than before, of a change by profile: what it holds is not known
	ShownUntold  Shown = "uncompared" // data, and neither what was wanted nor what was there before is known
	ShownNothing Shown = "not-read"   // it was not read, or the API refused to show it
)

// ReadBack tells what a contact shows that was read after a change. before may be
// the zero value: not known.
func ReadBack(plan *job.Plan, id job.ChangeID, before, after job.Before) Shown {
	if after.Fields == nil {
		return ShownNothing
	}
	want := Wanted(plan, id)
	switch {
	case want != nil && len(Differing(want, after.Fields)) == 0:
		return ShownNew
	case want != nil:
		return ShownOther
	case before.Fields == nil:
		return ShownUntold
	case len(Differing(before.Fields, after.Fields)) == 0:
		return ShownOther
	}
	return ShownChanged
}

// Wanted is the contact that a change sends, itself or by a profile that
// the run has made of it; nil: what the profile holds is not known.
func Wanted(plan *job.Plan, id job.ChangeID) job.Params {
	group := plan.GroupOf(id)
	if group.Contact == 0 && group.Profile != 0 {
		group = plan.GroupOf(group.Profile)
	}
	if group.Contact == 0 {
		return nil
	}
	return plan.Contact(group.Contact).Fields
}

// Differing lists the fields in which a contact as the registrar shows it is not
// as wanted, in the order of the API. A field that QueryContactInfo need not
// return (RegistrantType and the Chinese ones) differs only where it is returned.
func Differing(want, now job.Params) []string {
	var differ []string
	for _, f := range ContactFields {
		value, wanted := want[f.Name]
		shown, told := now[f.Name]
		if !wanted || !told && !Readable(f.Name) || value == Current && told {
			continue
		}
		if shown != value {
			differ = append(differ, f.Name)
		}
	}
	return slices.Clip(differ)
}
