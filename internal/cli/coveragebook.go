package cli

import (
	"fmt"
	"io"

	"domainbatch/internal/job"
)

// The sets of a comparison, as files and terminals call them.
const (
	setMissing = "not in the account"
	setUnseen  = "not seen (list not whole)"
	setExtra   = "not in the list"
	setBoth    = "in both"
	setUnread  = "not readable"
)

// setMissing is what those of the list are called that the account's list did not
// show: where that did not come whole, nothing follows from it.
func (v *covering) setMissing() string {
	if v.held.Whole {
		return setMissing
	}
	return setUnseen
}

func coveredColumns() []column {
	return columnsOf([]string{"DomainName", "Cell", "ExpirationDate", "DomainStatus", "Expired", "InstanceId"})
}

func (c *covered) values() job.Params {
	expired := ""
	if c.Expired {
		expired = "expired"
	}
	return job.Params{
		"DomainName": c.Domain, "Cell": c.Cells, "ExpirationDate": c.Expires,
		"DomainStatus": c.Status, "Expired": expired, "InstanceId": c.ID,
	}
}

// sets gives the three sets, what matters most first.
func (v *covering) sets(each func(name string, of []covered) error) error {
	for _, set := range []struct {
		name string
		of   []covered
	}{{v.setMissing(), v.missing}, {setExtra, v.extra}, {setBoth, v.both}} {
		if err := each(set.name, set.of); err != nil {
			return err
		}
	}
	return nil
}

// flat writes one list with the set of each domain: a CSV, or a table. On a
// terminal those in both are only counted.
func (v *covering) flat(w io.Writer) error {
	to, err := v.lines(w, "Coverage", append(columnsOf([]string{"Set"}), append(coveredColumns(), column{name: "Complaint"})...))
	if err != nil {
		return err
	}
	if v.form == formTable {
		v.count(func(what string, n int) { fmt.Fprintf(w, "%s: %d\n", what, n) })
	}
	err = v.sets(func(name string, of []covered) error {
		if v.form == formTable && name == setBoth {
			return nil
		}
		for i := range of {
			values := of[i].values()
			values["Set"] = name
			if err := to.line(values); err != nil {
				return err
			}
		}
		return nil
	})
	for _, u := range v.unread {
		if err == nil {
			err = to.line(job.Params{"Set": setUnread, "Cell": u.Cell, "Complaint": u.Complaint})
		}
	}
	if err != nil {
		return err
	}
	return to.end()
}

// workbook writes a summary and a sheet for each set.
func (v *covering) workbook(w io.Writer) error {
	b, err := newBook("Coverage of " + v.file)
	if err != nil {
		return err
	}
	var facts []job.Params
	for _, fact := range v.facts() {
		facts = append(facts, job.Params{"What": fact[0], "Value": fact[1]})
	}
	if err := b.page("Summary", columnsOf([]string{"What", "Value"}), facts); err != nil {
		return err
	}
	err = v.sets(func(name string, of []covered) error {
		lines := make([]job.Params, len(of))
		for i := range of {
			lines[i] = of[i].values()
		}
		return b.page(upperFirst(name), coveredColumns(), lines)
	})
	if err == nil && len(v.unread) > 0 {
		var lines []job.Params
		for _, u := range v.unread {
			lines = append(lines, job.Params{"Cell": u.Cell, "Complaint": u.Complaint})
		}
		err = b.page(upperFirst(setUnread), columnsOf([]string{"Cell", "Complaint"}), lines)
	}
	if err != nil {
		return err
	}
	return b.write(w)
}

// page writes a whole sheet.
func (b *book) page(name string, columns []column, lines []job.Params) error {
	s, err := b.sheet(name, columns)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if err := s.line(line); err != nil {
			return err
		}
	}
	return s.end()
}
