package dossier

import (
	"errors"
	"iter"

	"domainbatch/internal/job"
)

// ErrNoPlan is returned for entries without a complete plan: the run was broken off
// while it was planned, and nothing of it was sent.
var ErrNoPlan = errors.New("make dossier: the entries hold no complete plan; nothing of this run was sent")

// ErrForgotten is returned for entries whose personal data was taken out: what was
// changed from what to what is not in them any more.
var ErrForgotten = errors.New("make dossier: the personal data of this run was taken out, its plan with it; " +
	"entries and digests are left, and the package that was made before")

// Make makes the dossier of a run's entries, in one pass. The error is that of Read.
func Make(entries iter.Seq2[Entry, error], o Options) (*Dossier, error) {
	r, err := Read(entries)
	if err != nil {
		return nil, err
	}
	return r.Dossier(o), nil
}

// maker makes one dossier.
type maker struct {
	*Record
	o    Options
	lang Lang
	d    *Dossier
	held int // rows that are invalid and hold up all others; 0: none does

	names     map[string]string     // Unicode forms
	classes   map[string]*Registry  // by top-level domain
	sources   map[string]sheetPlace // by sheet
	domains   []scheduled           // of the input
	accounts  []string              // of the plan
	fields    map[shownKey][]Field  // those that are alike are one list
	diffs     map[diffKey]Diff
	reasons   map[reasonKey]reason
	bySubject map[string][]job.ChangeID
}

func newMaker(r *Record, o Options) *maker {
	m := &maker{
		Record: r, o: o, lang: o.Lang, d: empty(o.Lang),
		names: make(map[string]string), classes: make(map[string]*Registry),
		fields: make(map[shownKey][]Field), diffs: make(map[diffKey]Diff), reasons: make(map[reasonKey]reason), bySubject: make(map[string][]job.ChangeID),
	}
	m.sources = placesOf(r.plan.Tables)
	m.held = m.holding()
	return m
}

// empty is a dossier whose lists are there, though nothing is in them.
func empty(lang Lang) *Dossier {
	return &Dossier{
		Schema: Schema, Lang: lang, Run: Run{Accounts: []string{}, Calls: []Tally{}}, People: []Act{}, Charts: []Chart{},
		Coverage: Coverage{Lines: []CoverageLine{}}, Changes: []Change{}, Rows: []Row{}, Contacts: []Contact{},
		Failures: []Failure{}, Open: []OpenItem{}, Registrar: []RegistrarLog{},
	}
}

// say gives words in the dossier's language.
func (m *maker) say(key string, args ...any) string { return m.lang.Say(key, args...) }
