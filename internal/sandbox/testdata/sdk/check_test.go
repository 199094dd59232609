package sdk

import (
	"fmt"
	"reflect"
	"strings"
)

// check tells what is wrong with the field at a path of an answer, and with
// what a client has made of it: "" for nothing. Of a list, one entry has to have
// the field, and every entry has to be decoded as it came. decoded is nil
// where the client makes no value of its own of an answer.
func check(path []string, answer, decoded any) string {
	found := false
	problem := walk(path, answer, reflect.ValueOf(decoded), &found)
	if problem == "" && !found {
		problem = "it is empty"
	}
	return problem
}

func walk(path []string, answer any, decoded reflect.Value, found *bool) string {
	for decoded.Kind() == reflect.Pointer || decoded.Kind() == reflect.Interface {
		decoded = decoded.Elem()
	}
	switch v := answer.(type) {
	case []any:
		return walkList(path, v, decoded, found)
	case map[string]any:
		if len(path) == 0 {
			return "it is an object"
		}
		inner, ok := v[path[0]]
		if !ok {
			return ""
		}
		field := decoded
		if decoded.IsValid() {
			if field = member(decoded, path[0]); !field.IsValid() {
				return "the client's type has no " + path[0]
			}
		}
		return walk(path[1:], inner, field, found)
	}
	return leaf(path, answer, decoded, found)
}

func walkList(path []string, list []any, decoded reflect.Value, found *bool) string {
	if decoded.IsValid() && (decoded.Kind() != reflect.Slice || decoded.Len() != len(list)) {
		return fmt.Sprintf("a list of %d is decoded as %v", len(list), decoded)
	}
	for i, entry := range list {
		inner := decoded
		if decoded.IsValid() {
			inner = decoded.Index(i)
		}
		if problem := walk(path, entry, inner, found); problem != "" {
			return problem
		}
	}
	return ""
}

func leaf(path []string, answer any, decoded reflect.Value, found *bool) string {
	text := fmt.Sprint(answer)
	switch {
	case len(path) > 0:
		return "it is no object"
	case answer == nil || text == "":
		return ""
	case decoded.IsValid() && fmt.Sprint(decoded) != text:
		return fmt.Sprintf("%q is decoded as %q", text, fmt.Sprint(decoded))
	}
	*found = true
	return ""
}

// member gives the field of a struct that an answer's field is decoded into.
func member(v reflect.Value, name string) reflect.Value {
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	for i := range v.NumField() {
		if tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); tag == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// lacksField tells whether a type has no place for the field at a path.
func lacksField(t reflect.Type, path []string) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if len(path) == 0 {
		return false
	}
	if t.Kind() != reflect.Struct {
		return true
	}
	for i := range t.NumField() {
		if tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); tag == path[0] {
			return lacksField(t.Field(i).Type, path[1:])
		}
	}
	return true
}
