package report

import (
	"regexp"
	"strings"
)

// starters begin a formula when a spreadsheet program opens a CSV, the
// full-width ones in East Asian settings; it passes over tabs and line breaks
// before them.
const starters = "=+-@\t\r\n＝＋－＠"

// inner is a formula behind what another program may take for the delimiter or
// for a quote, so that a cell of its own starts there.
var inner = regexp.MustCompile(`[,;|"\t\r\n]([=@＝＠]|[-+－＋][^0-9])`)

// harmless puts an apostrophe before whatever a spreadsheet program would take
// for a formula when it opens a CSV. Numbers have none, so that a phone keeps
// its plus sign: what consists of digits and the signs of a phone number cannot
// name a cell, call a function or reach anything outside.
func harmless(text string) string {
	if number(text) {
		return text
	}
	text = inner.ReplaceAllStringFunc(text, func(found string) string { return found[:1] + "'" + found[1:] })
	return notFormula(text)
}

// notFormula puts an apostrophe before a text that begins as a formula does.
func notFormula(text string) string {
	for _, first := range text {
		if strings.ContainsRune(starters, first) {
			return "'" + text
		}
		break
	}
	return text
}

// number tells a phone number or another number.
func number(cell string) bool {
	return strings.ContainsAny(cell, "0123456789") && strings.Trim(cell, "+-0123456789 .()") == ""
}
