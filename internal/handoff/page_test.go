package handoff

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"domainbatch/internal/dossier"
)

func pageOf(t *testing.T, d *dossier.Dossier) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WritePage(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tree is a parsed page.
type tree struct{ *html.Node }

func parsed(t *testing.T, page []byte) tree {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return tree{doc}
}

// all are the elements of some names, in the order of the page.
func (n tree) all(names ...string) []tree {
	var list []tree
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && slices.Contains(names, d.Data) {
			list = append(list, tree{d})
		}
	}
	return list
}

func (n tree) attr(key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (n tree) text() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// Equal dossiers make equal bytes, whatever the order in which maps give their keys.
func TestPageIsDetermined(t *testing.T) {
	for _, lang := range []dossier.Lang{dossier.EN, dossier.ZH} {
		first := pageOf(t, richDossier(lang))
		for range 5 {
			if !bytes.Equal(first, pageOf(t, richDossier(lang))) {
				t.Fatalf("%s: two pages of equal dossiers differ", lang)
			}
		}
	}
}

// A dossier that was read from its JSON makes the same page.
func TestPageFromJSON(t *testing.T) {
	d := richDossier(dossier.EN)
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var again dossier.Dossier
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if err := ComparePage(&again, pageOf(t, d)); err != nil {
		t.Error(err)
	}
}

// The page allows itself its own style and script, and loads nothing.
func TestPageLoadsNothing(t *testing.T) {
	doc := parsed(t, pageOf(t, richDossier(dossier.EN)))
	policy := ""
	for _, m := range doc.all("meta") {
		if m.attr("http-equiv") == "Content-Security-Policy" {
			policy = m.attr("content")
		}
	}
	styles, scripts := doc.all("style"), doc.all("script")
	if len(styles) != 1 || len(scripts) != 1 {
		t.Fatalf("%d styles, %d scripts", len(styles), len(scripts))
	}
	want := fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'", inline(styles[0].text()), inline(scripts[0].text()))
	if policy != want {
		t.Errorf("policy %s\nwant   %s", policy, want)
	}
	for d := range doc.Descendants() {
		for _, a := range d.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "action", a.Key == "srcset":
				t.Errorf("<%s %s=%q>", d.Data, a.Key, a.Val)
			case (a.Key == "src" || a.Key == "href") && !strings.HasPrefix(a.Val, "#") && a.Val != "data:,":
				t.Errorf("<%s %s=%q> leads out of the file", d.Data, a.Key, a.Val)
			}
		}
	}
	if css := styles[0].text(); strings.Contains(css, "url(") || strings.Contains(css, "@import") || strings.Contains(css, "@font-face") {
		t.Error("the style sheet loads something")
	}
}

// Who cannot see the page finds one title, headings in order, tables with
// captions and heads, labels at what is filled in, and links that lead somewhere.
func TestPageIsAccessible(t *testing.T) {
	for lang, tag := range map[dossier.Lang]string{dossier.EN: "en", dossier.ZH: "zh-Hans"} {
		doc := parsed(t, pageOf(t, richDossier(lang)))
		if got := doc.all("html")[0].attr("lang"); got != tag {
			t.Errorf("lang %q, want %q", got, tag)
		}
		for _, name := range []string{"h1", "main", "nav", "header", "footer", "title"} {
			if n := len(doc.all("body", "html")[0].all(name)); n != 1 && name != "title" {
				t.Errorf("%d <%s>", n, name)
			}
		}
		level := 0
		for _, h := range doc.all("h1", "h2", "h3", "h4") {
			if next := int(h.Data[1] - '0'); next > level+1 {
				t.Errorf("heading %q: level %d behind %d", h.text(), next, level)
			} else {
				level = next
			}
		}
		ids := make(map[string]bool)
		for d := range doc.Descendants() {
			if id := (tree{d}).attr("id"); id != "" {
				if ids[id] {
					t.Errorf("two elements are #%s", id)
				}
				ids[id] = true
			}
		}
		for _, a := range doc.all("a") {
			if target, _ := strings.CutPrefix(a.attr("href"), "#"); !ids[target] || a.text() == "" {
				t.Errorf("the link %q leads to %q", a.text(), target)
			}
		}
		for _, e := range doc.all("input", "select") {
			id := e.attr("id")
			if !slices.ContainsFunc(doc.all("label"), func(l tree) bool { return id != "" && l.attr("for") == id || len(l.all(e.Data)) > 0 && id == "" }) {
				t.Errorf("<%s id=%q> has no label", e.Data, id)
			}
		}
		for _, svg := range doc.all("svg") {
			if svg.attr("role") != "img" || len(svg.all("title")) != 1 || len(svg.all("desc")) != 1 || svg.all("desc")[0].text() == "" {
				t.Error("a chart without words")
			}
		}
		for _, table := range doc.all("table") {
			checkTable(t, table)
		}
	}
}

func checkTable(t *testing.T, table tree) {
	t.Helper()
	name := table.attr("class")
	captions := table.all("caption")
	if len(captions) != 1 || strings.TrimSpace(captions[0].text()) == "" {
		t.Errorf("table %s: no caption", name)
	}
	columns := 2
	for _, head := range table.all("thead") {
		columns = len(head.all("th"))
		for _, th := range head.all("th") {
			if th.attr("scope") != "col" || th.text() == "" {
				t.Errorf("table %s: a column without a head", name)
			}
		}
	}
	for _, row := range table.all("tbody")[0].all("tr") {
		heads := row.all("th")
		if len(heads) != 1 || heads[0].attr("scope") != "row" {
			t.Errorf("table %s: a row without a head", name)
		}
		if n := len(row.all("th", "td")); n != columns {
			t.Errorf("table %s: %d cells, %d columns", name, n, columns)
		}
	}
}

// No key of a word is shown in place of the word, no word is one that must not
// be used, and all of a Chinese page is Chinese but for what others wrote.
func TestPageWords(t *testing.T) {
	for _, lang := range []dossier.Lang{dossier.EN, dossier.ZH} {
		page := pageOf(t, richDossier(lang))
		for _, bad := range []string{"transferred", "compliant", "legal proof", "%!", "{{"} {
			if bytes.Contains(bytes.ToLower(page), []byte(bad)) {
				t.Errorf("%s: %q is said", lang, bad)
			}
		}
		doc := parsed(t, page)
		for d := range doc.Descendants() {
			if d.Type == html.TextNode && d.Parent.Data != "style" && d.Parent.Data != "script" && strings.Contains(d.Data, "page-") {
				t.Errorf("%s: %q is a key", lang, d.Data)
			}
			for _, a := range d.Attr {
				if (a.Key == "aria-label" || a.Key == "data-all" || a.Key == "data-some") && strings.Contains(a.Val, "page-") {
					t.Errorf("%s: %q is a key", lang, a.Val)
				}
			}
		}
		if lang == dossier.ZH {
			for _, th := range append(doc.all("label", "h2", "button", "option"), headsOf(doc)...) {
				if !regexp.MustCompile(`\p{Han}|^IP`).MatchString(th.text()) {
					t.Errorf("%q is not Chinese", th.text())
				}
			}
		}
	}
}

func headsOf(doc tree) []tree {
	var list []tree
	for _, head := range doc.all("thead") {
		list = append(list, head.all("th")...)
	}
	return list
}

// hostile fills every text of a value with one that would break out of any
// place that it is written to, and gives the marks by which the texts are known.
func hostile(v reflect.Value, path string, marks map[string]string) {
	switch v.Kind() {
	case reflect.String:
		mark := fmt.Sprintf("mark%dmark", len(marks))
		marks[mark] = path
		v.SetString(mark + "</script></style>\"'`<img src=x onerror=alert(1)>&amp;{{.}}\u202e\u200b" + mark)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		hostile(v.Elem(), path, marks)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		hostile(v.Index(0), path+"[]", marks)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		hostile(key, path+" key", marks)
		hostile(value, path+" value", marks)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(day0))
			return
		}
		for i := range v.NumField() {
			hostile(v.Field(i), path+"."+v.Type().Field(i).Name, marks)
		}
	}
}

// The page says as the summary does that nobody approved, or is named to have prepared it.
func TestPagePeopleLacking(t *testing.T) {
	d := richDossier(dossier.EN)
	d.People, d.Package.PreparedBy = nil, ""
	text := parsed(t, pageOf(t, d)).all("body")[0].text()
	for _, want := range []string{"no approval is recorded", "not stated"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// Whatever stands in a dossier is shown, and shown as text.
func TestPageEscapes(t *testing.T) {
	var d dossier.Dossier
	marks := make(map[string]string)
	hostile(reflect.ValueOf(&d).Elem(), "", marks)
	d.Run.Accounts = append(d.Run.Accounts, "another") // of one alone it is said once that it was it
	page := pageOf(t, &d)
	for _, bad := range []string{"<img", "</script></style>"} {
		if bytes.Contains(page, []byte(bad)) {
			t.Errorf("the page has %q", bad)
		}
	}
	doc := parsed(t, page)
	for d := range doc.Descendants() {
		if d.Type == html.TextNode && strings.ContainsAny(d.Data, "\u202e\u200b") {
			t.Errorf("<%s> has a character that turns the text around: %q", d.Parent.Data, d.Data)
		}
	}
	if len(doc.all("script")) != 1 || len(doc.all("style")) != 1 || len(doc.all("img")) != 0 {
		t.Error("a value broke out of its place")
	}
	text := doc.all("body")[0].text()
	// What the page says in another way, or says once for all lines.
	left := []string{
		".Lang", ".Run.Endpoint", ".Run.Version", ".Run.Site", ".Run.Tool", ".Package.Tool", // said by the method
		".People[].What", ".Counts.ByResult key", ".Counts.ByChange key", ".Counts.ByKind key", ".Counts.ReadBack key", ".Notices[].Tone", ".Charts[].ID", ".Charts[].Bars[].Tone",
		".Coverage.Lines[].State", ".Changes[].Registry.TLD", ".Changes[].Registry.Class", ".Changes[].Kind", ".Changes[].Fields[].Name", ".Changes[].Lock.Choice",
		".Changes[].ReadBack", ".Rows[].Result", ".Rows[].Tone", ".Contacts[].Fields[].Name", ".Contacts[].Tone", ".Failures[].Result", ".Failures[].Tone", ".Open[].Code",
		".Contacts[].Fields[].Before", ".Contacts[].Fields[].After", ".Changes[].Result", ".Changes[].Tone", ".Coverage.ByState[].State",
	}
	for mark, path := range marks {
		if !strings.Contains(text, mark) && !slices.Contains(left, path) {
			t.Errorf("%s is not shown", path)
		}
	}
	for _, path := range left {
		if !slices.Contains(slices.Collect(maps.Values(marks)), path) {
			t.Errorf("%s is not in a dossier", path)
		}
	}
}
