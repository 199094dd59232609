package planner

import (
	"maps"
	"reflect"
	"strconv"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Parameters that decide the operation or belong to the change, not to the contact.
const (
	paramDomain  = "DomainName"
	paramTarget  = "ContactType"
	paramProfile = "RegistrantProfileId"
	paramLock    = api.ParamTransferOutProhibited
	paramLang    = "Lang"
)

// store keeps one of each: contacts and groups that are equal are the same.
type store struct {
	opts       Options
	materials  map[uintptr]*material
	contacts   map[string]*contact // by the values of api.ContactFields in their order, each with its length
	key        []byte              // the last of these keys; kept for its room
	groups     map[groupKey]*group
	recipes    map[recipeKey]*recipe
	opGroups   map[opKey]*group
	deeds      map[deedKey]*deed
	relocks    map[*group]*group
	newContact *api.Operation
	ops        map[string]*api.Operation // those that are asked for by name; nil: there is no such operation
	last       *material                 // the one worked with last, since it is asked for several times in a row
	lastAt     uintptr
}

// material is what one map of fields amounts to. Rows with equal data share
// their map, so it is worked out once for all of them.
type material struct {
	contact *contact // nil: no contact field has a value
	profile string   // its id, or the name of its owner
	named   bool     // it is the name
	lock    string
	blank   string   // first required contact field without a value
	groups  []*group // those made of it so far
}

type contact struct{ job.Contact }

type group struct {
	job.Group
	contact *contact
	key     groupKey
	deed    deed // of a contact change, which has nothing of its own
}

// wish is what a row asks for besides its data.
type wish struct {
	account string
	op      *api.Operation
	step    int
	target  target // without a name where the operation has no targets
	class   job.Class
}

// groupKey tells groups apart. Contacts are compared by identity, since equal
// ones are the same; so the key is short where Shared.Key() would be long.
type groupKey struct {
	wish
	contact *contact
	profile string
	named   bool
	lock    string
}

func newStore(opts Options) *store {
	newContact, _ := api.Lookup(api.SaveBatchTaskForUpdatingContactInfoByNewContact)
	return &store{
		newContact: newContact,
		opts:       opts,
		materials:  make(map[uintptr]*material),
		contacts:   make(map[string]*contact),
		groups:     make(map[groupKey]*group),
		recipes:    make(map[recipeKey]*recipe),
		opGroups:   make(map[opKey]*group),
		deeds:      make(map[deedKey]*deed),
		relocks:    make(map[*group]*group),
		ops:        make(map[string]*api.Operation),
	}
}

// operation finds the operation that an ask names; false where there is none of
// that name. One without a name, and those on contacts, are planned as contact changes.
func (s *store) operation(ask *job.Ask) (op *api.Operation, known bool) {
	if ask.Op == "" {
		return nil, true
	}
	op = s.named(ask.Op)
	return op, op != nil
}

func (s *store) named(name string) *api.Operation {
	op, seen := s.ops[name]
	if !seen {
		op, _ = api.Lookup(name)
		s.ops[name] = op
	}
	return op
}

// changesContact tells whether an operation changes a contact to what is written
// or to a profile.
func changesContact(op *api.Operation) bool {
	return op == nil || op.TaskTypes[api.TargetRegistrant] != ""
}

// material works out a map of fields, once for each map. The rows hold the
// maps for as long as the store lives, so an address stands for one map only.
func (s *store) material(fields job.Params) *material {
	at := reflect.ValueOf(fields).Pointer()
	if s.last != nil && s.lastAt == at {
		return s.last
	}
	m, ok := s.materials[at]
	if !ok {
		m = &material{profile: fields[paramProfile], lock: fields[paramLock]}
		if name := fields[paramProfileName]; name != "" && m.profile == "" {
			m.profile, m.named = name, true
		}
		m.contact = s.contact(fields)
		m.blank = s.blank(fields)
		s.materials[at] = m
	}
	s.last, s.lastAt = m, at
	return m
}

// contact finds or makes the contact with those of the fields that the site
// knows; nil where none of them has a value.
func (s *store) contact(fields job.Params) *contact {
	s.key = s.key[:0]
	known := 0
	for _, f := range api.ContactFields {
		value := s.known(fields, f.Name)
		if value != "" {
			known++
		}
		s.key = strconv.AppendInt(s.key, int64(len(value)), 10)
		s.key = append(s.key, ':')
		s.key = append(s.key, value...)
	}
	if known == 0 {
		return nil
	}
	if c, ok := s.contacts[string(s.key)]; ok {
		return c
	}
	c := &contact{job.Contact{Fields: make(job.Params, known)}}
	for _, f := range api.ContactFields {
		if value := s.known(fields, f.Name); value != "" {
			c.Fields[f.Name] = value
		}
	}
	s.contacts[string(s.key)] = c
	return c
}

// blank returns the first required contact field without a value.
func (s *store) blank(fields job.Params) string {
	for _, f := range api.ContactFields {
		if f.Required && fields[f.Name] == "" && !s.opts.Site.Lacks[f.Name] {
			return f.Name
		}
	}
	return ""
}

func (s *store) known(fields job.Params, name string) string {
	if s.opts.Site.Lacks[name] {
		return ""
	}
	return fields[name]
}

// group finds or makes the group in which a wish on a material is fulfilled.
func (s *store) group(m *material, w wish) *group {
	for _, g := range m.groups {
		if g.key.wish == w {
			return g
		}
	}
	key := groupKey{wish: w, contact: m.contact, profile: m.profile, named: m.named}
	if w.target.rank == RankRegistrant {
		key.lock = m.lock
	}
	g, ok := s.groups[key]
	if !ok {
		g = s.newGroup(key)
		s.groups[key] = g
	}
	m.groups = append(m.groups, g)
	return g
}

func (s *store) newGroup(key groupKey) *group {
	g := &group{contact: key.contact, key: key}
	g.deed.group = g
	g.Account, g.Target, g.Step, g.Rank, g.Class = key.account, key.target.name, key.step, key.target.rank, key.class
	op := key.op
	g.Action = op.Name
	g.Shared = make(job.Params)
	switch {
	case key.contact != nil:
		g.Shared = make(job.Params, len(key.contact.Fields)+3)
		maps.Copy(g.Shared, key.contact.Fields)
	case key.named:
		g.Shared[paramProfileName] = key.profile
	default:
		g.Shared[paramProfile] = key.profile
	}
	s.set(g.Shared, op, paramTarget, key.target.name)
	s.set(g.Shared, op, op.Lock(), key.lock)
	s.set(g.Shared, op, paramLang, s.opts.Lang)
	return g
}

// chosen is the operation for a contact change that names none: the one with the fewest calls.
func (s *store) chosen(m *material, target string) *api.Operation {
	if m.contact != nil {
		return s.newContact // nearly always, so without looking it up
	}
	return s.named(byProfileFor(target, s.opts))
}

// byProfileFor names the operation that changes a contact to a profile with the fewest calls.
func byProfileFor(target string, opts Options) string {
	switch {
	case target == api.TargetRegistrant:
		return api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID
	case opts.Current && len(opts.Site.Lacks) == 0: // the international site does not have it
		return api.SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId
	}
	return api.SaveSingleTaskForUpdatingContactInfo
}

// relock gives the group of those changes of another one, which sets update locks,
// that set again what the run has lifted.
func (s *store) relock(of *group) *group {
	g, ok := s.relocks[of]
	if !ok {
		copied := *of
		g = &copied
		g.ID, g.Relock = 0, true
		s.relocks[of] = g
	}
	return g
}

// set adds a parameter where there is a value and the operation takes it.
func (s *store) set(p job.Params, op *api.Operation, name, value string) {
	if value != "" && op.Has(name) && !s.opts.Site.Lacks[name] {
		p[name] = value
	}
}
