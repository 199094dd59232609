package report

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"

	"github.com/xuri/excelize/v2"
)

// list is a sheet of equal lines under one header, written as a stream.
type list struct {
	book    *workbook
	name    string
	w       *excelize.StreamWriter
	numbers []bool          // columns of numbers
	result  int             // the column of results; -1: none
	link    int             // the column of links to cells; -1: none
	wraps   map[int]float64 // columns of sentences, and how wide they are
	gone    map[int]bool    // columns that are left out
	line    int
	width   int
}

// free gives a name that no sheet has: name, or "name (2)" and so on.
func (b *workbook) free(name string) string {
	taken := b.file.GetSheetList()
	try := name
	for n := 2; slices.ContainsFunc(taken, func(s string) bool { return strings.EqualFold(s, try) }); n++ {
		try = fmt.Sprintf("%s (%d)", name, n)
	}
	return try
}

// newSheet adds a sheet that prints on pages as wide as it is.
func (b *workbook) newSheet(name string) error {
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	fit, wide, any, landscape := true, 1, 0, "landscape"
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &any})
}

// columns say how those of a list are written.
type columns struct {
	widths []float64 // of the first ones
	gone   []string  // headers of those that are left out
	extra  []string  // headers of those behind the fixed ones
}

// newList opens a sheet for lines like T and writes its headers.
func newList[T any](b *workbook, name string, as columns) (*list, error) {
	headers, err := table[T]()
	if err != nil {
		return nil, err
	}
	l := &list{book: b, name: b.free(name), result: -1, link: -1, wraps: make(map[int]float64), gone: make(map[int]bool)}
	l.kinds(reflect.TypeFor[T]())
	if err := b.newSheet(l.name); err != nil {
		return nil, err
	}
	if l.w, err = b.file.NewStreamWriter(l.name); err != nil {
		return nil, err
	}
	titles := append(headers[0], as.extra...)
	if err := l.setWidths(titles, as); err != nil {
		return nil, err
	}
	if err := l.w.SetPanes(below(1)); err != nil {
		return nil, err
	}
	return l, l.header(titles)
}

// setWidths gives the columns that are written their widths.
func (l *list) setWidths(titles []string, as columns) error {
	at := 0
	for i, title := range titles {
		if l.gone[i] = slices.Contains(as.gone, title); l.gone[i] {
			continue
		}
		at++
		width := max(22, shownWidth(title)+2) // for columns that only the data know
		if i < len(as.widths) {
			width = as.widths[i]
		}
		if _, sentences := l.wraps[i]; sentences {
			l.wraps[i] = width
		}
		if err := l.w.SetColWidth(at, at, width); err != nil {
			return err
		}
	}
	return nil
}

// kinds notes which columns hold numbers, results and sentences.
func (l *list) kinds(t reflect.Type) {
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		tag, _, _ := strings.Cut(f.Tag.Get("csv"), ",")
		switch tag {
		case "Result", "Locking Again":
			l.result = len(l.numbers)
		case "Result Message", "Message", "What To Do":
			l.wraps[len(l.numbers)] = 0
		}
		l.numbers = append(l.numbers, f.Type.Kind() != reflect.String)
	}
}

func (l *list) header(titles []string) error {
	cells := make([]any, len(titles))
	for i, title := range titles {
		cells[i] = excelize.Cell{StyleID: l.book.styles.header, Value: title}
	}
	return l.row(cells)
}

func (l *list) row(cells []any, opts ...excelize.RowOpts) error {
	l.line++
	kept := cells[:0]
	for i, cell := range cells {
		if !l.gone[i] {
			kept = append(kept, cell)
		}
	}
	cells, l.width = kept, len(kept)
	return l.w.SetRow(job.CellName("", "A", l.line), cells, opts...)
}

// add writes lines, with extra texts behind each.
func add[T any](l *list, line T, extra ...string) error {
	texts, err := table(line)
	if err != nil {
		return err
	}
	s := l.book.styles
	cells, lines := make([]any, 0, len(texts[1])+len(extra)), 1
	for i, text := range append(texts[1], extra...) {
		width, sentences := l.wraps[i]
		switch {
		case i < len(l.numbers) && l.numbers[i]:
			cells = append(cells, excelize.Cell{StyleID: s.count, Value: numeric(text)})
		case i == l.result:
			cells = append(cells, excelize.Cell{StyleID: s.results[job.Result(text)], Value: text})
		case sentences:
			cells = append(cells, excelize.Cell{StyleID: s.wrap, Value: text})
			lines = max(lines, linesIn(text, width))
		case i == l.link && text != "":
			cells = append(cells, excelize.Cell{StyleID: s.link, Value: text})
		default:
			cells = append(cells, excelize.Cell{StyleID: s.text, Value: text})
		}
	}
	if lines > 1 {
		return l.row(cells, excelize.RowOpts{Height: heightOf(lines)})
	}
	return l.row(cells)
}

// numeric is the number that a text shows, or nil.
func numeric(text string) any {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return n
}

func (l *list) close() error {
	all := area{0, 1, l.width - 1, l.line}
	if err := l.book.file.AutoFilter(l.name, all.String(), nil); err != nil {
		return err
	}
	return l.w.Flush()
}

// tasks writes one line per change.
func (b *workbook) tasks() error {
	widths := []float64{20, 18, 30, 30, 30, 40, 17, 12, 46, 18, 14, 12, 24, 60, 38, 38, 40, 27, 27, 8}
	l, err := newList[taskLine](b, "Tasks", columns{widths: widths, gone: append(b.data.emptyTaskColumns(), b.data.without()...)})
	if err != nil {
		return err
	}
	for i := range b.data.Plan.Changes {
		if l.line == lineLimit {
			break
		}
		if err := add(l, b.data.task(&b.data.Plan.Changes[i])); err != nil {
			return err
		}
	}
	return l.close()
}

// emptyTaskColumns are the headers of columns that no change of the plan fills.
func (d *Data) emptyTaskColumns() []string {
	subject, what, step := "Other Subject", "What Was Done", "Step In The Plan"
	domains := len(d.Plan.Groups) == 0
	for i := range d.Plan.Groups {
		g := &d.Plan.Groups[i]
		if domains = domains || g.Class != ""; g.Class == "" {
			subject = ""
		}
		if g.Name != "" {
			what = ""
		}
		if g.Step > 0 {
			step = ""
		}
	}
	empty := []string{subject, what, step}
	if !domains {
		empty = append(empty, "Domain (Unicode)", "Domain (ASCII)", "Target", "60-day Lock")
	}
	return empty
}

// task shows one change as it stands, in the words that a row asking for it
// alone would have.
func (d *Data) task(c *job.Change) taskLine {
	group, s := d.Plan.GroupOf(c.ID), d.Ledger.Standing(c.ID)
	line := taskLine{
		Cells:   d.sources(c.Rows),
		Account: group.Account,
		What:    what(group, c),
		Step:    optional(group.Step),
		Target:  group.Target,
		Action:  group.Action,
		Lock:    lockChoice(group, c),
		Status:  statusWords[s.Status],
		Answer:  d.answer(&job.Row{Changes: []job.ChangeID{c.ID}}),
		Batch:   optional(s.Batch),
	}
	if group.Class != "" {
		line.Unicode, line.ASCII = api.WireName(c.Subject), c.Subject
	} else {
		line.Subject = c.Subject
	}
	return line
}

// what says what a change does, and whether a row asked for it.
func what(group *job.Group, c *job.Change) string {
	word := cmp.Or(group.Name, "contacts")
	if c.Added {
		return word + " (no row asks for it)"
	}
	return word
}

var statusWords = map[job.Status]string{
	job.StatusWaiting:   "waiting",
	job.StatusExecuting: "executing",
	job.StatusSuccess:   "success",
	job.StatusFailure:   "failure",
}

// sources names the cells that a change came from, the first ones in full.
func (d *Data) sources(rows []job.RowID) string { return firstOf(rows, d.source) }

// firstOf names the first ones of a list and counts the others.
func firstOf[T any](list []T, name func(T) string) string {
	const most = 20
	var names []string
	for i, one := range list {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(list)-most))
			break
		}
		names = append(names, name(one))
	}
	return strings.Join(names, ", ")
}

// calls writes one line per call.
func (b *workbook) calls() error {
	l, err := newList[callLine](b, "Calls", columns{gone: b.data.without(), widths: []float64{8, 27, 18, 50, 8, 14, 8, 30, 40, 38, 14}})
	if err != nil {
		return err
	}
	if b.data.Calls == nil {
		return l.close()
	}
	for c, err := range b.data.Calls {
		if err != nil {
			return fmt.Errorf("read calls: %w", err)
		}
		if l.line == lineLimit-1 {
			err = add(l, callLine{Action: "a sheet holds no more; the run file has all calls"})
		} else {
			err = add(l, b.data.call(&c))
		}
		if err != nil {
			return err
		}
		if l.line == lineLimit {
			break
		}
	}
	return l.close()
}

func (d *Data) call(c *job.Call) callLine {
	return callLine{Number: c.Number, At: d.stamp(c.At), Account: c.Account, Action: c.Action, Batch: optional(c.Batch), Domains: optional(c.Domains),
		HTTP: optional(c.HTTP), Code: c.Code, RequestID: c.RequestID, TaskNo: c.TaskNo, Millis: c.Millis}
}
