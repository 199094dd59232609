package report

import (
	"fmt"
	"strings"
)

// say gives words in the language of the reversal, with what belongs into them.
func (r *Reversal) say(english string, args ...any) string {
	text := english
	if chinese, known := undoChinese[english]; r.Chinese && known {
		text = chinese
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// note gives the note of a cell in the language of the reversal. The registrar's code
// stays as it is.
func (r *Reversal) note(english string) string {
	if code, unshown := strings.CutPrefix(english, noteUnshown); unshown {
		return r.say(noteUnshown) + code
	}
	return r.say(english)
}

// undoChinese are the words of a reversal in Chinese. Names of parameters stay.
var undoChinese = map[string]string{
	"Undo of %s": "%s 的回退",
	"Warning":    "警告",
	"undoing is another change of contacts at the registrar, with a task of its own for each request":                                                          "回退是在注册商处的又一次联系人变更，每个请求各有任务",
	"undoing is another change of registrant: it has a confirmation and a verification of its own, and may bring a lock against transfers to other registrars": "回退是又一次持有者变更：须另行确认和验证，并可能带来转出锁定",

	"What it is": "说明",
	"%d contacts as the registrar showed them before the run changed them (QueryContactInfo), one line for each domain and contact: an input for another run.": "变更前注册商显示的 %d 个联系人（QueryContactInfo），每个域名与联系人一行：可作为另一次运行的输入。",
	"To carry it out": "执行命令",
	"Left out on purpose, so that it has to be chosen anew with --set: true asks for a lock against transfers to other registrars where the registry's rules have one, false declines it.": "特意留空，须用 --set 重新选择：true 要求转出锁定（如注册局规则有此锁定），false 表示不要求。",
	"QueryContactInfo does not return it: it is as the account's list of domains had it before, and empty where it had none.":                                                              "QueryContactInfo 不返回此项：取自账号域名列表中此前的值；列表中没有时为空。",
	"Marked cells": "有标记的单元格",
	"Empty cells with a fill: the value is not known, or was empty and cannot be emptied, and the note says which. Nothing was put in its place.": "有底色的空单元格：值未知，或原为空而无法清空，批注中注明。未作任何填补。",
	"Made from run":            "来源运行",
	"Input of that run":        "该运行的输入",
	"Plan digest":              "计划摘要",
	"Endpoint":                 "接入地址",
	"Made":                     "生成时间",
	"Incomplete lines":         "不完整的行",
	"Lines never read":         "从未读取的行",
	"Lines with filled fields": "含已填字段的行",
	"Without RegistrantType":   "缺少 RegistrantType 的行",
	"Simulated":                "模拟",
	"The run was one against the simulated API: nothing of it is real.": "该运行针对模拟 API：均非真实。",
	"What is missing":       "缺少的内容",
	"What it does not undo": "不回退的内容",
	"Locks, DNS servers and hosts, orders, profiles and verification mails: only contacts are put back.": "锁定、DNS 服务器与主机、订单、信息模板及验证邮件：仅恢复联系人。",

	"1 line is incomplete: the marked cells hold what the registrar did not return":                                                                            "1 行不完整：有标记的单元格为注册商未返回的值",
	"%d lines are incomplete: the marked cells hold what the registrar did not return":                                                                         "%d 行不完整：有标记的单元格为注册商未返回的值",
	"of 1 line nothing was read before the change: what was there is not known":                                                                                "1 行在变更前未读取：原值未知",
	"of %d lines nothing was read before the change: what was there is not known":                                                                              "%d 行在变更前未读取：原值未知",
	"1 line has fields that were empty before, or not returned, and cannot be emptied by this: the marked cells are to be cleared by hand at the registrar":    "1 行含原为空或未返回、且无法由此清空的字段：有标记的单元格须在注册商处手工清空",
	"%d lines have fields that were empty before, or not returned, and cannot be emptied by this: the marked cells are to be cleared by hand at the registrar": "%d 行含原为空或未返回、且无法由此清空的字段：有标记的单元格须在注册商处手工清空",
	"1 line has no RegistrantType: fill in the cell, or give it with --set":                                                                                    "1 行缺少 RegistrantType：填写单元格，或用 --set 给出",
	"%d lines have no RegistrantType: fill in the cells, or give it with --set":                                                                                "%d 行缺少 RegistrantType：填写单元格，或用 --set 给出",
	"1 change of a contact is pending or unknown, and not undone: bring the run to its end first":                                                              "1 项联系人变更待定或未知，未予回退：请先完成该运行",
	"%d changes of contacts are pending or unknown, and not undone: bring the run to its end first":                                                            "%d 项联系人变更待定或未知，未予回退：请先完成该运行",
	"1 other change was done and is not undone: a lock, DNS servers, an order":                                                                                 "1 项其他变更已完成，不予回退：锁定、DNS 服务器或订单",
	"%d other changes were done and are not undone: locks, DNS servers, orders":                                                                                "%d 项其他变更已完成，不予回退：锁定、DNS 服务器、订单",

	wasEmpty:    "原为空，运行已填写：API 无法清空，请在注册商处手工清空",
	wasUnseen:   "注册商未返回，运行已填写：请填写原值；若原为空，请在注册商处手工清空",
	noteUnshown: "注册商未显示该联系人：",
	"the registrar returned an empty value, and a change needs one":             "注册商返回空值，而变更需要一个值",
	"not read before the change":                                                "变更前未读取",
	"not returned by the registrar":                                             "注册商未返回",
	"what was read was taken out of the run file":                               "所读内容已从运行文件中移除",
	"not returned by the registrar: 1 for an individual, 2 for an organization": "注册商未返回：个人填 1，组织填 2",
}
