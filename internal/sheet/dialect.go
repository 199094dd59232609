package sheet

import (
	"bytes"
	"regexp"
)

// delimiters are tried in this order; the first wins where several fit equally.
const delimiters = ",;\t|"

// sepLine is what Excel writes and reads to say the delimiter.
var sepLine = regexp.MustCompile(`^(?i:"?sep=)([^"\r\n])"?\r?\n`)

// settleDialect cuts off what is no row and finds the delimiter.
func (t *text) settleDialect() {
	for bytes.HasPrefix(t.body, []byte(bom)) {
		t.cutPrefix(len(bom)) // some programs write the mark twice
	}
	if m := sepLine.FindSubmatch(t.body); m != nil {
		t.format.SepLine, t.format.Delimiter = true, []rune(string(m[1]))[0]
		t.cutPrefix(len(m[0]))
		return
	}
	t.format.Delimiter = sniff(t.body)
}

// sniff finds the delimiter: the one that stands equally often in the most of
// the first lines. Delimiters inside quotes do not count.
func sniff(body []byte) rune {
	lines := delimiterCounts(body)
	best, bestLines, bestCount := rune(delimiters[0]), 0, 0
	for i, d := range delimiters {
		agree := make(map[int]int)
		for _, counts := range lines {
			agree[counts[i]]++
		}
		delete(agree, 0)
		for count, n := range agree {
			if n > bestLines || n == bestLines && count > bestCount {
				best, bestLines, bestCount = d, n, count
			}
		}
	}
	return best
}

// delimiterCounts counts each delimiter in the first lines that are not empty.
func delimiterCounts(body []byte) [][len(delimiters)]int {
	const enough = 30 // lines: more tell no more
	var lines [][len(delimiters)]int
	var counts [len(delimiters)]int
	quoted, seen := false, false
	for _, c := range body[:min(len(body), 256<<10)] {
		switch {
		case c == '"':
			quoted, seen = !quoted, true
		case quoted:
		case c == '\n':
			if seen {
				lines = append(lines, counts)
			}
			counts, seen = [len(delimiters)]int{}, false
			if len(lines) == enough {
				return lines
			}
		default:
			seen = seen || c != '\r'
			if i := bytes.IndexByte([]byte(delimiters), c); i >= 0 {
				counts[i]++
			}
		}
	}
	if seen {
		lines = append(lines, counts)
	}
	return lines
}
