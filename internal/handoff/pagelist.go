package handoff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"
)

// chunkLines is how many lines a table has. A browser lays out a table whole
// and leaves out those out of sight: with more lines in each it takes longer to
// show the first one, with fewer there are more captions than anyone wants.
const chunkLines = 100

// chunk is a table of some lines of a list.
type chunk[T any] struct {
	Class, Caption string
	Full           bool // it has as many lines as a table may have
	Lines          []T
}

// chunks cuts a list into tables.
func chunks[T any](p *page, class, title string, all []T) []chunk[T] {
	var list []chunk[T]
	from := 1
	for part := range slices.Chunk(all, chunkLines) {
		caption := title
		if len(part) < len(all) {
			caption = p.say("page-caption", title, num(from), num(from+len(part)-1), num(len(all)))
		}
		list = append(list, chunk[T]{class, caption, len(part) == chunkLines, part})
		from += len(part)
	}
	return list
}

// CoverageChunks are the tables of the list of coverage.
func (p *page) CoverageChunks() []chunk[dossier.CoverageLine] {
	return chunks(p, "coverage", p.say("coverage"), p.Coverage.Lines)
}

// ChangeChunks are the tables of the changes.
func (p *page) ChangeChunks() []chunk[*dossier.Change] {
	list := make([]*dossier.Change, len(p.Changes))
	for i := range p.Changes {
		list[i] = &p.Changes[i]
	}
	return chunks(p, "changes", p.say("changes"), list)
}

// Acts are those who acted, and who is lacking among them.
func (p *page) Acts() []dossier.Act { return actsOf(p.Dossier) }

// RowChunks are the tables of the rows.
func (p *page) RowChunks() []chunk[dossier.Row] {
	return chunks(p, "rows", p.say("rows"), p.Rows)
}

// ContactChunks are the tables of the contacts.
func (p *page) ContactChunks() []chunk[dossier.Contact] {
	return chunks(p, "contacts", p.say("contacts"), p.Contacts)
}

// FailureChunks are the tables of the failures.
func (p *page) FailureChunks() []chunk[dossier.Failure] {
	return chunks(p, "failures", p.say("failures"), p.Failures)
}

// stretch is a stretch of the registrar's log with its number.
type stretch struct {
	dossier.RegistrarLog
	Number int
}

// StretchChunks are the tables of the stretches of the registrar's log.
func (p *page) StretchChunks() []chunk[stretch] {
	list := make([]stretch, len(p.Registrar))
	for i, l := range p.Registrar {
		list[i] = stretch{l, i + 1}
	}
	return chunks(p, "stretches", p.say("page-stretches"), list)
}

// record is a line of the registrar's log with the number of its stretch.
type record struct {
	dossier.RegistrarOp
	Number int
}

func (p *page) records() []record {
	var list []record
	for i, l := range p.Registrar {
		for _, r := range l.Records {
			list = append(list, record{r, i + 1})
		}
	}
	return list
}

// RecordChunks are the tables of the lines of the registrar's log.
func (p *page) RecordChunks() []chunk[record] {
	return chunks(p, "records", p.say("page-records"), p.records())
}

// filter is what the lines of a list can be chosen by.
type filter struct {
	ID, Label string
	Total     int
	Fields    bool // the lines have fields to open
	Choices   []choice
}

// choice is one thing to choose by; the lines have its key as an attribute.
type choice struct {
	Key, Label string
	Options    []option
}

type option struct{ Value, Text string }

func (p *page) filter(id, title string, total int, choices ...choice) filter {
	choices = slices.DeleteFunc(choices, func(c choice) bool { return len(c.Options) < 2 })
	return filter{ID: id, Label: p.say("page-filter", title), Total: total, Choices: choices}
}

// CoverageFilter chooses lines of the coverage.
func (p *page) CoverageFilter() filter {
	var states []option
	for _, s := range p.Coverage.ByState {
		states = append(states, option{string(s.State), unmarked(s.Text)})
	}
	return p.filter("coverage", p.say("coverage"), len(p.Coverage.Lines), choice{"s", p.say("page-coverage-state"), states})
}

// ChangeFilter chooses changes.
func (p *page) ChangeFilter() filter {
	results, kinds, targets := make(map[job.Result]string), make(map[dossier.Kind]string), make(map[string]string)
	for i := range p.Changes {
		c := &p.Changes[i]
		results[c.Result] = c.ResultText
		kinds[c.Kind] = p.kindWord(c.Kind)
		targets[c.Target] = cmp.Or(p.target(c.Target), p.say("page-no-target"))
	}
	var states []option
	for i, key := range []string{"page-reached-none", "page-reached-submitted", "page-reached-accepted", "page-reached-completed", "page-reached-read"} {
		states = append(states, option{strconv.Itoa(i), p.say(key)})
	}
	f := p.filter("changes", p.say("changes"), len(p.Changes),
		choice{"r", p.say("page-result"), options(results, resultOrder())},
		choice{"s", p.say("page-reached"), states},
		choice{"k", p.say("page-kind"), options(kinds, kindOrder())},
		choice{"t", p.say("page-target"), options(targets, []string{"registrant", "admin", "tech", "billing"})})
	f.Fields = slices.ContainsFunc(p.Changes, func(c dossier.Change) bool { return len(c.Fields) > 0 })
	return f
}

// kindWord is the word for a kind of change, without what made it so.
func (p *page) kindWord(k dossier.Kind) string {
	switch k {
	case dossier.NoContact:
		return p.say("kind.none")
	case dossier.NoDifference:
		return p.say("kind.no-difference")
	case dossier.ContactUpdate:
		return p.say("kind.contact-update")
	case dossier.Registrant:
		return p.say("kind.holder")
	}
	return p.say("kind.not-known")
}

// RowFilter chooses rows.
func (p *page) RowFilter() filter {
	results := make(map[job.Result]string)
	for i := range p.Rows {
		results[p.Rows[i].Result] = p.Rows[i].Text
	}
	return p.filter("rows", p.say("rows"), len(p.Rows), choice{"r", p.say("page-result"), options(results, resultOrder())})
}

// ContactFilter chooses contacts.
func (p *page) ContactFilter() filter {
	return p.filter("contacts", p.say("contacts"), len(p.Contacts))
}

// FailureFilter chooses failures.
func (p *page) FailureFilter() filter {
	results := make(map[job.Result]string)
	for i := range p.Failures {
		results[p.Failures[i].Result] = p.Failures[i].Text
	}
	return p.filter("failures", p.say("failures"), len(p.Failures), choice{"r", p.say("page-result"), options(results, resultOrder())})
}

// RecordFilter chooses lines of the registrar's log.
func (p *page) RecordFilter() filter {
	return p.filter("registrar", p.say("registrar"), len(p.records()))
}

// options are texts by value in an order, what it does not name behind the others.
func options[T ~string](texts map[T]string, order []T) []option {
	var list []option
	for value, text := range texts {
		list = append(list, option{string(value), unmarked(text)})
	}
	place := func(o option) int {
		if i := slices.Index(order, T(o.Value)); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(list, func(a, b option) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), strings.Compare(a.Value, b.Value))
	})
	return list
}

// resultOrder are the results from what is done to what was left out.
func resultOrder() []job.Result {
	return []job.Result{job.Succeeded, job.Unchanged, job.Pending, job.Unknown, job.Failed, job.Invalid, job.Unsent, job.Skipped}
}

func kindOrder() []dossier.Kind {
	return []dossier.Kind{dossier.Registrant, dossier.ContactUpdate, dossier.KindUnknown, dossier.NoDifference, dossier.NoContact}
}

// pageColumns are the words of the columns of each table, by its class.
var pageColumns = map[string][]string{
	"people":    {"page-act", "page-name", "page-authority", "page-plan", "page-at", "page-host", "page-note"},
	"tally":     {"page-name", "page-count"},
	"calls":     {"page-operation", "page-count"},
	"results":   {"page-result", "page-rows-of-input", "changes"},
	"share":     {"page-name", "page-count", "page-share"},
	"sums":      {"page-coverage-state", "page-domains"},
	"coverage":  {"page-domain", "page-coverage-state", "page-reason", "page-account-name", "page-expires", "page-source"},
	"changes":   {"page-domain", "page-kind", "page-before-after", "page-lock", "page-submitted", "page-accepted", "page-completed", "page-read", "page-visible", "page-result", "page-source"},
	"rows":      {"page-cell", "page-subjects", "page-result", "page-reason", "changes", "page-carried"},
	"contacts":  {"page-contact-no", "page-values", "page-target", "page-domains", "page-verified", "page-mailbox", "page-warnings"},
	"failures":  {"page-domain", "page-what", "page-result", "page-reason", "page-todo", "page-said", "page-source"},
	"open":      {"page-item", "page-what", "page-count", "page-by", "page-first"},
	"stretches": {"page-stretch", "page-account-name", "page-domain", "page-from", "page-to", "page-whole-column", "page-note", "page-read-at", "page-records-count"},
	"records":   {"page-domain", "page-operation", "page-answer", "page-details", "page-ip", "page-time", "page-stretch"},
}

// columns are the words of the columns of a table.
func (p *page) columns(class string) []string {
	words := make([]string, len(pageColumns[class]))
	for i, key := range pageColumns[class] {
		words[i] = p.say(key)
	}
	return words
}

// labels are the rules that put the word of its column before each cell, where
// there is no room for columns and a line is shown as a card.
func (p *page) labels() string {
	var b strings.Builder
	b.WriteString("@media screen and (max-width: 72rem) {\n")
	for _, class := range []string{"coverage", "changes", "rows", "contacts", "failures", "open", "stretches", "records", "people"} {
		for i, word := range p.columns(class) {
			if i > 0 {
				fmt.Fprintf(&b, ".%s td:nth-child(%d)::before { content: %s }\n", class, i+1, cssString(word))
			}
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// foot are the rules for the foot of each printed page: which record it belongs to.
func (p *page) foot() string {
	which := p.say("page-head") + " " + p.Chain.Head
	if p.Package.Matter != "" {
		which = unmarked(p.Package.Matter) + " · " + which
	}
	return fmt.Sprintf("@page { @bottom-left { content: %s } }\n", cssString(which))
}
