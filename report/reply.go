package report

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// reply is a column for what an operation answers beside the result: whether a
// name is free, how a transfer stands, the id of what was made.
type reply struct {
	header   string
	op, name string // the operation, and what it is of its answer
	secret   bool   // nobody but its owner may see it
}

// secretNote is what a reader has to know of a column of secrets.
const secretNote = "secret: whoever has it can transfer the domain away"

// replies lists the columns for the operations that rows ask for, in the order
// of the catalogue.
func (d *Data) replies(rows map[int]*job.Row) []reply {
	asked := make(map[string]bool)
	for _, row := range rows {
		for _, id := range row.Changes {
			asked[d.Plan.GroupOf(id).Action] = true
		}
	}
	var list []reply
	for _, op := range api.Operations() {
		if !asked[op.Name] {
			continue
		}
		for _, name := range op.AnswerColumns() {
			list = append(list, reply{header: op.AnswerColumn(name), op: op.Name, name: name, secret: name == op.Answer.Secret})
		}
	}
	return list
}

// readReplies reads what was answered, by change; later answers stand for earlier ones.
func (d *Data) readReplies() (map[job.ChangeID]job.Params, error) {
	answering := func(g job.Group) bool {
		op, ok := api.Lookup(g.Action)
		return ok && len(op.AnswerColumns()) > 0
	}
	if d.Answers == nil || !slices.ContainsFunc(d.Plan.Groups, answering) {
		return nil, nil
	}
	all := make(map[job.ChangeID]job.Params)
	for answer, err := range d.Answers {
		if err != nil {
			return nil, fmt.Errorf("read answers: %w", err)
		}
		fields := all[answer.Change]
		if fields == nil {
			fields = make(job.Params, len(answer.Fields))
			all[answer.Change] = fields
		}
		for name, value := range answer.Fields {
			fields[name] = value
		}
	}
	return all, nil
}

// reply is what stands in such a column for a row: one line for each of its
// changes that answers it, with its subject where there are several.
func (a *answers) reply(row *job.Row, r *reply) string {
	var subjects, values []string
	for _, id := range row.Changes {
		if a.data.Plan.GroupOf(id).Action == r.op {
			subjects, values = append(subjects, a.data.Plan.Change(id).Subject), append(values, a.replied(id, r))
		}
	}
	if len(values) < 2 {
		return strings.Join(values, "")
	}
	var lines []string
	for i, value := range values {
		if value != "" {
			lines = append(lines, subjects[i]+": "+value)
		}
	}
	return strings.Join(lines, "\n")
}

// replied is what one change was answered.
func (a *answers) replied(id job.ChangeID, r *reply) string {
	if r.secret {
		return a.data.Secrets[id][r.name]
	}
	value := a.answered[id][r.name]
	if value == "" && r.op == api.SaveRegistrantProfile {
		return a.data.Ledger.Standing(id).Made
	}
	return value
}

// all makes what stands beside a row: the eight answers and the replies.
func (a *answers) all(p *place, row *job.Row) ([]string, job.Result, error) {
	texts, result, err := a.of(row)
	for i := range p.replies {
		texts = append(texts, a.reply(row, &p.replies[i]))
	}
	return texts, result, err
}

// secrets counts the secrets that the report shows.
func (d *Data) secrets() int {
	n := 0
	for _, fields := range d.Secrets {
		n += len(fields)
	}
	return n
}

// notesOn are the marks of a sheet and what is said of its columns of secrets,
// in reading order.
func (b *workbook) notesOn(name string, p *place) []mark {
	marks := b.marks[name]
	if p == nil || p.table.Header == 0 {
		return marks
	}
	for i, r := range p.replies {
		if r.secret {
			at := mark{name, p.table.Header, p.columns[len(p.headers)-len(p.replies)+i], secretNote}
			where, _ := slices.BinarySearchFunc(marks, at, byPlace)
			marks = slices.Insert(slices.Clone(marks), where, at)
		}
	}
	return marks
}
