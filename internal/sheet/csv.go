package sheet

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

func (b *Book) openText(encoding string) error {
	t := &text{name: b.name, format: Format{Kind: CSV}}
	if err := t.decode(b.data, encoding); err != nil {
		return err
	}
	if len(bytes.Trim(t.body, " \t\r\n\uFEFF")) == 0 {
		e := refusals[kindEmpty].named(b.name)
		e.Line = 1
		return e
	}
	if err := t.settleDialect(); err != nil {
		return err
	}
	b.text, b.format = t, t.format
	b.tables = []*Table{{rows: t.records, wide: t.width}}
	return nil
}

func (t *text) parser() *parser {
	return newParser(t.body, t.start, t.format.Delimiter)
}

// read reads the next line that is not empty.
func (t *text) read(p *parser) (bool, error) {
	ok, err := p.next()
	if err != nil {
		return false, t.explain(err)
	}
	if ok && p.swallowed(t.columns) {
		return false, t.explain(&quoteError{p.spans[0].start, swallows})
	}
	return ok, nil
}

func (t *text) records(yield func(Record, error) bool) {
	p := t.parser()
	for {
		ok, err := t.read(p)
		if err != nil {
			yield(Record{}, err)
			return
		}
		if !ok {
			return
		}
		if rec := p.record(); len(rec.Cells) > 0 && !yield(rec, nil) {
			return
		}
	}
}

func (p *parser) record() Record { return Record{Line: p.line, Cells: trim(p.cells)} }

func (t *text) width() (int, error) {
	p := t.parser()
	width := 0
	for {
		ok, err := t.read(p)
		if !ok || err != nil {
			return width, err
		}
		width = max(width, len(p.cells))
	}
}

const swallows = `quotes (") make one cell of several lines from here on, each of which looks like a whole one`

// explain says where a quote is out of place and what to do about it.
func (t *text) explain(err error) error {
	quote, ok := errors.AsType[*quoteError](err)
	if !ok {
		return err
	}
	e := &FormatError{Name: t.name, What: quote.what, Hint: "close or double the quote there, or save the file again from a spreadsheet program"}
	e.Line, e.Column = t.place(quote.at)
	switch quote.what {
	case cutCell:
		e.Hint = "take away the space, or save the file again from a spreadsheet program"
	case swallows:
		e.Hint = "look for a quote that opens or closes a cell by mistake, and take it away or double it"
	}
	return e
}

// place finds the line and column of a place in the body as an editor counts.
func (t *text) place(at int) (line, column int) {
	before := t.body[:at]
	line = 1 + lineEnds(before)
	start := bytes.LastIndexAny(before, "\r\n") + 1
	return line, 1 + utf8.RuneCount(bytes.TrimPrefix(before[start:], []byte(bom)))
}

// lineEnds counts \n, \r\n and \r.
func lineEnds(body []byte) int {
	return bytes.Count(body, []byte("\n")) + bytes.Count(body, []byte("\r")) - bytes.Count(body, []byte("\r\n"))
}
