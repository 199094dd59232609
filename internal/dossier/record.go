package dossier

import (
	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Plan is the plan that was carried out. It must not be written to.
func (r *Record) Plan() *job.Plan { return r.plan }

// Ledger is how the plan stands at the end of the entries.
func (r *Record) Ledger() *job.Ledger { return r.ledger }

// Info is what the run belongs to.
func (r *Record) Info() *job.Info { return r.info }

// Before gives what was read last of a contact before its change; false when
// nothing was, or what was is withheld.
func (r *Record) Before(id job.ChangeID) (job.Before, bool) {
	got, known := r.befores[id]
	if !known || got.withheld {
		return job.Before{}, false
	}
	b := job.Before{Change: id, Code: got.code, At: got.at}
	if got.contents != nil {
		b.Fields = got.fields
	}
	return b, true
}

// Dossier makes the dossier.
func (r *Record) Dossier(o Options) *Dossier {
	if o.Lang != ZH {
		o.Lang = EN
	}
	if o.Policies == nil {
		o.Policies = api.Rules
	}
	m := newMaker(r, o)
	m.head()
	m.changes()
	m.rows()
	m.count()
	m.coverage()
	m.contacts()
	m.failures()
	m.registrar()
	m.people()
	m.open()
	m.notices()
	m.charts()
	m.method()
	return m.d
}
