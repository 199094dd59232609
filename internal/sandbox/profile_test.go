package sandbox

import (
	"strconv"
	"testing"
	"testing/synctest"
)

type profilePage struct {
	TotalItemNum       int
	RegistrantProfiles struct {
		RegistrantProfile []struct {
			RegistrantProfileId                                                          int64
			RegistrantOrganization, City, RealNameStatus, CreateTime, UpdateTime, TelExt string
			DefaultRegistrantProfile                                                     bool
			EmailVerificationStatus                                                      int
		}
	}
}

func (c *caller) profiles(params args) (p profilePage) {
	c.t.Helper()
	c.call("QueryRegistrantProfiles", params).into(c.t, &p)
	return p
}

func (c *caller) save(params args) string {
	c.t.Helper()
	var saved struct{ RegistrantProfileId int64 }
	c.call("SaveRegistrantProfile", params).into(c.t, &saved)
	return strconv.FormatInt(saved.RegistrantProfileId, 10)
}

// A profile is made, found, changed, written to domains and deleted.
func TestProfiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		id := c.save(with(aProfile("New Ltd"), args{"DefaultRegistrantProfile": "true"}))
		other := c.save(with(aProfile("Other Ltd"), args{"DefaultRegistrantProfile": "true"}))
		if got := c.save(args{"RegistrantProfileId": id, "City": "Oslo"}); got != id {
			t.Errorf("changed %s; want %s", got, id)
		}
		found := c.profiles(args{"RegistrantOrganization": "new ltd"})
		if len(found.RegistrantProfiles.RegistrantProfile) != 1 {
			t.Fatalf("%+v", found)
		}
		if one := found.RegistrantProfiles.RegistrantProfile[0]; one.City != "Oslo" || one.DefaultRegistrantProfile || one.RealNameStatus != "SUCCEED" {
			t.Errorf("%+v", one)
		}
		if got := c.profiles(args{"DefaultRegistrantProfile": "true"}).RegistrantProfiles.RegistrantProfile; len(got) != 1 || strconv.FormatInt(got[0].RegistrantProfileId, 10) != other {
			t.Errorf("default %+v", got)
		}
		change := listOf(args{"RegistrantProfileId": id, "ContactType": "billing"}, "a.com", "b.com")
		if got := c.do("SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", change); len(got) != 2 || got[1] != 2 || c.organization("b.com", "billing") != "New Ltd" {
			t.Errorf("%v, %s", got, c.organization("b.com", "billing"))
		}
		if got := c.call("DeleteRegistrantProfile", args{"RegistrantProfileId": id}).code(); got != "" {
			t.Errorf("delete: %q", got)
		}
		for action, code := range map[string]string{"DeleteRegistrantProfile": "ContactTemplateNotExist", "SaveRegistrantProfile": "ParameterIllegal"} {
			if got := c.call(action, args{"RegistrantProfileId": id}).code(); got != code {
				t.Errorf("%s after that: %q", action, got)
			}
		}
		if got := c.call("SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", change).code(); got != "ParameterIllegal" {
			t.Errorf("a change to it: %q", got)
		}
		if n := c.profiles(nil).TotalItemNum; n != 1 {
			t.Errorf("%d profiles are left", n)
		}
		if n := c.profiles(args{"RegistrantProfileId": "1234567"}).TotalItemNum; n != 1 {
			t.Errorf("one that was there before is found %d times", n)
		}
		c.version = versionIntl
		if got := c.call("SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", change).code(); got != "InvalidAction.NotFound" {
			t.Errorf("on the other site: %q", got)
		}
	})
}

// No registrant is changed to a profile that is not verified by real name.
func TestRealNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		for word, status := range map[string]string{"Unverified Ltd": "NONAUDIT", "Auditing Ltd": "AUDITING", "Failed Ltd": "FAILED"} {
			id := c.save(aProfile(word))
			if got := c.profiles(args{"RealNameStatus": status}).TotalItemNum; got != 1 {
				t.Errorf("%s: %d with %s", word, got, status)
			}
			batch := c.call("SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID", listOf(args{"RegistrantProfileId": id}, "a.com")).code()
			if batch != "contactTemplateRealNamedNotExist" {
				t.Errorf("%s: batch %q", word, batch)
			}
			single := args{"DomainName": "a.com", "RegistrantProfileId": id, "ContactType": "registrant"}
			if got := c.do("SaveSingleTaskForUpdatingContactInfo", single); got[0] != 3 {
				t.Errorf("%s: single ends as %v", word, got)
			}
			if got := c.do("SaveSingleTaskForUpdatingContactInfo", with(single, args{"ContactType": "tech"})); got[0] != 2 {
				t.Errorf("%s: technician ends as %v", word, got)
			}
			code := map[bool]string{true: "ParameterIllegal"}[status == "AUDITING"]
			if got := c.call("SaveRegistrantProfile", args{"RegistrantProfileId": id, "City": "Oslo"}).code(); got != code {
				t.Errorf("%s: change %q", word, got)
			}
		}
	})
}

// There is room for 500 profiles.
func TestRoomForProfiles(t *testing.T) {
	c := newCaller(t, New(Options{}))
	last := ""
	for range maxProfiles {
		last = c.save(aProfile("New Ltd"))
	}
	if got := c.call("SaveRegistrantProfile", aProfile("New Ltd")).code(); got != "ParameterIllegal" {
		t.Errorf("one more: %q", got)
	}
	c.call("DeleteRegistrantProfile", args{"RegistrantProfileId": last})
	if got := c.save(aProfile("New Ltd")); got == last {
		t.Errorf("%s comes back", got)
	}
	if got := c.profiles(args{"PageNum": "2", "PageSize": "300"}); got.TotalItemNum != 500 || len(got.RegistrantProfiles.RegistrantProfile) != 200 {
		t.Errorf("%d of %d on the second page", len(got.RegistrantProfiles.RegistrantProfile), got.TotalItemNum)
	}
}
