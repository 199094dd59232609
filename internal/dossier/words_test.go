package dossier

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

var verb = regexp.MustCompile(`%(\[\d+\])?[a-z]`)

// verbs lists the verbs of a format, each by the argument that it takes.
func verbs(text string) []string {
	found := verb.FindAllString(strings.ReplaceAll(text, "%%", ""), -1)
	for i, v := range found {
		if !strings.Contains(v, "[") {
			found[i] = "%[" + string(rune('1'+i)) + "]" + v[1:]
		}
	}
	slices.Sort(found)
	return found
}

func checkSaying(t *testing.T, name string, texts [2]string) {
	t.Helper()
	for _, text := range texts {
		if strings.TrimSpace(text) == "" && name != "row.join" {
			t.Errorf("%s: no words in one language", name)
		}
		for _, never := range []string{"transferred", "transfer of ownership", "compliant", "legal proof", "过户", "合规", "法律证明", "转让"} {
			if strings.Contains(strings.ToLower(text), never) {
				t.Errorf("%s: %q says %q", name, text, never)
			}
		}
	}
	if !slices.Equal(verbs(texts[0]), verbs(texts[1])) {
		t.Errorf("%s: other verbs in one language: %q %q", name, texts[0], texts[1])
	}
}

// Every word is there in both languages, once, with the same verbs.
func TestWords(t *testing.T) {
	seen := make(map[string]bool)
	for _, table := range vocabulary() {
		for key, texts := range table {
			checkSaying(t, key, texts)
			if seen[key] {
				t.Errorf("%s: said twice", key)
			}
			seen[key] = true
		}
	}
	used := literals(t)
	for key := range seen {
		if !used[key] {
			t.Errorf("%s: words that nobody says", key)
		}
	}
	said := regexp.MustCompile(`\b(?:S|s)ay(?:\(| )"([^"]*)"`)
	for _, text := range sources(t) {
		for _, m := range said.FindAllStringSubmatch(text, -1) {
			if !seen[m[1]] {
				t.Errorf("%s: said, and there are no words for it", m[1])
			}
		}
	}
	if got := EN.Say("no such key"); got != "no such key" {
		t.Errorf("an unknown key is said as %q", got)
	}
}

// sources are the files that say words, without those that hold them.
func sources(t *testing.T) []string {
	t.Helper()
	var texts []string
	for _, folder := range []string{".", "../handoff", "../cli"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		templates, err := filepath.Glob(folder + "/*.tmpl")
		if err != nil {
			t.Fatal(folder, err)
		}
		for _, file := range append(files, templates...) {
			if base := filepath.Base(file); strings.HasPrefix(base, "words") || strings.HasSuffix(base, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(data))
		}
	}
	return texts
}

func literals(t *testing.T) map[string]bool {
	used := make(map[string]bool)
	literal := regexp.MustCompile(`"([a-z][a-z.0-9A-Z-]*)"`)
	for _, text := range sources(t) {
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
	}
	for key := range titleWords {
		used[key] = true // said by those who show the parts
	}
	return used
}

// Everything that the program can record of a change has words in both languages.
func TestMessagesHaveWords(t *testing.T) {
	for _, format := range job.Messages {
		entry, known := messageWords[format]
		if !known {
			t.Errorf("%q: no words", format)
			continue
		}
		checkSaying(t, format, entry.text)
		if entry.todo != (saying{}) {
			checkSaying(t, format, entry.todo)
		}
		if strings.Count(entry.text[0], "%") != strings.Count(format, "%") && !quoting[format] {
			t.Errorf("%q: other verbs in %q", format, entry.text[0])
		}
	}
	for format := range messageWords {
		if !slices.Contains(job.Messages, format) {
			t.Errorf("%q: words for what the program does not say", format)
		}
	}
}

// Every code of the API that the program knows has a reason and what to do in both languages.
func TestCodesHaveWords(t *testing.T) {
	for _, code := range api.Codes() {
		checkSaying(t, code, codeWords[code].text)
		checkSaying(t, code, codeWords[code].todo)
	}
	for code := range codeWords {
		if !slices.Contains(api.Codes(), code) {
			t.Errorf("%s: words for a code that the program does not know", code)
		}
	}
}

func TestTermsHaveWords(t *testing.T) {
	for _, f := range api.ContactFields {
		checkSaying(t, f.Name, fieldWords[f.Name])
	}
	for _, r := range job.Results {
		checkSaying(t, string(r), resultWords[r].name)
		checkSaying(t, string(r), resultWords[r].text)
		if r != job.Succeeded && r != job.Unchanged {
			checkSaying(t, string(r), resultWords[r].todo)
		}
	}
	for _, op := range api.Operations() {
		if op.Rows() {
			checkSaying(t, op.Name, operationWords[op.Name])
		}
	}
	for word, words := range termWords {
		checkSaying(t, word, words)
	}
}
