package loader_test

import (
	"slices"
	"strings"
	"testing"

	"domainbatch/loader"
)

// A line of headers below the header is never a row: it says the same in other
// words, or nothing below it can be read by the first.
func TestHeaderInsideTheTable(t *testing.T) {
	const row = "a.com,Rome,x@example.com\n"
	for name, test := range map[string]struct {
		text string
		line string // the complaint or the warning about the line
		rows int
	}{
		"in another language":    {"Domain,City,Email\n域名,城市,邮箱\n" + row, `A2  "": the header once more in other words, not a row`, 1},
		"with words not known":   {"Domain,City,Email,Notes\n域名,城市,邮箱,随便\n" + row, `A2  "": the header once more in other words, not a row`, 1},
		"with what is decided":   {"Domain,City,Contact,Email\n域名,城市,联系人类型,邮箱\na.com,Rome,admin,x@example.com\n", `A2  "": the header once more in other words, not a row`, 1},
		"another order":          {"Domain,City,Email\n" + row + "\nDomain,Email,City\nb.com,y@example.com,Oslo\n", `A4  "": line 4 is a header that names other columns than the header in line 1: the rows below it cannot be read`, 2},
		"the domain elsewhere":   {"Domain,City,Email\n" + row + "Email,Domain,City\n", `A3  "": line 3 is a header that names other columns than the header in line 1: the rows below it cannot be read`, 1},
		"another contact":        {"Domain,Admin Email,Tech Email\n域名,技术联系人邮箱,管理联系人邮箱\na.com,x@example.com,y@example.com\n", `A2  "": line 2 is a header that names other columns than the header in line 1: the rows below it cannot be read`, 1},
		"further right":          {"Domain,City,\n" + "Domain,City,Email\n" + row, `A2  "": line 2 is a header that names other columns than the header in line 1: the rows below it cannot be read`, 1},
		"without a domain":       {"Domain,City,Email\n" + row + ",Town,E-mail\nb.com,Oslo,y@example.com\n", `B3  "": line 3 is a line of headers and not a row, and does not belong to the header in line 1`, 2},
		"a footer and no header": {"Domain,City,Email\n" + row + "合计,,1\n", `A3  "": a footer below the table, not a row`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := loader.Load(open(t, "a.csv", []byte(test.text)), loader.Options{Set: full("City", "Email", "ContactType"), Partial: true})
			got := append(lines(issuesOf(t, in, err)), lines(in.Warnings)...)
			if !slices.Contains(got, test.line) || len(in.Rows) != test.rows {
				t.Errorf("%d rows:\n%s", len(in.Rows), strings.Join(got, "\n"))
			}
		})
	}
}
