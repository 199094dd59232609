package planner

import (
	"fmt"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// torn are the domains that rows ask something for in several accounts, each with
// the first row of each account. A domain is in one account.
func (d *draft) torn() map[int32][]voice {
	if !d.several() {
		return nil
	}
	sides := make(map[int32][]voice)
	for i := range d.plan.Rows {
		row := &d.plan.Rows[i]
		for _, c := range d.claimsOf(row) {
			at := d.slots[c.slot].object
			if d.objects[at].isDomain() && !speaks(sides[at], row.Account) {
				sides[at] = append(sides[at], voice{row, c.ask})
			}
		}
	}
	for at, of := range sides {
		if len(of) < 2 {
			delete(sides, at)
		}
	}
	return sides
}

// several tells whether rows name more than one account.
func (d *draft) several() bool {
	for i := range d.plan.Rows {
		if d.plan.Rows[i].Account != d.plan.Rows[0].Account {
			return true
		}
	}
	return false
}

func speaks(sides []voice, account string) bool {
	for _, v := range sides {
		if v.row.Account == account {
			return true
		}
	}
	return false
}

// inAccounts says of a row in which other accounts rows ask for its domain too.
func (d *draft) inAccounts(row *job.Row, c claim, sides []voice) job.Issue {
	var others []string
	for _, v := range sides {
		if v.row.Account != row.Account && len(others) < mostNamed {
			others = append(others, fmt.Sprintf("%s (account %s)", v.row.Cell(v.ask, paramAccount), v.row.Account))
		}
	}
	name := api.WireName(d.objects[d.slots[c.slot].object].name)
	return complaint(row, c.ask, paramAccount,
		fmt.Sprintf("%s is asked for in account %s here, and elsewhere in %s", name, row.Account, strings.Join(others, ", ")),
		"a domain is in one account: name that one in all its rows")
}
