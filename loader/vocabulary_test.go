package loader

import (
	"slices"
	"testing"

	"domainbatch/internal/api"
)

func vocabularyOf(t testing.TB) (*vocabulary, *words) {
	t.Helper()
	v, err := parseVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	w, err := parseWords()
	if err != nil {
		t.Fatal(err)
	}
	return v, w
}

// A header names one field, however it is spelt.
func TestSynonymsNameOneField(t *testing.T) {
	_, w := vocabularyOf(t)
	owner := make(map[string]string)
	for _, f := range w.Fields {
		for _, h := range slices.Concat(f.En, f.Zh) {
			n := Normal(h)
			if n == "" {
				t.Errorf("%s: %q has nothing to compare", f.Field, h)
			}
			if other := owner[n]; other != "" && other != f.Field {
				t.Errorf("%q is %s and %s", h, other, f.Field)
			}
			owner[n] = f.Field
		}
	}
	if len(owner) < 300 {
		t.Errorf("%d headers only", len(owner))
	}
}

// Whatever a contact change takes has its own name as a header, and every
// synonym that is not ambiguous binds to its field.
func TestSynonymsBind(t *testing.T) {
	v, w := vocabularyOf(t)
	for _, p := range contactParameters() {
		if v.fields[Normal(p)] != p {
			t.Errorf("%s is bound as %q", p, v.fields[Normal(p)])
		}
	}
	for _, f := range w.Fields {
		for _, h := range slices.Concat(f.En, f.Zh) {
			l := &load{understood: understood{words: v}, now: &wanted{}, order: contactParameters()[1:]}
			b := binding{header: h}
			l.classify(&b, nil)
			switch {
			case v.ambiguous[Normal(h)] != nil:
				if b.open == nil || b.param != "" {
					t.Errorf("%q is ambiguous, bound as %q", h, b.param)
				}
			case !bindable(f.Field):
				if b.param != "" || b.reason != unknown {
					t.Errorf("%q (%s) is bound as %q", h, f.Field, b.param)
				}
			case b.param != f.Field:
				t.Errorf("%q is bound as %q, not %s: %s", h, b.param, f.Field, b.how)
			}
		}
	}
}

// Words for operations name one that rows can ask for, and each word says one
// thing; headers of their parameters name parameters.
func TestWordsForOperations(t *testing.T) {
	v, w := vocabularyOf(t)
	said := make(map[string]string)
	for _, o := range w.Operations {
		op, ok := api.Named(o.Op)
		if !ok || op.Short != o.Op || !op.Rows() || o.Status != "" && !op.Has(paramStatus) || o.Target != "" && !slices.Contains(api.Targets, o.Target) {
			t.Errorf("%+v", o)
		}
		for _, word := range slices.Concat(o.Words, o.Cells) {
			if _, short := api.Named(word); short || said[Normal(word)] != "" {
				t.Errorf("%q is %s and %s or a name", word, o.Op, said[Normal(word)])
			}
			said[Normal(word)] = o.Op
			calls, unknown := v.callsIn(word)
			if len(calls) != 1 || len(unknown) > 0 || calls[0].op != op || calls[0].status != o.Status {
				t.Errorf("%q is read as %+v, %q", word, calls, unknown)
			}
		}
	}
	for _, f := range w.Operands {
		if !v.params[f.Field] {
			t.Errorf("%s is no parameter", f.Field)
		}
		for _, h := range slices.Concat(f.En, f.Zh) {
			if !slices.Contains(v.operandsNamed(Normal(h)), f.Field) {
				t.Errorf("%q is not read as %s", h, f.Field)
			}
		}
	}
}

// What a question proposes can be answered with --column, but for a status.
func TestQuestionsCanBeAnswered(t *testing.T) {
	_, w := vocabularyOf(t)
	for _, a := range w.Ambiguous {
		for _, p := range a.Params {
			if !bindable(p) {
				t.Errorf("%q: %s cannot be bound", a.Headers, p)
			}
		}
	}
}

// Headers of identity documents are no field, and roles are values of ContactType.
func TestWordLists(t *testing.T) {
	v, w := vocabularyOf(t)
	for _, h := range append(slices.Clone(w.Identity), "证件类型", "证件号码", "身份证号", "持有者证件号码", "管理联系人证件号", "Registrant ID Number", "法人身份证号码", "护照号码") {
		if !v.isIdentity(Normal(h)) {
			t.Errorf("%q is no identity document", h)
		}
	}
	for h, field := range v.fields {
		if v.isIdentity(h) || v.results[h] {
			t.Errorf("%q is %s and something else", h, field)
		}
	}
	for word, target := range v.roles {
		if !slices.Contains(api.Targets, target) {
			t.Errorf("%q is %q", word, target)
		}
	}
	if len(w.Results) != 8 || len(v.results) != 8+len(api.ReportColumns()) {
		t.Errorf("%d columns of a report", len(v.results))
	}
}

func TestRole(t *testing.T) {
	v, _ := vocabularyOf(t)
	for header, want := range map[string][2]string{
		"Admin Email":                  {"admin", "email"},
		"TechFirstName":                {"tech", "firstname"},
		"Administrative Contact Phone": {"admin", "phone"},
		"管理联系人邮箱":                      {"admin", "邮箱"},
		"技术联系人电话":                      {"tech", "电话"},
		"Email (Billing)":              {"billing", "email"},
		"Admin":                        {"", ""},
		"Email":                        {"", ""},
	} {
		var got [2]string
		if splits := v.splits(Normal(header)); len(splits) > 0 {
			got = [2]string{splits[0].target, splits[0].rest}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

func TestNormal(t *testing.T) {
	for header, want := range map[string]string{
		"\ufeffDomain Name": "domainname", "domain_name": "domainname", " E-Mail: ": "email", "ＺＩＰ　ＣＯＤＥ": "zipcode",
		"域名持有者名称（中文）": "域名持有者名称中文", "省/直辖市*": "省直辖市", "60-day “Lock”": "60daylock", "#1": "1", "—": "",
	} {
		if got := Normal(header); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"a": "a", " a b ": "a b", "\u00a0\u3000a\u200b\ufeff": "a", "a\u00a0b": "a\u00a0b", "\u200b": "", "": "", "李 娜\r\n": "李 娜",
	} {
		if got := clean(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestFooter(t *testing.T) {
	for _, text := range []string{"Total", "TOTAL: 60", "Grand total", "Subtotal 3", "60 domains", "合计", "合计：12个域名", "共 12 个", "导出时间：2026-04-01 10:00", "Exported 2026-04-01", "Page 1 of 2", "注：仅供内部使用"} {
		if !isFooter(text) {
			t.Errorf("%q is no footer", text)
		}
	}
	for _, text := range []string{"totally", "summit", "accounting", "counter", "共享", "noted", "domain", "to be confirmed"} {
		if isFooter(text) {
			t.Errorf("%q is a footer", text)
		}
	}
}
