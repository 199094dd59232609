package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/job"
)

// vectors reads a file of test vectors into what fits it; false where it is not there.
func vectors(t *testing.T, name string, into any) bool {
	t.Helper()
	text, err := os.ReadFile("../../../shared/data/vectors/" + name)
	if err != nil {
		t.Logf("no vectors: %v", err)
		return false
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
	return true
}

// score counts vectors and what we do otherwise than they say, by the reason.
type score struct {
	t      *testing.T
	total  int
	differ map[string]int
}

func newScore(t *testing.T) *score { return &score{t, 0, make(map[string]int)} }

// judge takes one vector: whether it says right and we do, and why we may differ.
func (s *score) judge(what string, want, got bool, reason string) {
	s.t.Helper()
	s.total++
	switch {
	case want == got:
	case reason == "":
		s.t.Errorf("%q: want %v, got %v", what, want, got)
	default:
		s.differ[reason]++
	}
}

func (s *score) log() {
	s.t.Helper()
	different := 0
	for _, n := range s.differ {
		different += n
	}
	s.t.Logf("%d of %d as the vectors say; otherwise %v", s.total-different, s.total, s.differ)
}

func accepted(param, value string) bool {
	got, err := CheckValue(param, value)
	return err == nil && got != ""
}

// reasonOf finds the first entry whose pattern a text matches.
func reasonOf(text string, list [][2]string) string {
	for _, entry := range list {
		if regexp.MustCompile(entry[0]).MatchString(text) {
			return entry[1]
		}
	}
	return ""
}

func TestEmailVectors(t *testing.T) {
	var file struct {
		Isemail struct {
			Tests []struct{ Address, Category, Diagnosis string }
		}
		JSONSchema struct {
			Tests []struct {
				Address, Comment string
				Valid            bool
			}
		} `json:"json_schema"`
	}
	if !vectors(t, "emails.json", &file) {
		return
	}
	s := newScore(t)
	for _, v := range file.Isemail.Tests {
		right := slices.Contains([]string{"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321"}, v.Category)
		s.judge(v.Address, right, accepted("Email", v.Address), reasonOf(v.Address+" "+v.Diagnosis, [][2]string{
			{`ADDRESSLITERAL|TLDNUMERIC`, "an IP address or a number instead of a domain"},
			{`TLD$|^test@io `, "a host without a dot"},
			{`^""@`, "nothing between the quotes"},
			{`^\s|\s ISEMAIL`, "blanks around a cell are dropped"},
		}))
	}
	for _, v := range file.JSONSchema.Tests {
		s.judge(v.Address, v.Valid, accepted("Email", v.Address), reasonOf(v.Address, [][2]string{
			{`@\[`, "an IP address or a number instead of a domain"},
			{`[^\x00-\x7f].*@`, "letters that are not ASCII before the @: no document says that the API takes them"},
			{`@[^.]*$`, "a host without a dot"},
		}))
	}
	s.log()
}

func TestHostnameVectors(t *testing.T) {
	var file struct {
		Tests []struct {
			Name, Comment string
			Valid         bool
		}
	}
	if !vectors(t, "hostnames.json", &file) {
		return
	}
	s := newScore(t)
	for _, v := range file.Tests {
		name := v.Name
		if !strings.ContainsAny(name, ".。．｡") && name != "" {
			name += ".com" // a single label is right there and no domain here
		}
		s.judge(name, v.Valid, accepted("DomainName", name), reasonOf(v.Comment, [][2]string{
			{`MIDDLE DOT|KERAIA|GERESH|GERSHAYIM|DISALLOWED|U\+302E|U\+212A|disallowed code point`, "rules of RFC 5892 that UTS 46 leaves to the registries"},
			{`trailing|IDN label separator`, "dots and line ends around a name are repaired"},
			{`PVALID|ZERO WIDTH`, "ß, ς and joiners, which older clients encode otherwise"},
		}))
	}
	s.log()
}

// Of the vectors of UTS 46, every name that is accepted has the ASCII form that
// they give; what is refused beyond them has its reason.
func TestIDNAVectors(t *testing.T) {
	text, err := os.ReadFile("../../../shared/data/vectors/idna16.jsonl")
	if err != nil {
		t.Logf("no vectors: %v", err)
		return
	}
	s := newScore(t)
	for scan := bufio.NewScanner(bytes.NewReader(text)); scan.Scan(); {
		var v struct{ Src, ToASCIIN, ToASCIINErr string }
		if err := json.Unmarshal(scan.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		got, err := Domain(v.Src)
		if err == nil && got != strings.TrimSuffix(v.ToASCIIN, ".") && v.ToASCIINErr == "" {
			t.Errorf("%q: %q, want %q", v.Src, got, v.ToASCIIN)
		}
		reason := ""
		switch {
		case err != nil:
			reason = reasonOf(err.Error(), [][2]string{
				{`no dot`, "a single label is no domain"},
				{`older and newer rules`, "ß, ς and joiners, which older clients encode otherwise"},
				{`invisible character`, "invisible characters inside a name"},
				{`no domain can have`, "symbols, and characters newer than the tables of golang.org/x/net/idna"},
			})
		case strings.TrimRight(v.Src, ".。．｡") != v.Src:
			reason = "a trailing dot is dropped"
		case strip(v.Src) != v.Src:
			reason = "invisible characters around a name are dropped"
		}
		s.judge(v.Src, v.ToASCIINErr == "", err == nil, reason)
	}
	s.log()
}

func TestPublicSuffixVectors(t *testing.T) {
	var file struct {
		Tests []struct{ Input, Registrable string }
	}
	if !vectors(t, "psl_tests.json", &file) {
		return
	}
	s := newScore(t)
	for _, v := range file.Tests {
		got := ""
		if ascii, err := Domain(v.Input); err == nil {
			got = Registrable(ascii)
		}
		want, _ := Domain(v.Registrable)
		s.judge(v.Input, true, got == want, "")
		if again, err := Domain(WireName(want)); want != "" && (err != nil || again != want) {
			t.Errorf("%q goes as %q and comes back as %q, %v", want, WireName(want), again, err)
		}
	}
	s.log()
}

type phoneVectors struct {
	Regions map[string]struct {
		Code  json.Number
		Valid []struct {
			National, NationalFormat, E164, International string
			Code                                          json.Number
		}
		Invalid []struct{ Number, Libphonenumber string }
	}
}

// Every number of the vectors is split alike from each of its spellings, and
// taken by the numbering plan; those that are too long or too short are not.
func TestPhoneVectors(t *testing.T) {
	var file phoneVectors
	if !vectors(t, "phones.json", &file) {
		return
	}
	right, wrong := newScore(t), newScore(t)
	for region, r := range file.Regions {
		for _, v := range r.Valid {
			code := v.Code.String()
			for _, spelling := range []string{v.E164, v.International, "+" + code + "." + v.National, "00" + v.E164[1:], v.International + " ext. 21", v.NationalFormat} {
				p, err := SplitPhone(spelling, "", region)
				want := Phone{Area: code, Number: v.National}
				if spelling == v.NationalFormat {
					want.Number = onlyDigits(v.NationalFormat)
				}
				if strings.Contains(spelling, "ext") {
					want.Ext = "21"
				}
				fields := job.Params{"TelArea": p.Area, "Telephone": p.Number, "TelExt": p.Ext}
				right.judge(region+" "+spelling, true, err == nil && p == want && len(CheckContact(fields)) == 0, "")
			}
		}
		for _, v := range r.Invalid {
			p, err := SplitPhone(v.Number, "", "")
			ok := err == nil && len(CheckContact(job.Params{"TelArea": p.Area, "Telephone": p.Number})) == 0
			wrong.judge(region+" "+v.Number+" "+v.Libphonenumber, false, ok, reasonOf(v.Libphonenumber, [][2]string{
				{`^invalid$`, "a length that numbers have there, in a range that is not known: ranges are opened faster than tables tell"},
			}))
		}
	}
	right.log()
	wrong.log()
}

func TestPostalVectors(t *testing.T) {
	var file struct {
		Examples []struct {
			Country, Code string
			Valid         bool
		}
	}
	if !vectors(t, "postcodes.json", &file) {
		return
	}
	s := newScore(t)
	for _, v := range file.Examples {
		code, err := CheckValue("PostalCode", v.Code)
		ok := err == nil && len(CheckContact(job.Params{"Country": v.Country, "PostalCode": code})) == 0
		s.judge(v.Country+" "+v.Code, v.Valid, ok, reasonOf(v.Country+" "+v.Code, [][2]string{
			{`^GB `, "codes with letters are not judged"},
		}))
	}
	s.log()
}

// Countries are those of ISO 3166-1, by their codes and their names.
func TestCountryVectors(t *testing.T) {
	var file struct {
		Countries []struct{ Alpha2, Alpha3, Name string }
	}
	if !vectors(t, "iso3166.json", &file) {
		return
	}
	if got := len(strings.Fields(countries)); got != len(file.Countries) {
		t.Errorf("%d codes, want %d", got, len(file.Countries))
	}
	s := newScore(t)
	for _, c := range file.Countries {
		for _, spelling := range []string{c.Alpha2, strings.ToLower(c.Alpha2), c.Alpha3, c.Name, c.Alpha2 + " - " + c.Name} {
			got, err := CheckValue("Country", spelling)
			s.judge(c.Alpha2+": "+spelling, true, err == nil && got == c.Alpha2, reasonOf(spelling, [][2]string{
				{`\bCongo$`, "two countries call themselves Congo"},
			}))
		}
	}
	s.log()
}
