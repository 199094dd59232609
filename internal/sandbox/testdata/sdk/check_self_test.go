package sdk

import (
	"encoding/json"
	"reflect"
	"testing"
)

// The check itself finds what is empty, what is decoded otherwise, and what a
// type has no place for.
func TestCheck(t *testing.T) {
	type entry struct {
		Name string `json:"Name"`
		Size int    `json:"Size"`
	}
	type page struct {
		Next bool `json:"Next"`
		Data struct {
			Entry []entry `json:"Entry"`
		} `json:"Data"`
	}
	const body = `{"Next":false,"More":"x","Data":{"Entry":[{"Name":"","Size":0},{"Name":"a","Size":7,"Other":""}]}}`
	var answer any
	var decoded, wrong page
	for _, into := range []any{&answer, &decoded, &wrong} {
		if err := json.Unmarshal([]byte(body), into); err != nil {
			t.Fatal(err)
		}
	}
	wrong.Data.Entry[1].Name = "b"
	for _, tt := range []struct {
		path    []string
		decoded any
		want    string
	}{
		{[]string{"Next"}, &decoded, ""},
		{[]string{"Data", "Entry", "Name"}, &decoded, ""},
		{[]string{"Data", "Entry", "Size"}, nil, ""},
		{[]string{"Data", "Entry", "Name"}, &wrong, `"a" is decoded as "b"`},
		{[]string{"Data", "Entry", "Name"}, &page{}, "a list of 2 is decoded as []"},
		{[]string{"Data", "Entry", "Other"}, nil, "it is empty"},
		{[]string{"Data", "Entry", "None"}, nil, "it is empty"},
		{[]string{"More"}, &decoded, "the client's type has no More"},
		{[]string{"Data"}, nil, "it is an object"},
		{[]string{"More", "Name"}, nil, "it is no object"},
	} {
		if got := check(tt.path, answer, tt.decoded); got != tt.want {
			t.Errorf("%v: %q; want %q", tt.path, got, tt.want)
		}
	}
	for path, want := range map[string]bool{"Next": false, "More": true} {
		if got := lacksField(reflect.TypeFor[*page](), []string{path}); got != want {
			t.Errorf("%s: lacks %v", path, got)
		}
	}
	if lacksField(reflect.TypeFor[page](), []string{"Data", "Entry", "Size"}) || !lacksField(reflect.TypeFor[page](), []string{"Data", "Entry", "Other"}) {
		t.Error("fields of entries")
	}
}
