package planner

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// nameProfiles puts the id of a profile in the place of its owner's name.
func (c *completion) nameProfiles() {
	c.each(c.open, func(change *job.Change, g *job.Group, op *api.Operation) {
		name := g.Shared[paramProfileName] + change.Own[paramProfileName] // it has one place
		if name == "" {
			return
		}
		id, ok := c.profileOf(change, name)
		if !ok || c.alsoMeant(change, op, g, id) {
			return
		}
		if g.Shared[paramProfileName] != "" {
			made := *g
			made.Shared = maps.Clone(g.Shared)
			delete(made.Shared, paramProfileName)
			made.Shared[paramProfile] = id
			c.groups[change.ID] = &made
		} else {
			c.own(change, paramProfileName, "")
			if op.Subject == paramProfile {
				change.Subject = id
			} else {
				c.own(change, paramProfile, id)
			}
		}
		c.news = true
	})
}

// profileOf finds the one profile whose owner has a name.
func (c *completion) profileOf(change *job.Change, name string) (id string, ok bool) {
	var found []string
	for i := range c.known.Profiles {
		p := &c.known.Profiles[i]
		if p.Account != "" && p.Account != c.groupOf(change).Account {
			continue
		}
		for _, field := range []string{paramOrganization, "ZhRegistrantOrganization", "RegistrantName", "ZhRegistrantName"} {
			if plain(p.Fields[field]) == plain(name) {
				found = append(found, p.ID)
				break
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], true
	case 0:
		c.refuse(change, paramProfileName, "no registrant profile of the account has an owner of that name", "write the "+paramProfile+", or make the profile first")
	default:
		slices.Sort(found)
		c.refuse(change, paramProfileName, fmt.Sprintf("%d registrant profiles of the account have an owner of that name: %s",
			len(found), strings.Join(found[:min(len(found), mostNamed)], ", ")), "write the "+paramProfile)
	}
	return "", false
}

// plain is a name as people compare them.
func plain(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// alsoMeant refuses a change of a profile that another one of the plan is about as
// well, which only its id tells.
func (c *completion) alsoMeant(change *job.Change, op *api.Operation, g *job.Group, id string) bool {
	if g.Class != "" {
		return false
	}
	for i := range c.from.Changes {
		other := &c.to.Changes[i]
		of := c.groupOf(other)
		same := of.Action == g.Action && of.Account == g.Account && other.ID != change.ID
		if same && (of.Shared[paramProfile] == id || op.Subject == paramProfile && other.Subject == id) && c.active(other) {
			c.refuse(change, paramProfileName, "is the owner of the profile that "+c.domainCell(other)+" is about as well", "leave one of them")
			return true
		}
	}
	return false
}

// profileKey tells apart the profiles that contacts go by.
type profileKey struct {
	account string
	contact job.ContactID
}

// profile is one that contacts go by: one of the account, or one that a change makes.
type profile struct {
	id    string
	maker job.ChangeID
}

// viaContacts are the contacts that go by a profile, with the changes that use them.
func (c *completion) viaContacts() map[profileKey][]job.ChangeID {
	users := make(map[profileKey][]job.ChangeID)
	if c.opts.Via <= 0 {
		return users
	}
	c.each(c.active, func(change *job.Change, g *job.Group, _ *api.Operation) {
		if g.Action == api.SaveBatchTaskForUpdatingContactInfoByNewContact && g.Contact != 0 && !api.HasCurrent(g.Shared) {
			key := profileKey{g.Account, g.Contact}
			users[key] = append(users[key], change.ID)
		}
	})
	maps.DeleteFunc(users, func(_ profileKey, changes []job.ChangeID) bool {
		domains := make(map[string]bool)
		for _, id := range changes {
			domains[c.to.Change(id).Subject] = true
		}
		return len(domains) <= c.opts.Via
	})
	return users
}

// goByProfiles lets contacts that many domains use go by a profile.
func (c *completion) goByProfiles() {
	users := c.viaContacts()
	for _, key := range slices.SortedFunc(maps.Keys(users), func(a, b profileKey) int { return int(users[a][0] - users[b][0]) }) {
		by := c.equalProfile(key)
		if by.id == "" {
			by.maker = c.maker(key, users[key])
		}
		for _, id := range users[key] {
			c.goBy(id, by)
		}
	}
}

// equalProfile finds a profile of the account with the data of a contact: a verified
// one first, then one of which nothing is told, in the order of their ids.
func (c *completion) equalProfile(key profileKey) profile {
	fields := c.from.Contact(key.contact).Fields
	best, bestRank := profile{}, 0
	for i := range c.known.Profiles {
		p := &c.known.Profiles[i]
		rank := map[string]int{"SUCCEED": 2, "": 1}[p.Verified]
		if rank == 0 || p.Account != "" && p.Account != key.account || !equalOwner(fields, p.Fields) {
			continue
		}
		if rank > bestRank || rank == bestRank && lessID(p.ID, best.id) {
			best, bestRank = profile{id: p.ID}, rank
		}
	}
	return best
}

func lessID(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }

// equalOwner tells whether a profile has the data of a contact. The type of the
// registrant is not told by all answers; what is told must be the same.
func equalOwner(contact, profile job.Params) bool {
	for _, f := range api.ContactFields {
		told, wanted := profile[f.Name], contact[f.Name]
		untold := f.Name == "RegistrantType" && (told == "" || wanted == "")
		if told != wanted && !untold {
			return false
		}
	}
	return true
}

// maker finds or adds the change that makes a profile of a contact.
func (c *completion) maker(key profileKey, users []job.ChangeID) job.ChangeID {
	for i := range c.from.Changes {
		change := &c.to.Changes[i]
		g := c.groupOf(change)
		if g.Action == api.SaveRegistrantProfile && g.Contact == key.contact && g.Account == key.account &&
			g.Shared[paramProfile] == "" && g.Shared[paramProfileName] == "" && c.active(change) {
			return change.ID
		}
	}
	op, _ := api.Lookup(api.SaveRegistrantProfile)
	s := store{opts: c.opts}
	g := &job.Group{Account: key.account, Action: op.Name, Name: op.Short, Contact: key.contact}
	g.Shared = s.given(op, c.from.Contact(key.contact).Fields)
	s.set(g.Shared, op, paramLang, c.opts.Lang)
	return c.add(g, c.domainCell(c.to.Change(users[0])), users)
}

// goBy makes of a change by contact data one by a profile.
func (c *completion) goBy(id job.ChangeID, by profile) {
	change := c.to.Change(id)
	c.groups[id] = c.byProfile(c.groupOf(change), by)
	if by.maker != 0 {
		change.After = append(slices.Clip(change.After), job.Dep{Change: by.maker})
	}
	c.news = true
}

// byKey tells apart the groups that others become when they go by a profile.
type byKey struct {
	from *job.Group
	by   profile
}

// byProfile is the group that one by contact data becomes.
func (c *completion) byProfile(from *job.Group, by profile) *job.Group {
	key := byKey{from, by}
	if g := c.by[key]; g != nil {
		return g
	}
	op, _ := api.Lookup(byProfileFor(from.Target, c.opts))
	old, _ := api.Lookup(from.Action)
	g := *from
	g.Action, g.Contact, g.Profile, g.Shared = op.Name, 0, by.maker, make(job.Params)
	s := store{opts: c.opts}
	s.set(g.Shared, op, paramProfile, by.id)
	s.set(g.Shared, op, paramTarget, from.Target)
	s.set(g.Shared, op, op.Lock(), from.Shared[old.Lock()])
	s.set(g.Shared, op, paramLang, from.Shared[paramLang])
	c.by[key] = &g
	return &g
}
