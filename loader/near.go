package loader

import (
	"maps"
	"math/bits"
	"slices"
)

// near finds the parameter that a misspelt header was meant for, with the
// contact role in it; empty where none or several are as near. Over is the role
// that stands over the header.
func (v *vocabulary) near(normal, over string) (role, param string) {
	role, _ = v.roleOf(v.normal(over))
	if param = v.nearField(normal); param != "" {
		return role, param
	}
	for _, s := range v.splits(normal) {
		if param = v.nearField(s.rest); param != "" && ofContact(param) && s.target != "" {
			return s.target, param
		}
	}
	return "", ""
}

// nearField finds the one parameter of whose names a header is a misspelling.
func (v *vocabulary) nearField(normal string) string {
	word := []rune(normal)
	if allowed(word) == 0 {
		return "" // a name without a slip is no misspelling
	}
	best, found := allowed(word)+1, ""
	letters := lettersOf(word)
	for _, s := range v.spellings {
		if apart(letters, s.letters) > best {
			continue
		}
		switch d := distance(word, s.word, best+1); {
		case d < best:
			best, found = d, s.field
		case d == best && d <= allowed(word) && s.field != found:
			found = ""
		}
	}
	return found
}

// spelling is a header that is sure to mean a parameter.
type spelling struct {
	word    []rune
	letters uint64
	field   string
}

// lettersOf marks which letters a word has; several share a mark.
func lettersOf(word []rune) (marks uint64) {
	for _, r := range word {
		marks |= 1 << (r % 64)
	}
	return marks
}

// apart is how many slips two words are apart at least: each brings in or takes
// away one letter at most.
func apart(a, b uint64) int {
	return max(bits.OnesCount64(a&^b), bits.OnesCount64(b&^a))
}

func (v *vocabulary) spelled() []spelling {
	var all []spelling
	for _, name := range slices.Sorted(maps.Keys(v.fields)) {
		if field := v.fields[name]; bindable(field) && v.ambiguous[name] == nil {
			all = append(all, spelling{[]rune(name), lettersOf([]rune(name)), field})
		}
	}
	return all
}

// allowed is how many slips of the keyboard a word of its length may have and
// still be sure to be that word.
func allowed(word []rune) int {
	letters := len(word)
	if han(string(word)) {
		letters *= 2 // a character says as much as several letters
	}
	switch {
	case letters < 5:
		return 0
	case letters < 9:
		return 1
	}
	return 2
}

// distance counts the letters put in, left out, exchanged for another or for
// their neighbour that make b of a (optimal string alignment); limit or more is
// not counted to its end.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
