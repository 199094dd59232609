package handoff

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/dossier"
	"domainbatch/internal/job"
)

// day0 is when the run of the fixture begins.
var day0 = time.Date(2026, 3, 4, 2, 0, 0, 0, time.FixedZone("", 8*60*60))

const (
	planDigest = "7d6f9b1e4c2a85037d6f9b1e4c2a85037d6f9b1e4c2a85037d6f9b1e4c2a8503"
	headDigest = "c0ffee12d3c4b5a69788c0ffee12d3c4b5a69788c0ffee12d3c4b5a697880001"
	inputSum   = "1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c5b6a7988"

	byNew     = "SaveBatchTaskForUpdatingContactInfoByNewContact"
	byProfile = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"

	longCity = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
)

// said chooses by language.
type said dossier.Lang

func (s said) of(en, zh string) string {
	if dossier.Lang(s) == dossier.ZH {
		return zh
	}
	return en
}

// richDossier is a run of 11 changes by 12 rows with everything in it that a
// hand-off shows: long and Chinese values, texts that look like formulas or
// markup, every result, and things that are not known.
func richDossier(lang dossier.Lang) *dossier.Dossier {
	s := said(lang)
	d := &dossier.Dossier{Schema: dossier.Schema, Lang: lang}
	d.Package = dossier.Package{Matter: "M-2026/0417 <Acquisition of Old Co.> & Töchter", PreparedBy: "Dana Lindqvist", Made: day0.Add(26 * time.Hour), Tool: "1.4.0"}
	d.Run = dossier.Run{
		Input: "acquisition 收购.xlsx", SHA256: inputSum, Digest: planDigest, Endpoint: "https://domain.aliyuncs.com", Version: "2018-01-29", Site: "cn", Tool: "1.4.0",
		Options: map[string]string{"--batch-size": "50", "--target": "registrant,admin"}, Accounts: []string{"default", "holding"},
		Planned: day0.Add(-9 * time.Hour), Begun: day0, Ended: day0.Add(95 * time.Minute),
		Calls: []dossier.Tally{{Name: byNew, Count: 4}, {Name: "QueryContactInfo", Count: 11}, {Name: "VerifyContactField", Count: 2}},
	}
	d.Chain = dossier.Chain{Entries: 173, Head: headDigest}
	d.People = people(s)
	d.Changes = changes(s)
	d.Rows = rows(s)
	d.Counts = counts(s)
	d.Notices = []dossier.Notice{
		{Tone: dossier.Bad, Text: s.of("1 change is in doubt: it was sent and no answer came. Do not send it again before the registrar has been asked.", "1 项变更状态不明：请求已发送但未收到答复。在向注册商查询之前，请勿再次提交。")},
		{Tone: dossier.Waiting, Text: s.of("1 change was accepted and is not completed; 2 mailboxes have to click a link.", "1 项变更已受理但未完成；2 个邮箱需要点击链接确认。")},
		{Tone: dossier.Neutral, Text: s.of("This is a record of what was sent and answered. It does not decide what the law makes of it.", "本文件记录发送与答复的内容，不对其法律效力作出判断。")},
	}
	d.Charts = charts(s)
	d.Coverage = coverage(s)
	d.Contacts = contacts(s)
	d.Failures = failures(s)
	d.Open = openItems(s)
	d.Registrar = registrar(s)
	d.Method = method(s)
	return d
}

func people(s said) []dossier.Act {
	return []dossier.Act{
		{What: "prepared", Text: s.of("Prepared by", "编制人"), Name: "Dana Lindqvist", At: day0.Add(26 * time.Hour)},
		{What: "planned", Text: s.of("Planned by", "计划人"), Name: "o.brandt", Host: "ops-7", At: day0.Add(-9 * time.Hour)},
		{What: "approved", Text: s.of("Approved by", "批准人"), Name: "王小明", Authority: "Board resolution 2026-03-01, item 4 / 董事会决议", Note: "seen & approved", Digest: planDigest, At: day0.Add(-3 * time.Hour)},
		{What: "executed", Text: s.of("Executed by", "执行人"), Name: "o.brandt", Host: "ops-7", Digest: planDigest, At: day0},
	}
}

func counts(s said) dossier.Counts {
	return dossier.Counts{
		Rows: 12, Domains: 8, Contacts: 2, Changes: 11,
		ByResult: map[job.Result]int{job.Succeeded: 4, job.Unchanged: 1, job.Failed: 2, job.Invalid: 1, job.Skipped: 1, job.Pending: 1, job.Unknown: 1, job.Unsent: 1},
		ByChange: map[job.Result]int{job.Succeeded: 5, job.Unchanged: 1, job.Failed: 2, job.Pending: 1, job.Unknown: 1, job.Unsent: 1},
		ByKind:   map[dossier.Kind]int{dossier.NoContact: 2, dossier.NoDifference: 1, dossier.ContactUpdate: 2, dossier.Registrant: 5, dossier.KindUnknown: 1},
		ReadBack: map[dossier.ReadBack]int{dossier.ReadNew: 1, dossier.ReadOther: 1, dossier.ReadNot: 2},
		Locks:    1,
		Statement: s.of("12 rows in, 12 rows out: 4 changed, 1 unchanged, 2 failed, 1 refused, 1 left out, 1 pending, 1 in doubt, 1 not sent.",
			"输入 12 行，输出 12 行：已变更 4、无需变更 1、失败 2、被拒绝 1、略过 1、处理中 1、不明 1、未发送 1。"),
	}
}

func charts(s said) []dossier.Chart {
	bar := func(en, zh string, n int, tone dossier.Tone) dossier.Bar {
		return dossier.Bar{Label: s.of(en, zh), Count: n, Tone: tone}
	}
	return []dossier.Chart{
		{ID: "results", Title: s.of("Rows by result", "按结果统计的行数"), Bars: []dossier.Bar{
			bar("completed by the registrar", "注册商已完成", 4, dossier.Good), bar("unchanged", "无需变更", 1, dossier.Good), bar("pending", "处理中", 1, dossier.Waiting),
			bar("in doubt", "不明", 1, dossier.Bad), bar("failed", "失败", 2, dossier.Bad), bar("refused", "被拒绝", 1, dossier.Bad), bar("not sent", "未发送", 1, dossier.Neutral), bar("left out", "略过", 1, dossier.Neutral)}},
		{ID: "kinds", Title: s.of("Changes by kind", "按类型统计的变更"), Bars: []dossier.Bar{
			bar("change of registrant", "域名持有者变更", 5, dossier.Neutral), bar("contact update", "联系人信息更新", 2, dossier.Neutral), bar("no difference", "无差异", 1, dossier.Neutral),
			bar("not known", "未知", 1, dossier.Neutral), bar("no contact", "不涉及联系人", 2, dossier.Neutral)}},
		{ID: "coverage", Title: s.of("The schedule and the account", "清单与账户对照"), Bars: []dossier.Bar{
			bar("in the schedule and changed", "清单内且已变更", 4, dossier.Good), bar("in the schedule, not changed", "清单内未变更", 4, dossier.Bad),
			bar("in the schedule, not in the account", "清单内但不在账户内", 1, dossier.Bad), bar("in the account, not in the schedule", "在账户内但不在清单内", 2, dossier.Waiting)}},
	}
}

// manyDossier is a run of n domains, two changes each, for tests of size.
func manyDossier(lang dossier.Lang, n int) *dossier.Dossier {
	d := richDossier(lang)
	model := d.Changes[:2]
	d.Changes, d.Rows, d.Coverage.Lines = nil, nil, nil
	for i := range n {
		domain := fmt.Sprintf("domain-%05d.com", i+1)
		source := []dossier.Source{{Row: job.RowID(i + 1), Cell: fmt.Sprintf("Contacts!A%d", i+2)}}
		row := dossier.Row{ID: source[0].Row, Cell: source[0].Cell, Subjects: []string{domain}, Result: job.Succeeded, Text: model[0].ResultText, Tone: dossier.Good,
			Carried: []dossier.Carried{{Header: "Consent", Value: fmt.Sprintf("C-%d", i)}}}
		for _, c := range model {
			c.ID = job.ChangeID(len(d.Changes) + 1)
			c.Subject, c.Unicode, c.Sources = domain, domain, source
			c.TaskDetailNo, c.RequestID = fmt.Sprintf("D-%d", c.ID), fmt.Sprintf("0A1B2C3D-0000-4000-8000-%012d", i/50)
			row.Changes = append(row.Changes, c.ID)
			d.Changes = append(d.Changes, c)
		}
		d.Rows = append(d.Rows, row)
		d.Coverage.Lines = append(d.Coverage.Lines, dossier.CoverageLine{State: dossier.Changed, Domain: domain, Unicode: domain, Account: "default", Sources: source})
	}
	d.Counts.Rows, d.Counts.Domains, d.Counts.Changes = n, n, 2*n
	d.Counts.ByResult = map[job.Result]int{job.Succeeded: n}
	d.Counts.ByChange = map[job.Result]int{job.Succeeded: 2 * n}
	return d
}

// TestFixture holds the numbers of the fixture to its lines, since tests of
// what is made of it rest on them.
func TestFixture(t *testing.T) {
	for _, lang := range []dossier.Lang{dossier.EN, dossier.ZH} {
		d := richDossier(lang)
		byRow, byChange := make(map[job.Result]int), make(map[job.Result]int)
		for _, r := range d.Rows {
			byRow[r.Result]++
		}
		for _, c := range d.Changes {
			byChange[c.Result]++
		}
		if fmt.Sprint(byRow) != fmt.Sprint(d.Counts.ByResult) || fmt.Sprint(byChange) != fmt.Sprint(d.Counts.ByChange) {
			t.Errorf("%s: rows %v, changes %v; counted %v, %v", lang, byRow, byChange, d.Counts.ByResult, d.Counts.ByChange)
		}
		if len(d.Rows) != d.Counts.Rows || len(d.Changes) != d.Counts.Changes {
			t.Errorf("%s: %d rows, %d changes; counted %d, %d", lang, len(d.Rows), len(d.Changes), d.Counts.Rows, d.Counts.Changes)
		}
		for i, r := range d.Rows {
			if int(r.ID) != i+1 || !strings.Contains(r.Cell, "!A") {
				t.Errorf("row %d is %d at %s", i+1, r.ID, r.Cell)
			}
		}
	}
}
