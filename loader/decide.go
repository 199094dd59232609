package loader

import (
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
)

// settle decides the headers that mean several things: by what stands under
// them, over all rows, or not at all. Mixed values are a doubt, never a majority.
func (l *load) settle(src *sheet.Table, head *line, cols []binding) error {
	tallies := make(map[int]*tally)
	for i := range cols {
		b := &cols[i]
		if b.open == nil || b.param != "" {
			continue
		}
		switch test := l.test(b.open.decide); {
		case test != nil:
			tallies[i] = &tally{test: test}
		case b.open.decide == "neighbour": // a header is one only where another column is the domain
			b.param, b.how = b.open.params[0], "synonym, since another column is the domain"
		default:
			b.drop(doubt, "could be "+either(b.open.params))
		}
	}
	if err := l.count(src, head.number, tallies); err != nil {
		return err
	}
	for i, t := range tallies {
		t.decide(&cols[i])
	}
	return nil
}

// test is what tells the meanings of an ambiguous header apart: true for the
// values that speak for the first one (for a status: against the only one).
func (l *load) test(decide string) func(string) bool {
	switch decide {
	case "role":
		return l.isRole
	case "status":
		return func(v string) bool { return l.words.statuses[Normal(v)] }
	case "dial":
		return isDial
	}
	return nil
}

// isRole knows the words for contacts: those that are values of ContactType,
// and shorter ones that could be nothing else.
func (l *load) isRole(value string) bool {
	_, err := api.CheckValue(paramTarget, value)
	return err == nil || l.words.roles[Normal(value)] != ""
}

// isDial knows a country's calling code from a local area code: with its plus
// or 00, or the one that Chinese sheets leave bare.
func isDial(value string) bool {
	return value == "86" || strings.HasPrefix(value, "+") || strings.HasPrefix(value, "00")
}

type tally struct {
	test    func(string) bool
	yes, no int
}

// count goes through the rows for the columns that need it.
func (l *load) count(src *sheet.Table, header int, tallies map[int]*tally) error {
	if len(tallies) == 0 {
		return nil
	}
	for rec, err := range src.Records() {
		if err != nil {
			return err
		}
		if rec.Line <= header {
			continue
		}
		for i, t := range tallies {
			if v := l.value(rec.Cells, i); v == "" {
				continue
			} else if t.test(v) {
				t.yes++
			} else {
				t.no++
			}
		}
	}
	return nil
}

func (t *tally) decide(b *binding) {
	params, status := b.open.params, b.open.decide == "status"
	switch {
	case t.yes > 0 && t.no > 0:
		if status {
			params = append(params[:1:1], "DomainStatus")
			b.open = &question{b.open.decide, params}
		}
		b.drop(doubt, "could be "+either(params))
	case status && t.yes > 0:
		b.drop(unknown, "content: states of a domain")
	case status:
		b.param, b.how = params[0], "content: no states of a domain"
	case t.yes > 0:
		b.param, b.how = params[0], "content: "+t.words(b)
	default:
		b.param, b.how = params[1], "content: not "+t.words(b)
	}
}

func (t *tally) words(b *binding) string {
	if b.open.decide == "dial" {
		return "calling codes of countries"
	}
	return "contact roles"
}
