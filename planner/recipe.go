package planner

import (
	"maps"
	"reflect"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Parameters of operations that are not about contacts.
const (
	paramOperation    = "Operation" // our own, of the column
	paramStep         = "Step"      // the same
	paramProfileName  = "RegistrantProfileName"
	paramStatus       = "Status"
	paramInstance     = "InstanceId"
	paramHost         = "DnsName"
	paramAliyunDNS    = "AliyunDns"
	paramExpiration   = "CurrentExpirationDate"
	paramDuration     = "SubscriptionDuration"
	paramDefault      = "DefaultRegistrantProfile"
	paramSendIfExist  = "SendIfExist"
	paramOrganization = "RegistrantOrganization"
)

// recipe is what one map of fields amounts to for one operation.
type recipe struct {
	op      *api.Operation
	given   job.Params // what the operation takes, with what goes without saying; the name of a profile too
	shared  job.Params
	own     job.Params
	contact *contact // nil: it brings none
	likeOwn string   // the key of own
	deeds   []placed // those made of it so far
}

type recipeKey struct {
	op *api.Operation
	at uintptr
}

type placed struct {
	wish wish
	deed *deed
}

// deed is all that is to be done for one subject. Equal ones are the same one.
type deed struct {
	*group
	own     job.Params
	contact *contact // among own
}

type deedKey struct {
	group *group
	own   string
}

type opKey struct {
	wish
	shared string
}

// recipe works out a map of fields for an operation, once for each map.
func (s *store) recipe(op *api.Operation, fields job.Params) *recipe {
	key := recipeKey{op, reflect.ValueOf(fields).Pointer()}
	r, ok := s.recipes[key]
	if ok {
		return r
	}
	r = &recipe{op: op, given: s.given(op, fields), shared: make(job.Params), own: make(job.Params)}
	for name, value := range r.given {
		if isOwn(op, name) {
			r.own[name] = value
		} else {
			r.shared[name] = value
		}
	}
	s.set(r.shared, op, paramLang, s.opts.Lang)
	if op.Takes(paramOrganization) {
		r.contact = s.contact(r.given)
	}
	r.likeOwn = r.own.Key()
	s.recipes[key] = r
	return r
}

// given are those of the fields that the operation takes at the site, and what
// goes without saying.
func (s *store) given(op *api.Operation, fields job.Params) job.Params {
	given := make(job.Params, len(fields))
	for name, value := range fields {
		if value != "" && s.takes(op, name) {
			given[name] = value
		}
	}
	for _, u := range usual {
		if given[u.param] == "" && op.Takes(u.param) && u.when(op, given) {
			given[u.param] = u.value
		}
	}
	return given
}

// takes tells whether rows can give the operation a parameter at the site: not what
// it acts on, which has a column of its own, unless that is an instance id.
func (s *store) takes(op *api.Operation, name string) bool {
	switch name {
	case paramProfileName:
		return op.Takes(paramProfile)
	case op.Subject:
		return name == paramInstance
	}
	return op.Takes(name) && !s.lacks(op, name)
}

// usual are values that need not be written: own DNS servers are not those of the
// vendor, a new profile is not the default one, and nobody gets a second mail.
var usual = []struct {
	param, value string
	when         func(op *api.Operation, given job.Params) bool
}{
	{paramAliyunDNS, "false", func(_ *api.Operation, given job.Params) bool {
		return given["DomainNameServer.1"] != "" || given["Dns1"] != ""
	}},
	{paramDefault, "false", func(op *api.Operation, given job.Params) bool {
		return op.Write && given[paramProfile] == "" && given[paramProfileName] == ""
	}},
	{paramSendIfExist, "false", func(*api.Operation, job.Params) bool { return true }},
}

// lacks tells whether the site does not know a parameter of the operation.
func (s *store) lacks(op *api.Operation, name string) bool {
	return s.international() && (slices.Contains(op.Lacks, name) || slices.Contains(op.Lacks, op.List+".N."+name))
}

func (s *store) international() bool { return len(s.opts.Site.Lacks) > 0 }

// isOwn tells whether a parameter goes with the subject and not with the group:
// a field of an entry in a list; and where there is one subject for each request,
// everything but contact data, so that changes that are alike are one group.
func isOwn(op *api.Operation, name string) bool {
	if name == paramProfileName {
		name = paramProfile
	}
	if f := form(op); f.Batch() {
		return f.Own(name)
	}
	return !op.Has(paramOrganization) && name != paramLang
}

// deed finds or makes what a wish on a recipe comes to.
func (s *store) deed(r *recipe, w wish) *deed {
	for i := range r.deeds {
		if r.deeds[i].wish == w {
			return r.deeds[i].deed
		}
	}
	g := s.opGroup(r, w)
	key := deedKey{g, r.likeOwn}
	made, ok := s.deeds[key]
	if !ok {
		made = &deed{group: g}
		if len(r.own) > 0 {
			made.own = r.own
		}
		if g.contact == nil {
			made.contact = r.contact
		}
		s.deeds[key] = made
	}
	r.deeds = append(r.deeds, placed{w, made})
	return made
}

func (s *store) opGroup(r *recipe, w wish) *group {
	key := opKey{w, r.shared.Key()}
	g, ok := s.opGroups[key]
	if ok {
		return g
	}
	g = &group{}
	g.Account, g.Action, g.Step, g.Rank, g.Class = w.account, r.op.Name, w.step, w.target.rank, w.class
	g.Name, g.Shared = nameOf(r.op, r.given[paramStatus]), maps.Clone(r.shared)
	if !isOwn(r.op, paramOrganization) {
		g.contact = r.contact
	}
	s.opGroups[key] = g
	return g
}

// nameOf says in a word what an operation does; empty where it has no such word.
func nameOf(op *api.Operation, status string) string {
	name := form(op).Short
	lock := form(op).Name == api.SaveBatchTaskForUpdateProhibitionLock || form(op).Name == api.SaveBatchTaskForTransferProhibitionLock
	switch {
	case lock && status == "false":
		return name + " off"
	case lock:
		return name + " on"
	}
	return name
}
