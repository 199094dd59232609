package loader

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/api"
)

//go:embed synonyms.json
var synonymsJSON []byte

// headers are what the columns of a field are called.
type headers struct {
	Field string   `json:"field"`
	En    []string `json:"en"`
	Zh    []string `json:"zh"`
}

// words is synonyms.json as it stands in the file.
type words struct {
	Fields           []headers `json:"fields"`
	Operands         []headers `json:"operands"`         // parameters of operations, in sheets that name one
	OperationHeaders []string  `json:"operationHeaders"` // headers that may be the column Operation
	Operations       []struct {
		Op     string   `json:"op"`
		Status string   `json:"status"` // what the words say of it
		Target string   `json:"target"`
		Words  []string `json:"words"` // in cells, for --op, and as names of sheets
		Cells  []string `json:"cells"` // in cells and for --op
	} `json:"operations"`
	AliyunDNS []string `json:"aliyunDns"` // what stands for the registrar's own servers
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
	OtherRoles    []string `json:"otherRoles"` // contacts of other registrars that the API does not have
	BeforeRole    []string `json:"beforeRole"` // words that say nothing
	AfterRole     []string `json:"afterRole"`
	Organisations struct {
		Capitals []string `json:"capitals"` // words only in capitals, since they are names of people too
		Words    []string `json:"words"`
		Parts    []string `json:"parts"` // Chinese, anywhere in a name
	} `json:"organisations"`
	Identity      []string `json:"identity"`
	IdentityParts []string `json:"identityParts"`
	Results       []string `json:"results"`
	Statuses      []string `json:"statuses"`
}

// vocabulary is synonyms.json by normal form.
type vocabulary struct {
	fields    map[string]string    // header → field
	spellings []spelling           // headers that others can be misspellings of
	ambiguous map[string]*question // header → what it could be
	roles     map[string]string    // word → ContactType
	others    map[string]bool      // words for contacts that the API does not have
	roleWords []string             // of both, the longest first
	before    []string             // words before a role that say nothing, the longest first
	after     []string             // the like after it
	orgWords  map[string]bool
	orgForms  []string
	orgParts  []string
	identity  map[string]bool
	idParts   []string
	results   map[string]bool // the columns of the program's own reports
	statuses  map[string]bool // values of a domain's status

	params     map[string]bool     // everything that --column can name
	operands   map[string][]string // header → parameters of operations
	opHeaders  map[string]bool
	calls      map[string]call // word → what it asks for
	sheetCalls map[string]call // the like for the name of a sheet
	aliyun     map[string]bool
	secrets    map[string]bool // parameters whose values are not shown
}

// question is a header that means several things.
type question struct {
	decide string   // what decides: name, owner, status, role, dial or extension; id, lock, ask and "role only" are not decided
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
		others:    set(w.OtherRoles),
		orgWords:  set(w.Organisations.Words),
		orgForms:  w.Organisations.Capitals,
		orgParts:  w.Organisations.Parts,
		identity:  set(w.Identity),
		idParts:   w.IdentityParts,
		results:   set(slices.Concat(w.Results, api.ReportColumns())),
		statuses:  set(w.Statuses),
		opHeaders: set(w.OperationHeaders),
		aliyun:    set(w.AliyunDNS),
		secrets:   secretNames(),
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
		for _, word := range r.En {
			v.roles[Normal(word+" contact")] = r.Target
		}
	}
	v.nameOperations(w)
	v.nameOperands(w)
	v.spellings = v.spelled()
	v.roleWords = longestFirst(slices.Concat(slices.Collect(maps.Keys(v.roles)), slices.Collect(maps.Keys(v.others))))
	v.before = longestFirst(slices.Collect(maps.Keys(set(w.BeforeRole))))
	v.after = longestFirst(slices.Collect(maps.Keys(set(w.AfterRole))))
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

// longestFirst sorts words so that what is tried in this order is divided at
// the longest one: "technicalcontactemail" leaves "email".
func longestFirst(words []string) []string {
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return words
}

// isIdentity tells whether a header is that of identity documents, with or
// without a contact role before it.
func (v *vocabulary) isIdentity(normal string) bool {
	for _, part := range v.idParts {
		if strings.Contains(normal, part) {
			return true
		}
	}
	return v.identity[normal] || slices.ContainsFunc(v.splits(normal), func(s split) bool { return v.identity[s.rest] })
}

// isOrganisation tells whether a name is that of an organisation.
func (v *vocabulary) isOrganisation(name string) bool {
	for _, part := range v.orgParts {
		if strings.Contains(name, part) {
			return true
		}
	}
	return slices.ContainsFunc(strings.Fields(name), func(word string) bool {
		return v.orgWords[Normal(word)] || slices.Contains(v.orgForms, strings.NewReplacer(".", "", ",", "").Replace(word))
	})
}
