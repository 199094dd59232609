package report

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

var (
	colsTag = regexp.MustCompile(`(?s)<(?:\w+:)?cols>(.*?)</(?:\w+:)?cols>`)
	colTag  = regexp.MustCompile(`<(?:\w+:)?col\b[^>]*>`)
	minAttr = regexp.MustCompile(`\bmin="(\d+)"`)
	maxAttr = regexp.MustCompile(`\bmax="(\d+)"`)
)

// span is one element of the column widths: columns from and to, from 1.
type span struct {
	from, to int
	element  []byte
}

// setWidths gives the new columns their widths. One element that goes for all
// columns to the end, as many programs write it, is cut around them.
func (p *sheetPart) setWidths(columns []int, widths []float64) {
	start, end := len(p.xml), len(p.xml)
	var spans []span
	if m := colsTag.FindSubmatchIndex(p.xml); m != nil {
		start, end = m[0], m[1]
		spans = parseSpans(p.xml[m[2]:m[3]])
	}
	for _, c := range columns {
		spans = without(spans, c+1)
	}
	for i := 0; i < len(columns); {
		from, to, width := columns[i]+1, columns[i]+1, widths[i]
		for i++; i < len(columns) && columns[i] == to && widths[i] == width; i++ {
			to++ // one element goes for equal neighbours
		}
		element := fmt.Sprintf(`<%scol min="%d" max="%d" width="%g" customWidth="1"/>`, p.prefix, from, to, width)
		spans = append(spans, span{from, to, []byte(element)})
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var b bytes.Buffer
	b.WriteString("<" + p.prefix + "cols>")
	for _, s := range spans {
		b.Write(s.element)
	}
	b.WriteString("</" + p.prefix + "cols>")
	p.replace(start, end, b.Bytes())
}

func parseSpans(cols []byte) []span {
	var spans []span
	for _, element := range colTag.FindAll(cols, -1) {
		from, to := minAttr.FindSubmatch(element), maxAttr.FindSubmatch(element)
		if from == nil || to == nil {
			continue
		}
		first, err := strconv.Atoi(string(from[1]))
		last, err2 := strconv.Atoi(string(to[1]))
		if err == nil && err2 == nil {
			closed := append(bytes.TrimRight(bytes.Clone(element), "/>"), "/>"...) // some write an end tag
			spans = append(spans, span{first, last, closed})
		}
	}
	return spans
}

// without takes a column out of the spans.
func without(spans []span, column int) []span {
	var kept []span
	for _, s := range spans {
		if column < s.from || column > s.to {
			kept = append(kept, s)
			continue
		}
		if s.from < column {
			kept = append(kept, s.cut(s.from, column-1))
		}
		if s.to > column {
			kept = append(kept, s.cut(column+1, s.to))
		}
	}
	return kept
}

// cut is the span over fewer columns.
func (s span) cut(from, to int) span {
	element := minAttr.ReplaceAll(s.element, fmt.Appendf(nil, `min="%d"`, from))
	return span{from, to, maxAttr.ReplaceAll(element, fmt.Appendf(nil, `max="%d"`, to))}
}
