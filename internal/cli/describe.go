package cli

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"domainbatch/internal/api"
)

// describe says for people how a file is read.
func (a *app) describe(in *inspection) {
	a.print("%s: %s\n", in.File, in.Format)
	for i := range in.Sheets {
		a.describeSheet(in.File, &in.Sheets[i])
	}
	for _, w := range in.Notes {
		a.print("note: %s\n", noted(w))
	}
	if in.Mapping != "" {
		a.print("mapping: %s\n", in.Mapping)
	}
	for i, f := range in.Findings {
		if i == mostLines {
			a.print("invalid: and %d more kinds of complaints\n", len(in.Findings)-i)
			break
		}
		a.print("invalid: %s\n", seen(f.text))
	}
	if in.Rows > 0 {
		a.print("%s, %d invalid; the first as they are read:\n", count(in.Rows, "row"), in.Invalid)
	}
	for i := range in.First {
		a.describeRow(&in.First[i])
	}
}

func (a *app) describeSheet(file string, s *inspected) {
	name, header := s.Name, "no header"
	if name == "" {
		name = file
	}
	if s.HeaderRow > 0 {
		header = fmt.Sprintf("header in line %d", s.HeaderRow)
	}
	rows := "no rows"
	switch {
	case s.Rows == 1:
		rows = fmt.Sprintf("1 row in line %d", s.FirstRow)
	case s.Rows > 1:
		rows = fmt.Sprintf("%s in lines %d to %d", count(s.Rows, "row"), s.FirstRow, s.LastRow)
	}
	a.print("%s: %s, %s, %s\n", seen(name), header, rows, count(len(s.Columns), "column"))
	for _, c := range s.Columns {
		param := "not used"
		if c.Parameter != "" {
			param = strings.TrimSpace(c.Role + " " + c.Parameter)
		}
		a.print("  %-3s %s %-26s %s\n", c.Letters, padded(seen(c.Header), 28), param, seen(c.How))
	}
}

func (a *app) describeRow(row *firstRow) {
	start := fmt.Sprintf("  %s: %s", seen(row.Cell), cmp.Or(seen(strings.Join(row.Domains, ", ")), row.aboutNothing()))
	if len(row.Issues) > 0 {
		start += " (invalid)"
	}
	for _, ask := range row.Asks {
		a.print("%s → %s\n", start, ask)
		start = "     "
		for _, name := range ask.Fields.Names() {
			a.print("      %s = %s\n", name, seen(ask.Fields[name]))
		}
	}
	if len(row.Asks) == 0 {
		a.print("%s\n", start)
	}
}

// aboutNothing stands for the names of a row that has none.
func (row *firstRow) aboutNothing() string {
	for _, ask := range row.Asks {
		if op, ok := api.Lookup(ask.Operation); ok && op.Subject == "" {
			return "no domain needed"
		}
	}
	return "no domain"
}

// String names the operation, and the contacts where it has some.
func (ask asked) String() string {
	text := strings.Join(ask.Targets, ", ")
	if ask.Operation == "" {
		return cmp.Or(text, "no contact type") + stepWords(ask.Step)
	}
	name := ask.Operation
	if op, ok := api.Lookup(name); ok {
		name = cmp.Or(op.Short, name)
	}
	return strings.TrimSpace(name+" "+text) + stepWords(ask.Step)
}

func stepWords(step int) string {
	if step == 0 {
		return ""
	}
	return fmt.Sprintf(", step %d", step)
}

// String says how a file is stored.
func (f format) String() string {
	if f.Encoding == "" {
		return f.Kind
	}
	words := fmt.Sprintf("%s, %s", f.Kind, f.Encoding)
	if f.Guessed {
		words += " (guessed; --encoding overrides)"
	}
	if f.BOM {
		words += " with byte order mark"
	}
	words = fmt.Sprintf("%s, delimiter %s, line ends %q", words, delimiterWords(f.Delimiter), f.LineEnd)
	if f.SepLine {
		words += ", the first line names the delimiter"
	}
	return words
}

func delimiterWords(d string) string {
	if d == "\t" {
		return "tab"
	}
	return "'" + seen(d) + "'"
}

// seen makes visible what a terminal would obey or hide: a cell may hold
// escape sequences, and marks that turn the direction of the text.
func seen(text string) string {
	if !strings.ContainsFunc(text, hides) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hides(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hides(r rune) bool {
	return unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// seenLines is seen for a text of several lines.
func seenLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = seen(line)
	}
	return strings.Join(lines, "\n")
}

// padded fills a text with blanks up to a width on a terminal.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-places(text)))
}

// places counts the places of a text in a line; a Chinese character takes two.
func places(text string) (n int) {
	for _, r := range text {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || '\u3000' <= r && r <= '\u303f' || '\uff01' <= r && r <= '\uff60'
}
