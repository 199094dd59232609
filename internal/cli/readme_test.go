package cli

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// readmeTables gives the cells of the tables in a part of the README.
func readmeTables(t *testing.T, heading string) [][]string {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(data), "\n"+heading+"\n")
	if !found {
		t.Fatalf("the README has no part %q", heading)
	}
	part, _, _ = strings.Cut(part, "\n## ")
	var rows [][]string
	for line := range strings.Lines(part) {
		line = strings.ReplaceAll(strings.TrimSpace(line), `\|`, "/")
		if strings.HasPrefix(line, "| ") {
			rows = append(rows, strings.Split(strings.Trim(line, "| "), " | "))
		}
	}
	return rows
}

// The README lists the exit codes that there are, in both forms.
func TestReadmeExitCodes(t *testing.T) {
	var listed []int
	for _, row := range readmeTables(t, "## Exit codes") {
		if code, err := strconv.Atoi(row[0]); err == nil {
			listed = append(listed, code)
		}
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(precedence)), slices.Sorted(slices.Values(listed))); diff != "" {
		t.Error(diff)
	}
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, code := range precedence {
		order = append(order, strconv.Itoa(code))
	}
	if text := "the first of " + strings.Join(order, ", "); !strings.Contains(string(data), text) {
		t.Errorf("the README does not say %q", text)
	}
}

// The README lists the flags that there are, and the commands.
func TestReadmeFlags(t *testing.T) {
	there, listed := make(map[string]bool), make(map[string]bool)
	usage := regexp.MustCompile(`(?m)^ +(--[a-z-]+)`)
	root := (&app{}).root()
	var commands []string
	for _, c := range root.Commands() {
		commands = append(commands, c.Name())
		if c.Name() != "sandbox" { // its flags are told in words
			for _, line := range usage.FindAllStringSubmatch(c.Flags().FlagUsages(), -1) {
				there[line[1]] = true
			}
		}
	}
	flag := regexp.MustCompile(`--[a-z-]+`)
	var text strings.Builder
	for _, row := range readmeTables(t, "## Commands and flags") {
		text.WriteString(row[0] + "\n")
		for _, name := range flag.FindAllString(row[0], -1) {
			listed[name] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(there)), slices.Sorted(maps.Keys(listed))); diff != "" {
		t.Errorf("flags there and flags listed:\n%s", diff)
	}
	for _, name := range commands {
		if !strings.Contains(text.String(), "`"+name+" ") && !strings.Contains(text.String(), "`"+name+"`") {
			t.Errorf("the README does not list the command %s", name)
		}
	}
}

// Every header that the README names for a parameter stands for it.
func TestReadmeHeaders(t *testing.T) {
	data, err := os.ReadFile("../../loader/synonyms.json")
	if err != nil {
		t.Fatal(err)
	}
	var words struct {
		Fields []struct {
			Field  string
			En, Zh []string
		}
	}
	if err := json.Unmarshal(data, &words); err != nil {
		t.Fatal(err)
	}
	known := make(map[string][]string)
	for _, f := range words.Fields {
		known[f.Field] = append(f.En, f.Zh...)
	}
	checked := 0
	for _, row := range readmeTables(t, "## The spreadsheet") {
		params := regexp.MustCompile("`([A-Za-z]+)`").FindAllStringSubmatch(row[0], -1)
		if len(row) < 3 || len(params) == 0 || known[params[0][1]] == nil || row[1][0] == '`' {
			continue
		}
		for i, header := range strings.Split(row[1]+", "+row[2], ", ") {
			of := slices.IndexFunc(params, func(p []string) bool { return slices.Contains(known[p[1]], header) })
			if of < 0 && header != "…" {
				t.Errorf("%s: header %d, %q, does not stand for it", row[0], i, header)
			}
			checked++
		}
	}
	if checked < 60 {
		t.Errorf("only %d headers found in the README", checked)
	}
}

// The README's mapping is one.
func TestReadmeMapping(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "\n```yaml\n")
	text, _, found := strings.Cut(text, "\n```\n")
	if !found {
		t.Fatal("the README has no mapping")
	}
	r, err := parseMapping("README.md", []byte(text))
	if err != nil || len(r.columns) == 0 || len(r.null) == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// The README names every key of inspect --json.
func TestReadmeInspection(t *testing.T) {
	issue := job.Issue{Cell: "A1", Column: "a", Value: "b", Code: "c", Message: "d", Hint: "e"}
	whole, err := json.Marshal(inspection{
		Format: format{Kind: "csv", Encoding: "UTF-8", Guessed: true, BOM: true, Delimiter: ",", LineEnd: "\n", SepLine: true},
		Sheets: []inspected{{Columns: make([]inspectedColumn, 1)}}, Notes: []job.Issue{issue}, Mapping: "m",
		Findings: make([]finding, 1), First: []firstRow{{Asks: make([]asked, 1)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, row := range readmeTables(t, "### How a file is read") {
		text.WriteString(strings.Join(row, " "))
	}
	for _, key := range regexp.MustCompile(`"([A-Za-z]+)":`).FindAllStringSubmatch(string(whole), -1) {
		if !strings.Contains(text.String(), "`"+key[1]+"`") {
			t.Errorf("the README does not name the key %s", key[1])
		}
	}
}
