package planner

import (
	"math/rand/v2"
	"strings"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// portfolio is an input with every kind of change in it.
func portfolio() []job.Row {
	rows := []job.Row{
		asking(contactOf("A", "TransferOutProhibited", "true"), names("a.com", "a.cn"), "registrant", "admin"),
		asking(contactOf("B", "TransferOutProhibited", "false"), names("b.com"), "registrant"),
		asking(contactOf("B"), names("b.com", "c.com"), "tech"),
		asking(job.Params{"RegistrantProfileId": "7", "TransferOutProhibited": "true"}, names("d.com"), "registrant", "billing"),
		asking(contactOf("C", "ZhCity", "北京"), names("e.com"), "admin"),
		asking(contactOf("C", "ZhCity", "北京"), names("e.com", "f.com"), "admin"),
	}
	return inOrder(rows...)
}

// The order of the rows, what was left out or refused, and how requests are
// cut are nothing to the digest.
func TestDigestIsIndependent(t *testing.T) {
	want := Changes(portfolio(), nil, options).Digest
	if len(want) != 64 || strings.Trim(want, "0123456789abcdef") != "" {
		t.Fatalf("digest %q is no SHA-256 in hex", want)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		rows := portfolio()
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got := Changes(inOrder(rows...), nil, options).Digest; got != want {
			t.Fatalf("digest %s after shuffling, %s before", got, want)
		}
	}
	more := append(portfolio(), but(asking(contactOf("Z"), names("z.com"), "admin"), "--only"),
		job.Row{Issues: []job.Issue{{Message: "is wrong"}}})
	opts := options
	opts.BatchSize, opts.MaxQuery, opts.FirstBatch, opts.Partial = 7, 900, 3, true
	if got := Changes(inOrder(more...), []job.Table{{Sheet: "Other"}}, opts).Digest; got != want {
		t.Errorf("digest %s with other rows and sizes, %s before", got, want)
	}
}

// Whatever would be sent differently gives another digest.
func TestDigestTellsApart(t *testing.T) {
	seen := map[string]string{Changes(portfolio(), nil, options).Digest: "the original"}
	check := func(what string, rows []job.Row, opts Options) {
		t.Helper()
		got := Changes(inOrder(rows...), nil, opts).Digest
		if other, ok := seen[got]; ok {
			t.Errorf("%s has the digest of %s", what, other)
		}
		seen[got] = what
	}
	for _, f := range api.ContactFields {
		rows := portfolio()
		rows[1].Asks[0].Fields[f.Name] += "x"
		check(f.Name, rows, options)
	}
	change := func(what string, edit func([]job.Row, *Options)) {
		rows, opts := portfolio(), options
		edit(rows, &opts)
		check(what, rows, opts)
	}
	change("lock", func(r []job.Row, _ *Options) { r[1].Asks[0].Fields["TransferOutProhibited"] = "true" })
	change("profile", func(r []job.Row, _ *Options) { r[3].Asks[0].Fields["RegistrantProfileId"] = "8" })
	change("target", func(r []job.Row, _ *Options) { r[2].Asks[0].Targets = names("billing") })
	change("domain", func(r []job.Row, _ *Options) { r[2].Names = names("b.com", "c.net") })
	change("one domain less", func(r []job.Row, _ *Options) { r[2].Names = names("b.com") })
	change("account", func(r []job.Row, _ *Options) { r[4].Account, r[5].Account = "second", "second" })
	change("endpoint", func(_ []job.Row, o *Options) { o.Endpoint = "https://domain-intl.aliyuncs.com" })
	change("version", func(_ []job.Row, o *Options) { o.Version = "2017-12-18" })
	change("language", func(_ []job.Row, o *Options) { o.Lang = "zh" })
	change("value moved to the neighbour", func(r []job.Row, _ *Options) {
		r[1].Asks[0].Fields["City"], r[1].Asks[0].Fields["Province"] = "Bei", "Beijingjing"
	})
}
