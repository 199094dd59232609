package loader

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// wanted is what the rows of a sheet can ask for. The zero value is a sheet that
// names no operation: all its rows change contacts.
type wanted struct {
	calls   []call // everything that a row can ask for
	rest    []call // what a row asks for that names nothing itself
	column  int    // the column Operation, where asks is set
	asks    bool   // it has such a column
	foreign bool   // a column could be it, and no word in it names an operation
}

// named tells whether operations are named.
func (w *wanted) named() bool { return len(w.calls) > 0 || w.asks }

// any tells whether one of the operations passes a test.
func (w *wanted) any(test func(*call) bool) bool {
	return slices.ContainsFunc(w.calls, func(c call) bool { return test(&c) })
}

// contacts tells whether some rows change contacts of domains.
func (w *wanted) contacts() bool { return !w.named() || w.any((*call).contact) }

// takes tells whether a column can be used as that.
func (w *wanted) takes(param string) bool {
	if param == paramAccount {
		return true
	}
	if !w.named() {
		return bindable(param)
	}
	return param == paramOperation || param == paramStep || w.any(func(c *call) bool { return c.takes(param) })
}

// key tells whether a column can hold what rows are about.
func (w *wanted) key(param string) bool {
	if len(w.calls) == 0 {
		return param == paramDomain
	}
	return w.any(func(c *call) bool {
		return param != "" && c.subject() == param || param == paramHost && c.hosts() || param == paramProfileName && c.byOwner()
	})
}

// called tells whether a header is a word for an operation of the sheet.
func (w *wanted) called(normal string, words *vocabulary) bool {
	if !w.named() || normal == "" {
		return false
	}
	named, ok := words.calls[normal]
	return ok && w.any(func(c *call) bool { return !c.free && c.op == named.op })
}

// keyless tells whether an operation acts on nothing that a row has to name.
func (w *wanted) keyless() bool { return w.any(func(c *call) bool { return c.subject() == "" }) }

// keyName is what a sheet needs a column for.
func (w *wanted) keyName() string {
	for i := range w.calls {
		if s := w.calls[i].subject(); s != "" {
			return s
		}
	}
	return paramDomain
}

// headless tells whether no row of the sheet is about anything that has a column.
func (w *wanted) headless() bool {
	return w.named() && len(w.calls) > 0 && !w.any(func(c *call) bool { return c.subject() != "" })
}

// keyWords names that column in a sentence.
func (w *wanted) keyWords() string {
	if w.headless() {
		return "column of " + w.calls[0].word()
	}
	if name := w.keyName(); name != paramDomain {
		return "column " + name
	}
	return "domain column"
}

// wantedOf is what the rows of a sheet ask for before any of them is read: the
// sheet's name says so, or else the options.
func (l *load) wantedOf(src *sheet.Table) *wanted {
	w := &wanted{rest: l.rest}
	if c, ok := callNamed(l.words.sheetCalls, clean(src.Name)); ok && !c.free {
		w.rest = []call{c}
	}
	w.calls = w.rest
	return w
}

// domainsAfterAll takes back what the name of a sheet says that has domains:
// profiles are what they are given there.
func (l *load) domainsAfterAll(lines []line) {
	said := l.now
	if len(said.rest) != 1 || said.rest[0].subject() != "" || slices.Equal(said.rest, l.rest) {
		return
	}
	l.now = &wanted{rest: l.rest, calls: l.rest}
	if !l.now.key(paramDomain) || l.find(lines) < 0 {
		l.now = said
	}
}

// operationsIn reads the column Operation of a header. Where no word of a column
// that could be it names an operation, the column is asked about.
func (l *load) operationsIn(src *sheet.Table, head *header) error {
	at, sure := l.operationColumn(head)
	if at < 0 {
		return nil
	}
	found, words, err := l.countCalls(src, head, at)
	switch {
	case err != nil:
		return err
	case sure || len(found) > 0:
		l.now = &wanted{rest: l.now.rest, asks: true, column: at}
		l.now.calls = slices.Clone(l.now.rest)
		for _, c := range found {
			if !slices.Contains(l.now.calls, c) {
				l.now.calls = append(l.now.calls, c)
			}
		}
	case words > 0:
		l.now = &wanted{rest: l.now.rest, calls: l.now.calls, foreign: true, column: at}
	}
	return nil
}

// operationColumn finds the column Operation: by --column, by that name, or by
// a header that may mean something else.
func (l *load) operationColumn(head *header) (at int, sure bool) {
	at, best := -1, 0
	for i, h := range head.cells {
		if h == "" || head.over[i] != "" {
			continue
		}
		rank := 0
		if flag, ok := l.flag(h, Normal(h)); ok {
			if l.opts.Columns[flag] == paramOperation {
				rank = 3
			}
		} else if n := l.words.normal(h); n == Normal(paramOperation) {
			rank = 2
		} else if l.words.opHeaders[n] {
			rank = 1
		}
		if rank > best {
			at, best = i, rank
		}
	}
	return at, best > 1
}

// countCalls collects the operations that a column names, and counts its cells.
func (l *load) countCalls(src *sheet.Table, head *header, at int) (found []call, cells int, err error) {
	seen := make(map[string]bool)
	for rec, err := range l.records(src) {
		if err != nil {
			return nil, 0, err
		}
		text := l.value(rec.Cells, at)
		if rec.Line <= head.number || text == "" || isFooter(text) || marked(rec.Marks, at) {
			continue
		}
		cells++
		if seen[text] {
			continue
		}
		seen[strings.Clone(text)] = true
		calls, _ := l.words.callsIn(text)
		for _, c := range calls {
			if !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	return found, cells, nil
}

// readRest reads what --op, or --set Operation, asks of rows that name nothing.
func readRest(v *vocabulary, opts Options) ([]call, *job.Issue) {
	text, flag := opts.Op, "--op"
	if value := clean(opts.Set[paramOperation]); value != "" {
		if text != "" {
			return nil, &job.Issue{
				Column: "--op", Value: text, Message: "--set Operation says what rows ask for too", Hint: "leave one of the two out",
			}
		}
		text, flag = value, "--set"
	}
	calls, unknown := v.callsIn(text)
	if len(unknown) > 0 || text != "" && len(calls) == 0 {
		word := text
		if len(unknown) > 0 {
			word = unknown[0]
		}
		is := job.Issue{Column: flag, Value: text}
		if flag == "--set" {
			is.Value = paramOperation + "=" + text
		}
		is.Message, is.Hint = v.unknownOperation(word)
		return nil, &is
	}
	return calls, nil
}

// secretive tells whether rows may hold what must not be repeated.
func (w *wanted) secretive() bool {
	return w.any(func(c *call) bool {
		return slices.ContainsFunc(c.op.Params, func(p api.Param) bool { return p.Secret })
	})
}

// notTaken says why a column is not used although its header is known.
func (w *wanted) notTaken(param string) string {
	if !w.named() {
		return "no contact operation takes " + param
	}
	return fmt.Sprintf("no operation of this sheet takes %s", cmp.Or(param, "it"))
}
