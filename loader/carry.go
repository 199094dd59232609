package loader

import (
	"slices"
	"strings"

	"domainbatch/internal/sheet"
)

// mostCarried is how many characters of a cell are carried along: a reference fits
// into it, and a file that was pasted into a cell does not.
const mostCarried = 200

// carrier takes the cells of columns that are not used along with their rows: a
// reference to a consent is nothing to the registrar and all to who reads the
// report. Rows with equal cells share one map: never write to it.
type carrier struct {
	columns []int
	letters []string
	texts   map[string]string            // one text for equal cells
	rows    map[string]map[string]string // by the cells
	key     []byte
}

// carrierOf finds the columns that are carried: what is not used, but for
// identity documents, codes, the answers of an earlier report, and what
// --visible-only leaves out.
func (l *load) carrierOf(cols []binding, hidden []int) *carrier {
	c := &carrier{}
	for i := range cols {
		if cols[i].param == "" && l.carries(&cols[i]) && !(l.opts.VisibleOnly && slices.Contains(hidden, i)) {
			c.columns = append(c.columns, i)
			c.letters = append(c.letters, sheet.Letters(i))
		}
	}
	if len(c.columns) > 0 {
		c.texts, c.rows = make(map[string]string), make(map[string]map[string]string)
	}
	return c
}

// carries tells whether what stands under a header may be carried, however the
// column came to be unused.
func (l *load) carries(b *binding) bool {
	normal := l.words.normal(b.header)
	switch {
	case b.reason == papers, l.words.isIdentity(normal), l.words.isIdentity(l.words.normal(b.over)):
		return false
	case l.words.results[normal], slices.ContainsFunc(l.words.operandsNamed(normal), l.words.secret):
		return false
	}
	return !slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(normal, word) })
}

// secretWords are in headers of what nobody but its owner may see.
var secretWords = []string{"password", "passwd", "passphrase", "secret", "token", "密码", "口令"}

// of gives the cells of a row that are carried; nil where all are blank.
func (c *carrier) of(cells []string) map[string]string {
	if len(c.columns) == 0 {
		return nil
	}
	c.key = c.key[:0]
	blank := true
	for _, i := range c.columns {
		if i < len(cells) {
			text := clean(cells[i])
			blank = blank && text == ""
			c.key = append(c.key, text...)
		}
		c.key = append(c.key, 0)
	}
	if blank {
		return nil
	}
	if known, ok := c.rows[string(c.key)]; ok {
		return known
	}
	row := make(map[string]string)
	for at, i := range c.columns {
		if i < len(cells) {
			if text := clean(cells[i]); text != "" {
				row[c.letters[at]] = c.text(text)
			}
		}
	}
	c.rows[string(c.key)] = row
	return row
}

// text is a copy of a cell, the same one for equal cells, no longer than is carried.
func (c *carrier) text(cell string) string {
	if known, ok := c.texts[cell]; ok {
		return known
	}
	whole, n := strings.Clone(cell), 0
	c.texts[whole] = whole
	for at := range whole {
		if n++; n > mostCarried {
			c.texts[whole] = whole[:at] + "…"
			break
		}
	}
	return c.texts[whole]
}
