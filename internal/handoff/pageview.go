package handoff

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"
)

// page is a dossier with what the template needs beside it.
type page struct {
	*dossier.Dossier
	CSS    template.CSS
	JS     template.JS
	Policy string

	changes map[job.ChangeID]*dossier.Change
	covered map[dossier.CoverageState]string
	bases   []string
}

// named is a line of a table of two columns.
type named struct {
	Name string
	Text template.HTML
}

// counted is a name with a number.
type counted struct {
	ID, Title string // of a part of the page
	Name      string
	Count     int
}

// resultLine is a result with what has it.
type resultLine struct {
	Name          string
	Rows, Changes int
}

func newPage(d *dossier.Dossier) *page {
	p := &page{Dossier: d, changes: make(map[job.ChangeID]*dossier.Change), covered: make(map[dossier.CoverageState]string)}
	for i := range d.Changes {
		p.changes[d.Changes[i].ID] = &d.Changes[i]
	}
	for _, s := range d.Coverage.ByState {
		p.covered[s.State] = s.Text
	}
	p.bases = bases(d)
	style := pageStyle + p.labels() + p.foot()
	p.CSS, p.JS, p.Policy = template.CSS(style), template.JS(pageScript), policy(style, pageScript)
	return p
}

func (p *page) say(key string, args ...any) string { return p.Lang.Say(key, args...) }

// HTMLLang is the language of the page by its tag.
func (p *page) HTMLLang() string {
	if p.Lang == dossier.ZH {
		return "zh-Hans"
	}
	return "en"
}

// tone is the word that stands before a notice.
func (p *page) tone(t dossier.Tone) string {
	switch t {
	case dossier.Good:
		return p.say("page-tone-good")
	case dossier.Waiting:
		return p.say("page-tone-waiting")
	case dossier.Bad:
		return p.say("page-tone-bad")
	}
	return p.say("page-tone-neutral")
}

// functions are what the template calls.
func (p *page) functions() template.FuncMap {
	return template.FuncMap{
		"say": p.say, "tone": p.tone, "shown": shown, "plain": unmarked, "at": at, "day": day, "state": state, "columns": p.columns,
		"num": func(n any) string {
			if n, ok := n.(int64); ok {
				return num(n)
			}
			n2, _ := n.(int)
			return num(n2)
		},
		"name": name, "subject": p.subject, "kind": p.kind, "fields": p.fields, "lock": p.lock, "readback": p.readBack, "result": p.result, "code": code,
		"reached": reached, "visible": visible, "sources": sources, "lines": below, "tag": tag, "carried": carried, "values": p.values, "targets": p.targets,
		"deadline": p.deadline, "chart": p.chart,
	}
}

// Identity is what tells this record from others, for the head of the page.
func (p *page) Identity() []named {
	list := []named{
		{p.say("page-prepared-by"), shown(p.Package.PreparedBy)},
		{p.say("page-made"), shown(at(p.Package.Made))},
		{p.say("page-input"), shown(p.Run.Input)},
		{p.say("page-begun"), shown(state(p.Run.Begun))},
		{p.say("page-ended"), shown(state(p.Run.Ended))},
		{p.say("page-accounts"), shown(strings.Join(p.Run.Accounts, ", "))},
		{p.say("page-sum"), hash(p.Run.SHA256)},
		{p.say("page-plan"), hash(p.Run.Digest)},
		{p.say("page-head-of", num(p.Chain.Entries)), hash(p.Chain.Head)},
	}
	return slices.DeleteFunc(list, func(n named) bool { return n.Text == "" })
}

// Options are what decided the plan.
func (p *page) Options() []named {
	var list []named
	for _, name := range slices.Sorted(maps.Keys(p.Run.Options)) {
		list = append(list, named{unmarked(name), shown(p.Run.Options[name])})
	}
	return list
}

func hash(digest string) template.HTML {
	if digest == "" {
		return ""
	}
	return template.HTML(`<span class="hash">` + string(shown(digest)) + `</span>`)
}

// Contents are the parts of the page, with the lines that they have.
func (p *page) Contents() []counted {
	list := []counted{
		{ID: "summary"}, {ID: "coverage", Count: len(p.Coverage.Lines)}, {ID: "changes", Count: len(p.Changes)}, {ID: "rows", Count: len(p.Rows)},
		{ID: "contacts", Count: len(p.Contacts)}, {ID: "failures", Count: len(p.Failures)}, {ID: "open", Count: len(p.Open)},
		{ID: "registrar", Count: len(p.records())}, {ID: "method"},
	}
	for i := range list {
		list[i].Title = p.say(list[i].ID)
	}
	return list
}

// Sizes are the numbers of the run that are no results.
func (p *page) Sizes() []counted {
	c := p.Counts
	return []counted{
		{Name: p.say("page-rows-of-input"), Count: c.Rows}, {Name: p.say("page-domains"), Count: c.Domains}, {Name: p.say("page-distinct"), Count: c.Contacts},
		{Name: p.say("changes"), Count: c.Changes}, {Name: p.say("page-locks"), Count: c.Locks},
	}
}

// Results are the results that a row or a change has, by how they are counted.
func (p *page) Results() []resultLine {
	texts := make(map[job.Result]string)
	for i := range p.Changes {
		texts[p.Changes[i].Result] = p.Changes[i].ResultText
	}
	for i := range p.Rows {
		texts[p.Rows[i].Result] = p.Rows[i].Text
	}
	var list []resultLine
	for _, r := range resultOrder() {
		if p.Counts.ByResult[r]+p.Counts.ByChange[r] > 0 {
			list = append(list, resultLine{unmarked(cmp.Or(texts[r], string(r))), p.Counts.ByResult[r], p.Counts.ByChange[r]})
		}
	}
	return list
}

// ReadBacks are the findings of reading changes back; those about profiles where there are some.
func (p *page) ReadBacks() []counted {
	count := p.Counts.ReadBack
	list := []counted{{Name: p.say("page-read-new"), Count: count[dossier.ReadNew]}, {Name: p.say("page-read-other"), Count: count[dossier.ReadOther]}}
	if n := count[dossier.ReadLater]; n > 0 {
		list = append(list, counted{Name: p.say("page-read-changed"), Count: n})
	}
	if n := count[dossier.ReadAlone]; n > 0 {
		list = append(list, counted{Name: p.say("page-read-uncompared"), Count: n})
	}
	return append(list, counted{Name: p.say("page-read-refused"), Count: count[dossier.ReadNoWay]}, counted{Name: p.say("page-read-not"), Count: count[dossier.ReadNot]})
}

// CoverageText are the words of a state of coverage.
func (p *page) CoverageText(s dossier.CoverageState) template.HTML {
	return shown(cmp.Or(p.covered[s], string(s)))
}

// Links lead from a row to its changes.
func (p *page) Links(r dossier.Row) template.HTML {
	var b strings.Builder
	for i, id := range r.Changes {
		if i > 0 {
			b.WriteString("<br>")
		}
		label := fmt.Sprint(id)
		if c := p.changes[id]; c != nil {
			label = cmp.Or(p.target(c.Target), c.What, label)
			if len(r.Subjects) > 1 {
				label = c.Subject + " " + label
			}
		}
		fmt.Fprintf(&b, `<a href="#c%d">`, id)
		writeShown(&b, label)
		b.WriteString("</a>")
	}
	return template.HTML(b.String())
}

// What leads from a failure to its change, where it has one.
func (p *page) What(f dossier.Failure) template.HTML {
	what := shown(f.What)
	if f.Change == 0 {
		return what
	}
	return template.HTML(fmt.Sprintf(`<a href="#c%d">%s</a>`, f.Change, what))
}

// First are the first ones of what an open item is about.
func (p *page) First(o dossier.OpenItem) template.HTML {
	list := below(o.Subjects)
	if more := o.Count - len(o.Subjects); more > 0 && len(o.Subjects) > 0 {
		list += template.HTML("<br>" + template.HTMLEscapeString(p.say("page-more", num(more))))
	}
	return list
}
