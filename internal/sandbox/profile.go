package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/job"
)

// maxProfiles is how many registrant profiles an account has room for.
const maxProfiles = 500

// firstProfile is the id of the first profile that is made here.
const firstProfile = 9000001

// missingProfile is the one registrant profile that does not exist though
// nobody has deleted it.
const missingProfile = "404"

// realNameProven is the RealNameStatus of a verified profile.
const realNameProven = "SUCCEED"

// realNames are the words at the beginning of a RegistrantOrganization that
// order another RealNameStatus.
var realNames = []struct{ word, status string }{
	{"Unverified", "NONAUDIT"}, {"Auditing", "AUDITING"}, {"Failed", "FAILED"},
}

func realNameOf(organization string) string {
	for _, r := range realNames {
		if strings.HasPrefix(organization, r.word) {
			return r.status
		}
	}
	return realNameProven
}

// profileFields are what a new profile needs.
var profileFields = []string{
	"RegistrantName", "RegistrantOrganization", "Country", "Province", "City", "Address", "PostalCode", "Email", "TelArea", "Telephone",
}

// template is a registrant profile that was written here.
type template struct {
	id               string
	fields           job.Params // shared, never written to
	usual            bool       // DefaultRegistrantProfile
	created, updated time.Time
	deleted          bool
}

// templates keeps them, oldest first; the deleted ones too, whose ids are gone.
type templates struct {
	all  []*template
	made int
}

func (ts *templates) find(id string) *template {
	i := slices.IndexFunc(ts.all, func(t *template) bool { return t.id == id })
	if i < 0 {
		return nil
	}
	return ts.all[i]
}

// hasProfile tells whether a profile exists: every id does but the missing one
// and those that were deleted.
func (s *Sandbox) hasProfile(id string) bool {
	t := s.templates.find(id)
	return id != missingProfile && (t == nil || !t.deleted)
}

// profile is the contact that a registrant profile stands for.
func (s *Sandbox) profile(id string) job.Params {
	if t := s.templates.find(id); t != nil {
		return t.fields
	}
	return profile(id)
}

// realName is the RealNameStatus of a profile; empty: there is none.
func (s *Sandbox) realName(id string) string {
	if !s.hasProfile(id) {
		return ""
	}
	return realNameOf(s.profile(id)["RegistrantOrganization"])
}

// saveProfile makes a profile or changes one; only one under review cannot be changed.
func saveProfile(s *Sandbox, op *operation, c *call) (object, *fail) {
	id := c.get("RegistrantProfileId")
	switch {
	case id == "":
		if err := s.newProfile(c); err != nil {
			return nil, err
		}
	case !s.hasProfile(id), s.realName(id) == "AUDITING":
		return nil, illegal("RegistrantProfileId")
	}
	if err := s.commit(op, c, nil, op.business(c)); err != nil {
		return nil, err
	}
	if id == "" {
		id = s.templates.all[len(s.templates.all)-1].id
	}
	n, _ := strconv.ParseInt(id, 10, 64) // was checked
	return object{{"RegistrantProfileId", n}}, nil
}

// newProfile holds a call to what a new profile needs.
func (s *Sandbox) newProfile(c *call) *fail {
	for _, name := range append([]string{"DefaultRegistrantProfile"}, profileFields...) {
		if c.get(name) == "" {
			return missing(name)
		}
	}
	there := 0
	for _, t := range s.templates.all {
		if !t.deleted {
			there++
		}
	}
	if there >= maxProfiles {
		return illegal("RegistrantProfileId")
	}
	return nil
}

// putProfile is the change of it. The first default there is gives way to another.
func putProfile(s *Sandbox, r *record) []string {
	id := r.Params["RegistrantProfileId"]
	t := s.templates.find(id)
	if t == nil {
		t = &template{id: id, created: r.At, fields: job.Params{}}
		if id == "" {
			t.id = strconv.Itoa(firstProfile + s.templates.made)
			s.templates.made++
		} else {
			t.fields = profile(id)
		}
		s.templates.all = append(s.templates.all, t)
	}
	fields := maps.Clone(t.fields)
	maps.Copy(fields, r.Params)
	usual := fields["DefaultRegistrantProfile"]
	delete(fields, "RegistrantProfileId")
	delete(fields, "DefaultRegistrantProfile")
	t.fields, t.updated = s.contacts.share(fields), r.At
	switch usual {
	case "true":
		for _, other := range s.templates.all {
			other.usual = false
		}
		t.usual = true
	case "false":
		t.usual = false
	}
	return []string{id}
}

// deleteProfile takes a profile away.
func deleteProfile(s *Sandbox, op *operation, c *call) (object, *fail) {
	if !s.hasProfile(c.get("RegistrantProfileId")) {
		return nil, &fail{http.StatusBadRequest, "ContactTemplateNotExist", "ContactTemplateNotExist", "RegistrantProfileId"}
	}
	return nil, s.commit(op, c, nil, op.business(c))
}

func dropProfile(s *Sandbox, r *record) []string {
	id := r.Params["RegistrantProfileId"]
	t := s.templates.find(id)
	if t == nil {
		t = &template{id: id}
		s.templates.all = append(s.templates.all, t)
	}
	t.deleted, t.usual = true, false
	return []string{id}
}

// queryProfiles lists the profiles that were made here page by page, newest
// first; another one only when asked for by its id.
func queryProfiles(s *Sandbox, _ *operation, c *call) (object, *fail) {
	var found []*template
	for _, t := range slices.Backward(s.templates.all) {
		if !t.deleted && s.profileListed(t, c) {
			found = append(found, t)
		}
	}
	if id := c.get("RegistrantProfileId"); id != "" && s.templates.find(id) == nil && s.hasProfile(id) {
		at := time.Date(2013, 12, 6, 0, 0, 0, 0, zone())
		if t := (&template{id: id, fields: profile(id), created: at, updated: at}); s.profileListed(t, c) {
			found = append(found, t)
		}
	}
	lo, hi, answer := c.page(len(found))
	data := list{item: "RegistrantProfile"}
	for _, t := range found[lo:hi] {
		data.objects = append(data.objects, s.profileObject(t, c))
	}
	return append(answer, field{"RegistrantProfiles", data}), nil
}

// profileListed tells whether the filters of a call leave a profile. The
// owner's name is compared whole.
func (s *Sandbox) profileListed(t *template, c *call) bool {
	wanted := map[string]string{
		"RegistrantProfileId": t.id, "DefaultRegistrantProfile": strconv.FormatBool(t.usual),
		"RealNameStatus": s.realName(t.id), "RegistrantProfileType": "common", "RegistrantType": registrantTypeOf(t.fields),
	}
	for _, name := range []string{"RegistrantOrganization", "Email", "ZhRegistrantOrganization"} {
		wanted[name] = t.fields[name]
	}
	for name, value := range wanted {
		if asked := c.get(name); asked != "" && !strings.EqualFold(asked, value) {
			return false
		}
	}
	return true
}

func registrantTypeOf(fields job.Params) string {
	if kind := fields["RegistrantType"]; kind != "" {
		return kind
	}
	return "2"
}

func (s *Sandbox) profileObject(t *template, c *call) object {
	id, _ := strconv.ParseInt(t.id, 10, 64) // was checked
	o := object{
		{"RegistrantProfileId", id}, {"CreateTime", s.listTime(t.created)}, {"UpdateTime", s.listTime(t.updated)},
		{"DefaultRegistrantProfile", t.usual}, {"RegistrantType", registrantTypeOf(t.fields)}, {"RegistrantProfileType", "common"},
		{"RealNameStatus", s.realName(t.id)}, {"EmailVerificationStatus", s.mailStatus(t.fields["Email"])},
	}
	for i := range contactFields {
		if p := &contactFields[i]; p.only == "" || p.only == c.version {
			o = append(o, field{p.name, t.fields[p.name]})
		}
	}
	return o
}

func profileOperations() []operation {
	id := filter(profileID)
	kind := param{name: "RegistrantProfileType", ok: oneOf("common", "cnnic")}
	return []operation{
		{
			name: "SaveRegistrantProfile", run: saveProfile, change: putProfile,
			params: slices.Concat([]param{id, flag("DefaultRegistrantProfile"), kind, registrantType(false)}, contactFields),
		},
		{name: "DeleteRegistrantProfile", run: deleteProfile, change: dropProfile, params: []param{profileID}},
		{
			name: "QueryRegistrantProfiles", run: queryProfiles,
			params: []param{
				id, {name: "RegistrantOrganization"}, flag("DefaultRegistrantProfile"), filter(pageNum), filter(pageSize(5000)),
				{name: "Email"}, {name: "RealNameStatus", ok: oneOf("NONAUDIT", "AUDITING", "FAILED", "SUCCEED")},
				kind, registrantType(false), {name: "ZhRegistrantOrganization", only: china},
			},
		},
	}
}
