package cli

import (
	"context"
	"errors"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// held is the account's list of domains as it was read.
type held struct {
	At       time.Time     // when the reading began
	Holdings []job.Holding // in the order of the list, each once
	Requests []string
	Total    int  // as the API tells it; -1: it does not
	Whole    bool // all of the list has surely come
}

// holdings reads the account's list, all pages; once more when it has changed
// while it was read, since pages shift then.
func (l *link) holdings(ctx context.Context) (*held, error) {
	h, err := l.listOnce(ctx)
	if err == nil && !h.Whole {
		h, err = l.listOnce(ctx)
	}
	l.view.close()
	if err == nil && !h.Whole {
		told := "does not tell of how many domains"
		if h.Total >= 0 {
			told = "tells of " + count(h.Total, "domain")
		}
		l.tell("warning: the API %s and gave %d; pages repeated, or the list has changed while it was read", told, len(h.Holdings))
	}
	return h, err
}

func (l *link) listOnce(ctx context.Context) (*held, error) {
	op, _ := api.Lookup(api.QueryDomainList)
	h := &held{At: time.Now()}
	known := make(map[string]bool)
	done, err := l.walk(ctx, walk{op: op}, func(_ api.Reading, body []byte) error {
		page, err := api.Holdings(body, 0, op.PageMax)
		for _, one := range page.Items {
			if !known[one.Domain] {
				known[one.Domain] = true
				h.Holdings = append(h.Holdings, one)
			}
		}
		return err
	})
	h.Requests, h.Total = done.Requests, done.Total
	h.Whole = done.whole() && (h.Total < 0 || h.Total == len(h.Holdings))
	return h, err
}

// errShort says that the account's list did not come whole, twice.
func errShort() error {
	return &fault{
		code: exitSome, err: errors.New("the account's list did not come whole, in two readings"),
		hint: "it may have changed while it was read; read it again in a quiet moment",
	}
}
