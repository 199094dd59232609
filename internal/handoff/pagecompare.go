package handoff

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"

	"domainbatch/internal/dossier"
)

// PageName is the name of the page in a package.
const PageName = "report.html"

// ComparePage holds a page against the dossier that it should be made of, byte
// by byte. Where they differ it names the first place: the line, the part of the
// page, and what the line is about, as the dossier has it.
func ComparePage(d *dossier.Dossier, got []byte) error {
	var b bytes.Buffer
	if err := WritePage(&b, d); err != nil {
		return err
	}
	want := b.Bytes()
	at := firstDifference(want, got)
	switch {
	case at == len(want) && at == len(got):
		return nil
	case at == len(got):
		return fmt.Errorf("%s: it ends early: %s and what follows is missing", PageName, pagePlace(want, at))
	case at == len(want):
		return fmt.Errorf("%s: %d bytes were added behind its end, from line %d on", PageName, len(got)-at, 1+bytes.Count(want, []byte("\n")))
	}
	return fmt.Errorf("%s: %s: it is not as the entries give it", PageName, pagePlace(want, at))
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

var (
	headingPattern = regexp.MustCompile(`<h2 [^>]*>([^<]*)</h2>`)
	captionPattern = regexp.MustCompile(`<(?:caption|figcaption)[^>]*>(.*?)</(?:caption|figcaption)>`)
	rowPattern     = regexp.MustCompile(`^<tr[^>]*><th scope="row">(.*?)(?:<small>.*)?</th>`)
	markupPattern  = regexp.MustCompile(`<[^>]*>`)
)

// pagePlace says where an offset of the page is: "line 812, in Changes, row of example.com".
func pagePlace(page []byte, at int) string {
	before := page[:at]
	place := fmt.Sprintf("line %d", 1+bytes.Count(before, []byte("\n")))
	body := bytes.Index(page, []byte("<body>"))
	if at < body {
		return place + ", in the head of the file, which is not shown"
	}
	if at >= bytes.LastIndex(page, []byte("<script>")) {
		return place + ", in the script"
	}
	section, inside := lastMatch(headingPattern, before[body:])
	if section == "" {
		return place + ", in the title and what stands below it"
	}
	place += ", in " + section
	start := bytes.LastIndexByte(before, '\n') + 1
	end := len(page)
	if i := bytes.IndexByte(page[at:], '\n'); i >= 0 {
		end = at + i
	}
	if m := rowPattern.FindSubmatch(page[start:end]); m != nil {
		return place + ", row of " + pageText(m[1])
	}
	if caption, _ := lastMatch(captionPattern, inside); caption != "" {
		return place + ", at the table " + caption
	}
	return place
}

// lastMatch gives the text of the last match, and what follows it.
func lastMatch(pattern *regexp.Regexp, text []byte) (string, []byte) {
	all := pattern.FindAllSubmatchIndex(text, -1)
	if len(all) == 0 {
		return "", text
	}
	last := all[len(all)-1]
	return pageText(text[last[2]:last[3]]), text[last[1]:]
}

// pageText is markup as it is read.
func pageText(markup []byte) string {
	text := strings.ReplaceAll(string(markup), "<br>", " ")
	return html.UnescapeString(markupPattern.ReplaceAllString(text, ""))
}
