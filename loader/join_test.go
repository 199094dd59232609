package loader

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestMerge(t *testing.T) {
	type m = map[string]string
	tests := map[string]struct {
		raw, want m
		fault     string // the parameter of the only complaint
	}{
		"Latin name":                  {m{"FirstName": "Eleanor", "LastName": "Marsh"}, m{"RegistrantName": "Eleanor Marsh"}, ""},
		"Chinese name":                {m{"FirstName": "娜", "LastName": "李"}, m{"RegistrantName": "李娜"}, ""},
		"name of two scripts":         {m{"FirstName": "Na", "LastName": "李"}, m{"RegistrantName": "Na 李"}, "FirstName"},
		"half a name":                 {m{"LastName": "Marsh"}, m{"RegistrantName": "Marsh"}, "FirstName"},
		"Latin address":               {m{"Address": "1 Row", "Address2": "Floor 2", "Address3": "3"}, m{"Address": "1 Row, Floor 2, 3"}, ""},
		"Chinese address":             {m{"ZhAddress": "蓝海路1号", "Address2": "3幢8层", "Address3": "801"}, m{"ZhAddress": "蓝海路1号3幢8层801"}, ""},
		"both, Chinese part":          {m{"Address": "1 Row", "ZhAddress": "蓝海路1号", "Address2": "3幢"}, m{"Address": "1 Row", "ZhAddress": "蓝海路1号3幢"}, ""},
		"both, Latin part":            {m{"Address": "1 Row", "ZhAddress": "蓝海路1号", "Address2": "Floor 2"}, m{"Address": "1 Row, Floor 2", "ZhAddress": "蓝海路1号"}, ""},
		"Chinese address as Latin":    {m{"Address": "蓝海路1号", "Address2": "3幢"}, m{"Address": "蓝海路1号3幢"}, ""},
		"Latin address as Chinese":    {m{"ZhAddress": "1 Row", "Address2": "Floor 2"}, m{"ZhAddress": "1 Row, Floor 2"}, ""},
		"Latin part, Chinese address": {m{"ZhAddress": "蓝海路1号", "Address2": "Floor 2"}, m{"ZhAddress": "蓝海路1号"}, "Address2"},
		"Chinese part, Latin address": {m{"Address": "1 Row", "Address2": "3幢"}, m{"Address": "1 Row"}, "Address2"},
		"part of nothing":             {m{"Address2": "Floor 2"}, m{}, "Address2"},
		"area code":                   {m{"AreaCode": "(010)", "Telephone": "8888 8888"}, m{"Telephone": "010 8888 8888"}, ""},
		"area code twice":             {m{"AreaCode": "010", "Telephone": "(010) 88888888"}, m{"Telephone": "(010) 88888888"}, "AreaCode"},
		"area code of nothing":        {m{"AreaCode": "010"}, m{}, "AreaCode"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			faults := merge(tt.raw)
			if diff := cmp.Diff(tt.want, tt.raw); diff != "" {
				t.Error(diff)
			}
			if len(faults) > 1 || len(faults) == 1 != (tt.fault != "") || tt.fault != "" && faults[0].param != tt.fault {
				t.Errorf("%+v", faults)
			}
		})
	}
}

// What is joined has the letters and digits of its parts, each once, unless a
// part is complained about; then it is the complaint's value.
func FuzzMerge(f *testing.F) {
	f.Add("Eleanor", "Marsh", "1 Row", "蓝海路1号", "Floor 2", "3幢", "010", "88888888-123")
	f.Add("娜", "李", "", "蓝海路1号", "8层", "801", "", "+86 1")
	f.Fuzz(func(t *testing.T, first, last, address, zhAddress, second, third, area, number string) {
		raw := make(map[string]string)
		for param, value := range map[string]string{
			"FirstName": first, "LastName": last, "Address": address, "ZhAddress": zhAddress,
			"Address2": second, "Address3": third, "AreaCode": area, "Telephone": number,
		} {
			if value = strings.ToValidUTF8(value, ""); value != "" {
				raw[param] = value
			}
		}
		before := count(raw)
		faults := merge(raw)
		after := count(raw)
		for _, fault := range faults {
			if joined[fault.param] == "" || fault.hint == "" || fault.note {
				t.Errorf("%+v", fault)
			}
			if fault.param != partFirst && fault.param != partLast { // a half of a name is kept
				add := count(map[string]string{"": fault.value})
				for r, n := range add {
					after[r] += n
				}
			}
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		for param := range joined {
			if raw[param] != "" {
				t.Errorf("%s is left", param)
			}
		}
	})
}

// count counts the letters and digits of all values.
func count(raw map[string]string) map[rune]int {
	n := make(map[rune]int)
	for _, value := range raw {
		for _, r := range value {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n[r]++
			}
		}
	}
	return n
}
