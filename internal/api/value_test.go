package api

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

var valueTests = []struct{ name, param, in, want string }{
	{"text is exact but for blanks around", "Address", "\u3000 1, Rue  de l’Été  \u00a0", "1, Rue  de l’Été"},
	{"text that is not ASCII", "RegistrantOrganization", "Société Générale Ñandú 株式会社", "Société Générale Ñandú 株式会社"},
	{"full-width text stays", "ZhAddress", "１２３号", "１２３号"},
	{"blanks only", "City", " \u00a0\u200b", ""},
	{"nothing", "Email", "", ""},
	{"an unknown parameter", "Remark", " x ", "x"},
	{"domain", "DomainName", " 测试。中国 ", "xn--0zwm56d.xn--fiqs8s"},

	{"country", "Country", "CN", "CN"},
	{"country in lower case", "Country", " us ", "US"},
	{"country in full width", "Country", "ＣＮ", "CN"},
	{"country by name", "Country", "China", "CN"},
	{"country in Chinese", "Country", "中国", "CN"},
	{"country in traditional characters", "Country", "中國", "CN"},
	{"country of three letters", "Country", "usa", "US"},
	{"an alias", "Country", "PRC", "CN"},
	{"an alias in Chinese", "Country", "中国大陆", "CN"},
	{"UK", "Country", "UK", "GB"},
	{"with dots", "Country", "U.S.A.", "US"},
	{"a region with its country", "Country", "Hong Kong SAR", "HK"},
	{"a region with its country in Chinese", "Country", "中国香港", "HK"},
	{"a present value", "Country", " (current) ", Current},
	{"a present value in other letters", "Address", "（ＣＵＲrent）", Current},
	{"with an accent", "Country", "Côte d’Ivoire", "CI"},
	{"without an accent", "Country", "Cote d'Ivoire", "CI"},
	{"with an article", "Country", "The Netherlands", "NL"},
	{"with and", "Country", "Trinidad and Tobago", "TT"},
	{"as ISO 3166 has it", "Country", "Korea, Republic of", "KR"},
	{"in the country's own language", "Country", "Deutschland", "DE"},
	{"code and name", "Country", "CN - China", "CN"},
	{"name and code", "Country", "中国（CN）", "CN"},

	{"calling code", "TelArea", "86", "86"},
	{"with a plus", "TelArea", "+86", "86"},
	{"with zeros", "TelArea", "0086", "86"},
	{"of one digit", "TelArea", "1", "1"},
	{"of three", "TelArea", "+852", "852"},
	{"in full width", "TelArea", "＋８６", "86"},

	{"telephone", "Telephone", "13800000000", "13800000000"},
	{"telephone with separators", "Telephone", "(010) 6275-1.407", "01062751407"},
	{"telephone with typographic hyphens", "Telephone", "010‑6275–1407", "01062751407"},
	{"telephone in full width", "Telephone", "（０１０）６２７５１４０７", "01062751407"},
	{"a short number", "Telephone", "2034", "2034"},
	{"telephone with dots", "Telephone", "206.555.0143", "2065550143"},
	{"telephone with dots in pairs", "Telephone", "01.23.45.67.89", "0123456789"},
	{"telephone with one dot", "Telephone", "555.0143", "5550143"},
	{"telephone with one dot before the last pair of short groups", "Telephone", "123 45.67", "1234567"},
	{"telephone with a dot after the area code", "Telephone", "020.79460118", "02079460118"},
	{"telephone with one zero before it", "Telephone", "020 7946 0118", "02079460118"},
	{"extension", "TelExt", "007", "007"},

	{"postal code", "PostalCode", "01234", "01234"},
	{"postal code with letters", "PostalCode", "SW1A 1AA", "SW1A 1AA"},
	{"postal code with an E", "PostalCode", "E14 5AB", "E14 5AB"},
	{"postal code in full width", "PostalCode", "１０００８３", "100083"},
	{"postal code in full width behind an apostrophe", "PostalCode", "＇１０００８３", "100083"},
	{"postal code with another blank", "PostalCode", "SW1A\u00a01AA", "SW1A 1AA"},
	{"postal code behind an apostrophe", "PostalCode", "'02138", "02138"},
	{"postal code as the text of a formula", "PostalCode", `="02138"`, "02138"},
	{"telephone behind an apostrophe", "Telephone", "'02079460118", "02079460118"},
	{"an address with a date in it", "Address", "2026-03-01 Main St", "2026-03-01 Main St"},
	{"no day of any month", "Address", "20/20/2026", "20/20/2026"},
	{"a house number", "Address", "3-1", "3-1"},
	{"a number sign", "Address", "#12", "#12"},

	{"registrant type", "RegistrantType", "2", "2"},
	{"registrant type as a word", "RegistrantType", "Individual", "1"},
	{"in Chinese", "RegistrantType", "企业/组织", "2"},
	{"as the reference has it", "RegistrantType", "个人", "1"},
	{"as a person", "RegistrantType", "Person", "1"},
	{"as a unit", "RegistrantType", "单位", "2"},

	{"lock", "TransferOutProhibited", "TRUE", "true"},
	{"lock, the other name", "AddTransferLock", "No", "false"},
	{"lock in Chinese", "TransferOutProhibited", "否", "false"},
	{"lock as a number", "TransferOutProhibited", "1", "true"},
	{"lock as the console says", "TransferOutProhibited", "已开启", "true"},
	{"no lock as the console says", "TransferOutProhibited", "未开启", "false"},
	{"unlocked", "TransferOutProhibited", "Unlocked", "false"},

	{"contact", "ContactType", "Registrant", "registrant"},
	{"contacts, in the order in which they are done, each once", "ContactType", "tech, admin ,TECH", "admin,tech"},
	{"contacts in Chinese", "ContactType", "所有者、管理联系人；技术联系人", "registrant,admin,tech"},
	{"a contact of two words", "ContactType", "Billing Contact", "billing"},
	{"a trailing comma", "ContactType", "admin,", "admin"},

	{"profile id", "RegistrantProfileId", "1234567890123", "1234567890123"},
	{"profile id with zeros before it", "RegistrantProfileId", "0012", "12"},
}

func TestCheckValue(t *testing.T) {
	for _, tt := range valueTests {
		t.Run(tt.param+" "+tt.name, func(t *testing.T) {
			got, err := CheckValue(tt.param, tt.in)
			if err != nil || got != tt.want {
				t.Fatalf("got %q, %v", got, err)
			}
			if again, err := CheckValue(tt.param, got); err != nil || again != got {
				t.Errorf("checked again it is %q, %v", again, err)
			}
		})
	}
}

var refusedValues = []struct{ name, param, in, hint string }{
	{"a line break", "Address", "1 Main St\nTown", "one line"},
	{"a tab", "City", "Bei\tjing", "one line"},
	{"a line separator", "City", "Bei\u2028jing", "one line"},
	{"NUL", "RegistrantName", "Zhang\x00San", "one line"},
	{"a lost character", "RegistrantName", "Jos\ufffd", "encoding"},
	{"bytes of another encoding", "RegistrantName", "Jos\xe9", "encoding"},
	{"an unknown parameter too", "Remark", "a\rb", "one line"},
	{"domain", "DomainName", "example", ".com"},

	{"country by number", "Country", "156", "write CN"},
	{"several countries", "Country", "Korea", "KR for the South"},
	{"a calling code", "Country", "86", "ISO 3166"},
	{"two countries", "Country", "CN/US", "ISO 3166"},
	{"a city behind it", "Country", "China, Beijing", "ISO 3166"},
	{"a region that is none", "Country", "Europe", "ISO 3166"},
	{"no country", "Country", "XX", "ISO 3166"},
	{"a country that is no more", "Country", "YU", "ISO 3166"},
	{"something else", "Country", "Atlantis", "ISO 3166"},

	{"calling code with an area", "TelArea", "1-242", "86"},
	{"an area code", "TelArea", "010", "Telephone"},
	{"not assigned", "TelArea", "999", "Telephone"},
	{"letters", "TelArea", "CN", "86"},
	{"plus alone", "TelArea", "+", "86"},
	{"far too long", "TelArea", "99999999999999999999", "86"},

	{"a rounded number", "Telephone", "1.38E+10", "as text"},
	{"a decimal number", "Telephone", "2079460118.5", "whole"},
	{"a decimal number of two places", "Telephone", "2079460118.25", "whole"},
	{"a decimal zero", "Telephone", "13800000000.0", "whole"},
	{"a short decimal number", "Telephone", "2034.0", "whole"},
	{"a decimal number in full width", "Telephone", "２０７９４６０１１８．５", "whole"},
	{"a decimal number behind an area code", "Telephone", "(020) 79460118.5", "whole"},
	{"a country code", "Telephone", "+86 10 62751407", "TelArea"},
	{"a plus in full width", "Telephone", "＋８６１０６２７５１４０７", "TelArea"},
	{"an international prefix", "Telephone", "0044 20 7946 0118", "TelArea"},
	{"an international prefix without blanks", "Telephone", "00442079460118", "TelArea"},
	{"an international prefix in brackets", "Telephone", "(00) 44-2079460118", "TelArea"},
	{"an international prefix divided", "Telephone", "0-0-44-2079460118", "TelArea"},
	{"an extension", "Telephone", "62751407 ext 5", "TelExt"},
	{"two numbers", "Telephone", "62751407/62751408", "TelExt"},
	{"letters", "Telephone", "1-800-FLOWERS", "digits"},
	{"too short", "Telephone", "123", "area code"},
	{"too long", "Telephone", "1234567890123456", "TelExt"},
	{"separators only", "Telephone", "--", "TelExt"},
	{"extension with letters", "TelExt", "x5", "digits"},
	{"a rounded extension", "TelExt", "1E+05", "digits"},

	{"a rounded postal code", "PostalCode", "1.0E+05", "as text"},
	{"a rounded postal code without a dot", "PostalCode", "1E+05", "as text"},

	{"a rounded postal code with a comma", "PostalCode", "1,0E+05", "as text"},
	{"a decimal postal code", "PostalCode", "98101.0", `"98101"`},
	{"a postal code in groups", "PostalCode", "98,101", "without commas"},
	{"a postal code that became a date", "PostalCode", "2026-03-01", "as text"},
	{"a month and a year", "PostalCode", "Mar-26", "as text"},
	{"a day and a month", "PostalCode", "3月1日", "as text"},
	{"a date and a time", "Address", "2026-03-01 00:00:00", "as text"},
	{"a date of another order", "Address", "3/1/2026", "as text"},
	{"a date in Chinese", "ZhAddress", "2026年3月1日", "as text"},
	{"a day of a month", "City", "1-Mar", "as text"},
	{"a telephone that became a date", "Telephone", "2026-03-01", "as text"},
	{"a rounded telephone with a comma", "Telephone", "1,38E+10", "as text"},
	{"no value", "City", "#N/A", "formula"},
	{"a lost reference", "RegistrantOrganization", "#REF!", "formula"},
	{"a present value that is not returned", "ZhAddress", "(current)", "value itself"},
	{"a present registrant type", "RegistrantType", "（CURRENT）", "value itself"},
	{"a present value of a domain", "DomainName", "(current)", "value itself"},
	{"a value to clear", "TelExt", "（Clear）", "value itself"},
	{"a narrow column", "PostalCode", "######", "formula"},

	{"registrant type", "RegistrantType", "3", "1 or 2"},
	{"lock", "TransferOutProhibited", "maybe", "true or false"},
	{"contact", "ContactType", "owner, boss", "one of these words"},
	{"no contact", "ContactType", ",", "registrant"},
	{"all contacts", "ContactType", "all", "one of these words"},

	{"profile id 0", "RegistrantProfileId", "0", "console"},
	{"negative", "RegistrantProfileId", "-1", "console"},
	{"a fraction", "RegistrantProfileId", "12.0", "console"},
	{"rounded", "RegistrantProfileId", "1.23457E+12", "as text"},
	{"too long", "RegistrantProfileId", "1234567890123456789", "console"},

	{"invisible in the domain", "Email", "owner@exam\u00adple.com", "one address"},
	{"invisible after the @", "Email", "owner@\u2060example.com", "one address"},
	{"invisible at the end", "Email", "owner@example.com\u00ad", "one address"},
	{"no @", "Email", "owner.example.com", "name@example.com"},
	{"a full-width @", "Email", "owner＠example.com", "plain @"},
	{"two addresses", "Email", "a@example.com, b@example.com", "one address"},
	{"a blank", "Email", "a b@example.com", "one address"},
	{"mailto", "Email", "mailto:a@example.com", "mailto"},
	{"angle brackets", "Email", "Zhang San <a@example.com>", "one address"},
	{"not ASCII before the @", "Email", "张三@example.com", "Latin"},
	{"no domain", "Email", "a@", "one address"},
	{"no dot in the domain", "Email", "a@localhost", "one address"},
	{"an address literal", "Email", "a@[192.0.2.1]", "one address"},
	{"an IP address", "Email", "a@192.0.2.1", "one address"},
	{"a trailing dot", "Email", "a@example.com.", "one address"},
	{"long local part", "Email", strings.Repeat("a", 65) + "@example.com", "one address"},
	{"long", "Email", "a@" + strings.Repeat("abcdefgh.", 28) + "com", "one address"},
	{"a placeholder", "Email", "(blank)", "one address"},
}

func TestCheckValueRefuses(t *testing.T) {
	for _, tt := range refusedValues {
		t.Run(tt.param+" "+tt.name, func(t *testing.T) {
			got, err := CheckValue(tt.param, tt.in)
			var value *ValueError
			if !errors.As(err, &value) {
				t.Fatalf("got %q, %v", got, err)
			}
			if !strings.Contains(value.Hint, tt.hint) {
				t.Errorf("hint %q does not say %q", value.Hint, tt.hint)
			}
			if len(tt.in) > 3 && strings.Contains(err.Error(), tt.in) {
				t.Errorf("the error repeats the value: %v", err)
			}
		})
	}
}

func TestCheckContact(t *testing.T) {
	tests := []struct {
		name   string
		fields job.Params
		want   []string
	}{
		{"fine", job.Params{"TelArea": "86", "Telephone": "13800000000", "TelExt": "1"}, nil},
		{"15 digits", job.Params{"TelArea": "49", "Telephone": "3012345678901"}, nil},
		{"16 digits", job.Params{"TelArea": "86", "Telephone": "12345678901234"}, []string{"Telephone"}},
		{"a zero before the area code does not count", job.Params{"TelArea": "49", "Telephone": "01234567890123"}, nil},
		{"too long for the country", job.Params{"TelArea": "86", "Telephone": "1380000000012"}, []string{"Telephone"}},
		{"with its country code", job.Params{"TelArea": "86", "Telephone": "8613800000000"}, []string{"Telephone"}},
		{"too short for the country", job.Params{"TelArea": "1", "Telephone": "55501"}, []string{"Telephone"}},
		{"a trunk zero", job.Params{"TelArea": "44", "Telephone": "02079460118"}, nil},
		{"without its area code", job.Params{"TelArea": "86", "Telephone": "62751407"}, nil},
		{"a zero lost that the number keeps", job.Params{"TelArea": "39", "Telephone": "669812345"}, []string{"Telephone"}},
		{"a zero kept", job.Params{"TelArea": "39", "Telephone": "0669812345"}, nil},
		{"a range that is not known", job.Params{"TelArea": "86", "Telephone": "10888888888"}, nil},
		{"no country code", job.Params{"Telephone": "123456789012345"}, nil},
		{"an extension of nothing", job.Params{"TelExt": "5"}, []string{"Telephone"}},
		{"nothing", nil, nil},

		{"a postal code", job.Params{"Country": "US", "PostalCode": "02138"}, nil},
		{"of nine digits", job.Params{"Country": "US", "PostalCode": "02138-1010"}, nil},
		{"a zero lost", job.Params{"Country": "US", "PostalCode": "2138"}, []string{"PostalCode"}},
		{"two lost", job.Params{"Country": "US", "PostalCode": "601"}, []string{"PostalCode"}},
		{"with the country's letter", job.Params{"Country": "DE", "PostalCode": "D-01067"}, nil},
		{"with the country's code", job.Params{"Country": "LV", "PostalCode": "LV1073"}, nil},
		{"of another country", job.Params{"Country": "CN", "PostalCode": "E14 0ZZ"}, []string{"PostalCode"}},
		{"letters where they may be", job.Params{"Country": "GB", "PostalCode": "E14 0ZZ"}, nil},
		{"of a country that is not known for any", job.Params{"Country": "HK", "PostalCode": "0"}, nil},
		{"no country", job.Params{"PostalCode": "1"}, nil},

		{"present values", job.Params{"Country": Current, "PostalCode": Current, "TelArea": Current, "Telephone": Current, "TelExt": Current}, nil},
		{"a present postal code", job.Params{"Country": "CN", "PostalCode": Current}, nil},
		{"a present country", job.Params{"Country": Current, "PostalCode": "1"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range CheckContact(tt.fields) {
				got = append(got, e.Param)
				if e.Message == "" || e.Hint == "" {
					t.Errorf("incomplete: %+v", e)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Every word of the tables is in the form in which it is looked up, and means
// one thing only.
func TestWordTables(t *testing.T) {
	for _, table := range []map[string][]string{targetWords, registrantTypeWords, truthWords, lockWords} {
		seen := make(map[string]string)
		for value, words := range table {
			for _, w := range words {
				if word(w) != w {
					t.Errorf("%q is looked up as %q", w, word(w))
				}
				if other, twice := seen[w]; twice {
					t.Errorf("%q means %s and %s", w, other, value)
				}
				seen[w] = value
			}
		}
	}
}

// A word for a lock does not mean the opposite as a truth.
func TestLockWordsAgree(t *testing.T) {
	for value, words := range lockWords {
		for _, w := range words {
			if other, known := meaning(truthWords, w); known && other != value {
				t.Errorf("%q means %s and %s", w, value, other)
			}
		}
	}
}

// Every name of the table is in the form in which it is looked up, and means
// one country only; every country has names.
func TestCountryNames(t *testing.T) {
	owner := make(map[string]string)
	for line := range strings.Lines(strings.TrimSpace(countryNames)) {
		names := strings.Split(strings.TrimSuffix(strings.TrimSpace(line), "|"), "|")
		if !isCountry(names[0]) || len(names) < 2 {
			t.Errorf("%q", line)
		}
		for _, name := range names[1:] {
			if folded(name) != name || owner[name] != "" {
				t.Errorf("%s: %q is looked up as %q, and is %s", names[0], name, folded(name), owner[name])
			}
			owner[name] = names[0]
			if got := countryOf(name); got != names[0] {
				t.Errorf("%q: %s, want %s", name, got, names[0])
			}
		}
	}
	if lines := strings.Count(countryNames, "\n") - 1; lines != len(strings.Fields(countries)) {
		t.Errorf("%d countries have names", lines)
	}
}

// What is accepted is accepted again as it is, and holds no control character.
func FuzzCheckValue(f *testing.F) {
	for param := range checks {
		f.Add(param, "１２３")
		f.Add(param, " a@b.cn ")
	}
	f.Fuzz(func(t *testing.T, param, in string) {
		got, err := CheckValue(param, in)
		if err != nil {
			var value *ValueError
			if !errors.As(err, &value) || value.Message == "" || value.Hint == "" || got != "" {
				t.Fatalf("%s %q: %q, %#v", param, in, got, err)
			}
			return
		}
		if again, err := CheckValue(param, got); err != nil || again != got {
			t.Fatalf("%s %q: %q, then %q, %v", param, in, got, again, err)
		}
		if trim(got) != got || unclean(got) != nil {
			t.Fatalf("%s %q: %q is not clean", param, in, got)
		}
	})
}

func BenchmarkCheckValue(b *testing.B) {
	row := job.Params{
		"DomainName": "portfolio-name.example.com", "ContactType": "registrant", "RegistrantType": "2",
		"RegistrantOrganization": "Example Holdings Ltd.", "RegistrantName": "Zhang San", "Country": "CN",
		"Province": "Beijing", "City": "Beijing", "Address": "10 Xitucheng Road", "PostalCode": "100876",
		"Email": "owner@example.com", "TelArea": "86", "Telephone": "13800000000",
	}
	for b.Loop() {
		for param, value := range row {
			if _, err := CheckValue(param, value); err != nil {
				b.Fatal(err)
			}
		}
	}
}
