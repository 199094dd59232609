package dossier

import (
	"cmp"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// sheetPlace is where things stand in a sheet of the input.
type sheetPlace struct {
	letters   map[string]string // parameter → column
	carried   []job.Column      // columns that are not used, in order
	registrar []string          // letters of columns that name the registrar a domain is to go to
}

func placesOf(tables []job.Table) map[string]sheetPlace {
	places := make(map[string]sheetPlace, len(tables))
	for i := range tables {
		place := sheetPlace{letters: make(map[string]string)}
		for _, c := range tables[i].Columns {
			if c.Param != "" {
				place.letters[c.Param] = c.Letters
				continue
			}
			place.carried = append(place.carried, c)
			if slices.Contains(targetRegistrars, header(c.Header)) {
				place.registrar = append(place.registrar, c.Letters)
			}
		}
		places[tables[i].Sheet] = place
	}
	return places
}

// sourcesOf are the rows that something came from.
func (m *maker) sourcesOf(rows []job.RowID) []Source {
	if len(rows) == 0 {
		return nil
	}
	out := make([]Source, len(rows))
	for i, id := range rows {
		out[i] = Source{Row: id, Cell: m.cell(m.plan.Row(id))}
	}
	return out
}

// cell names the cell that says what a row is about.
func (m *maker) cell(row *job.Row) string {
	about := "DomainName"
	if len(row.Changes) > 0 {
		if group := m.plan.GroupOf(row.Changes[0]); group.Class == "" {
			about = ""
			if op, known := api.Lookup(group.Action); known {
				about = op.Subject
			}
		}
	}
	return job.CellName(row.Sheet, cmp.Or(m.sources[row.Sheet].letters[about], "A"), row.Line)
}

// carried are the cells of a row that the program did not use, in the order of
// their columns.
func (m *maker) carried(row *job.Row) []Carried {
	var out []Carried
	for _, c := range m.sources[row.Sheet].carried {
		if value := row.Carried[c.Letters]; value != "" {
			out = append(out, Carried{Header: c.Name(), Value: value})
		}
	}
	return out
}
