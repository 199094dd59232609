package report

import (
	"cmp"
	"fmt"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// relock is the command that locks again what a run has left unlocked.
func (d *Data) relock() string {
	return "domainbatch apply " + cmp.Or(d.Run, d.Info.Input+".run") + " --relock-only"
}

// warned adds to the message of a row that a domain of it is unlocked now.
func (a *answers) warned(row *job.Row, message string) string {
	for _, name := range row.Names {
		if !a.unlocked[name] {
			continue
		}
		if message != "" {
			message += "\n"
		}
		message += fmt.Sprintf("%s IS UNLOCKED NOW, as far as is known; lock it again: %s", api.WireName(name), a.data.relock())
	}
	return message
}

// More domains than fewUnlocked have a sheet of their own: Summary names the first.
const (
	fewUnlocked   = 10
	unlockedSheet = "Unlocked"
)

// unlocked says first of all which domains the run has left unlocked.
func (p *page) unlocked() {
	domains := p.data.Plan.Unlocked(p.data.Ledger)
	if len(domains) == 0 {
		return
	}
	p.alarm(manyDomains(len(domains)) + " UNLOCKED NOW, as far as is known: the run has taken the update lock off and not put it on again")
	p.note("Lock again", p.data.relock())
	for i, domain := range domains {
		if i == fewUnlocked {
			p.note("", fmt.Sprintf("and %d more: the sheet %s lists all", len(domains)-i, p.free(unlockedSheet)))
			break
		}
		p.note("", api.WireName(domain))
	}
	p.line++
}

func manyDomains(n int) string {
	if n == 1 {
		return "1 DOMAIN IS"
	}
	return fmt.Sprintf("%d DOMAINS ARE", n)
}

// alarm writes a line over the width of the page that must not be overlooked.
func (p *page) alarm(text string) {
	p.put(value{p.styles.alarm, text}, value{p.styles.alarm, ""}, value{p.styles.alarm, ""}, value{p.styles.alarm, ""})
	if p.err == nil {
		p.check(p.file.MergeCell(p.name, p.cell(0), p.cell(3)))
		p.check(p.file.SetRowHeight(p.name, p.line, 24))
	}
}

// unlockedLine is one domain in the sheet Unlocked. As in taskLine, no header of
// it is one that an input may have for the domain.
type unlockedLine struct {
	Unicode string `csv:"Domain (Unicode)"`
	ASCII   string `csv:"Domain (ASCII)"`
	Cells   string `csv:"Source Cell"`
	Lifting string `csv:"Unlocking"`
	Since   string `csv:"Unlocked At"`
	Result  string `csv:"Locking Again"`
	Message string `csv:"Message"`
}

// unlocked lists all domains that the run has left unlocked, with what
// became of locking them again.
func (b *workbook) unlocked() error {
	domains := b.data.Plan.Unlocked(b.data.Ledger)
	if len(domains) <= fewUnlocked {
		return nil
	}
	l, err := newList[unlockedLine](b, unlockedSheet, columns{widths: []float64{34, 34, 32, 12, 27, 16, 80}})
	if err != nil {
		return err
	}
	about := b.data.locking()
	for _, domain := range domains {
		if l.line == lineLimit {
			break
		}
		line := about[domain]
		line.Unicode, line.ASCII = api.WireName(domain), domain
		if err := add(l, line); err != nil {
			return err
		}
	}
	return l.close()
}

// locking says of each domain when it was unlocked and how locking it again stands.
func (d *Data) locking() map[string]unlockedLine {
	lines := make(map[string]unlockedLine)
	for i := range d.Plan.Changes {
		c := &d.Plan.Changes[i]
		group, s := d.Plan.GroupOf(c.ID), d.Ledger.Standing(c.ID)
		line := lines[c.Subject]
		switch group.Name {
		case job.UpdateLockOn:
			line.Result, line.Message = string(s.Outcome()), d.answer(&job.Row{Changes: []job.ChangeID{c.ID}}).Message
		case job.UpdateLockOff:
			line.Lifting, line.Since = string(s.Outcome()), d.stamp(s.Finished)
		default:
			continue
		}
		line.Cells = d.sources(c.Rows)
		lines[c.Subject] = line
	}
	return lines
}
