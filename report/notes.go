package report

import "domainbatch/internal/sheet"

type cellNote struct {
	line, column int
	text         string
}

type sheetNotes struct{}

func (n *sheetNotes) link(p *sheetPart)              {}
func (n *sheetNotes) cells(line int) []sheet.NewCell { return nil }

func (a *annotation) notesIn(t *sheet.Table) (*sheetNotes, error) { return nil, nil }
