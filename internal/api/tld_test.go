package api

import (
	"strings"
	"testing"
	"time"
)

func TestTLDOf(t *testing.T) {
	tests := map[string]TLD{
		"example.com":             {Name: "com", Class: GTLD},
		"example.shop":            {Name: "shop", Class: GTLD},
		"example.cn":              {Name: "cn", Class: CCTLD, CNNIC: true},
		"example.com.cn":          {Name: "cn", Class: CCTLD, CNNIC: true},
		"example.co.uk":           {Name: "uk", Class: CCTLD},
		"example.hk":              {Name: "hk", Class: CCTLD},
		"example.xn--fiqs8s":      {Name: "xn--fiqs8s", Class: CCTLD, CNNIC: true},
		"example.xn--j6w193g":     {Name: "xn--j6w193g", Class: CCTLD},
		"example.xn--p1ai":        {Name: "xn--p1ai", Class: CCTLD},
		"example.xn--55qx5d":      {Name: "xn--55qx5d", Class: GTLD, CNNIC: true},
		"example.xn--io0a7i":      {Name: "xn--io0a7i", Class: GTLD, CNNIC: true},
		"example.xn--mgba3a4f16a": {Name: "xn--mgba3a4f16a", Class: CCTLD},
		"example.edu":             {Name: "edu", Class: OtherTLD},
		"example.eu":              {Name: "eu", Class: CCTLD},
		"example.int":             {Name: "int", Class: OtherTLD},
	}
	for name, want := range tests {
		if got := TLDOf(name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// What the table calls a country's name is one that the registries know, in the
// form that its comment shows.
func TestCountryTLDs(t *testing.T) {
	if n := len(countryTLDs); n < 60 {
		t.Errorf("%d internationalized ccTLDs", n)
	}
	for ascii, code := range countryTLDs {
		unicode := WireName(ascii)
		if unicode == ascii || len(code) != 2 || strings.ToUpper(code) != code {
			t.Errorf("%s: %q %q", ascii, unicode, code)
		}
		if back, err := Domain("example." + unicode); err != nil || back != "example."+ascii {
			t.Errorf("%s: %s comes back as %s, %v", ascii, unicode, back, err)
		}
		if !Listed("example." + ascii) {
			t.Errorf("%s: %s is not on the public suffix list", ascii, unicode)
		}
	}
}

func TestPoliciesOn(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	lock := Policies{
		{Rule: LockAfterRegistrant, Days: 60, From: "2016-12-01", Until: "2027-06-30"},
		{Rule: LockAfterRegistrant, Days: 30, From: "2027-07-01", Until: "2028-01-01"},
	}
	tests := []struct {
		at   string
		days int
		ok   bool
	}{
		{"2016-11-30T23:59:59Z", 0, false},
		{"2016-12-01T00:00:00Z", 60, true},
		{"2027-07-01T00:30:00+02:00", 60, true}, // the day before, by UTC
		{"2027-07-01T00:00:00Z", 30, true},
		{"2028-01-02T00:00:00Z", 0, false},
	}
	for _, test := range tests {
		if p, ok := lock.On(LockAfterRegistrant, day(test.at)); ok != test.ok || p.Days != test.days {
			t.Errorf("%s: %d %v, want %d %v", test.at, p.Days, ok, test.days, test.ok)
		}
	}
	if _, ok := lock.On(VerifyAddress, day("2027-01-01T00:00:00Z")); ok {
		t.Error("a rule is found that the table does not have")
	}
	for _, rule := range Rules {
		if rule.Source == "" || rule.Title == "" || rule.From == "" {
			t.Errorf("%+v: not told where it comes from", rule)
		}
	}
}
