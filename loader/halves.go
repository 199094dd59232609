package loader

import (
	"slices"
	"strings"
	"unicode"
)

// normal is the normal form of a header by which its meaning is found. A header
// in two languages, such as "Domain/域名", is that of one half where both mean
// the same.
func (v *vocabulary) normal(header string) string {
	n := Normal(header)
	cuts := cutsOf(header)
	if len(cuts) == 0 {
		return n
	}
	if m := v.meaning(n); m.known() {
		return n
	}
	for _, at := range cuts {
		if half := v.agreed(Normal(header[:at]), Normal(header[at:])); half != "" {
			return half
		}
	}
	return n
}

// cutsOf finds where one language may end in a header and another begin: at
// punctuation, line breaks, and where the script changes. A header longer than
// those of a table is a sentence.
func cutsOf(header string) (cuts []int) {
	const longest = 120 // bytes
	if len(header) > longest {
		return nil
	}
	last := rune(0)
	for i, r := range header {
		switch {
		case strings.ContainsRune("\r\n/／|｜()（）[]【】-–—", r):
			cuts = append(cuts, i)
		case !unicode.IsLetter(r):
			continue
		case last != 0 && unicode.Is(unicode.Han, r) != unicode.Is(unicode.Han, last):
			cuts = append(cuts, i)
		}
		if unicode.IsLetter(r) {
			last = r
		}
	}
	return cuts
}

// agreed is the half of a header that says most of what both mean; empty where
// they do not mean the same.
func (v *vocabulary) agreed(a, b string) string {
	one, other := v.meaning(a), v.meaning(b)
	switch {
	case one.known() && other.known() && one.alike(&other):
		if one.field == "" && other.field != "" || strings.HasPrefix(one.field, "Zh") && other.field != "" {
			return b
		}
		return a
	case one.field != "" && v.abbreviates(b, one.field):
		return a
	case other.field != "" && v.abbreviates(a, other.field):
		return b
	}
	return ""
}

// abbreviates tells whether a Chinese word is the end of a field's name, as 类型
// is beside RegistrantType.
func (v *vocabulary) abbreviates(word, field string) bool {
	if !han(word) || v.fields[word] != "" || v.ambiguous[word] != nil {
		return false
	}
	for name, f := range v.fields {
		if f == field && strings.HasSuffix(name, word) {
			return true
		}
	}
	return false
}

// alike tells whether two meanings can be the same column: a field of the same
// contact, in whichever of the two scripts.
func (m *meaning) alike(other *meaning) bool {
	if m.role != other.role && !m.named && !other.named {
		return false
	}
	return slices.ContainsFunc(m.params(), func(p string) bool {
		return slices.ContainsFunc(other.params(), func(o string) bool { return strings.TrimPrefix(p, "Zh") == strings.TrimPrefix(o, "Zh") })
	})
}

// params are what a meaning leaves a column to be.
func (m *meaning) params() []string {
	switch {
	case m.field != "":
		return []string{m.field}
	case m.open != nil:
		return m.open.params
	}
	return nil
}
