package api

import (
	"cmp"
	"slices"
	"strings"
)

// AnswerColumns are the columns in which a report shows what the operation
// answers for a row beside its result: the members of its answer, without the
// subject itself, and the secret of its task. None where rows cannot ask for it,
// or where the answer lists its subjects: that is the result of each.
func (op *Operation) AnswerColumns() []string {
	if !op.Rows() || op.Joined {
		return nil
	}
	var names []string
	for _, name := range op.Answer.Fields {
		if name != op.Subject {
			names = append(names, name)
		}
	}
	if op.Answer.Secret != "" {
		names = append(names, op.Answer.Secret)
	}
	return names
}

// AnswerColumn is the header of a member of the operation's answer in a report:
// its name alone, or after the word of the operation where a column of an input
// may have that name. A report can be given as input, and an address that was
// answered is not one to be changed. A secret has its name alone: as a column of
// an input it is what a transfer in asks for.
func (op *Operation) AnswerColumn(name string) string {
	if name == op.Answer.Secret || !taken(op, name) {
		return name
	}
	return cmp.Or(op.Short, op.Name) + " " + name
}

// common are words that inputs and reports have for other things.
var common = []string{"Code", "Message", "Result", "ResultCode", "ResultMsg", "ExpirationDate"}

// taken tells whether a name has a meaning of its own beside the answers of op.
func taken(op *Operation, name string) bool {
	if slices.Contains(common, name) {
		return true
	}
	for _, other := range Operations() {
		if !other.Rows() {
			continue
		}
		if other.Takes(name) || other.Name != op.Name && slices.Contains(other.AnswerColumns(), name) {
			return true
		}
	}
	return false
}

// ReportColumns lists the headers that answers have in reports, of all
// operations. Where an input has them they were answered once and ask for
// nothing. Secrets are not among them.
func ReportColumns() []string {
	var all []string
	for _, op := range Operations() {
		for _, name := range op.AnswerColumns() {
			if name != op.Answer.Secret {
				all = append(all, op.AnswerColumn(name))
			}
		}
	}
	slices.SortFunc(all, strings.Compare)
	return slices.Compact(all)
}
