package loader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

var contactRows = [][]string{
	{"Domain", "ContactType", "RegistrantType", "Organization", "Contact Name", "Country", "State", "City", "Address", "Postal Code", "Email", "TelArea", "Telephone", "TelExt", "TransferOutProhibited"},
	latin(quay, "tidewise.com", "registrant", "false"),
	latin(quay, "tidewise.net", "registrant", "false"),
	latin(quay, "tidewise.org", "registrant", "true"),
	latin(noc, "tidewise.com", "admin, tech", ""),
	latin(noc, "tidewise.net", "admin, tech", ""),
	latin(noc, "tidewise.org", "admin, tech", ""),
	latin(desk, "tidewise.cn", "admin", ""),
	latin(desk, "tidewise.com.cn", "admin", ""),
	latin(desk, "tidewise-charts.cn, tidewise-buoys.cn", "billing", ""),
	latin(quay, "TideWise-Maps.com.", "billing", ""),
}

var profileRows = [][]string{
	{"Domain Name", "Contact Type", "Template ID", "60-day Lock"},
	{"lanhai-harbour.cn", "registrant", "3500101", "false"},
	{"lanhai-harbour.com.cn", "registrant", "3500101", "false"},
	{"蓝海港湾.中国", "registrant", "3500101", "false"},
	{"northquay-holdings.com", "registrant", "3500102", "true"},
	{"northquay-holdings.net", "registrant", "3500102", "true"},
	{"northquay-holdings.com", "admin", "3500103", ""},
	{"northquay-holdings.net", "billing", "3500103", ""},
	{"northquay-labs.com", "admin,billing,tech", "3500103", ""},
}

// The name servers of names that move, for --op dns.
var dnsRows = [][]string{
	{"Domain", "Name Server 1", "Name Server 2", "Name Server 3", "Remark"},
	{"tidewise.com", "ns1.northquay-dns.example.com", "ns2.northquay-dns.example.com", "", ""},
	{"tidewise.net", "ns1.northquay-dns.example.com", "ns2.northquay-dns.example.com", "", ""},
	{"tidewise-charts.com", "ns1.northquay-dns.example.com", "ns2.northquay-dns.example.com", "ns3.northquay-dns.example.com", "three of them"},
	{"tidewise.cn", "ns1.lanhai-dns.example.com", "ns2.lanhai-dns.example.com", "", ""},
	{"蓝海港湾.中国", "ns1.lanhai-dns.example.com", "ns2.lanhai-dns.example.com", "", ""},
}

// One row says what becomes of which lock.
var lockRows = [][]string{
	{"Domain", "Operation", "Remark"},
	{"tidewise.com", "lock", "the update lock"},
	{"tidewise.net", "lock", ""},
	{"locked-tidewise.org", "unlock", "handed over next week"},
	{"tidewise.com", "transfer lock on", ""},
	{"tidewise.net", "transfer lock on", ""},
	{"locked-tidewise.org", "transfer unlock", ""},
}

// Addresses of owners that are to be verified before contacts change, for --op verify-email.
var emailRows = [][]string{
	{"Email", "Company"},
	{"legal@northquay.example.com", "Northquay Holdings Ltd"},
	{"domains@lanhai.example.com", "Lanhai Harbour Technology (Hangzhou) Co., Ltd."},
	{"domain-desk@lanhai.example.com", "Lanhai Harbour Technology (Hangzhou) Co., Ltd."},
}

// Names that leave the account, for --op transfer-code.
var transferRows = [][]string{
	{"Domain", "Goes To"},
	{"tidewise-buoys.com", "Buoy & Beacon BV"},
	{"tidewise-buoys.net", "Buoy & Beacon BV"},
	{"tidewise-radio.com", "Quayside Radio GmbH"},
}

// Names that one would like to have, for --op check.
var checkRows = [][]string{
	{"Domain", "Wanted By"},
	{"northquay-lanhai.com", "marketing"},
	{"northquay-lanhai.net", "marketing"},
	{"northquay-lanhai.cn", "marketing"},
	{"蓝海北港.中国", "Hangzhou office"},
}

func latin(c company, domain, target, lock string) []string {
	return []string{domain, target, c.kind, c.org, c.name, c.country, c.province, c.city, c.address, c.postal, c.email, c.area, c.phone, c.ext, lock}
}

func portfolioRows() [][]string {
	rows := [][]string{{
		"域名", "联系人类型", "域名持有者类型", "域名持有者单位名称（英文）", "域名持有者单位名称（中文）", "域名联系人（英文）", "域名联系人（中文）",
		"国家代码", "省份（英文）", "省份（中文）", "城市（英文）", "城市（中文）", "通讯地址（英文）", "通讯地址（中文）",
		"邮政编码", "电子邮箱", "国际区号", "联系电话", "分机号", "60天禁止转出", "到期日期", "备注",
	}}
	for i, name := range names[:12] {
		lock, target, contact := "否", "registrant", harbour
		if i >= 8 {
			lock, target, contact = "", "admin、tech", desk
		}
		row := contact.cells(name, target, lock)
		row[2] = "企业"
		rows = append(rows, append(row, "2027-06-30", ""))
	}
	rows[3][21] = "主站"
	return append(rows, []string{"合计：12个域名"})
}

// troubles holds every kind of cell that can be known to be wrong, rows that
// repeat and contradict each other, and names whose fate in the simulated API
// is in their first word.
func troubles(t *testing.T) []byte {
	header := append(contactRows[0][:len(contactRows[0]):len(contactRows[0])], "RegistrantProfileId", "Remark")
	var rows [][]string
	row := func(remark, domain, target string, changes ...string) {
		cells := append(latin(noc, domain, target, ""), "", remark)
		for _, c := range changes {
			name, value, _ := strings.Cut(c, "=")
			for i, h := range header {
				if h == name {
					cells[i] = value
				}
			}
		}
		rows = append(rows, cells)
	}
	for _, name := range []string{"tidewise-one.com", "tidewise-two.com", "tidewise-three.net", "tidewise-four.net", "tidewise-five.org"} {
		row("good", name, "admin")
	}
	row("good: registrant with its lock", "tidewise-six.com", "registrant", "TransferOutProhibited=false")
	row("good: a template", "tidewise-seven.com", "tech", append(blank(header), "RegistrantProfileId=3500104")...)
	row("good: repeats the first row", "tidewise-one.com", "admin")
	row("good: unknown to the registrar", "missing-buoy.com", "admin")
	row("good: refused by the registrar", "refuse-buoy.com", "admin")
	row("good: busy at first", "busy-buoy.com", "admin")
	row("contradicts the row below", "tidewise-eight.com", "admin", "City=Tacoma")
	row("contradicts the row above", "tidewise-eight.com", "admin", "City=Olympia")
	row("no domain", "", "admin")
	row("words for a domain", "to be confirmed", "admin")
	row("a web address of a host", "https://charts.tidewise-nine.com/about", "admin")
	row("a host of a host", "www.charts.tidewise-nine.com", "admin")
	row("a mail address", "info@tidewise-nine.com", "admin")
	row("no top-level domain", "tidewise", "admin")
	row("a character that no name has", "tide_wise.com", "admin")
	row("a hyphen in front", "-tidewise.com", "admin")
	row("a label of 64 characters", strings.Repeat("t", 64)+".com", "admin")
	row("spelt in two ways by two standards", "tidestraße.com", "admin")
	row("one good name, one bad", "tidewise-ten.com; tidewise ten.com", "admin")
	row("an unknown contact", "tidewise-11.com", "legal")
	row("no contact", "tidewise-12.com", "")
	row("an unknown kind of registrant", "tidewise-13.com", "admin", "RegistrantType=3")
	for _, f := range []string{"RegistrantType", "Organization", "Contact Name", "Country", "State", "City", "Address", "Postal Code", "Email", "Telephone"} {
		row("without "+f, "tidewise-without-"+strings.ReplaceAll(strings.ToLower(f), " ", "-")+".com", "admin", f+"=")
	}
	row("a name of two countries", "tidewise-14.com", "admin", "Country=Korea")
	row("no mail address", "tidewise-15.com", "admin", "Email=noc.northquay.example.com")
	row("a calling code with letters", "tidewise-16.com", "admin", "TelArea=US1")
	row("damaged by a spreadsheet", "tidewise-17.com", "admin", "Telephone=2.06555E+09")
	row("an extension in words", "tidewise-18.com", "admin", "TelExt=front desk")
	row("two country codes", "tidewise-24.com", "admin", "Telephone=+44 20 7946 0118")
	row("the lock not chosen", "tidewise-19.com", "registrant")
	row("the lock not yes or no", "tidewise-20.com", "registrant", "TransferOutProhibited=maybe")
	row("a template and fields", "tidewise-21.com", "admin", "RegistrantProfileId=3500104")
	row("a template that is no number", "tidewise-22.com", "admin", append(blank(header), "RegistrantProfileId=TPL-7")...)
	row("neither template nor fields", "tidewise-23.com", "admin", blank(header)...)
	rows = append(rows, []string{fmt.Sprintf("Total: %d rows", len(rows))})
	b := &workbook{t: t, f: excelize.NewFile()}
	b.do(b.f.SetSheetName("Sheet1", "Domains"))
	b.plain("Domains", header, rows)
	return b.bytes()
}

// blank empties the contact fields of a row.
func blank(header []string) []string {
	var changes []string
	for _, h := range header[2:14] {
		changes = append(changes, h+"=")
	}
	return changes
}
