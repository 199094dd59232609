package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// asking is one question to the API: an operation that reads, what it is to be
// asked, and where the answer goes.
type asking struct {
	output
	walk
	columns []column // of the entries, or of the answer where it has none
}

func (a *app) queryCommand() *cobra.Command {
	q := new(asking)
	c := a.command("query NAME [PARAMETER=VALUE…]", "Ask the API, and get the whole answer", cobra.MinimumNArgs(1),
		func(ctx context.Context, args []string) error { return a.query(ctx, q, args[0], args[1:]) })
	c.Long = c.Short + `.

Every operation that reads is asked by its short name or by that of the API (domainbatch ops lists them).
Lists are read with all their pages. Times may be given as dates: YYYY-MM-DD, of UTC+08:00 as the API's
own times are. The answer goes to standard output, what is said about it to standard error.

Authorization codes and other secrets are withheld on standard output; --out writes them, into a file of
mode 0600.`
	c.Example = "  domainbatch query QueryDomainList EndExpirationDate=2027-01-31\n" +
		"  domainbatch query QueryContactInfo DomainName=example.com ContactType=registrant --output json\n" +
		"  domainbatch query QueryTaskList BeginCreateTime=2026-11-01 --out tasks.xlsx"
	a.connecting(c)
	q.listing(a, c)
	q.paging(c)
	return c
}

// paging adds the flags that say how much of a list is read.
func (q *asking) paging(c *cobra.Command) {
	c.Flags().IntVar(&q.page, "page", 0, "read page `N` alone (default all)")
	c.Flags().IntVar(&q.limit, "limit", 0, "read `N` entries at most (default all)")
}

// query asks, and writes the answer.
func (a *app) query(ctx context.Context, q *asking, name string, words []string) error {
	op, known := api.Named(name)
	switch {
	case !known:
		return usage(fmt.Sprintf("operation %s is not known", name), "domainbatch ops lists all")
	case op.Write:
		return usage(fmt.Sprintf("%s changes something; query only reads", op.Name), "use domainbatch run for a spreadsheet, domainbatch call for a single call")
	}
	return a.ask(ctx, q, op, words)
}

func (a *app) ask(ctx context.Context, q *asking, op *api.Operation, words []string) error {
	if err := q.settle(a); err != nil {
		return err
	}
	l, err := a.link()
	if err != nil {
		return err
	}
	if err := q.about(op, words, l.site); err != nil {
		return err
	}
	return l.answer(ctx, q)
}

// about takes in what is asked, and finds what is wrong with it.
func (q *asking) about(op *api.Operation, words []string, site api.Site) (err error) {
	q.op = op
	if q.params, err = given(op, words, site); err != nil {
		return err
	}
	if err := lacking(op, q.params); err != nil {
		return err
	}
	switch {
	case q.page < 0 || q.limit < 0:
		return usage("--page and --limit must not be below 0", "")
	case q.page > 0 && op.Paging != api.PagesByNumber:
		return usage(fmt.Sprintf("--page: %s has no numbered pages", op.Name), "--limit reads the first entries")
	}
	q.pageGiven()
	names := op.Answer.Fields
	if op.Answer.List != "" {
		names = op.Answer.Items
	}
	q.columns = columnsOf(slices.Concat(names, op.Answer.Beyond))
	return nil
}

// pageGiven takes the API's own parameters for pages as the flags.
func (q *asking) pageGiven() {
	if q.op.Paging == "" {
		return
	}
	if size, err := strconv.Atoi(q.params[paramSize]); err == nil && size > 0 {
		q.size = size
	}
	if page, err := strconv.Atoi(q.params[paramPage]); err == nil && page > 0 {
		q.walk.page = page
	}
}

// answer asks and writes what comes: a list line by line, other answers as a whole.
func (l *link) answer(ctx context.Context, q *asking) error {
	var done walked
	hidden := false
	err := l.toOut(q.path, func(w io.Writer) error {
		to, err := q.writer(w)
		if err != nil {
			return err
		}
		done, err = l.walk(ctx, q.walk, func(page api.Reading, _ []byte) error {
			for _, item := range q.entries(&page) {
				hidden = hidden || q.path == "" && hasSecret(q.columns, item)
				if err := to.line(item); err != nil {
					return err
				}
			}
			return nil
		})
		l.view.close()
		if err != nil {
			return errors.Join(err, q.sorry(to))
		}
		if j, ok := to.(*jsonLines); ok {
			j.done = &done
		}
		return to.end()
	})
	if err != nil {
		return err
	}
	return l.sayAnswer(q, &done, hidden)
}

// entries are the lines that a page makes: those of its list, or itself.
func (q *asking) entries(page *api.Reading) []job.Params {
	if q.op.Answer.List != "" {
		return page.Items
	}
	return []job.Params{page.Fields}
}

// sorry shows what a table has so far when the reading came to no good end.
func (q *asking) sorry(to lines) error {
	if _, table := to.(*tableLines); table && q.path == "" {
		return to.end()
	}
	return nil
}

// sayAnswer says what there is to say about an answer.
func (l *link) sayAnswer(q *asking, done *walked, hidden bool) (short error) {
	if q.op.Answer.List != "" {
		short = l.sayWalked(done)
		for _, name := range q.op.Answer.Fields {
			if value := done.Fields[name]; value != "" {
				l.tell("%s: %s", name, columnsOf([]string{name})[0].shown(value))
			}
		}
	} else if len(done.Requests) > 0 {
		l.tell("request %s", done.Requests[0])
	}
	if hidden {
		l.tell("note: secrets are withheld here; --out FILE writes them, readable by you alone")
	}
	if q.path != "" {
		l.tell("%s: written", q.path)
	}
	return short
}

func hasSecret(columns []column, values job.Params) bool {
	for _, c := range columns {
		if c.secret && values[c.name] != "" {
			return true
		}
	}
	return false
}

// writer makes what takes the answer in the form that is wanted.
func (q *asking) writer(w io.Writer) (lines, error) {
	switch {
	case q.form == formJSON:
		return newJSONLines(w, q)
	case q.form == formTable && q.op.Answer.List == "":
		return &factLines{w: w, columns: q.columns, open: q.path == ""}, nil
	}
	title := q.op.Short
	if title == "" {
		title = q.op.Name
	}
	return q.lines(w, title, q.columns)
}

// factLines shows an answer without a list, one value a line.
type factLines struct {
	w       io.Writer
	columns []column
	open    bool
}

func (l *factLines) line(values job.Params) error {
	if l.open {
		return facts(&withholding{l.w}, l.columns, values)
	}
	return facts(l.w, l.columns, values)
}

func (l *factLines) end() error { return nil }

// jsonLines writes one JSON object of an answer: its entries as they come, then
// its own values, how many there are, and the request ids.
type jsonLines struct {
	w       io.Writer
	columns []column
	list    bool
	fields  []column
	written int
	done    *walked
}

func newJSONLines(w io.Writer, q *asking) (*jsonLines, error) {
	if q.path == "" {
		w = &withholding{w}
	}
	j := &jsonLines{w: w, columns: q.columns, list: q.op.Answer.List != "", fields: columnsOf(q.op.Answer.Fields)}
	_, err := fmt.Fprintf(w, "{\"operation\": %s", jsonText(q.op.Name))
	if err == nil && j.list {
		_, err = io.WriteString(w, ", \"entries\": [")
	}
	return j, err
}

func (j *jsonLines) line(values job.Params) error {
	if !j.list {
		_, err := fmt.Fprintf(j.w, ", \"answer\": %s", object(j.w, j.columns, values))
		return err
	}
	comma := ","
	if j.written++; j.written == 1 {
		comma = ""
	}
	_, err := fmt.Fprintf(j.w, "%s\n%s", comma, object(j.w, j.columns, values))
	return err
}

func (j *jsonLines) end() error {
	rest := struct {
		Answer   json.RawMessage `json:"answer,omitempty"`
		Total    *int            `json:"total,omitempty"`
		Whole    *bool           `json:"whole,omitempty"`
		Requests []string        `json:"requestIds"`
	}{Requests: append([]string{}, j.done.Requests...)}
	start := ""
	if j.list {
		start = "\n]"
		whole := j.done.whole()
		rest.Whole = &whole
		if j.done.Total >= 0 {
			rest.Total = &j.done.Total
		}
		if len(j.fields) > 0 {
			rest.Answer = object(j.w, j.fields, j.done.Fields)
		}
	}
	text, err := json.Marshal(rest)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(j.w, "%s, %s\n", start, strings.TrimPrefix(string(text), "{"))
	return err
}
