package sheet

import (
	"errors"
	"io"
	"strings"
)

func (b *Book) openWorkbook() error {
	p, err := openParts(b.name, b.data)
	if err != nil {
		return err
	}
	if what := p.refused(); what != "" {
		return refusals[what].named(b.name)
	}
	if err := p.verify(); err != nil {
		return err
	}
	if err := p.findWorkbook(); err != nil {
		return err
	}
	macros, err := p.macros()
	if err != nil {
		return err
	}
	b.format = Format{Kind: XLSX}
	if macros {
		b.format.Kind = XLSM
	}
	w := &workbook{parts: p}
	if b.tables, err = w.tables(); err != nil {
		return err
	}
	b.workbook = w
	return nil
}

// workbook reads the sheets of a workbook. What they share is read once, when
// the first of them is.
type workbook struct {
	parts   *Parts
	date904 bool
	shared  *sharedTexts
	formats *formats
}

// tables lists the worksheets in order; chart sheets have no cells.
func (w *workbook) tables() ([]*Table, error) {
	p := w.parts
	var wb struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []listed `xml:"sheets>sheet"`
	}
	if err := p.parse(p.book, &wb); err != nil {
		return nil, err
	}
	w.date904 = wb.Properties.Date1904 == "1" || wb.Properties.Date1904 == "true"
	rels, err := p.Relations(p.book)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Relation, len(rels))
	for _, r := range rels {
		byID[r.ID] = r
	}
	var tables []*Table
	taken := make(map[string]bool)
	for _, s := range wb.Sheets {
		r, ok := byID[s.relation()]
		if !ok {
			return nil, damaged(p.name, p.book, errors.New("it lists a sheet without saying where it is"))
		}
		if !strings.HasSuffix(r.Type, relWorksheet) {
			continue
		}
		if !p.Has(r.Target) {
			return nil, damaged(p.name, r.Target, errMissing)
		}
		if taken[r.Target] {
			return nil, damaged(p.name, r.Target, errors.New("two sheets share the part"))
		}
		taken[r.Target] = true
		tables = append(tables, w.table(s, r.Target))
	}
	if len(tables) == 0 {
		return nil, damaged(p.name, p.book, errors.New("it lists no sheet"))
	}
	return tables, nil
}

func (w *workbook) table(s listed, part string) *Table {
	t := &Table{Name: s.Name, Hidden: s.State != "" && s.State != "visible", part: part}
	t.rows = func(yield func(Record, error) bool) {
		stopped := false
		err := w.read(t, func(rec Record) bool {
			stopped = !yield(rec, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(Record{}, err)
		}
	}
	t.look = func() (*layout, error) {
		if t.layout == nil {
			if err := w.read(t, nil); err != nil {
				return nil, err
			}
		}
		return t.layout, nil
	}
	t.wide = func() (int, error) {
		l, err := t.look()
		if err != nil {
			return 0, err
		}
		return l.width, nil
	}
	return t
}

// read goes through a sheet. A reading to the end leaves the layout.
func (w *workbook) read(t *Table, yield func(Record) bool) error {
	if err := w.open(); err != nil {
		return err
	}
	in, err := w.parts.Open(t.part)
	if err != nil {
		return err
	}
	defer in.Close()
	r := &reader{scanner: scanner{in: in}, shared: w.shared, formats: w.formats, yield: yield}
	whole, err := r.read()
	if err != nil {
		return damaged(w.parts.name, t.Name, err)
	}
	if whole {
		t.layout = &r.layout
	}
	return nil
}

// open reads what the sheets share.
func (w *workbook) open() error {
	if w.formats != nil {
		return nil
	}
	p := w.parts
	strings, err := p.related(relStrings)
	if err != nil {
		return err
	}
	styles, err := p.related(relStyles)
	if err != nil {
		return err
	}
	w.shared = &sharedTexts{}
	if strings != "" {
		err = p.with(strings, func(in io.Reader, size uint64) (err error) {
			w.shared, err = readShared(in, size)
			return err
		})
		if err != nil {
			return err
		}
	}
	if styles == "" {
		w.formats, err = readFormats(nil, 0, w.date904)
		return err
	}
	return p.with(styles, func(in io.Reader, size uint64) (err error) {
		w.formats, err = readFormats(in, size, w.date904)
		return err
	})
}
