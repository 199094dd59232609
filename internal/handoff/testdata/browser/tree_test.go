package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
)

// node is a node of the tree that is read to those who cannot see the page.
type node struct{ role, name, description, level string }

// read is that tree, in its order, without what it leaves out.
func (b *tab) read() []node {
	b.Helper()
	value := func(v *accessibility.Value) string {
		if v == nil {
			return ""
		}
		return strings.Trim(string(v.Value), `"`)
	}
	var list []node
	for _, n := range call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored {
			continue
		}
		one := node{role: value(n.Role), name: value(n.Name), description: value(n.Description)}
		for _, p := range n.Properties {
			if p.Name == "level" {
				one.level = value(p.Value)
			}
		}
		list = append(list, one)
	}
	return list
}

// Whoever has the page read to them gets its landmarks, headings in order,
// tables with names and heads, charts in words, and what each control is for,
// on a phone too, where lines are shown as cards.
func TestTree(t *testing.T) {
	for name, l := range map[string]look{"wide": {}, "narrow": {width: 400}} {
		counts := make(map[string]int)
		level := "0"
		for _, n := range open(t, fixture("en.html"), l).read() {
			counts[n.role]++
			switch n.role {
			case "heading":
				if n.level > level && n.level[0] != level[0]+1 || n.name == "" {
					t.Errorf("%s: the heading %q has level %s behind %s", name, n.name, n.level, level)
				}
				level = n.level
			case "searchbox", "combobox", "checkbox", "button", "table", "image", "link", "search", "region", "navigation", "columnheader", "rowheader":
				if strings.TrimSpace(n.name) == "" {
					t.Errorf("%s: a %s without a name", name, n.role)
				}
			}
			if n.role == "image" && n.description == "" {
				t.Errorf("%s: the chart %q is not told", name, n.name)
			}
			if n.role == "heading" && n.level == "1" {
				counts["title"]++
			}
		}
		for role, want := range map[string][2]int{
			"title": {1, 1}, "main": {1, 1}, "banner": {1, 1}, "contentinfo": {1, 1}, "navigation": {1, 1}, "search": {6, 6}, "searchbox": {6, 6}, "combobox": {7, 7}, "image": {3, 3},
			"status": {6, 6}, "region": {9, 9}, "table": {18, 24}, "row": {60, 150}, "columnheader": {60, 110}, "rowheader": {60, 120}, "cell": {300, 450},
		} {
			if n := counts[role]; n < want[0] || n > want[1] {
				t.Errorf("%s: %d nodes are a %s, want %d to %d", name, n, role, want[0], want[1])
			}
		}
	}
}
