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
	opts      Options
	materials map[uintptr]*material
	contacts  map[string]*contact // by the values of api.ContactFields in their order, each with its length
	key       []byte              // the last of these keys; kept for its room
	groups    map[groupKey]*group
	last      *material // the one worked with last, since it is asked for several times in a row
	lastAt    uintptr
}

// material is what one map of fields amounts to. Rows with equal data share
// their map, so it is worked out once for all of them.
type material struct {
	contact *contact // nil: no contact field has a value
	profile string
	lock    string
	blank   string   // first required contact field without a value
	groups  []*group // those made of it so far
}

type contact struct{ job.Contact }

type group struct {
	job.Group
	contact *contact
	key     groupKey
}

// wish is what a row asks for besides its data.
type wish struct {
	account string
	target  target
	class   job.Class
}

// groupKey tells groups apart. Contacts are compared by identity, since equal
// ones are the same; so the key is short where Shared.Key() would be long.
type groupKey struct {
	wish
	contact *contact
	profile string
	lock    string
}

func newStore(opts Options) *store {
	return &store{
		opts:      opts,
		materials: make(map[uintptr]*material),
		contacts:  make(map[string]*contact),
		groups:    make(map[groupKey]*group),
	}
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
	key := groupKey{wish: w, contact: m.contact, profile: m.profile}
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

// newGroup chooses the operation, the one with the fewest calls first.
func (s *store) newGroup(key groupKey) *group {
	g := &group{contact: key.contact, key: key}
	g.Account, g.Target, g.Rank, g.Class = key.account, key.target.name, key.target.rank, key.class
	shared := make(job.Params)
	switch {
	case key.contact != nil:
		g.Action = api.SaveBatchTaskForUpdatingContactInfoByNewContact
		shared = make(job.Params, len(key.contact.Fields)+3)
		maps.Copy(shared, key.contact.Fields)
	case key.target.rank == RankRegistrant:
		g.Action = api.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID
		shared[paramProfile] = key.profile
	default:
		g.Action = api.SaveSingleTaskForUpdatingContactInfo
		shared[paramProfile] = key.profile
	}
	if op, ok := api.Lookup(g.Action); ok {
		s.set(shared, op, paramTarget, key.target.name)
		s.set(shared, op, op.Lock(), key.lock)
		s.set(shared, op, paramLang, s.opts.Lang)
	}
	g.Shared = shared
	return g
}

// set adds a parameter where there is a value and the operation takes it.
func (s *store) set(p job.Params, op *api.Operation, name, value string) {
	if value != "" && op.Has(name) && !s.opts.Site.Lacks[name] {
		p[name] = value
	}
}
