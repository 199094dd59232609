package loader_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/api"
	"domainbatch/loader"
)

// A migration as an operations team plans it after an acquisition: the new
// owner and three contacts of each domain in one line, its new name servers, and
// what has to be renewed before its date.
func migration(t *testing.T) []byte {
	b := &workbook{t: t, f: excelize.NewFile()}
	b.do(b.f.SetSheetName("Sheet1", "Domains"))
	for _, name := range []string{"DNS", "Renewals"} {
		_, err := b.f.NewSheet(name)
		b.do(err)
	}
	names := movedNames()
	b.moved(names)
	var servers, renewals [][]string
	for i, name := range names {
		servers = append(servers, append([]string{strconv.Itoa(i + 1), name}, nameServers(i)...))
		if i%5 == 1 {
			renewals = append(renewals, []string{strconv.Itoa(len(renewals) + 1), name, "renew", strconv.Itoa(1 + i%10/5), ""})
		}
	}
	b.titled("DNS", "Project Harbour – name servers after the migration", []string{"No.", "Domain Name", "Name Server 1", "Name Server 2", "Remarks"}, servers)
	b.titled("Renewals", "Project Harbour – renewals before the migration; dates are taken from the account",
		[]string{"No.", "Domain Name", "Operation", "Years", "Current Expiry Date", "Remarks"}, renewals)
	return b.bytes()
}

// movedNames are 200 domains; every third has its update lock on in the simulated API.
func movedNames() []string {
	brands := []string{"harbour", "wharf", "ferries", "lofts", "tickets", "press", "labs", "cloud", "pay", "charts"}
	endings := []string{"com", "net", "org", "cn", "com.cn"}
	houses := []string{"northquay", "tidewise", "quayside", "lanhai"}
	var names []string
	for _, house := range houses {
		for _, brand := range brands {
			for _, ending := range endings {
				name := house + "-" + brand + "." + ending
				if len(names)%3 == 0 {
					name = "locked-" + name
				}
				names = append(names, name)
			}
		}
	}
	return names
}

func nameServers(i int) []string {
	remark := ""
	if i%25 == 7 {
		remark = "mail moves a week later"
	}
	zone := "northquay"
	if i >= 150 {
		zone = "lanhai"
	}
	return []string{"ns1." + zone + "-dns.example.com", "ns2." + zone + "-dns.example.com", remark}
}

// movedFields are the columns under each contact.
var movedFields = []string{"Registrant Type", "Organization", "Contact Name", "Country", "Province", "City", "Address", "Postal Code", "E-mail", "Tel Area", "Phone"}

func (c company) moved() []string {
	return []string{c.kind, c.org, c.name, c.country, c.province, c.city, c.address, c.postal, c.email, c.area, c.phone}
}

// moved writes the sheet of the domains: a header of two lines, the contact over
// its fields.
func (b *workbook) moved(names []string) {
	const name = "Domains"
	roof, header := []string{"No.", "Domain Name", "60-day Lock"}, []string{"", "", ""}
	for _, role := range []string{"Owner", "Admin Contact", "Billing Contact", "Technical Contact"} {
		first := len(header)
		for range movedFields {
			roof = append(roof, "")
		}
		roof[first] = role
		header = append(header, movedFields...)
		b.merge(name, first, headerLine, len(header)-1, headerLine)
	}
	for i := range 3 {
		b.merge(name, i, headerLine, i, headerLine+1)
	}
	b.do(b.f.SetCellStr(name, "A1", "Project Harbour – migration of 200 domains, 2026-05-09, 22:00 to 06:00"))
	b.line(name, headerLine, roof)
	b.line(name, headerLine+1, header)
	for i, domain := range names {
		owner, admin, tech := quay, quay, noc
		if i >= 150 {
			owner, admin, tech = harbour, desk, desk
		}
		row := []string{strconv.Itoa(i + 1), domain, "no"}
		for _, c := range []company{owner, admin, quay, tech} {
			row = append(row, c.moved()...)
		}
		b.line(name, headerLine+2+i, row)
	}
	b.look(name, len(header), 2, len(names))
}

// titled writes a sheet with a title and a header of one line.
func (b *workbook) titled(name, title string, header []string, rows [][]string) {
	b.do(b.f.SetCellStr(name, "A1", title))
	b.line(name, headerLine, header)
	for i, row := range rows {
		b.line(name, headerLine+1+i, row)
	}
	b.look(name, len(header), 1, len(rows))
}

// movedWidths are those of columns that are not of the usual width.
var movedWidths = map[string]float64{
	"No.": 5, "Domain Name": 34, "Organization": 44, "Contact Name": 20, "Address": 46, "E-mail": 32, "Country": 9, "Tel Area": 9,
	"Name Server 1": 32, "Name Server 2": 32, "Remarks": 26, "Years": 8, "Current Expiry Date": 20,
}

// look dresses a table whose header has some lines.
func (b *workbook) look(name string, width, lines, rows int) {
	title := b.style(&excelize.Style{Font: &excelize.Font{Family: "Calibri", Bold: true, Size: 14, Color: "1F3864"}})
	head := b.style(&excelize.Style{
		Font:      &excelize.Font{Family: "Calibri", Bold: true, Color: "FFFFFF"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"2F5597"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		Border:    []excelize.Border{{Type: "left", Color: "FFFFFF", Style: 1}},
	})
	right, err := excelize.ColumnNumberToName(width)
	b.do(err)
	last := headerLine + lines - 1
	b.do(b.f.SetCellStyle(name, "A1", "A1", title))
	b.do(b.f.SetCellStyle(name, "A3", fmt.Sprintf("%s%d", right, last), head))
	b.do(b.f.SetColWidth(name, "A", right, 14))
	for column := 1; column <= width; column++ {
		letters, err := excelize.ColumnNumberToName(column)
		b.do(err)
		for line := headerLine; line <= last; line++ {
			header, err := b.f.GetCellValue(name, letters+strconv.Itoa(line))
			b.do(err)
			if wide := movedWidths[header]; wide > 0 {
				b.do(b.f.SetColWidth(name, letters, letters, wide))
			}
		}
	}
	b.do(b.f.SetPanes(name, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: last, TopLeftCell: fmt.Sprintf("C%d", last+1), ActivePane: "bottomRight"}))
	b.do(b.f.AutoFilter(name, fmt.Sprintf("A%d:%s%d", last, right, last+rows), nil))
	b.do(b.f.SetSheetDimension(name, fmt.Sprintf("A1:%s%d", right, last+rows)))
	b.wide(name)
}

func (b *workbook) merge(name string, left, top, right, bottom int) {
	from, err := excelize.CoordinatesToCellName(left+1, top)
	b.do(err)
	to, err := excelize.CoordinatesToCellName(right+1, bottom)
	b.do(err)
	b.do(b.f.MergeCell(name, from, to))
}

// The samples for other operations than changes of contacts ask for what they are made for.
func TestSamplesOfOperations(t *testing.T) {
	tests := []struct {
		name, op string
		rows     int
		asks     map[string]int // by operation
	}{
		{"dns.csv", "dns", 5, map[string]int{api.SaveBatchTaskForModifyingDomainDns: 5}},
		{"locks.csv", "", 6, map[string]int{api.SaveBatchTaskForUpdateProhibitionLock: 3, api.SaveBatchTaskForTransferProhibitionLock: 3}},
		{"verify-email.csv", "verify-email", 3, map[string]int{api.SubmitEmailVerification: 3}},
		{"transfer-codes.csv", "transfer-code", 3, map[string]int{api.SaveSingleTaskForQueryingTransferAuthorizationCode: 3}},
		{"check.csv", "check", 4, map[string]int{api.CheckDomain: 4}},
		{"migration.xlsx", "", 440, map[string]int{"": 800, api.SaveBatchTaskForModifyingDomainDns: 200, api.SaveBatchTaskForCreatingOrderRenew: 40}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in, err := loader.Load(sample(t, tt.name), loader.Options{Op: tt.op, Site: site(t, "cn")})
			if err != nil {
				t.Fatal(err)
			}
			asks := make(map[string]int)
			for _, row := range in.Rows {
				for _, ask := range row.Asks {
					asks[ask.Op] += max(1, len(ask.Targets))
				}
			}
			if diff := cmp.Diff(tt.asks, asks); diff != "" || len(in.Rows) != tt.rows || len(in.Issues()) > 0 {
				t.Errorf("%d rows; %v\n%s", len(in.Rows), loader.Summary(in.Issues()), diff)
			}
		})
	}
}

// What an earlier report was answered asks for nothing: an address is no address
// to write to, an id none to change.
func TestAnswersOfAnEarlierReport(t *testing.T) {
	header, row := "Domain", "a.com"
	for _, name := range api.ReportColumns() {
		header, row = header+","+name, row+",1"
	}
	in, err := loader.Load(open(t, "check.csv", []byte(header+"\n"+row+"\n")), loader.Options{Op: "check"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range in.Tables[0].Columns[1:] {
		if c.Param != "" || c.How != "a column of a report" {
			t.Errorf("%s is read as %q: %s", c.Header, c.Param, c.How)
		}
	}
	if len(in.Warnings) > 0 || len(in.Issues()) > 0 {
		t.Errorf("%v %v", in.Warnings, in.Issues())
	}
}
