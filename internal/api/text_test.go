package api

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What spreadsheets and encodings make of texts is a complaint in every field of
// text, of either script.
func TestDamagedTexts(t *testing.T) {
	tests := []struct{ name, in, message string }{
		{"rounded", "1.23E+17", "rounded"},
		{"rounded, short", "1.2E+3", "rounded"},
		{"rounded, of a telephone", "1.38E+10", "rounded"},
		{"rounded, all digits", "1.23456789012346E+17", "rounded"},
		{"rounded, small letter", "1.2e+17", "rounded"},
		{"rounded, comma", "1,23E+17", "rounded"},
		{"rounded, negative", "-1.2E+17", "rounded"},
		{"rounded, full-width", "１.２Ｅ＋３", "rounded"},
		{"a text of a formula", `="1 Road"`, "formula"},
		{"nothing left", "?????", "question marks"},
		{"one letter lost", "?", "question marks"},
		{"apart", "? ?", "question marks"},
		{"a word lost", "???? Ltd", "question marks"},
		{"two letters lost", "Ltd ??", "question marks"},
		{"words lost", "A ?? B", "question marks"},
		{"a letter lost in a word", "Z?rich", "question marks"},
		{"a character that stands for lost ones", "\ufffd\ufffd Ltd", "lost"},
		{"an apostrophe before a number", "'1 Road", "apostrophe"},
		{"an apostrophe before a name", "'Acme", "apostrophe"},
		{"an apostrophe before words", "'Li Na", "apostrophe"},
		{"an apostrophe before a name with one", "'O'Brien Ltd", "apostrophe"},
		{"a zero-width space", "Ac\u200bme", "seen"},
		{"a soft hyphen", "Ac\u00adme", "seen"},
		{"a byte order mark", "Ac\ufeffme", "seen"},
		{"a word joiner", "Ac\u2060me", "seen"},
		{"a mark of direction", "Ac\u200eme", "seen"},
		{"an override of direction", "x\u202egpj", "turns"},
		{"a joiner between Latin letters", "Ac\u200dme", "seen"},
		{"a joiner between Chinese ones", "北\u200d京", "seen"},
		{"a selector behind a Latin letter", "A\ufe0fcme", "seen"},
		{"a joiner behind an emoji alone", "☕\u200dA", "seen"},
		{"a filler", "A\u3164B", "seen"},
	}
	for _, tt := range tests {
		for _, param := range texts {
			_, err := CheckValue(param, tt.in)
			var value *ValueError
			if !errors.As(err, &value) || !strings.Contains(value.Message, tt.message) || value.Hint == "" {
				t.Errorf("%s %s: %v", param, tt.name, err)
			}
		}
	}
}

func TestSoundTexts(t *testing.T) {
	for _, text := range []string{
		"'s-Hertogenbosch", "'S-HERTOGENBOSCH", "'s Gravenhage", "'t Hooft", "'T Hooft", "'n Huis", "'90s Records", "'Acme' Ltd", "'Acme'",
		"’t Hooft", "‘Acme", "O'Brien", "Players'", "Yahoo? Inc", "Who?", "Who? What?", "Who?What Ltd", "E+5", "1E5", "A=B", "=A1", "#12", "3-1",
		"می\u200cخواهم", "क्\u200dष", "ක්\u200dෂ", "ന്\u200d കട", "👩\u200d💻 Ltd", "👩🏽\u200d💻", "❤\ufe0f\u200d🔥", "葛\U000e0100城", "㐂家",
	} {
		for _, param := range texts {
			if got, err := CheckValue(param, text); got != text || err != nil {
				t.Errorf("%s %q: %q, %v", param, text, got, err)
			}
			if got, said := Tidy(param, text); got != text || said != nil {
				t.Errorf("%s %q becomes %q: %v", param, text, got, said)
			}
		}
	}
}

// Blanks look alike, and full-width characters belong to East Asian texts.
func TestWidths(t *testing.T) {
	tests := []struct{ param, in, want string }{
		{"Address", "1\u00a0Canary\u2009Row", "1 Canary Row"},
		{"ZhAddress", "北京\u3000朝阳", "北京 朝阳"},
		{"RegistrantName", "Ｌｉ　Ｎａ", "Li Na"},
		{"Address", "１２３　Ｍａｉｎ Ｓｔ，＃４", "123 Main St,#4"},
		{"City", "München１", "München1"},
		{"RegistrantOrganization", "株式会社ＡＢＣ", "株式会社ＡＢＣ"},
		{"Address", "北京１２３号", "北京１２３号"},
		{"ZhAddress", "１２３", "１２３"},
		{"ZhCity", "Ａ座", "Ａ座"},
	}
	for _, tt := range tests {
		got, err := CheckValue(tt.param, tt.in)
		if err != nil || got != tt.want {
			t.Errorf("%s %q: got %q, %v, want %q", tt.param, tt.in, got, err, tt.want)
		}
	}
}

func TestDamagedPostalCodes(t *testing.T) {
	for in, message := range map[string]string{
		"??????": "question marks", "E14 ?ZZ": "question marks", "1000\u200b20": "seen", "E14\u00ad0ZZ": "seen",
	} {
		if got, err := CheckValue("PostalCode", in); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%q: got %q, %v", in, got, err)
		}
	}
}

func TestTidy(t *testing.T) {
	unseen, formula, apostrophe := dross[0].note, dross[1].note, dross[2].note
	tests := []struct {
		param, in, want string
		said            []string
	}{
		{"Address", "'1 Road", "1 Road", []string{apostrophe}},
		{"RegistrantName", "'Li Na", "Li Na", []string{apostrophe}},
		{"ZhCity", "'北京", "北京", []string{apostrophe}},
		{"City", "' London", "London", []string{apostrophe}},
		{"City", `="London"`, "London", []string{formula}},
		{"City", `="The ""City"""`, `The "City"`, []string{formula}},
		{"City", "Lon\u200bdon", "London", []string{unseen}},
		{"City", "\u200b'Lon\u00ad\ufeffdon", "London", []string{unseen, apostrophe}},
		{"RegistrantName", "👩\u200d💻\u200b!", "👩\u200d💻!", []string{unseen}},
		{"PostalCode", "1000\u200b20", "100020", []string{unseen}},
		{"PostalCode", "'100020", "'100020", nil},
		{"Email", "a\u200b@example.com", "a\u200b@example.com", nil},
		{"City", "Lon\x00don", "Lon\x00don", nil},
		{"City", "??", "??", nil},
		{"City", "x\u202egpj", "x\u202egpj", nil},
		{"City", "'", "", []string{apostrophe}},
		{"City", "", "", nil},
	}
	for _, tt := range tests {
		got, said := Tidy(tt.param, tt.in)
		if got != tt.want || cmp.Diff(tt.said, said) != "" {
			t.Errorf("%s %q: got %q, %v", tt.param, tt.in, got, said)
		}
		if again, more := Tidy(tt.param, got); again != got || more != nil {
			t.Errorf("%s %q: again it is %q, %v", tt.param, tt.in, again, more)
		}
	}
}

// What Tidy leaves is refused, or is sent without a character that is not seen
// for nothing, and checked again it is the same.
func TestTidyIsThorough(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"'", "’", `="`, `"`, "?", "s-", "t ", "A", "é", "1", "E+5", "Ａ", "＇", "北", "می", "क्", "☕", "👩", "🏽", "\ufe0f", "\u200c", "\u200d", "\u200b", "\u00ad", "\u00a0", "\u3000", " ", "\x00",
	})
	rapid.Check(t, func(t *rapid.T) {
		param := rapid.SampledFrom(texts).Draw(t, "param")
		in := strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "pieces"), "")
		tidy, said := Tidy(param, in)
		if (trim(tidy) != trim(in)) != (said != nil) {
			t.Fatalf("%q becomes %q: %v", in, tidy, said)
		}
		got, err := CheckValue(param, tidy)
		if err != nil {
			return
		}
		if strings.ContainsAny(got, "\u200b\u00ad\u00a0\u3000\x00") {
			t.Fatalf("%q is sent as %q", in, got)
		}
		if again, err := CheckValue(param, got); again != got || err != nil {
			t.Fatalf("%q: %q checked again is %q, %v", in, got, again, err)
		}
		if again, said := Tidy(param, got); again != got || said != nil {
			t.Fatalf("%q: %q tidied again is %q, %v", in, got, again, said)
		}
	})
}
