package loader

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed synonyms.json
var synonymsJSON []byte

// words is synonyms.json as it stands in the file.
type words struct {
	Fields []struct {
		Field string   `json:"field"`
		En    []string `json:"en"`
		Zh    []string `json:"zh"`
	} `json:"fields"`
	Ambiguous []struct {
		Headers []string `json:"headers"`
		Decide  string   `json:"decide"`
		Params  []string `json:"params"`
	} `json:"ambiguous"`
	Roles []struct {
		Target string   `json:"target"`
		En     []string `json:"en"`
		Zh     []string `json:"zh"`
	} `json:"roles"`
	Identity      []string `json:"identity"`
	IdentityParts []string `json:"identityParts"`
	Results       []string `json:"results"`
	Statuses      []string `json:"statuses"`
}

// vocabulary is synonyms.json by normal form.
type vocabulary struct {
	fields    map[string]string    // header → field
	ambiguous map[string]*question // header → what it could be
	roles     map[string]string    // word → ContactType
	identity  map[string]bool
	idParts   []string
	results   map[string]bool // the columns of the program's own reports
	statuses  map[string]bool // values of a domain's status
}

// question is a header that means several things.
type question struct {
	decide string   // what decides: neighbour, status, role, dial, or ask
	params []string // what it could be, likeliest first
}

func parseWords() (*words, error) {
	w := new(words)
	if err := json.Unmarshal(synonymsJSON, w); err != nil {
		return nil, fmt.Errorf("parse synonyms.json: %w", err)
	}
	return w, nil
}

func parseVocabulary() (*vocabulary, error) {
	w, err := parseWords()
	if err != nil {
		return nil, err
	}
	v := &vocabulary{
		fields:    make(map[string]string),
		ambiguous: make(map[string]*question),
		roles:     make(map[string]string),
		identity:  set(w.Identity),
		idParts:   w.IdentityParts,
		results:   set(w.Results),
		statuses:  set(w.Statuses),
	}
	for _, f := range w.Fields {
		add(v.fields, f.En, f.Field)
		add(v.fields, f.Zh, f.Field)
	}
	for _, a := range w.Ambiguous {
		add(v.ambiguous, a.Headers, &question{a.Decide, a.Params})
	}
	for _, r := range w.Roles {
		add(v.roles, r.En, r.Target)
		add(v.roles, r.Zh, r.Target)
	}
	return v, nil
}

func add[T any](m map[string]T, keys []string, value T) {
	for _, k := range keys {
		m[Normal(k)] = value
	}
}

func set(keys []string) map[string]bool {
	m := make(map[string]bool, len(keys))
	add(m, keys, true)
	return m
}

// isIdentity tells whether a header is that of identity documents, with or
// without a contact role before it.
func (v *vocabulary) isIdentity(normal string) bool {
	for _, part := range v.idParts {
		if strings.Contains(normal, part) {
			return true
		}
	}
	if v.identity[normal] {
		return true
	}
	_, rest := v.role(normal)
	return v.identity[rest]
}

// role divides a header into the contact role at its beginning or end and the
// rest. Both are empty where there is no role or nothing else. The longest
// role word counts, so that "technicalcontactemail" leaves "email".
func (v *vocabulary) role(normal string) (target, rest string) {
	var longest string
	for word, t := range v.roles {
		if len(word) < len(longest) || len(word) == len(longest) && word < longest || len(word) >= len(normal) {
			continue
		}
		if r, ok := strings.CutPrefix(normal, word); ok {
			target, rest, longest = t, r, word
		} else if r, ok := strings.CutSuffix(normal, word); ok {
			target, rest, longest = t, r, word
		}
	}
	return target, rest
}
