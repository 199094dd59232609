package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"time"

	"domainbatch/internal/job"
)

// created is the CreateDate of every contact.
const created = "2013-12-06 00:00:00"

// The hosts of the addresses that were there before anything was written.
const (
	priorHost   = "prior.example"
	profileHost = "profile.example"
)

// previous is the contact of every role before anything was written.
func previous() job.Params {
	return job.Params{
		"RegistrantName":         "Prior Holder",
		"RegistrantOrganization": "Prior Holder Ltd",
		"Country":                "US",
		"Province":               "Delaware",
		"City":                   "Wilmington",
		"Address":                "1 Former Street",
		"PostalCode":             "19801",
		"Email":                  "hostmaster@" + priorHost,
		"TelArea":                "1",
		"Telephone":              "3025550100",
		"TelExt":                 "",
	}
}

// profile is the contact that a registrant profile stands for.
func profile(id string) job.Params {
	p := previous()
	p["RegistrantName"] = "Profile " + id
	p["RegistrantOrganization"] = "Profile " + id + " Ltd"
	p["Email"] = "profile" + id + "@" + profileHost
	return p
}

// contactStore keeps each distinct contact once, since many domains share it.
type contactStore struct {
	shared map[[sha256.Size]byte]job.Params
}

func (cs *contactStore) share(p job.Params) job.Params {
	key := sha256.Sum256([]byte(p.Key()))
	if known, ok := cs.shared[key]; ok {
		return known
	}
	if cs.shared == nil {
		cs.shared = make(map[[sha256.Size]byte]job.Params)
	}
	cs.shared[key] = p
	return p
}

// digest tells equal parameters from different ones without showing them.
func digest(p job.Params) string {
	sum := sha256.Sum256([]byte(p.Key()))
	return hex.EncodeToString(sum[:])
}

// setContact is the effect of the contact operations.
func setContact(s *Sandbox, d *domain, t *task, i int) {
	r := roleOf(t.target)
	d.contacts[r] = s.overlay(d.contacts[r], t.fields)
	if t.bars {
		d.barred = t.ended(i).Add(barredTime)
	}
}

// barredTime is how long a change of the registrant can keep a domain from
// being transferred out.
const barredTime = 60 * 24 * time.Hour

// overlay puts the fields of a write over the contact that was there.
func (s *Sandbox) overlay(base, fields job.Params) job.Params {
	if base == nil {
		base = previous()
	}
	whole := maps.Clone(base)
	maps.Copy(whole, fields)
	return s.contacts.share(whole)
}

// contactOf gives one contact of a domain at a moment; never write to it.
func (s *Sandbox) contactOf(name string, r role, now time.Time) job.Params {
	if d := s.at(name, now); d != nil && d.contacts[r] != nil {
		return d.contacts[r]
	}
	return previous()
}
