package loader

import (
	"regexp"
	"strings"
	"unicode"
)

// footerText matches the lines that exports and people put below a table.
var footerText = regexp.MustCompile(`(?i)^(?:` +
	`(?:sub|grand |grand-)?totals?\b|sum\b|count\b|\d+ (?:domains?|rows?|records?)\b|` +
	`(?:exported|generated|printed|export date|export time)\b|(?:prepared|compiled|checked|approved) by\b|as of\b|page \d|source:|notes?:|` +
	`合计|总计|小计|共计|总数|汇总|共\s*\d+|` +
	`导出(?:时间|日期|人)|生成(?:时间|日期)|打印(?:时间|日期)|统计(?:时间|日期)|更新(?:时间|日期)|制表|数据来源|备注[:：]|注[:：]` +
	`)`)

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
