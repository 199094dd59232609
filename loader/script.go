package loader

import (
	"fmt"
	"slices"
	"unicode"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// bilingual are the contact fields that the API has twice: for Latin letters,
// and with Zh in front for Chinese characters.
var bilingual = []string{"RegistrantOrganization", "RegistrantName", "Province", "City", "Address"}

func zh(param string) string { return "Zh" + param }

// scripts moves texts to the field of their script. Where that one has a text
// of its own already, nothing is moved: which of the two is meant is a complaint,
// unless they only stand in each other's place.
func (l *load) scripts(raw map[string]string) []fault {
	var faults []fault
	for _, plain := range bilingual {
		if !l.opts.Site.Lacks[zh(plain)] {
			faults = append(faults, route(raw, plain, zh(plain))...)
		}
	}
	return faults
}

func route(raw map[string]string, plain, zh string) []fault {
	latinText, zhText := raw[plain], raw[zh]
	wrongPlain, wrongZh := isChinese(latinText), isLatin(zhText)
	switch {
	case !wrongPlain && !wrongZh:
		return nil
	case wrongPlain && zhText != "" && !wrongZh:
		return []fault{{
			param: plain, value: latinText, message: fmt.Sprintf("Chinese text stands as %s, and %s has a text of its own", plain, zh),
			hint: "write it in Latin letters, or clear one of the two cells",
		}}
	case wrongZh && latinText != "" && !wrongPlain:
		return []fault{{
			param: zh, value: zhText, message: fmt.Sprintf("Latin text stands as %s, and %s has a text of its own", zh, plain),
			hint: "write it in Chinese, or clear one of the two cells",
		}}
	}
	raw[plain], raw[zh] = zhText, latinText
	var faults []fault
	if wrongPlain {
		faults = append(faults, moved(plain, zh, latinText, "Chinese"))
	}
	if wrongZh {
		faults = append(faults, moved(zh, plain, zhText, "Latin"))
	}
	return faults
}

func moved(from, to, value, script string) fault {
	return fault{param: from, value: value, note: true, message: fmt.Sprintf("%s text of %s is sent as %s; nothing is translated", script, from, to)}
}

// oneScript says of a sheet whose contacts have no Chinese text that their
// Chinese fields stay empty, where somebody would miss them: there are columns
// for them, or names of the Chinese registry.
func (l *load) oneScript(t *table) {
	var first *job.Row
	for i := range l.in.Rows {
		row := &l.in.Rows[i]
		if row.Sheet != t.source.Name {
			continue
		}
		for _, ask := range row.Asks {
			switch {
			case anyZh(ask.Fields):
				return
			case first == nil && len(given(ask.Fields)) > 0 && (anyZh(ask.Cells) || slices.ContainsFunc(row.Names, isCNNIC)):
				first = row
			}
		}
	}
	if first != nil && !l.opts.Site.Lacks[zh(bilingual[0])] {
		l.warn(job.Issue{
			Cell: first.Cell(nil, paramDomain), Message: "no contact of " + place(t.source) + " has Chinese text: the fields for it are not sent",
		})
	}
}

func anyZh(values map[string]string) bool {
	return slices.ContainsFunc(bilingual, func(p string) bool { return values[zh(p)] != "" })
}

func isCNNIC(name string) bool { return api.ClassOf(name) == job.ClassCNNIC }

// untranslated is the complaint about a field whose text went to the Chinese one.
func untranslated(param, value string) fault {
	return fault{
		param: param, value: value, message: fmt.Sprintf("the text is Chinese and is sent as %s; %s is missing", zh(param), param),
		hint: fmt.Sprintf("give it in Latin letters in a column of its own, such as %q, or to all rows with --set %s=…", param, param),
	}
}

// isChinese tells whether a text is Chinese: it has Chinese characters, and none
// that only Japanese and Korean have. Latin letters may stand in it.
func isChinese(s string) bool {
	chinese := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			chinese = true
		case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			return false
		}
	}
	return chinese
}

// isLatin tells whether all letters of a text are Latin, and there are some.
func isLatin(s string) bool {
	latin := false
	for _, r := range s {
		if unicode.IsLetter(r) {
			if !unicode.Is(unicode.Latin, r) {
				return false
			}
			latin = true
		}
	}
	return latin
}
