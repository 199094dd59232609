package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/cli"
	"domainbatch/internal/job"
)

func opsOf(t *testing.T, words ...string) string {
	t.Helper()
	var out, err bytes.Buffer
	code := cli.Main(context.Background(), cli.Env{
		Args: append([]string{"domainbatch", "ops"}, words...), Getenv: func(string) string { return "" },
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &err,
	})
	if code != 0 || err.Len() > 0 {
		t.Fatalf("ops %v: exit %d\n%s", words, code, err.String())
	}
	return out.String()
}

// The list names every operation and what is special about it.
func TestOpsListsAll(t *testing.T) {
	list := opsOf(t)
	for _, op := range api.Operations() {
		name := op.Short
		if name == "" {
			name = op.Name
		}
		_, rest, found := strings.Cut(strings.ReplaceAll(list, "\n", " \n"), "\n  "+name+" ")
		does, _, whole := strings.Cut(rest, op.Does)
		if !found || !whole || strings.Count(does, "\n") > 1 {
			t.Errorf("%s is not listed with what it does", name)
		}
		line, _, _ := strings.Cut(rest[len(does):], "\n")
		for remark, want := range map[string]bool{"costs money": op.Money, "current API only": op.Current, "not at intl": op.China} {
			if strings.Contains(line, remark) != want {
				t.Errorf("%s: %q said: %v, want %v", name, remark, !want, want)
			}
		}
	}
	for line := range strings.SplitSeq(list, "\n") {
		if len(line) > 140 || strings.HasSuffix(line, " ") {
			t.Errorf("a line too long or with blanks behind: %q", line)
		}
	}
}

// Every operation is described, by either name, with its columns, errors and an
// example that can be read.
func TestOpsDescribesAll(t *testing.T) {
	for _, op := range api.Operations() {
		t.Run(op.Name, func(t *testing.T) {
			text := opsOf(t, strings.ToLower(op.Name))
			if op.Short != "" && opsOf(t, op.Short) != text {
				t.Error("the short name says something else")
			}
			wanted := append([]string{op.Name, op.Does, op.RAM}, op.Errors...)
			for _, p := range op.Params {
				if p.Need == api.Required && op.RowName(p.Name) != op.Subject && !strings.HasPrefix(p.Name, "Page") {
					name, _, _ := strings.Cut(op.RowName(p.Name), ".N")
					wanted = append(wanted, name)
				}
			}
			for _, code := range op.Errors {
				if _, hint := api.CodeMeaning(code); op.Write {
					wanted = append(wanted, strings.Fields(hint)[0])
				}
			}
			for _, word := range wanted {
				if !strings.Contains(text, word) {
					t.Errorf("%q is missing in\n%s", word, text)
				}
			}
			if op.Rows() {
				checkExample(t, op, text)
			}
			if query := "domainbatch query"; strings.Contains(text, query) == op.Write {
				t.Errorf("a query as the example: %v\n%s", !op.Write, text)
			}
		})
	}
}

// checkExample holds the example of a spreadsheet to what rows may have.
func checkExample(t *testing.T, op *api.Operation, text string) {
	t.Helper()
	_, file, _ := strings.Cut(text, "FILE.csv:\n")
	r := csv.NewReader(strings.NewReader(file))
	r.TrimLeadingSpace, r.FieldsPerRecord = true, -1
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Read()
	if err != nil || len(row) != len(header) {
		t.Fatalf("%v: %q below %q", err, row, header)
	}
	params := make(job.Params)
	for i, name := range header {
		value, err := api.CheckValue(name, row[i])
		if err != nil || value == "" {
			t.Errorf("%s %q: %v", name, row[i], err)
		}
		params[name] = value
	}
	site, _ := api.SiteNamed("cn")
	for _, e := range op.Check(params, site) {
		t.Errorf("%s: %v", e.Param, e)
	}
}
