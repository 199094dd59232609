package handoff

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"domainbatch/internal/dossier"
)

// The first place that differs is named as a reader would name it.
func TestComparePage(t *testing.T) {
	d := richDossier(dossier.EN)
	page := pageOf(t, d)
	if err := ComparePage(d, page); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ old, new, want string }{
		"policy":      {"default-src 'none'", "default-src 'self'", "in the head of the file, which is not shown"},
		"matter":      {"&lt;Acquisition of Old Co.&gt; &amp; Töchter</span>", "another</span>", "in the title and what stands below it"},
		"statement":   {"12 rows in, 12 rows out", "13 rows in, 13 rows out", "in Summary"},
		"people":      {"王小明", "王大明", "in Summary, row of Approved by"},
		"chart":       {`width="360"`, `width="361"`, "in Summary, at the table Rows by result"},
		"a result":    {"SECURITY_LOCK", "NO_LOCK", "in Changes, row of example.shop"},
		"both forms":  {"none: the rules of .中国", "none: the rules of .cn", "in Changes, row of xn--fiq228c.xn--fiqs8s 中文.中国"},
		"a cell":      {"C-2026-003, signed", "C-2026-004, signed", "in Rows, row of Contacts!A6"},
		"a row gone":  {`<tr id="r3" data-r="succeeded">`, "", "in Rows, row of Contacts!A6"},
		"coverage":    {"forgotten.com", "forgotten.net", "in Coverage, row of forgotten.com"},
		"method":      {"raw/, as it came", "raw/, as it is", "in Method & integrity, row of Requests"},
		"log":         {"CHG_HOLDER", "CHG_ADMIN", "in Registrar's log, row of example.com"},
		"the program": {"class List", "class Lost", "in the script"},
	}
	for name, test := range tests {
		at := strings.Index(string(page), test.old)
		if name == "policy" {
			test.old, test.new = strings.ReplaceAll(test.old, "'", "&#39;"), strings.ReplaceAll(test.new, "'", "&#39;")
			at = strings.Index(string(page), test.old)
		}
		if at < 0 {
			t.Errorf("%s: %q is not in the page", name, test.old)
			continue
		}
		line := 1 + strings.Count(string(page[:at]), "\n")
		err := ComparePage(d, bytes.Replace(page, []byte(test.old), []byte(test.new), 1))
		if err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("report.html: line %d, ", line)) || !strings.HasSuffix(err.Error(), test.want+": it is not as the entries give it") {
			t.Errorf("%s: %v, want line %d, %s", name, err, line, test.want)
		}
	}
	if err := ComparePage(d, page[:len(page)/2]); err == nil || !strings.Contains(err.Error(), "it ends early") {
		t.Errorf("half a page: %v", err)
	}
	if err := ComparePage(d, append(bytes.Clone(page), "<!-- -->"...)); err == nil || !strings.Contains(err.Error(), "8 bytes were added behind its end") {
		t.Errorf("a page with more behind it: %v", err)
	}
	if err := ComparePage(d, nil); err == nil {
		t.Error("no page is taken for a page")
	}
}

// Whatever byte is altered, it is found.
func TestComparePageFindsEveryByte(t *testing.T) {
	d := richDossier(dossier.ZH)
	page := pageOf(t, d)
	var want bytes.Buffer
	want.Write(page)
	for i := 0; i < len(page); i += 997 {
		page[i] ^= 1
		if at := firstDifference(want.Bytes(), page); at != i {
			t.Errorf("byte %d: found at %d", i, at)
		}
		if place := pagePlace(want.Bytes(), i); !strings.HasPrefix(place, "line ") {
			t.Errorf("byte %d: %q", i, place)
		}
		page[i] ^= 1
	}
}
