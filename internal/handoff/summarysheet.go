package handoff

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"

	"domainbatch/internal/dossier"

	"github.com/xuri/excelize/v2"
)

// summarySheet is the first sheet, written from top to bottom.
type summarySheet struct {
	*workbook
	name   string
	line   int
	charts int
	used   float64 // points of the page at hand
	err    error   // the first one; nothing is written behind it
}

// summaryWidths are those of its columns.
var summaryWidths = []float64{34, 11, 11, 38, 27, 38}

// piece is what stands in one cell, or in several that are merged.
type piece struct {
	value any
	look  int
	span  int // columns; 0 is one
}

// writeSummary writes what a reader must know first.
func (b *workbook) writeSummary(name string) error {
	s := &summarySheet{workbook: b, name: name}
	s.check(b.file.SetSheetName(b.file.GetSheetName(0), name))
	s.page()
	for i, width := range summaryWidths {
		column := string(rune('A' + i))
		s.check(b.file.SetColWidth(name, column, column, width))
	}
	s.top()
	s.people()
	s.sums()
	s.numbers()
	s.pictures()
	s.facts()
	s.check(b.printed(name, len(summaryWidths), s.line, 0))
	return s.err
}

// page makes the sheet one for A4 in landscape, as the other sheets are.
func (s *summarySheet) page() {
	const a4, wide, any = 9, 1, 0
	inch := func(mm float64) *float64 { return new(mm / 25.4) }
	s.check(s.file.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: new(false)}))
	s.check(s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: new(true)}))
	s.check(s.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: new(a4), Orientation: new("landscape"), FitToWidth: new(wide), FitToHeight: new(any)}))
	s.check(s.file.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: inch(6), Right: inch(6), Top: inch(17), Bottom: inch(15), Header: inch(7), Footer: inch(7), Horizontally: new(true)}))
	s.check(s.file.SetHeaderFooter(s.name, s.margins()))
}

func (s *summarySheet) check(err error) {
	if s.err == nil {
		s.err = err
	}
}

// put writes the next line, as high as its texts take, and gives its height.
func (s *summarySheet) put(pieces ...piece) float64 {
	tallest := s.tall(pieces)
	s.keep(tallest)
	s.line++
	at := 0
	for _, p := range pieces {
		span := max(p.span, 1)
		switch v := p.value.(type) {
		case string:
			s.check(s.file.SetCellStr(s.name, cellAt(at+1, s.line), cut(v, longest, s.say("sheet.cut"))))
		case nil:
		default:
			s.check(s.file.SetCellValue(s.name, cellAt(at+1, s.line), v))
		}
		from, to := cellAt(at+1, s.line), cellAt(at+span, s.line)
		if p.look != 0 {
			s.check(s.file.SetCellStyle(s.name, from, to, p.look))
		}
		if span > 1 {
			s.check(s.file.MergeCell(s.name, from, to))
		}
		at += span
	}
	s.check(s.file.SetRowHeight(s.name, s.line, tallest))
	s.used += tallest
	return tallest
}

// longest is how long a text of the summary may be.
const longest = 3000

// tall is how high a line is.
func (s *summarySheet) tall(pieces []piece) float64 {
	tallest, at := 14.0, 0
	for _, p := range pieces {
		width := 0.0
		for range max(p.span, 1) {
			width += summaryWidths[at]
			at++
		}
		if text, ok := p.value.(string); ok {
			tallest = max(tallest, s.measure.tall(cut(text, longest, s.say("sheet.cut")), s.size(p.look), width)+2)
		}
	}
	return math.Ceil(min(tallest, excelize.MaxRowHeight-1))
}

// pageHeight is how much of the sheet goes on a page, in points, a little less
// than it is: programs round.
const pageHeight = 515.0

// keep begins a new page where so many points do not go on the one at hand:
// programs differ in how much goes on a page, so none is left to break it.
func (s *summarySheet) keep(points float64) {
	if s.used+points <= pageHeight {
		return
	}
	s.check(s.file.InsertPageBreak(s.name, cellAt(1, s.line+1)))
	s.used = 0
}

func (s *summarySheet) size(look int) float64 {
	switch look {
	case s.looks.title:
		return titleSize
	case s.looks.under, s.looks.section:
		return pageSize + 2
	}
	return pageSize
}

// all is a text over the width of the page.
func (s *summarySheet) all(text string, look int) { s.put(piece{text, look, len(summaryWidths)}) }

// section is a heading with a rule under it.
func (s *summarySheet) section(title string) {
	s.put()
	s.all(title, s.looks.section)
}

func (s *summarySheet) top() {
	s.all(s.say("title"), s.looks.title)
	s.all(s.say("sheet.matter", cmp.Or(s.Package.Matter, s.say("sheet.unstated"))), s.looks.under)
	s.put()
	s.all(s.Counts.Statement, s.looks.strong)
	s.put()
	for _, n := range s.Notices {
		s.all(n.Text, s.looks.notes[n.Tone])
	}
}

// people are those who acted, with the plan that each acted on.
func (s *summarySheet) people() {
	s.section(s.say("sheet.people"))
	l := s.looks
	s.put(piece{s.say("sheet.people.what"), l.head, 1}, piece{s.say("sheet.people.name"), l.head, 2}, piece{s.say("sheet.people.authority"), l.head, 1}, piece{s.say("sheet.people.at"), l.head, 1}, piece{s.say("sheet.people.plan"), l.head, 1})
	acts := actsOf(s.Dossier)
	for _, a := range acts {
		name, authority := cmp.Or(a.Name, s.say("sheet.unstated")), a.Authority
		if a.Host != "" {
			name = s.say("sheet.people.host", name, a.Host)
		}
		if a.Note != "" && authority != "" {
			authority += "\n"
		}
		digest, look := cmp.Or(a.Digest, s.Run.Digest), l.plain
		switch {
		case a.At.IsZero():
			digest = "–"
		case digest != s.Run.Digest:
			digest, look = digest+"\n"+s.say("sheet.people.other"), l.notes[dossier.Bad]
		}
		s.put(piece{a.Text, l.label, 1}, piece{name, l.strong, 2}, piece{cmp.Or(authority+a.Note, "–"), l.plain, 1}, piece{cmp.Or(stamp(a.At), "–"), l.plain, 1}, piece{digest, look, 1})
	}
}

// actsOf are those who acted, and who is lacking among them: nobody is named who
// prepared the report, or approved the plan.
func actsOf(d *dossier.Dossier) []dossier.Act {
	acts := slices.Clone(d.People)
	if !slices.ContainsFunc(acts, did("prepared")) {
		acts = slices.Insert(acts, 0, dossier.Act{Text: d.Lang.Say("act.prepared"), Name: cmp.Or(d.Package.PreparedBy, d.Lang.Say("sheet.unstated")), At: d.Package.Made})
	}
	if !slices.ContainsFunc(acts, did("approved")) {
		acts = append(acts, dossier.Act{Text: d.Lang.Say("act.approved"), Name: d.Lang.Say("sheet.people.nobody")})
	}
	return acts
}

func did(what string) func(dossier.Act) bool {
	return func(a dossier.Act) bool { return a.What == what }
}

// fact is a label and a text over the rest of the page.
func (s *summarySheet) fact(label, text string) {
	s.put(piece{label, s.looks.label, 1}, piece{cmp.Or(text, "–"), s.looks.plain, len(summaryWidths) - 1})
}

func (s *summarySheet) sums() {
	s.section(s.say("sheet.sums"))
	s.fact(s.say("sheet.sums.head"), s.Chain.Head)
	s.fact(s.say("sheet.sums.plan"), s.Run.Digest)
	s.fact(s.say("sheet.sums.input"), s.Run.SHA256)
	s.fact(s.say("sheet.sums.entries"), strconv.FormatInt(s.Chain.Entries, 10))
}

// numbers are the counts that no chart shows.
func (s *summarySheet) numbers() {
	s.section(s.say("sheet.numbers"))
	var line []piece // two of them
	count := func(label string, n int) {
		line = append(line, piece{s.say(label), s.looks.label, 1}, piece{n, s.looks.count, 1}, piece{})
		if len(line) == 6 {
			line[4].look = s.looks.tally // the page is wide there
			s.put(line[:5]...)
			line = nil
		}
	}
	c := &s.Counts
	count("sheet.numbers.rows", c.Rows)
	count("sheet.numbers.domains", c.Domains)
	count("sheet.numbers.contacts", c.Contacts)
	count("sheet.numbers.changes", c.Changes)
	count("sheet.numbers.locks", c.Locks)
	for _, r := range []struct {
		found dossier.ReadBack
		label string
	}{{dossier.ReadNew, "sheet.readback.new-data"}, {dossier.ReadOther, "sheet.readback.other-data"}, {dossier.ReadLater, "sheet.readback.changed"}, {dossier.ReadAlone, "sheet.readback.uncompared"}, {dossier.ReadNoWay, "sheet.readback.refused"}, {dossier.ReadNot, "sheet.readback.not-read"}} {
		if n := c.ReadBack[r.found]; n > 0 {
			count(r.label, n)
		}
	}
	if len(line) > 0 {
		s.put(line...)
	}
}

// pictures are tables of counts with their charts beside them. None is broken
// over two pages.
func (s *summarySheet) pictures() {
	const air = 14
	for i := range s.Charts {
		s.keep(air + max(16*float64(len(s.Charts[i].Bars)+2), least))
		if s.used > 0 {
			s.put()
		}
		s.picture(&s.Charts[i])
	}
}

// least is how high a chart is at least, in points: a title, a bar and some air.
const least = 96.0

func (s *summarySheet) picture(c *dossier.Chart) {
	l := s.looks
	top := s.line + 1
	tall := s.put(piece{c.Title, l.head, 1}, piece{s.say("sheet.count"), l.headRight, 1}, piece{s.say("sheet.share"), l.headRight, 1})
	sum := 0
	for _, bar := range c.Bars {
		sum += bar.Count
	}
	for _, bar := range c.Bars {
		tall += s.put(piece{bar.Label, l.notes[bar.Tone], 1}, piece{bar.Count, l.count, 1}, piece{math.Round(1e4*float64(bar.Count)/float64(max(sum, 1))) / 1e4, l.share, 1})
	}
	tall += s.put(piece{s.say("sheet.total"), l.sum, 1}, piece{sum, l.total, 1}, piece{nil, l.total, 1})
	if len(c.Bars) == 0 {
		return
	}
	for tall < least {
		tall += s.put()
	}
	s.check(s.chart(c, top, tall))
}

// facts are those of the run.
func (s *summarySheet) facts() {
	r := &s.Run
	const fixed, line, calls = 10, 15, 50 // how many facts there are always; points
	s.keep(min(pageHeight, float64(line*(fixed+len(r.Accounts)+len(r.Options)+len(r.Calls))+calls)))
	s.section(s.say("sheet.run"))
	s.fact(s.say("sheet.run.input"), r.Input)
	s.fact(s.say("sheet.run.endpoint"), r.Endpoint)
	s.fact(s.say("sheet.run.version"), r.Version)
	s.fact(s.say("sheet.run.site"), r.Site)
	s.fact(s.say("sheet.run.tool"), "domainbatch "+r.Tool)
	s.fact(s.say("sheet.run.made"), stamp(s.Package.Made)+" (domainbatch "+s.Package.Tool+")")
	for _, account := range r.Accounts {
		s.fact(s.say("sheet.fact.account"), account)
	}
	s.fact(s.say("sheet.run.planned"), stamp(r.Planned))
	s.fact(s.say("sheet.run.begun"), cmp.Or(stamp(r.Begun), s.say("sheet.run.notyet")))
	s.fact(s.say("sheet.run.ended"), cmp.Or(stamp(r.Ended), s.say("sheet.run.notyet")))
	for _, name := range slices.Sorted(maps.Keys(r.Options)) {
		s.fact(s.say("sheet.run.option", name), r.Options[name])
	}
	if len(r.Calls) == 0 {
		return
	}
	s.section(s.say("sheet.run.calls"))
	for _, c := range r.Calls {
		s.put(piece{c.Name, s.looks.plain, 3}, piece{c.Count, s.looks.tally, 1})
	}
}
