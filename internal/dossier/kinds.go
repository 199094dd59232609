package dossier

import (
	"iter"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Sums are the kinds of the changes of a plan before anything is sent, and what about
// organizations has to be looked at.
type Sums struct {
	Registrant int            // changes of registrant
	Because    map[string]int // of these by what makes them one: organization, name, email; one may have several
	Typos      int            // of these such that probably correct a typing error
	Updates    int            // contact updates
	Equal      int            // without difference: nothing is sent
	Unknown    int            // of a registrant whose data before or after are not known

	Blank  Finding // changes in which the organization becomes blank, or may
	Person Finding // contacts whose organization seems to be the name of a person
	Moves  Finding // changes with a lock of domains that are to go to another registrar
}

// Finding is how often something was found, and the first change that it is about.
type Finding struct {
	Count int
	First job.ChangeID
}

func (f *Finding) add(id job.ChangeID) {
	if f.Count == 0 {
		f.First = id
	}
	f.Count++
}

// Kinds tells the kinds of the changes that rows ask for and that are not refused,
// by the contacts that were read before. The error is that of the reading.
func Kinds(p *job.Plan, l *job.Ledger, befores iter.Seq2[job.Before, error]) (*Sums, error) {
	k := &kinds{
		plan: p, ledger: l, places: placesOf(p.Tables), persons: make(map[job.ContactID]bool),
		sums: Sums{Because: make(map[string]int)}, seen: make([]bool, len(p.Changes)),
	}
	for b, err := range befores {
		if err != nil {
			return nil, err
		}
		if n := int(b.Change); n >= 1 && n <= len(k.seen) && !k.seen[n-1] {
			k.seen[n-1] = true
			k.add(b.Change, b.Fields)
		}
	}
	for i, read := range k.seen {
		if !read {
			k.add(job.ChangeID(i+1), nil)
		}
	}
	return &k.sums, nil
}

type kinds struct {
	plan    *job.Plan
	ledger  *job.Ledger
	places  map[string]sheetPlace
	persons map[job.ContactID]bool
	seen    []bool
	sums    Sums
}

func (k *kinds) add(id job.ChangeID, before job.Params) {
	group, s := k.plan.GroupOf(id), k.ledger.Standing(id)
	result := s.Outcome()
	if group.Target == "" || !k.plan.Asked(id) || result == job.Invalid || result == job.Skipped {
		return
	}
	contact := contactIn(k.plan, group)
	var now job.Params
	if contact != 0 {
		now = k.plan.Contact(contact).Fields
	}
	diff := Differ(group.Target, api.TLDOf(k.plan.Change(id).Subject).CNNIC, before, now)
	if result == job.Unchanged {
		diff = Diff{Kind: NoDifference}
	}
	k.count(&diff)
	if group.Target == api.TargetRegistrant && result != job.Unchanged {
		k.look(id, contact, before, now)
	}
}

// look looks at the organization of a registrant, and at a lock that is in the way.
func (k *kinds) look(id job.ChangeID, contact job.ContactID, before, now job.Params) {
	if Blanked(before, now) {
		k.sums.Blank.add(id)
	}
	if !k.persons[contact] && Personal(now) {
		k.persons[contact] = true
		k.sums.Person.add(id)
	}
	if lockChoice(k.plan, id) == "true" && toMove(k.plan, k.places, id) {
		k.sums.Moves.add(id)
	}
}

func (k *kinds) count(diff *Diff) {
	switch diff.Kind {
	case NoDifference:
		k.sums.Equal++
		return
	case KindUnknown:
		k.sums.Unknown++
		return
	case ContactUpdate:
		k.sums.Updates++
		return
	}
	k.sums.Registrant++
	if diff.Typo {
		k.sums.Typos++
	}
	because := make(map[string]bool)
	for _, name := range diff.Because {
		because[essential[name]] = true
	}
	for what := range because {
		k.sums.Because[what]++
	}
}

// essential maps the fields that make a change one of the registrant to what they are
// in a word.
var essential = map[string]string{
	fieldOrg: "organization", fieldZhOrg: "organization", fieldName: "name", fieldZhName: "name", fieldEmail: "email",
}

// contactIn is the contact that the changes of a group send; 0: none that is known.
func contactIn(p *job.Plan, group *job.Group) job.ContactID {
	if group.Profile != 0 {
		return p.GroupOf(group.Profile).Contact
	}
	return group.Contact
}
