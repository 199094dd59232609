package report

import (
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// paramOperation is what the column is used as that names a row's operations.
const paramOperation = "Operation"

// leaveDone takes the operations that are done out of the cell of a row that names
// several: an order that was placed must not be placed again with the rest.
func (r *rest) leaveDone(cells []string, row *job.Row) {
	at := slices.IndexFunc(r.table.Columns, func(c job.Column) bool { return c.Param == paramOperation })
	if at < 0 || at >= len(cells) || cells[at] == "" {
		return
	}
	data := r.answers.data
	var words []string
	done := make(map[string]bool)
	for _, id := range row.Changes {
		if data.Plan.Change(id).Added {
			continue
		}
		word := operationWord(data.Plan.GroupOf(id))
		if !slices.Contains(words, word) {
			words, done[word] = append(words, word), true
		}
		done[word] = done[word] && isDone(data.Ledger.Standing(id).Outcome())
	}
	left := slices.DeleteFunc(slices.Clone(words), func(word string) bool { return done[word] })
	if len(left) > 0 && len(left) < len(words) {
		cells[at] = strings.Join(left, "; ")
	}
}

// operationWord is what a cell calls the operation of a group.
func operationWord(g *job.Group) string {
	op, known := api.Lookup(g.Action)
	switch {
	case g.Target != "":
		return "contacts"
	case g.Name == job.UpdateLockOff:
		return "unlock"
	case g.Name == job.UpdateLockOn:
		return "lock"
	case known && op.Name == api.SaveBatchTaskForTransferProhibitionLock && g.Shared["Status"] == "false":
		return "transfer unlock"
	case known && op.Name == api.SaveBatchTaskForTransferProhibitionLock:
		return "transfer lock on"
	case known && op.Short != "":
		return op.Short
	}
	return g.Action
}
