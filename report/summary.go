package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"

	"github.com/xuri/excelize/v2"
)

// promise is what the program holds to, and where it ends.
const promise = "Exactly one effect holds as long as the registrar shows an accepted task in its lists within the settling time; " +
	"where that may not hold, a change is unknown and was not sent again."

// page writes the sheet Summary from top to bottom.
type page struct {
	*workbook
	name string
	line int
	err  error // the first one; what comes after it is not written
}

// value is one cell of the page.
type value struct {
	style int
	value any
}

// summary writes counts, chart and the facts of the run.
func (b *workbook) summary() error {
	p := &page{workbook: b, name: b.free("Summary")}
	if err := b.newSheet(p.name); err != nil {
		return err
	}
	show := false
	p.check(b.file.SetSheetView(p.name, 0, &excelize.ViewOptions{ShowGridLines: &show}))
	for i, width := range []float64{26, 12, 10, 66} {
		letters := string(rune('A' + i))
		p.check(b.file.SetColWidth(p.name, letters, letters, width))
	}
	p.put(value{b.styles.title, "What became of " + b.data.Info.Input})
	p.line++
	p.unlocked()
	p.secrecy()
	p.counts()
	p.operations()
	p.accounts()
	p.complaints()
	p.facts()
	p.statements()
	p.used()
	p.warnings()
	return p.err
}

func (p *page) check(err error) {
	if p.err == nil {
		p.err = err
	}
}

// put writes the next line, from column A on; text is always written as text.
func (p *page) put(values ...value) {
	p.line++
	for i, v := range values {
		if v.value == nil || p.err != nil {
			continue
		}
		cell := p.cell(i)
		if text, ok := v.value.(string); ok {
			p.check(p.file.SetCellStr(p.name, cell, text))
		} else {
			p.check(p.file.SetCellValue(p.name, cell, v.value))
		}
		p.check(p.paint(p.name, cell, v.style))
	}
}

func (p *page) cell(column int) string { return job.CellName("", string(rune('A'+column)), p.line) }

// section writes a heading with a line under it.
func (p *page) section(title string) {
	p.line++
	p.put(value{p.styles.section, title}, value{p.styles.section, ""}, value{p.styles.section, ""}, value{p.styles.section, ""})
}

// note writes a text over the width of the page.
func (p *page) note(label, text string) {
	p.put(value{p.styles.label, label}, value{p.styles.note, text})
	if p.err == nil {
		p.check(p.file.MergeCell(p.name, p.cell(1), p.cell(3)))
		const perLine = 95.0 // characters in the merged cells
		p.check(p.file.SetRowHeight(p.name, p.line, heightOf(1+int(shownWidth(text)/perLine))))
	}
}

// counts writes the table of results: those that there are first, since the
// chart shows these.
func (p *page) counts() {
	counts := p.data.Plan.Counts(p.data.Ledger, p.data.Held)
	rows := len(p.data.Plan.Rows)
	head := p.styles.header
	p.put(value{head, "Result"}, value{head, "Rows"}, value{head, "Share"}, value{head, "Meaning"})
	first := p.line + 1
	var present, absent []job.Result
	for _, r := range job.Results {
		if counts[r] > 0 {
			present = append(present, r)
		} else {
			absent = append(absent, r)
		}
	}
	sum := 0
	for _, r := range append(present, absent...) {
		share := 0.0
		if rows > 0 {
			share = float64(counts[r]) / float64(rows)
		}
		sum += counts[r]
		p.put(value{p.styles.results[r], string(r)}, value{p.styles.count, counts[r]},
			value{p.styles.share, share}, value{p.styles.text, looks[r].meaning})
	}
	total := p.styles.total
	p.put(value{p.styles.sum, "Total"}, value{total, sum}, value{total, ""}, value{total, ""})
	p.note("Check", p.verdict(counts, sum))
	if len(present) > 0 {
		p.chart(present, first)
	}
}

// verdict compares the rows of the input, the counts, and what was written
// beside the rows.
func (p *page) verdict(counts map[job.Result]int, sum int) string {
	rows, written := len(p.data.Plan.Rows), 0
	for _, n := range p.results {
		written += n
	}
	text := fmt.Sprintf("%d rows in the input, %d counted here, %d with a result beside them: ", rows, sum, written)
	if rows == sum && rows == written && maps.Equal(present(counts), present(p.results)) {
		return text + "it adds up."
	}
	return text + "IT DOES NOT ADD UP. Do not rely on this report; write it again from the run file."
}

func present(counts map[job.Result]int) map[job.Result]int {
	kept := maps.Clone(counts)
	maps.DeleteFunc(kept, func(_ job.Result, n int) bool { return n == 0 })
	return kept
}

// chart draws the results that there are, in their own colours.
func (p *page) chart(results []job.Result, first int) {
	quoted := "'" + strings.ReplaceAll(p.name, "'", "''") + "'"
	cells := func(letters string) string {
		return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted, letters, first, letters, first+len(results)-1)
	}
	var points []excelize.ChartDataPoint
	for i, r := range results {
		points = append(points, excelize.ChartDataPoint{Index: i, Fill: solid(looks[r].chart)})
	}
	p.check(p.file.AddChart(p.name, "F2", &excelize.Chart{
		Type: excelize.Doughnut,
		Series: []excelize.ChartSeries{{Name: "Rows", Categories: cells("A"), Values: cells("B"), DataPoint: points,
			DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Bold: true, Color: "FFFFFF"}}}},
		Title:     []excelize.RichTextRun{{Text: "Rows by result", Font: &excelize.Font{Bold: true, Size: 12, Color: headerFill}}},
		Legend:    excelize.ChartLegend{Position: "right"},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		Dimension: excelize.ChartDimension{Width: 460, Height: 280},
		HoleSize:  55,
	}))
}

// complaints lists what keeps rows from being done, the most frequent first.
func (p *page) complaints() {
	const most = 100 // more is read in no summary; the sheet Issues has them all
	if len(p.data.Kinds) == 0 {
		return
	}
	p.section("Complaints")
	kinds := slices.Clone(p.data.Kinds)
	slices.SortStableFunc(kinds, func(a, b Kind) int { return cmp.Compare(b.Rows, a.Rows) })
	for i, k := range kinds {
		if i == most {
			p.note("", fmt.Sprintf("and %d more kinds", len(kinds)-most))
			return
		}
		p.note(manyRows(k.Rows), k.Text)
	}
}

func manyRows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// facts says what was run, where and with what. No label is a header that an
// input may have for the domain, as in taskLine: a name of an option alone may be.
func (p *page) facts() {
	d, info := p.data, &p.data.Info
	p.section("Run")
	fact := func(label, text string) { p.put(value{p.styles.label, label}, value{p.styles.text, text}) }
	fact("Input", info.Input)
	fact("SHA-256 of the input", info.SHA256)
	fact("Digest of the plan", orWord(d.Plan.Digest, "there is no plan"))
	fact("Endpoint", info.Endpoint+where(info.Sandbox))
	fact("API site", info.Site)
	fact("API version", info.Version)
	fact("Tool", "domainbatch "+info.Tool)
	fact("Started", orWord(d.stamp(d.Started), "not yet"))
	fact("Finished", orWord(d.stamp(d.Finished), "not yet"))
	if text := duration(d.Started, d.Finished); text != "" {
		fact("Duration", text)
	}
	amount := func(label string, n int) { p.put(value{p.styles.label, label}, value{p.styles.count, n}) }
	amount("Number of domains", d.Plan.Domains())
	amount("Changes", len(d.Plan.Changes))
	amount("Distinct contacts", len(d.Plan.Contacts))
	if d.Held != "" {
		p.note("Nothing was sent", d.Held)
	}
	if p.plain != "" {
		p.note("Input's form", "styles, formulas and types of cells are not kept: "+p.plain)
	}
	p.note("What is promised", promise)
	if len(info.Options) == 0 {
		return
	}
	p.section("Options")
	for _, name := range slices.Sorted(maps.Keys(info.Options)) {
		if info.Options[name] != "" {
			fact("Option "+name, info.Options[name])
		}
	}
}

func where(sandbox bool) string {
	if sandbox {
		return " (embedded sandbox: no registrar was asked)"
	}
	return ""
}

func orWord(text, word string) string {
	if text == "" {
		return word
	}
	return text
}

// duration is empty where a time is missing or the clock was set back.
func duration(from, to time.Time) string {
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return ""
	}
	return to.Sub(from).Round(time.Second).String()
}

// statements lists what people have decided where the registrar's answers were
// lost: it stands for no answer of the registrar.
func (p *page) statements() {
	if p.data.Statements == nil {
		return
	}
	any := false
	for e, err := range p.data.Statements {
		if err != nil {
			p.check(fmt.Errorf("read statements: %w", err))
			return
		}
		if !any {
			p.section("Decided by people")
			any = true
		}
		who, note := e.Person, ""
		if who == nil {
			who = &job.Person{Name: "(withheld)"}
		}
		if who.Note != "" {
			note = ": " + who.Note
		}
		p.note(p.data.stamp(e.At), fmt.Sprintf("%s%s (%s: %s)", who.Name, note, e.Note, p.about(e.Standings)))
	}
}

// about names the domains and targets that a statement is about, the first of them.
func (p *page) about(standings []job.Standing) string {
	return firstOf(standings, func(s job.Standing) string {
		return api.WireName(p.data.Plan.Change(s.Change).Subject) + " " + p.data.Plan.GroupOf(s.Change).What()
	})
}

// used counts the calls by action. Names of actions are long: they stand last.
func (p *page) used() {
	calls := p.data.Ledger.Calls
	p.section("Calls")
	total := 0
	for _, n := range calls {
		total += n
	}
	p.put(value{p.styles.label, "All"}, value{p.styles.count, total})
	for _, action := range slices.Sorted(maps.Keys(calls)) {
		p.put(value{p.styles.label, nil}, value{p.styles.count, calls[action]}, value{p.styles.text, action})
	}
}

// warnings lists what is allowed but worth knowing.
func (p *page) warnings() {
	const most = 500 // more is read in no summary; the plan has them all
	p.section("Warnings")
	list := p.data.Plan.Warnings
	if len(list) == 0 {
		p.put(value{p.styles.label, "none"})
	}
	for i, w := range list {
		if i == most {
			p.note("", fmt.Sprintf("and %d more", len(list)-most))
			return
		}
		cell := w.Cell
		w.Cell = ""
		p.note(cell, w.String())
	}
}
