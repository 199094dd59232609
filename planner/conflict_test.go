package planner

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// complain writes the issues of all rows as "row cell column: message".
func complain(p *job.Plan) []string {
	var out []string
	for i := range p.Rows {
		for _, is := range p.Rows[i].Issues {
			out = append(out, fmt.Sprintf("%d %s %s: %s", p.Rows[i].ID, is.Cell, is.Column, is.Message))
		}
	}
	return out
}

// Rows that want different data for one domain and target all say so, with
// each other's cells and without any value, and send nothing.
func TestConflicts(t *testing.T) {
	a, mail, b := contactOf("A"), contactOf("A", "Email", "other@example.org"), contactOf("B", "Email", "other@example.org")
	owner := func(lock string) job.Params { return contactOf("A", "TransferOutProhibited", lock) }
	profile := job.Params{"RegistrantProfileId": "7"}
	x := names("x.com")
	elsewhere := asking(a, x, "admin")
	elsewhere.Account = "second"
	tests := []struct {
		name   string
		rows   []job.Row
		issues []string
		want   []string
	}{
		{"one parameter differs", inOrder(asking(a, x, "admin"), asking(mail, x, "admin")), []string{
			"1 Domains!D2 Email: asks for other data for x.com, admin, than Domains!D3: Email differs",
			"2 Domains!D3 Email: asks for other data for x.com, admin, than Domains!D2: Email differs",
		}, nil},
		{"two parameters, three rows, two of them agree", inOrder(asking(a, x, "admin"), asking(b, x, "admin"), asking(a, x, "admin")), []string{
			"1 Domains!C2 RegistrantOrganization: asks for other data for x.com, admin, than Domains!C3: RegistrantOrganization, Email differ",
			"2 Domains!C3 RegistrantOrganization: asks for other data for x.com, admin, than Domains!C2, Domains!C4: RegistrantOrganization, Email differ",
			"3 Domains!C4 RegistrantOrganization: asks for other data for x.com, admin, than Domains!C3: RegistrantOrganization, Email differ",
		}, nil},
		{"a column that is not there: the domain's cell",
			inOrder(asking(a, x, "admin"), asking(contactOf("A", "City", "Hangzhou"), x, "admin")), []string{
				"1 Domains!A2 DomainName: asks for other data for x.com, admin, than Domains!A3: City differs",
				"2 Domains!A3 DomainName: asks for other data for x.com, admin, than Domains!A2: City differs",
			}, nil},
		{"the choice of the lock", inOrder(asking(owner("true"), x, "registrant"), asking(owner("false"), x, "registrant")), []string{
			"1 Domains!F2 TransferOutProhibited: asks for other data for x.com, registrant, than Domains!F3: TransferOutProhibited differs",
			"2 Domains!F3 TransferOutProhibited: asks for other data for x.com, registrant, than Domains!F2: TransferOutProhibited differs",
		}, nil},
		{"contact fields against a profile", inOrder(asking(a, x, "admin"), asking(profile, x, "admin")), []string{
			"1 Domains!E2 RegistrantProfileId: asks for other data for x.com, admin, than Domains!E3: RegistrantProfileId differs",
			"2 Domains!E3 RegistrantProfileId: asks for other data for x.com, admin, than Domains!E2: RegistrantProfileId differs",
		}, nil},
		{"two accounts", inOrder(asking(a, x, "admin"), elsewhere), []string{
			"1 Domains!A2 DomainName: asks for other data for x.com, admin, than Domains!A3: Account differs",
			"2 Domains!A3 DomainName: asks for other data for x.com, admin, than Domains!A2: Account differs",
		}, nil},
		{"a row against itself", inOrder(asksOf(x,
			job.Ask{Targets: names("admin", "tech"), Fields: a, Cells: letters},
			job.Ask{Targets: names("admin"), Fields: mail, Cells: map[string]string{"Email": "M"}})), []string{
			"1 Domains!D2 Email: asks for other data for x.com, admin, than Domains!M2: Email differs",
			"1 Domains!M2 Email: asks for other data for x.com, admin, than Domains!D2: Email differs",
		}, nil},
		{"an ask against one of another row, at the cells of each", inOrder(asking(a, x, "admin"), asksOf(x,
			job.Ask{Targets: names("tech"), Fields: a, Cells: letters},
			job.Ask{Targets: names("admin"), Fields: mail, Cells: map[string]string{"Email": "M"}})), []string{
			"1 Domains!D2 Email: asks for other data for x.com, admin, than Domains!M3: Email differs",
			"2 Domains!M3 Email: asks for other data for x.com, admin, than Domains!D2: Email differs",
		}, nil},
		{"other targets do not touch", inOrder(asking(a, x, "admin"), asking(b, x, "tech")), nil, []string{
			"[1] " + byContact + " x.com admin contact 1", "[2] " + byContact + " x.com tech contact 2",
		}},
		{"a refused row takes all it asks for with it, but not what a good row shares",
			inOrder(asking(a, names("x.com", "y.com", "z.com"), "admin"), asking(b, x, "admin"), asking(a, names("y.com"), "admin")), []string{
				"1 Domains!C2 RegistrantOrganization: asks for other data for x.com, admin, than Domains!C3: RegistrantOrganization, Email differ",
				"2 Domains!C3 RegistrantOrganization: asks for other data for x.com, admin, than Domains!C2: RegistrantOrganization, Email differ",
			}, []string{"[3] " + byContact + " y.com admin contact 1"}},
		{"a chain: the middle row is refused and stays an obstacle",
			inOrder(asking(a, names("x.com"), "admin"), asking(b, names("x.com", "y.com"), "admin"), asking(a, names("y.com"), "admin")), []string{
				"1 Domains!C2 RegistrantOrganization: asks for other data for x.com, admin, than Domains!C3: RegistrantOrganization, Email differ",
				"2 Domains!C3 RegistrantOrganization: asks for other data for x.com, admin, than Domains!C2: RegistrantOrganization, Email differ",
				"2 Domains!C3 RegistrantOrganization: asks for other data for y.com, admin, than Domains!C4: RegistrantOrganization, Email differ",
				"3 Domains!C4 RegistrantOrganization: asks for other data for y.com, admin, than Domains!C3: RegistrantOrganization, Email differ",
			}, nil},
		{"a row that is invalid or left out contradicts nobody", inOrder(
			asking(a, x, "admin"),
			but(asking(b, x, "admin"), "--limit"),
			but(asking(b, x, "admin"), "", job.Issue{Cell: "D4", Column: "Email", Message: "is wrong"}),
		), []string{"3 D4 Email: is wrong"}, []string{"[1] " + byContact + " x.com admin contact 1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Changes(tt.rows, nil, options)
			if d := cmp.Diff(tt.issues, complain(p)); d != "" {
				t.Errorf("issues (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.want, say(p)); d != "" {
				t.Errorf("changes (-want +got):\n%s", d)
			}
			for _, line := range complain(p) {
				if strings.Contains(line, "example.org") || strings.Contains(line, "Hangzhou") {
					t.Errorf("a value is told: %s", line)
				}
			}
		})
	}
}

// However many rows are about one domain, a complaint names a few and counts the rest.
func TestConflictsNameAFew(t *testing.T) {
	var rows []job.Row
	for i := range 1000 {
		rows = append(rows, asking(contactOf(fmt.Sprint("Company ", i)), names("x.com"), "admin"))
	}
	p := Changes(inOrder(rows...), nil, options)
	want := "asks for other data for x.com, admin, than Domains!C2, Domains!C3, Domains!C4, Domains!C5, Domains!C6, 994 more: RegistrantOrganization differs"
	if got := p.Rows[999].Issues[0].Message; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Unicode names are told as people write them.
func TestConflictTellsUnicodeName(t *testing.T) {
	x := names("xn--fiqs8s.cn")
	p := Changes(inOrder(asking(contactOf("A"), x, "admin"), asking(contactOf("B"), x, "admin")), nil, options)
	if len(p.Rows[0].Issues) != 1 || !strings.Contains(p.Rows[0].Issues[0].Message, "中国.cn") {
		t.Errorf("issues %v", p.Rows[0].Issues)
	}
}
