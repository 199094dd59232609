package loader

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"domainbatch/internal/api"
)

// slash is one between two names, with blanks around it.
var slash = regexp.MustCompile(`\s+/\s+`)

// tokensOf divides a domain cell into what each must be a name, and says what
// was made of slashes.
func tokensOf(cell string) (tokens []string, faults []fault) {
	if !strings.Contains(cell, "://") {
		cell = slash.ReplaceAllString(cell, "/")
	}
	for _, token := range strings.FieldsFunc(cell, between) {
		names, f := slashed(bare(token))
		if f != nil {
			faults = append(faults, *f)
		}
		tokens = append(tokens, names...)
	}
	return tokens, faults
}

// slashed divides a token at slashes where domains stand on both sides. Where
// only some parts are domains, or one could be a file of a web site as well,
// nobody can know what is meant.
func slashed(token string) ([]string, *fault) {
	if token == "" {
		return nil, nil
	}
	names := strings.FieldsFunc(token, func(r rune) bool { return r == '/' })
	if strings.Contains(token, "://") || len(names) < 2 || !slices.ContainsFunc(names[1:], isKnown) {
		return []string{token}, nil
	}
	f := &fault{param: paramDomain, value: token}
	if !isKnown(names[0]) || slices.ContainsFunc(names[1:], func(name string) bool { return !isKnown(name) || isFile(name) }) {
		f.message, f.hint = "this is several domains, or a web address", "write the domains alone, with commas between"
		return nil, f
	}
	f.note, f.hint = true, fmt.Sprintf("read as %q", strings.Join(names, ", "))
	f.message = "a slash between domains is read as a comma"
	return names, f
}

// isKnown tells whether a name is its own label below a suffix of the public list.
func isKnown(name string) bool {
	ascii, err := api.Domain(bare(name))
	if err != nil || !isRegistrable(name) {
		return false
	}
	return api.Listed(ascii)
}

// isFile tells whether a name ends as files of web sites do too.
func isFile(name string) bool {
	at := strings.LastIndexByte(name, '.')
	return slices.Contains(strings.Fields(fileEndings), strings.ToLower(name[at+1:]))
}

// fileEndings are the top-level domains that are endings of files.
const fileEndings = "zip mov md py sh pl rs ps so ai cc app pub pm bz"
