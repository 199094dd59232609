package cli

import (
	"context"
	"fmt"
	"maps"
	"strconv"

	"domainbatch/executor"
	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// stageList is reading a list of the account page by page.
const stageList executor.Stage = "reading list"

// walk is a way through the pages of a list.
type walk struct {
	op     *api.Operation
	params job.Params
	size   int // of a page; 0: the largest that is safe
	page   int // this page alone, where pages have numbers; 0: all
	limit  int // entries at most; 0: all
}

// walked is what a way through a list has come to.
type walked struct {
	Pages    int
	Entries  int
	Total    int      // entries as the API tells it; -1: it does not
	Requests []string // ids
	Fields   job.Params
	Repeated bool // a page came a second time, which ended the way
	Short    bool // there is more, and it was not wanted
}

// whole tells whether all of the list has surely come.
func (w *walked) whole() bool {
	return !w.Repeated && !w.Short && (w.Total < 0 || w.Total == w.Entries)
}

// walk reads a list and gives each page with its body. A page that has come
// before ends it: an answer that points at itself would be read for ever.
func (l *link) walk(ctx context.Context, w walk, each func(page api.Reading, body []byte) error) (walked, error) {
	done := walked{Total: -1}
	seen := make(map[string]bool)
	params := maps.Clone(w.params)
	if params == nil {
		params = make(job.Params)
	}
	for {
		asked := w.ask(params, done.Pages)
		var page api.Reading
		var raw []byte
		err := l.caller.Read(ctx, w.op.Name, params, func(body []byte) (err error) {
			raw = body
			asked.Reveal = true // columns know what they show
			page, err = api.Read(w.op, body, asked)
			return err
		})
		if err != nil {
			return done, plain(err)
		}
		done.take(&page)
		if key := pageKey(&page); seen[key] {
			done.Repeated = true
			return done, nil
		} else if key != "" {
			seen[key] = true
		}
		more := w.cutTo(&page, &done)
		if err := each(page, raw); err != nil {
			return done, err
		}
		l.view.Progress(stageList, done.Entries, done.Total)
		if !more {
			return done, nil
		}
		maps.Copy(params, page.Next)
	}
}

// ask puts the page that is to be read into the parameters.
func (w *walk) ask(params job.Params, read int) api.Asked {
	asked := api.Asked{Page: 1 + read, Size: w.size}
	if w.op.Paging == "" {
		return asked
	}
	if asked.Size == 0 {
		asked.Size = w.op.PageMax
	}
	if w.page > 0 {
		asked.Page = w.page
	}
	if w.op.Has(paramSize) {
		params[paramSize] = strconv.Itoa(asked.Size)
	}
	if w.op.Paging == api.PagesByNumber {
		params[paramPage] = strconv.Itoa(asked.Page)
	}
	return asked
}

func (d *walked) take(page *api.Reading) {
	d.Pages++
	if page.RequestID != "" {
		d.Requests = append(d.Requests, page.RequestID)
	}
	if d.Pages == 1 {
		d.Fields = page.Fields
	}
	if page.Total >= 0 {
		d.Total = page.Total
	}
}

// cutTo leaves what is wanted of a page and tells whether the next one is.
func (w *walk) cutTo(page *api.Reading, done *walked) (more bool) {
	more = page.More && w.page == 0
	done.Short = page.More && w.page > 0 || w.page > 1
	if room := w.limit - done.Entries; w.limit > 0 && len(page.Items) >= room {
		done.Short = done.Short || page.More || len(page.Items) > room
		page.Items, more = page.Items[:room], false
	}
	done.Entries += len(page.Items)
	return more
}

// pageKey is equal for pages with the same entries only; empty for one without.
func pageKey(page *api.Reading) string {
	if len(page.Items) == 0 {
		return ""
	}
	key := ""
	for _, item := range page.Items {
		key += fmt.Sprintf("%q", item.Key())
	}
	return key
}

// sayWalked says how much came. That it is not all, though all was wanted, is an error.
func (l *link) sayWalked(d *walked) error {
	request := ""
	if n := len(d.Requests); n > 0 {
		request = ", request " + d.Requests[n-1]
	}
	of := ""
	if d.Total >= 0 && d.Total != d.Entries {
		of = fmt.Sprintf(" of %d", d.Total)
	}
	l.tell("%d%s %s in %s%s", d.Entries, of, plural(max(d.Entries, d.Total), "entry", "entries"), count(d.Pages, "page"), request)
	if d.whole() || d.Short && !d.Repeated {
		return nil
	}
	f := &fault{code: exitSome, err: fmt.Errorf("the API tells of %d entries and gave %d", d.Total, d.Entries), hint: "the list may have changed while it was read: read it again"}
	if d.Repeated {
		f.err = fmt.Errorf("page %d has the same entries as one before it, which ended the reading; there may be more", d.Pages)
	}
	return f
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
