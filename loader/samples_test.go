package loader_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "write the samples anew")

const samples = "../samples"

// The samples are written by this file with -update; without it they must hold
// the same cells.
func TestSamplesAreCurrent(t *testing.T) {
	books := map[string]func(*testing.T) []byte{
		"acquisition.xlsx":   acquisition,
		"troubles.xlsx":      troubles,
		"migration.xlsx":     migration,
		"contacts.csv":       func(t *testing.T) []byte { return text(t, "", contactRows) },
		"profiles.csv":       func(t *testing.T) []byte { return text(t, "", profileRows) },
		"dns.csv":            func(t *testing.T) []byte { return text(t, "", dnsRows) },
		"locks.csv":          func(t *testing.T) []byte { return text(t, "", lockRows) },
		"verify-email.csv":   func(t *testing.T) []byte { return text(t, "", emailRows) },
		"transfer-codes.csv": func(t *testing.T) []byte { return text(t, "", transferRows) },
		"check.csv":          func(t *testing.T) []byte { return text(t, "", checkRows) },
		"portfolio-zh.csv":   func(t *testing.T) []byte { return text(t, "\ufeff", portfolioRows()) },
	}
	for name, write := range books {
		t.Run(name, func(t *testing.T) {
			path, data := filepath.Join(samples, name), write(t)
			if *update {
				if err := os.WriteFile(path, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			stored, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(grid(t, name, data), grid(t, name, stored)); diff != "" {
				t.Errorf("%s is not what this file writes; run with -update:\n%s", name, diff)
			}
		})
	}
}

func grid(t *testing.T, name string, data []byte) map[string][][]string {
	t.Helper()
	if filepath.Ext(name) == ".csv" {
		return map[string][][]string{"": {{string(data)}}}
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cells := make(map[string][][]string)
	for _, s := range f.GetSheetList() {
		if cells[s], err = f.GetRows(s); err != nil {
			t.Fatal(err)
		}
	}
	return cells
}

func text(t *testing.T, bom string, rows [][]string) []byte {
	t.Helper()
	b := bytes.NewBufferString(bom)
	w := csv.NewWriter(b)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// company is contact data in the order of the sheets below. Brands and people
// are invented; mail goes to example.com, numbers are of the kind kept for fiction.
type company struct {
	kind, org, zhOrg, name, zhName, country, province, zhProvince, city, zhCity string
	address, zhAddress, postal, email, area, phone, ext                         string
}

var (
	harbour = company{
		"2", "Lanhai Harbour Technology (Hangzhou) Co., Ltd.", "蓝海港湾科技（杭州）有限公司", "Li Na", "李娜",
		"CN", "Zhejiang", "浙江", "Hangzhou", "杭州",
		"Floor 8, Building 3, 1 Lanhai Road, Yuhang District", "余杭区蓝海路1号3幢8层", "311100", "domains@lanhai.example.com", "86", "057155550101", "801",
	}
	quay = company{
		"2", "Northquay Holdings Ltd", "", "Eleanor Marsh", "",
		"GB", "Greater London", "", "London", "",
		"12 Northquay Wharf, Canary Row", "", "E14 0ZZ", "legal@northquay.example.com", "44", "2079460118", "",
	}
	desk = company{
		"2", "Lanhai Harbour Technology (Hangzhou) Co., Ltd.", "蓝海港湾科技（杭州）有限公司", "Domain Desk", "域名管理部",
		"CN", "Zhejiang", "浙江", "Hangzhou", "杭州",
		"Floor 8, Building 3, 1 Lanhai Road, Yuhang District", "余杭区蓝海路1号3幢8层", "311100", "domain-desk@lanhai.example.com", "86", "057155550102", "",
	}
	noc = company{
		"2", "Northquay Holdings Ltd", "", "Network Operations", "",
		"US", "WA", "", "Seattle", "",
		"400 Pier Street, Suite 210", "", "98101", "noc@northquay.example.com", "1", "2065550143", "7",
	}
)

// names are the domains of the acquisition, .cn and its like first.
var names = []string{
	"lanhai-harbour.cn", "lanhai-harbour.com.cn", "lanhaigangwan.cn", "lanhaigangwan.com.cn", "lanhai-freight.cn",
	"lanhai-cold-chain.cn", "lanhai-pilot.net.cn", "lanhai-jobs.cn", "蓝海港湾.cn", "蓝海港湾.中国",
	"蓝海港湾.公司", "蓝海港湾.网络", "蓝海冷链.中国", "gangwan-pay.cn", "gangwan-id.cn",
	"gangwan-mail.cn", "gangwan-shop.com.cn", "gangwan-tv.cn", "gangwan-api.cn", "gangwan-cdn.cn",
	"northquay-holdings.com", "northquay-holdings.net", "northquay-holdings.org", "northquay-wharf.com", "northquay-wharf.net",
	"northquay-lofts.com", "northquay-ferries.com", "northquay-ferries.net", "northquay-tickets.com", "northquay-careers.com",
	"northquay-press.com", "northquay-labs.com", "northquay-labs.net", "northquay-cloud.com", "northquay-cloud.net",
	"northquay-status.com", "northquay-id.com", "northquay-pay.com", "northquay-app.com", "northquay-cdn.net",
	"蓝海港湾.com", "蓝海港湾.net", "hafenlicht-köln.com", "hafenlicht-koeln.com", "port-lumière.com",
	"port-lumiere.com", "lanhai-global.com", "lanhai-global.net", "lanhai-freight.com", "lanhai-cold-chain.com",
	"quayside-tea.com", "quayside-tea.net", "quayside-books.com", "quayside-books.net", "quayside-radio.com",
	"quayside-radio.net", "tidewise-charts.com", "tidewise-charts.net", "tidewise-buoys.com", "tidewise-buoys.net",
}

const ofChina = 20 // of names

func (c company) cells(domain, target, lock string) []string {
	return []string{
		domain, target, c.kind, c.org, c.zhOrg, c.name, c.zhName, c.country, c.province, c.zhProvince, c.city, c.zhCity,
		c.address, c.zhAddress, c.postal, c.email, c.area, c.phone, c.ext, lock,
	}
}

// acquisition is a workbook as a legal department makes it: a title, a number
// in front, a note behind, a formula at the side.
func acquisition(t *testing.T) []byte {
	header := []string{
		"No.", "Domain Name", "Contact Type", "Owner Type", "Owner", "域名持有者名称（中文）", "Contact Name", "联系人姓名", "Country", "Province", "省份", "City", "城市",
		"Address", "通讯地址", "Postal Code", "E-mail", "Tel Area", "Phone", "Ext.",
	}
	var owners, contacts [][]string
	for i, name := range names {
		owner, contact, target := quay, noc, "tech"
		if i < ofChina {
			owner, contact, target = harbour, desk, "admin,tech"
		}
		number, note := strconv.Itoa(i+1), ""
		if i%9 == 4 {
			note = "checked by legal"
		}
		owners = append(owners, append(append([]string{number}, owner.cells(name, "registrant", "false")...), note))
		if i%3 != 2 {
			number = strconv.Itoa(len(contacts) + 1)
			cells := contact.cells(name, target, "")
			contacts = append(contacts, append(append([]string{number}, cells[:len(cells)-1]...), note))
		}
	}
	f := excelize.NewFile()
	b := &workbook{t: t, f: f}
	b.do(f.SetSheetName("Sheet1", "Registrant"))
	_, err := f.NewSheet("Contacts")
	b.do(err)
	b.sheet("Registrant", "Project Harbour – new owner of the domains bought on 2026-03-31", append(header, "60-day Lock", "Notes", "Length"), owners)
	b.sheet("Contacts", "Project Harbour – administrative and technical contacts", append(header[:len(header):len(header)], "Notes", "Length"), contacts)
	return b.bytes()
}

type workbook struct {
	t *testing.T
	f *excelize.File
}

func (b *workbook) do(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *workbook) style(s *excelize.Style) int {
	id, err := b.f.NewStyle(s)
	b.do(err)
	return id
}

func (b *workbook) bytes() []byte {
	b.do(b.f.SetDocProps(&excelize.DocProperties{Creator: "Legal", Title: "Project Harbour", Created: "2026-04-01T09:00:00Z", Modified: "2026-04-01T09:00:00Z"}))
	var out bytes.Buffer
	b.do(b.f.Write(&out))
	b.do(b.f.Close())
	return out.Bytes()
}

const headerLine = 3

// sheet writes a titled table; its last column is the length of the domain name.
func (b *workbook) sheet(name, title string, header []string, rows [][]string) {
	b.t.Helper()
	b.do(b.f.SetCellStr(name, "A1", title))
	b.line(name, headerLine, header)
	for i, row := range rows {
		b.line(name, headerLine+1+i, row)
		number := strconv.Itoa(headerLine + 1 + i)
		cell, err := excelize.CoordinatesToCellName(len(header), headerLine+1+i)
		b.do(err)
		b.do(b.f.SetCellInt(name, cell, int64(len([]rune(row[1])))))
		b.do(b.f.SetCellFormula(name, cell, "LEN(B"+number+")"))
	}
	b.dress(name, len(header), headerLine+len(rows))
}

func (b *workbook) line(name string, line int, cells []string) {
	for i, c := range cells {
		if c == "" {
			continue
		}
		cell, err := excelize.CoordinatesToCellName(i+1, line)
		b.do(err)
		b.do(b.f.SetCellStr(name, cell, c))
	}
}

func (b *workbook) dress(name string, width, last int) {
	title := b.style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14, Color: "1F3864"}})
	head := b.style(&excelize.Style{
		Font:      &excelize.Font{Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"2F5597"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	right, err := excelize.ColumnNumberToName(width)
	b.do(err)
	b.do(b.f.SetCellStyle(name, "A1", "A1", title))
	b.do(b.f.SetCellStyle(name, "A3", right+"3", head))
	b.do(b.f.SetRowHeight(name, headerLine, 30))
	b.do(b.f.SetColWidth(name, "A", right, 14))
	b.do(b.f.SetColWidth(name, "A", "A", 5))
	b.do(b.f.SetColWidth(name, "B", "B", 26))
	b.do(b.f.SetColWidth(name, "E", "F", 34))
	b.do(b.f.SetColWidth(name, "N", "O", 38))
	b.do(b.f.SetColWidth(name, "Q", "Q", 28))
	b.do(b.f.SetPanes(name, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: headerLine, TopLeftCell: "C4", ActivePane: "bottomRight"}))
	b.do(b.f.AutoFilter(name, "A3:"+right+strconv.Itoa(last), nil))
	b.do(b.f.SetSheetDimension(name, "A1:"+right+strconv.Itoa(last)))
	b.wide(name)
}

func (b *workbook) plain(name string, header []string, rows [][]string) {
	b.line(name, 1, header)
	for i, row := range rows {
		b.line(name, 2+i, row)
	}
	right, err := excelize.ColumnNumberToName(len(header))
	b.do(err)
	bold := b.style(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.do(b.f.SetCellStyle(name, "A1", right+"1", bold))
	b.do(b.f.SetColWidth(name, "A", right, 16))
	b.do(b.f.SetColWidth(name, "A", "A", 34))
	b.do(b.f.SetColWidth(name, right, right, 44))
	b.do(b.f.SetSheetDimension(name, "A1:"+right+strconv.Itoa(1+len(rows))))
	b.wide(name)
}

// wide prints a sheet on one page across.
func (b *workbook) wide(name string) {
	orientation, across, down, fit := "landscape", 1, 0, true
	b.do(b.f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &orientation, FitToWidth: &across, FitToHeight: &down}))
	b.do(b.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
}
