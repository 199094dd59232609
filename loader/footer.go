package loader

import (
	"regexp"
	"strings"
	"unicode"
)

// footerText matches the lines that exports and people put below a table.
var footerText = regexp.MustCompile(`(?i)^(?:` +
	`(?:sub|grand |grand-)?totals?\b|sum\b|count\b|\d+ (?:domains?|rows?|records?)\b|page \d|end of (?:list|report|file|data|sheet)\b|` +
	`合计|总计|小计|共计|总数|汇总|共\s*\d+|以下空白|[-=*_—]{3,}|` + labelText +
	`)`)

// labelText is what stands before when, by whom or whence a table was made.
const labelText = `(?:exported|generated|printed|export date|export time)\b|(?:prepared|compiled|checked|approved) by\b|as of\b|source:|notes?:|` +
	`导出(?:时间|日期|人)|生成(?:时间|日期)|打印(?:时间|日期)|统计(?:时间|日期)|更新(?:时间|日期)|制表|数据来源|备注[:：]|注[:：]`

var label = regexp.MustCompile(`(?i)^(?:` + labelText + `)`)

func isFooter(cell string) bool { return footerText.MatchString(cell) }

// figures tells whether no cell but one has words in it: a line of totals has
// numbers beside its label, a row of contact data has words.
func figures(cells []string, but int) bool {
	for i, cell := range cells {
		if i != but && strings.ContainsFunc(cell, unicode.IsLetter) {
			return false
		}
	}
	return true
}

// labelled tells whether a line is such a label and the one text that belongs to it.
func labelled(cells []string, at int) bool {
	filled := 0
	for _, cell := range cells {
		if clean(cell) != "" {
			filled++
		}
	}
	return filled == 2 && label.MatchString(clean(cells[at]))
}
