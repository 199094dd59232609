package api

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplitPhone(t *testing.T) {
	tests := map[string]struct {
		text, area, country string
		want                Phone
	}{
		"as registries write it":                    {"+86.13800000000", "", "", Phone{"86", "13800000000", ""}},
		"with an extension of theirs":               {"+86.1088888888x123", "", "", Phone{"86", "1088888888", "123"}},
		"international":                             {"+86 138 0000 0000", "", "CN", Phone{"86", "13800000000", ""}},
		"international from elsewhere":              {"+44 20 7946 0118", "", "CN", Phone{"44", "2079460118", ""}},
		"in full width":                             {"＋８６　１３８００００００００", "", "", Phone{"86", "13800000000", ""}},
		"the code in brackets":                      {"(+86) 10-88888888", "", "", Phone{"86", "1088888888", ""}},
		"the prefix 00":                             {"0086-10-88888888", "", "", Phone{"86", "1088888888", ""}},
		"the prefix 00 in brackets":                 {"(0086)10-88888888", "", "", Phone{"86", "1088888888", ""}},
		"an area code":                              {"010-88888888", "", "CN", Phone{"86", "01088888888", ""}},
		"an area code in brackets":                  {"(010) 8888 8888", "86", "", Phone{"86", "01088888888", ""}},
		"the trunk zero stays":                      {"020 7946 0118", "", "GB", Phone{"44", "02079460118", ""}},
		"the trunk zero behind a code":              {"+86 010 88888888", "", "", Phone{"86", "01088888888", ""}},
		"the trunk zero in brackets":                {"+44 (0)20 7946 0118", "", "", Phone{"44", "2079460118", ""}},
		"a zero in brackets that is kept":           {"+39 (0)6 69812345", "", "", Phone{"39", "(0)669812345", ""}},
		"an extension behind a hyphen":              {"88888888-123", "", "CN", Phone{"86", "88888888", "123"}},
		"behind area code and hyphen":               {"010-88888888-123", "86", "CN", Phone{"86", "01088888888", "123"}},
		"behind code, area and hyphen":              {"+86-10-88888888-8012", "", "", Phone{"86", "1088888888", "8012"}},
		"behind a printed hyphen":                   {"0571–55550101–801", "", "CN", Phone{"86", "057155550101", "801"}},
		"转":                                         {"88888888转123", "", "CN", Phone{"86", "88888888", "123"}},
		"转分机 with blanks":                           {"010-88888888 转分机 123", "", "CN", Phone{"86", "01088888888", "123"}},
		"分机号":                                       {"010-88888888（分机号：123）", "", "CN", Phone{"86", "01088888888", "123"}},
		"ext.":                                      {"88888888 ext. 123", "86", "", Phone{"86", "88888888", "123"}},
		"Ext":                                       {"(206) 555-0143 Ext 7", "", "US", Phone{"1", "2065550143", "7"}},
		"extension":                                 {"206-555-0143, extension 7", "", "US", Phone{"1", "2065550143", "7"}},
		"x":                                         {"88888888x123", "86", "", Phone{"86", "88888888", "123"}},
		"#":                                         {"88888888#123", "86", "", Phone{"86", "88888888", "123"}},
		"tel: with an extension":                    {"tel:+1-206-555-0143;ext=7", "", "", Phone{"1", "2065550143", "7"}},
		"hyphens of the number":                     {"206-555-0143", "", "US", Phone{"1", "2065550143", ""}},
		"hyphens of a mobile number":                {"138-0000-0000", "", "CN", Phone{"86", "13800000000", ""}},
		"hyphens of a Japanese number":              {"03-1234-5678", "", "JP", Phone{"81", "0312345678", ""}},
		"the last digits of a number":               {"030-123456-12", "", "DE", Phone{"49", "03012345612", ""}},
		"the one before long distance":              {"1-206-555-0143", "", "US", Phone{"1", "2065550143", ""}},
		"the code agrees":                           {"+86 13800000000", "86", "CN", Phone{"86", "13800000000", ""}},
		"the row's code before its county":          {"2065550143", "1", "CN", Phone{"1", "2065550143", ""}},
		"nothing says the country":                  {"13800000000", "", "", Phone{"", "13800000000", ""}},
		"an unknown country":                        {"13800000000", "", "XX", Phone{"", "13800000000", ""}},
		"nothing says what the hyphen is":           {"88888888-123", "", "", Phone{"", "88888888123", ""}},
		"digits of its code, a number all the same": {"4927654321", "", "DE", Phone{"49", "4927654321", ""}},
		"no local number before the hyphen":         {"12345678-123", "86", "", Phone{"86", "12345678123", ""}},
		"an apostrophe":                             {"'13800000000", "86", "", Phone{"86", "13800000000", ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := SplitPhone(tt.text, tt.area, tt.country)
			if tt.area+tt.country == "" && NamesCountry(tt.text) != (got.Area != "") {
				t.Errorf("names its country: %v", NamesCountry(tt.text))
			}
			tt.want.Number = onlyDigits(tt.want.Number)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}

func TestSplitPhoneRefuses(t *testing.T) {
	tests := map[string]struct{ text, area, country, hint string }{
		"another country code":             {"+86 13800000000", "1", "CN", "make the two equal"},
		"no country code":                  {"+999 13800000000", "", "", "write it as +86"},
		"a plus alone":                     {"+", "", "", "write it as +86"},
		"the code without its plus":        {"8613800000000", "", "CN", `write "+86 13800000000"`},
		"the code without its plus, again": {"86-10-88888888", "86", "", `write "+86 1088888888"`},
		"read as a decimal number":         {"86.138", "", "CN", "+86"},
		"read as a decimal number, whole":  {"1.2065550143", "1", "", "+1"},
		"rounded":                          {"1.38E+10", "", "CN", "as text"},
		"a date":                           {"2026/3/1", "", "CN", "as text"},
		"may be an extension":              {"09-123456-7", "", "FI", "ext."},
		"two numbers":                      {"010-88888888/13800000000", "", "CN", "one number"},
		"two numbers with a comma":         {"88888888,123", "", "CN", "one number"},
		"words":                            {"call me", "", "CN", "digits"},
		"an extension alone":               {"x123", "", "CN", "digits"},
		"nothing":                          {"", "86", "CN", "digits"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := SplitPhone(tt.text, tt.area, tt.country)
			var value *ValueError
			if !errors.As(err, &value) {
				t.Fatalf("got %+v, %v", got, err)
			}
			if !strings.Contains(value.Hint, tt.hint) {
				t.Errorf("hint %q does not say %q", value.Hint, tt.hint)
			}
		})
	}
}

// No digit of a cell is lost, none is added: the parts hold those of the cell
// but for 00 or + in front and a trunk zero in brackets.
func FuzzSplitPhone(f *testing.F) {
	for _, seed := range []string{
		"+86.13800000000", "0086-10-88888888", "(+86) 10-88888888", "010-88888888 ext. 123", "88888888转123", "+44 (0)20 7946 0118", "+39 (0)6 69812345",
		"1-206-555-0143", "8613800000000", "tel:+1-206-555-0143;ext=7", "+86-10-88888888-123", "00", "+1x", "１３８",
	} {
		f.Add(seed, "", "CN")
		f.Add(seed, "86", "")
	}
	f.Fuzz(func(t *testing.T, text, area, country string) {
		got, err := SplitPhone(text, area, country)
		if err != nil {
			var value *ValueError
			if !errors.As(err, &value) || value.Message == "" || value.Hint == "" || got != (Phone{}) {
				t.Fatalf("%q %q %q: %+v, %#v", text, area, country, got, err)
			}
			return
		}
		want := strings.TrimLeft(onlyDigits(narrow(text)), "0")
		joined := strings.TrimLeft(got.Number+got.Ext, "0")
		inCell := strings.TrimLeft(got.Area+got.Number+got.Ext, "0")
		dropped := strings.Replace(narrow(text), "(0)", "", 1)
		if joined != want && inCell != want && inCell != strings.TrimLeft(onlyDigits(dropped), "0") {
			t.Fatalf("%q %q %q: %+v", text, area, country, got)
		}
		if got.Number != onlyDigits(got.Number) || got.Ext != onlyDigits(got.Ext) || got.Number == "" {
			t.Fatalf("%q: %+v holds more than digits", text, got)
		}
		again, err := SplitPhone(got.Number, got.Area, "")
		if got.Area != "" && err == nil && (again.Number != got.Number || again.Ext != "") {
			t.Fatalf("%q: %+v, then %+v", text, got, again)
		}
	})
}
