package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The lists that the current API has beside those of the documents.

// search gives the domains that a call's filters leave, in the order of storage.
func (s *Sandbox) search(c *call) []string {
	var found []string
	for _, name := range s.domains.names {
		if s.exists(name, c.at) && s.listed(name, c) && s.sought(name, c) {
			found = append(found, name)
		}
	}
	return found
}

// sought tells whether the filters of words and kinds leave a domain. Words are
// compared with the name before its first dot.
func (s *Sandbox) sought(name string, c *call) bool {
	label, suffix, _ := strings.Cut(display(name), ".")
	switch {
	case c.get("KeyWord") != "" && !contains(label, c, "KeyWord"):
	case c.get("Excluded") != "" && contains(label, c, "Excluded"):
	case c.get("Suffixs") != "" && !slices.Contains(suffixes(c.get("Suffixs")), suffix):
	case !c.within("StartLength", "EndLength", int64(len([]rune(label)))):
	default:
		return c.leaves("IsPremiumDomain", func() string { return strconv.FormatBool(isPremium(name)) }) &&
			c.leaves("DomainGroupId", func() string { return s.groupOf(name, c) }) &&
			c.leaves("DomainStatus", func() string { return s.urgency(name, c.at) })
	}
	return false
}

// contains tells whether a label has the words of a parameter, at its beginning
// or end where the parameter's own flags say so.
func contains(label string, c *call, parameter string) bool {
	words := strings.ToLower(c.get(parameter))
	switch {
	case c.get(parameter+"Prefix") == "true":
		return strings.HasPrefix(label, words)
	case c.get(parameter+"Suffix") == "true":
		return strings.HasSuffix(label, words)
	}
	return strings.Contains(label, words)
}

func suffixes(list string) []string {
	all := strings.Split(strings.ToLower(list), ",")
	for i, s := range all {
		all[i] = strings.TrimPrefix(strings.TrimSpace(s), ".")
	}
	return all
}

// mostFound is how many domains a search tells of (sdk-crosscheck of the current API).
const mostFound = 5000

// searchDomains lists what a search finds page by page.
func searchDomains(s *Sandbox, _ *operation, c *call) (object, *fail) {
	found := s.search(c)
	s.bySort(found, c)
	found = found[:min(len(found), mostFound)]
	lo, hi, answer := c.page(len(found))
	return append(answer, field{"Data", s.domainList(found[lo:hi], c)}), nil
}

func (s *Sandbox) domainList(names []string, c *call) list {
	data := list{item: "Domain"}
	for _, name := range names {
		data.objects = append(data.objects, s.domainObject(name, c))
	}
	return data
}

// bySort sorts what was found by the first of the flags that is there: upwards
// where it is true, downwards where it is false.
func (s *Sandbox) bySort(names []string, c *call) {
	moment := func(at func(string, time.Time) time.Time) func(a, b string) int {
		return func(a, b string) int { return at(a, c.at).Compare(at(b, c.at)) }
	}
	for _, by := range []struct {
		flag    string
		compare func(a, b string) int
	}{
		{"DomainNameSort", strings.Compare},
		{"ExpirationDateSort", moment(s.expires)},
		{"RegistrationDateSort", moment(s.registered)},
		{"ProductDomainTypeSort", func(a, b string) int { return cmp.Compare(kindOfName(a), kindOfName(b)) }},
	} {
		if c.get(by.flag) == "" {
			continue
		}
		slices.SortStableFunc(names, by.compare)
		if c.get(by.flag) == "false" {
			slices.Reverse(names)
		}
		return
	}
}

// scrollPrefix begins a ScrollId; how many domains came before follows.
const scrollPrefix = "scroll-"

// scrollDomains lists domains in one go: the first call gives the ScrollId
// alone, and each the one for the next.
func scrollDomains(s *Sandbox, _ *operation, c *call) (object, *fail) {
	found := s.search(c)
	size := int(c.integer("PageSize"))
	if size == 0 {
		size = unpaged
	}
	if c.get("ScrollId") == "" {
		return object{{"TotalItemNum", len(found)}, {"PageSize", size}, {"ScrollId", scrollPrefix + "0"}}, nil
	}
	text, ok := strings.CutPrefix(c.get("ScrollId"), scrollPrefix)
	from, err := strconv.Atoi(text)
	if !ok || err != nil || from < 0 {
		return nil, illegal("ScrollId")
	}
	from = min(from, len(found))
	to := min(from+size, len(found))
	return object{
		{"TotalItemNum", len(found)}, {"PageSize", size}, {"ScrollId", scrollPrefix + strconv.Itoa(to)},
		{"Data", s.domainList(found[from:to], c)},
	}, nil
}

func advancedOperations() []operation {
	whole := func(name string) param { return param{name: name, ok: number(0, 1<<53)} }
	filters := []param{
		{name: "KeyWord"}, flag("KeyWordPrefix"), flag("KeyWordSuffix"), {name: "Excluded"}, flag("ExcludedPrefix"), flag("ExcludedSuffix"),
		{name: "Suffixs"}, whole("DomainGroupId"), whole("StartLength"), whole("EndLength"), {name: "DomainStatus", ok: oneOf("1", "2", "3")},
		whole("StartRegistrationDate"), whole("EndRegistrationDate"), whole("StartExpirationDate"), whole("EndExpirationDate"),
		{name: "ProductDomainType", ok: oneOf("New gTLD", "gTLD", "ccTLD")},
	}
	return []operation{
		{
			name: "QueryAdvancedDomainList", run: searchDomains, only: china,
			params: slices.Concat([]param{pageNum, pageSize(200), flag("IsPremiumDomain")}, filters, []param{
				flag("DomainNameSort"), flag("ExpirationDateSort"), flag("RegistrationDateSort"), flag("ProductDomainTypeSort"),
			}),
		},
		{
			name: "ScrollDomainList", run: scrollDomains, only: china,
			params: slices.Concat([]param{filter(pageSize(1000)), {name: "ScrollId"}}, filters),
		},
	}
}
