package dossier

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestLiken(t *testing.T) {
	tests := []struct {
		name, before, now string
		want              likeness
	}{
		{fieldOrg, "Acme Ltd", "Acme Ltd", alike},
		{fieldOrg, "Acme Ltd", " Acme Ltd ", alike},
		{fieldOrg, "Caf\u00e9 AG", "Cafe\u0301 AG", alike},
		{fieldOrg, "Acme, Inc.", "ACME INC", formal},
		{fieldOrg, "Ａｃｍｅ Ltd", "Acme Ltd", formal},
		{fieldOrg, "蓝海（杭州）有限公司", "蓝海(杭州)有限公司", formal},
		{fieldName, "oJhn Smith", "John Smith", typo},
		{fieldOrg, "Acme Icn.", "Acme Inc.", typo},
		{fieldName, "Jon Smith", "John Smith", typo},
		{fieldOrg, "Northquay Holdigns Ltd", "Northquay Holdings Ltd", typo},
		{fieldOrg, "Norhtquay Holdigns Ltd", "Northquay Holdings Ltd", typo},
		{fieldEmail, "hostmaster@acme.example", "hostmatser@acme.example", typo},
		{fieldOrg, "Acme Ltd", "Acme Inc", different},
		{fieldOrg, "Acme UK Ltd", "Acme US Ltd", different},
		{fieldOrg, "Fund 1 LP", "Fund 2 LP", different},
		{fieldName, "Sam Smith", "Pam Smith", different},
		{fieldOrg, "Acme Ltd", "Acme Holdings Ltd", different},
		{fieldName, "Muller", "Müller", typo}, // an accent is a letter
		{fieldZhName, "张伟", "张炜", different},
		{fieldZhOrg, "蓝海港湾科技有限公司", "蓝海港弯科技有限公司", different},
		{fieldEmail, "A.B@Acme.example", "a.b@acme.example", formal},
		{fieldEmail, "a.b@acme.example", "ab@acme.example", different},
		{fieldEmail, "ann@acme.example", "bob@acme.example", different},
		{fieldOrg, "", "Acme Ltd", different},
		{fieldOrg, "Acme Ltd", "", different},
		{fieldOrg, "–", "&", different},
		{"City", "Seatle", "Seattle", different}, // a typing error matters for names and addresses for mail alone
		{fieldName, "[person 3]", "[person 4]", different},
		{fieldName, "[person 3]", "[person 3]", alike},
		{fieldEmail, "[mailbox 1]@acme.example", "[mailbox 2]@acme.example", different},
		{fieldName, "J••••", "J•••••", different},
	}
	for _, test := range tests {
		if got := liken(test.name, test.before, test.now); got != test.want {
			t.Errorf("%s %q and %q: %d, want %d", test.name, test.before, test.now, got, test.want)
		}
		if back := liken(test.name, test.now, test.before); back != test.want {
			t.Errorf("%s %q and %q: %d the other way round", test.name, test.before, test.now, back)
		}
	}
}

// The distance is one of edits: nothing for equal texts, at most the longer one, and
// not further than over a third text for edits without swaps.
func TestDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.SampledFrom([]rune("abcé")), 0, 8, -1)
		a, b := []rune(word.Draw(t, "a")), []rune(word.Draw(t, "b"))
		d := distance(a, b)
		if d != distance(b, a) || (d == 0) != (string(a) == string(b)) || d > max(len(a), len(b)) || d < max(len(a), len(b))-min(len(a), len(b)) {
			t.Fatalf("%q %q: %d", string(a), string(b), d)
		}
	})
}

// A text that is written another way in form alone stays the same in substance.
func TestFormIsNoSubstance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Za-zÀ-ÿ]{1,8}( [A-Za-z]{1,8}){0,4}`).Draw(t, "text")
		other := strings.ToUpper(strings.ReplaceAll(text, " ", rapid.SampledFrom([]string{"", " - ", ", ", "\u3000", "."}).Draw(t, "between")))
		if strings.ToLower(other) != strings.ToLower(strings.ToUpper(other)) || strings.Contains(text, "ß") {
			return // letters whose capitals are others
		}
		if got := liken(fieldOrg, text, other); got > formal {
			t.Fatalf("%q and %q: %d", text, other, got)
		}
	})
}

func TestPersonal(t *testing.T) {
	tests := []struct {
		org, name, zhOrg, zhName, kind string
		want                           bool
	}{
		{"Ann Smith", "Ann Smith", "", "", "2", true},
		{"Smith, Ann", "Ann Smith", "", "", "1", true},
		{"James Miller", "Domain Team", "", "", "2", true},
		{"Li Na", "Domain Team", "", "", "2", true},
		{"James Miller", "Domain Team", "", "", "1", false},
		{"James Miller Ltd", "Domain Team", "", "", "2", false},
		{"Northquay Holdings Ltd", "Northquay Holdings Ltd", "", "", "2", false},
		{"Northquay Holdings Ltd", "Network Operations", "", "", "2", false},
		{"Northwind", "Network Operations", "", "", "2", false},
		{"Buyer Group", "Domain Team", "李娜", "域名组", "2", true},
		{"Buyer Group", "Domain Team", "李娜", "李娜", "", true},
		{"Buyer Group", "Domain Team", "蓝海港湾科技（杭州）有限公司", "李娜", "2", false},
		{"", "Ann Smith", "", "", "2", false},
		{"[person 3]", "[person 3]", "", "", "2", true},
		{"[person 3]", "[person 4]", "", "", "2", false},
	}
	for _, test := range tests {
		contact := map[string]string{fieldOrg: test.org, fieldName: test.name, fieldZhOrg: test.zhOrg, fieldZhName: test.zhName, fieldType: test.kind}
		if got := Personal(contact); got != test.want {
			t.Errorf("%v: %v", contact, got)
		}
	}
}
