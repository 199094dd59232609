package dossier

import (
	"strings"
	"unicode"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// warn lists what a reader has to look at in a change, the organization first.
func (m *maker) warn(out *Change, group *job.Group, before, now job.Params, diff *Diff) []string {
	var all []string
	add := func(apply bool, key string, args ...any) {
		if apply {
			all = append(all, m.say(key, args...))
		}
	}
	registrant := out.Target == api.TargetRegistrant
	if registrant {
		add(Blanked(before, now), "warn.blank")
		add(Personal(now), "warn.person")
	}
	add(out.Typo, "warn.typo")
	add(len(diff.Formal) > 0, "warn.form", m.list(m.fieldTitles(diff.Formal)))
	add(m.info.Options["partial"] == "true" && partial(now), "warn.partial")
	add(registrant && out.Lock.Choice == "asked" && toMove(m.plan, m.sources, out.ID), "warn.move")
	add(registrant && out.Kind == Registrant && out.Registry != nil && out.Registry.CNNIC, "warn.realname")
	return all
}

// Blanked tells whether the organization of a contact becomes blank, or may: it is
// filled in before, and what is sent has none.
func Blanked(before, now job.Params) bool {
	for _, name := range []string{fieldOrg, fieldZhOrg} {
		if now != nil && strings.TrimSpace(before[name]) != "" && strings.TrimSpace(now[name]) == "" {
			return name == fieldOrg || now[fieldOrg] == ""
		}
	}
	return false
}

// partial tells whether a contact lacks fields that the documents require.
func partial(now job.Params) bool {
	for _, f := range api.ContactFields {
		if now != nil && f.Required && len(f.Enum) == 0 && now[f.Name] == "" {
			return true
		}
	}
	return false
}

// toMove tells whether a row of a change names a registrar that the domain is to go to.
func toMove(p *job.Plan, places map[string]sheetPlace, id job.ChangeID) bool {
	for _, row := range p.Change(id).Rows {
		r := p.Row(row)
		for _, letters := range places[r.Sheet].registrar {
			if strings.TrimSpace(r.Carried[letters]) != "" {
				return true
			}
		}
	}
	return false
}

// targetRegistrars are headers of columns that name the registrar that a domain is to
// go to, as header makes them.
var targetRegistrars = []string{
	"targetregistrar", "gainingregistrar", "newregistrar", "destinationregistrar", "transferto", "transfertoregistrar",
	"目标注册商", "转入注册商", "新注册商", "接收注册商", "转出至",
}

// header is the text of a header without case, blanks and punctuation.
func header(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// Personal tells whether the organization of a contact seems to be the name of a
// person: it is that of the contact itself, or that of an organization reads like
// one. It is a question to a reader, no judgement.
func Personal(contact job.Params) bool {
	pairs := [][2]string{{fieldOrg, fieldName}, {fieldZhOrg, fieldZhName}}
	for _, pair := range pairs {
		org, name := contact[pair[0]], contact[pair[1]]
		switch {
		case strings.TrimSpace(org) == "":
		case org == name && masked(org):
			return true
		case masked(org):
		case (plain(org) == plain(name) || sameWords(org, name)) && !company(org):
			return true
		case contact[fieldType] == legalEntity && personName(org):
			return true
		}
	}
	return false
}

// sameWords tells whether two texts have the same words, in whatever order.
func sameWords(a, b string) bool {
	words := make(map[string]int)
	for _, w := range wordsOf(a) {
		words[w]++
	}
	for _, w := range wordsOf(b) {
		words[w]--
	}
	for _, n := range words {
		if n != 0 {
			return false
		}
	}
	return len(words) > 0
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(folded(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
}

// personName tells whether a text reads like the name of a person: two to four words
// with a given name among them or a Chinese surname first, and no word of a company;
// or two to four Chinese characters that begin with a surname.
func personName(text string) bool {
	if company(text) {
		return false
	}
	if ideographic(text) {
		runes := []rune(strings.TrimSpace(text))
		return len(runes) >= 2 && len(runes) <= 3 && strings.ContainsRune(surnames, runes[0])
	}
	parts := wordsOf(text)
	if len(parts) < 2 || len(parts) > 4 {
		return false
	}
	for _, w := range parts {
		if has(givenNames, w) {
			return true
		}
	}
	return len(parts) == 2 && (has(pinyinSurnames, parts[0]) || has(pinyinSurnames, parts[1]))
}

// company tells whether a text has a word that companies and other bodies have in
// their names.
func company(text string) bool {
	for _, w := range wordsOf(text) {
		if has(companyWords, w) {
			return true
		}
	}
	for mark := range strings.FieldsSeq(companyMarks) {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return strings.ContainsAny(text, "&+0123456789")
}

// has looks for a word in a list with blanks around each.
func has(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// Words that tell persons from bodies. They are hints; none of these lists is whole.
const (
	companyWords = " inc incorporated ltd limited llc llp lp plc corp corporation co company companies gmbh ag kg ohg ug se sa sas sarl sl srl spa " +
		"bv nv ab as asa oy oyj aps kft zrt sro doo ood eood pte pty sdn bhd kk gk jsc ooo zao pjsc holding holdings group trust foundation fund " +
		"association society institute university college school academy hospital clinic church ministry department agency authority council " +
		"bank insurance capital partners ventures investments properties realty estate international global worldwide enterprises enterprise " +
		"industries industrial manufacturing technologies technology tech systems solutions software services service digital media studio studios " +
		"labs lab laboratory laboratories network networks trading traders trade import export logistics shipping energy power motors foods " +
		"pharma medical health design consulting consultants associates brothers sons stores store shop market markets press publishing books " +
		"records club team office city town state federation union league party republic kingdom brands labs games entertainment security "
	companyMarks = "公司 集团 企业 中心 大学 学院 学校 医院 协会 学会 研究 委员会 基金 银行 厂 店 局 部 社 所 行 院 会 馆 網 网 科技 株式会社 有限 事务所 工作室 合作社 政府"
	surnames     = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇魏呂盧鍾譚陸賈鄒熊"

	pinyinSurnames = " wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang han feng deng cao peng " +
		"zeng xiao tian dong yuan pan jiang cai du ye cheng su wei lv lu ding ren shen yao cui zhong tan fan liao jia xia fu bai zou meng xiong qin qiu yin xue " +
		"yan duan lei hou tao gu mao hao gong shao qian dai mo kong wong chan cheung lau lam ng leung kwok "
	givenNames = " james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua " +
		"kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel " +
		"gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam henry nathan douglas zachary peter kyle walter ethan jeremy harold keith " +
		"mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret sandra ashley kimberly emily donna michelle carol amanda " +
		"melissa deborah stephanie rebecca sharon laura cynthia dorothy amy kathleen angela shirley anna brenda pamela emma nicole helen samantha katherine christine " +
		"hans klaus jürgen juergen wolfgang uwe stefan andreas thorsten matthias anja heike sabine ursula pierre jean marie michel philippe françois francois luc " +
		"giovanni giuseppe marco luca maria francesca carlos juan luis miguel antonio manuel ana carmen ivan sergei dmitri dmitry vladimir olga natalia elena " +
		"mohammed muhammad ahmed ali omar fatima rahul amit priya sanjay raj anil hiroshi takashi yuki kenji akira jane alice bob ellen julia simon martin "
)
