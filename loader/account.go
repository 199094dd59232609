package loader

import (
	"slices"
	"strings"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// paramAccount is the column that names the account of a row. It is no parameter of
// any operation: it says whose credentials sign the request.
const paramAccount = "Account"

// accountColumn takes the column Account out of the bindings of a table. It belongs
// to the row as a whole, so that every ask can name its cell.
func (t *table) accountColumn(cols []binding) {
	t.account = -1
	for i := range cols {
		if cols[i].param != paramAccount {
			continue
		}
		t.account, t.params[i] = i, paramAccount
		for _, f := range slices.Concat(t.forms, t.whole.list()) {
			f.letters[paramAccount] = cols[i].letters
		}
	}
}

// accountOf is the account that a line names; empty: none.
func (t *table) accountOf(rec sheet.Record) string {
	if t.account < 0 {
		return ""
	}
	name := t.load.value(rec.Cells, t.account)
	if known, ok := t.load.accounts[name]; ok {
		return known
	}
	name = strings.Clone(name)
	t.load.accounts[name] = name
	return name
}

// AccountCell names the cell in which a row names its account, and tells whether
// its sheet has a column for that.
func AccountCell(tables []job.Table, row *job.Row) (cell string, ok bool) {
	for i := range tables {
		if tables[i].Sheet != row.Sheet {
			continue
		}
		for _, c := range tables[i].Columns {
			if c.Param == paramAccount {
				return job.CellName(row.Sheet, c.Letters, row.Line), true
			}
		}
	}
	return row.Cell(nil, ""), false
}
