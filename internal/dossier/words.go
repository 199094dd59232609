package dossier

import "fmt"

// words are what the dossier and those who show it say, by key: English, then
// Chinese. Verbs of a format stand in the same order in both.
type words map[string][2]string

// Say gives the words of a key in the language, with what belongs into them. A
// key that there is not is given back itself.
func (l Lang) Say(key string, args ...any) string {
	for _, w := range vocabulary() {
		texts, known := w[key]
		if !known {
			continue
		}
		text := texts[0]
		if l == ZH {
			text = texts[1]
		}
		if len(args) == 0 {
			return text
		}
		return fmt.Sprintf(text, args...)
	}
	return key
}

// vocabulary are all the words there are, by where they are said.
func vocabulary() []words {
	return []words{titleWords, changeWords, runWords, methodWords, sheetWords, summaryWords, pageWords, verifyWords, revertWords}
}

// titleWords are the names of the parts of the dossier.
var titleWords = words{
	"title":     {"Record of domain contact changes", "域名联系人变更记录"},
	"summary":   {"Summary", "摘要"},
	"coverage":  {"Coverage", "覆盖情况"},
	"changes":   {"Changes", "变更"},
	"rows":      {"Rows", "输入行"},
	"contacts":  {"Contacts", "联系人"},
	"failures":  {"Failures", "未完成"},
	"open":      {"Open items", "待办事项"},
	"registrar": {"Registrar's log", "注册商日志"},
	"method":    {"Method & integrity", "方法与完整性"},
}
