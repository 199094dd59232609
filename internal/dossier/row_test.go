package dossier

import (
	"strings"
	"testing"

	"domainbatch/internal/job"
)

// The program's own words about a row are told as such: they are English in both.
func TestRowIsQuoted(t *testing.T) {
	row := &job.Row{Issues: []job.Issue{{Cell: "A2", Message: "no domain", Value: "x"}, {Cell: "B2", Code: "ParameterIllegal", Message: "refused"}}}
	for lang, want := range map[Lang]string{EN: "As the program recorded it: A2: no domain [x]\nB2: refused", ZH: "程序记录：A2: no domain [x]\nB2: refused"} {
		if got := newMaker(&Record{plan: &job.Plan{}, ledger: &job.Ledger{}, info: &job.Info{}}, Options{Lang: lang}).saidOf(row); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What the planner says of a domain that has expired, or that another account has, is
// told as that, in both languages, and nothing is said of the rest of the row.
func TestWhyARowIsInvalid(t *testing.T) {
	for message, want := range map[string][2]string{
		"a.com expired on 2020-05-05":                       {"has expired", "已过期"},
		"a.com is not in the account":                       {"is not in the account", "不在此行所涉账号中"},
		"a.com is not in account east; account west has it": {"is not in the account", "不在此行所涉账号中"},
		"the contact types contradict each other":           {"does not go with", "不符"},
	} {
		for i, lang := range []Lang{EN, ZH} {
			m := &maker{lang: lang}
			if got := m.wrongCell(&job.Issue{Cell: "A2", Column: "DomainName", Message: message}); !strings.Contains(got, want[i]) || !strings.HasPrefix(got, "A2") {
				t.Errorf("%s: %q, want %q", message, got, want[i])
			}
		}
	}
}
