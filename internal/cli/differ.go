package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// mostShown bounds what a finding shows of a value.
const mostShown = 60

// firstDifference says where two JSON texts differ first, and how; empty where
// their values are equal.
func firstDifference(want, have []byte) string {
	var a, b any
	if err := exact(want, &a); err != nil {
		return ""
	}
	if err := exact(have, &b); err != nil {
		return fmt.Sprintf("it is no JSON: %v", err)
	}
	return differAt("", a, b)
}

func exact(text []byte, into *any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return dec.Decode(into)
}

func differAt(at string, want, have any) string {
	switch w := want.(type) {
	case map[string]any:
		if h, same := have.(map[string]any); same {
			return membersDiffer(at, w, h)
		}
	case []any:
		if h, same := have.([]any); same {
			return elementsDiffer(at, w, h)
		}
	default:
		if want == have {
			return ""
		}
	}
	return fmt.Sprintf("%s is %s where the entries give %s", at, shownValue(have), shownValue(want))
}

func membersDiffer(at string, want, have map[string]any) string {
	names := slices.Sorted(maps.Keys(want))
	for name := range have {
		if _, known := want[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		h, there := have[name]
		w, known := want[name]
		switch {
		case !there:
			return fmt.Sprintf("%s.%s is missing", at, name)
		case !known:
			return fmt.Sprintf("%s.%s is not what the entries give", at, name)
		}
		if what := differAt(at+"."+name, w, h); what != "" {
			return what
		}
	}
	return ""
}

func elementsDiffer(at string, want, have []any) string {
	for i := range min(len(want), len(have)) {
		if what := differAt(fmt.Sprintf("%s[%d]", at, i), want[i], have[i]); what != "" {
			return what
		}
	}
	if len(want) != len(have) {
		return fmt.Sprintf("%s has %d elements where the entries give %d", at, len(have), len(want))
	}
	return ""
}

func shownValue(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "something else"
	}
	runes := []rune(string(text))
	if len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return string(text)
}

// lineDifference says in which line two texts differ first.
func lineDifference(want, have []byte) string {
	line := 1
	for i := range min(len(want), len(have)) {
		if want[i] != have[i] {
			return fmt.Sprintf("line %d is not what the entries give", line)
		}
		if want[i] == '\n' {
			line++
		}
	}
	return fmt.Sprintf("it ends in line %d, or goes on there, other than the entries give", line)
}
