package dossier

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/job"
)

// logOf are the stretches of readings, each as its account, domain, hours, whether
// it is whole, and its lines.
func logOf(d *Dossier) (shown []string) {
	for _, s := range d.Registrar {
		var lines []string
		for _, r := range s.Records {
			lines = append(lines, r.Details)
		}
		shown = append(shown, strings.Join([]string{s.Account + s.Domain, fmt.Sprint(s.From.Sub(start).Hours(), "-", s.To.Sub(start).Hours()), fmt.Sprint(s.Whole), strings.Join(lines, " ")}, "|"))
	}
	return shown
}

// Readings of the same time are told once, with each line once, and what was read in
// the end is not told as a gap.
func TestRegistrarLogJoined(t *testing.T) {
	hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	log := func(account, domain string, from, to int, whole bool, total int, lines ...string) job.ChangeLog {
		l := job.ChangeLog{Account: account, Domain: domain, From: hour(from), To: hour(to), Whole: whole, Total: total, At: hour(to + from)}
		for _, text := range lines {
			l.Records = append(l.Records, job.LogRecord{Domain: "one.com", Details: text, Time: "2026-03-02 " + text})
		}
		return l
	}
	refused := func(from, to int) job.ChangeLog {
		l := log("a", "", from, to, false, 0)
		l.Code = "Forbidden.RAM"
		return l
	}
	next := log("a", "", 5, 6, true, 1, "06")
	next.From = hour(4).Add(time.Millisecond)
	for name, test := range map[string]struct {
		logs []job.ChangeLog
		want []string
		text string
	}{
		"read again": {[]job.ChangeLog{log("a", "", 0, 4, true, 3, "02", "01"), log("a", "", 1, 9, true, 3), log("a", "", 2, 12, true, 5, "11")}, []string{"a|0-12|true|01 02 11"},
			"entries about the run's domains in this time: 3, all that the registrar shows; read several times, each entry stands here once; in the stretch read last (2026-03-02T03:00:00Z to 2026-03-02T13:00:00Z) the registrar counts 5, those read before and those of other domains among them, and the latter are not kept"},
		"one after another": {[]job.ChangeLog{log("a", "", 0, 4, true, 1, "01"), next}, []string{"a|0-6|true|01 06"}, ""},
		"with a gap":        {[]job.ChangeLog{log("a", "", 0, 4, true, 2, "01"), log("a", "", 6, 9, true, 1, "07")}, []string{"a|0-4|true|01", "a|6-9|true|07"}, "entries about the run's domains in this time: 1, all that the registrar shows; the registrar counts 2, and entries of other domains are not kept"},
		"read later":        {[]job.ChangeLog{refused(0, 4), refused(0, 6), log("a", "", 0, 9, true, 1, "01")}, []string{"a|0-9|true|01"}, "entries about the run's domains in this time: 1, all that the registrar shows"},
		"refused again":     {[]job.ChangeLog{refused(0, 4), refused(0, 6)}, []string{"a|0-6|false|"}, "not read: the registrar answered Forbidden.RAM"},
		"domain by domain":  {[]job.ChangeLog{log("a", "one.com", 0, 4, true, 2, "02", "01"), log("a", "", 0, 4, true, 0)}, []string{"a|0-4|true|01 02"}, "entries about the run's domains in this time: 2, all that the registrar shows"},
		"a domain not whole": {[]job.ChangeLog{log("a", "one.com", 0, 4, false, 20, "01"), log("a", "", 0, 4, false, 0)}, []string{"a|0-4|false|", "aone.com|0-4|false|01"},
			"entries about the run's domains: 0; the registrar shows the newest ones only, and older ones are missing"},
		"accounts": {[]job.ChangeLog{log("b", "", 0, 4, true, 1, "02"), log("a", "", 0, 4, true, 1, "01")}, []string{"a|0-4|true|01", "b|0-4|true|02"}, ""},
	} {
		b := acquisition()
		for _, l := range test.logs {
			b.add(job.Event{Kind: job.KindLogged, Log: &l})
		}
		d := b.make(t, Options{})
		if got := logOf(d); strings.Join(got, "\n") != strings.Join(test.want, "\n") {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		} else if got := d.Registrar[0].Text; test.text != "" && got != test.text {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A line of the log has both forms of its domain.
func TestRegistrarLogNames(t *testing.T) {
	b := acquisition()
	b.add(job.Event{Kind: job.KindLogged, Log: &job.ChangeLog{Account: "a", From: start, To: start, Whole: true, Records: []job.LogRecord{{Domain: "xn--0zwm56d.xn--fiqs8s"}, {Domain: "one.com"}}}})
	d := b.make(t, Options{})
	if r := d.Registrar[0].Records; r[0].Unicode != "测试.中国" || r[1].Unicode != "" {
		t.Errorf("%+v", r)
	}
}
