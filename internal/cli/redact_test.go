package cli_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// private are the parameters whose values must be nowhere in a redacted package.
var private = []string{"RegistrantName", "ZhRegistrantName", "Address", "ZhAddress", "Telephone", "Email"}

// needlesOf gathers what a package that is not redacted says of persons: contacts of
// the plan, and what the registrar showed before.
func needlesOf(t *testing.T, dir string) []string {
	t.Helper()
	seen := make(map[string]bool)
	add := func(name, value string) {
		if name == "Email" {
			local, _, _ := strings.Cut(value, "@")
			value = local + "@"
		}
		if len(value) > 3 {
			seen[strings.ToLower(value)] = true
		}
	}
	var plan struct {
		Contacts []struct{ Fields map[string]string }
	}
	text, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	if err == nil {
		err = json.Unmarshal(text, &plan)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range plan.Contacts {
		for _, name := range private {
			add(name, c.Fields[name])
		}
	}
	raws, err := filepath.Glob(filepath.Join(dir, "raw", "*-QueryContactInfo.json"))
	if err != nil || len(raws) == 0 {
		t.Fatalf("%d answers, %v", len(raws), err)
	}
	for _, name := range raws {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var shown map[string]any
		if json.Unmarshal(text, &shown) != nil {
			continue
		}
		for _, field := range private {
			if value, is := shown[field].(string); is {
				add(field, value)
			}
		}
	}
	var all []string
	for needle := range seen {
		all = append(all, needle)
	}
	slices.Sort(all)
	return all
}

// inputNeedles are the cells of a sample's columns of personal data.
func inputNeedles(t *testing.T, sample string) (all []string) {
	t.Helper()
	f, err := excelize.OpenFile(filepath.Join("..", "..", "samples", sample))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		columns := make(map[int]string)
		for _, row := range rows {
			for i, cell := range row {
				switch header := strings.ToLower(cell); {
				case strings.Contains(header, "contact name"), strings.Contains(header, "phone"), strings.Contains(header, "street"),
					header == "address", strings.Contains(header, "email"), strings.Contains(header, "e-mail"):
					columns[i] = header
				case columns[i] != "" && strings.Contains(cell, "@"):
					all = append(all, strings.ToLower(cell[:strings.Index(cell, "@")+1]))
				case columns[i] != "" && len(cell) > 5:
					all = append(all, strings.ToLower(cell))
				}
			}
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s has no personal data that this test finds", sample)
	}
	return all
}

// everything gives all texts of a package, the parts of its workbooks too.
func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		all[name] = strings.ToLower(string(text))
		if !strings.HasSuffix(name, ".xlsx") {
			return nil
		}
		z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
		if err != nil {
			return err
		}
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				return err
			}
			body, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			all[name+"/"+part.Name] = strings.ToLower(string(body))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What is withheld cannot be filled in by somebody else, also with new sums.
func TestForgedMask(t *testing.T) {
	t.Parallel()
	p := &handed{t, handedOut(t, "contacts.csv", "--redact")}
	for name := range everything(t, p.dir) {
		if text, err := os.ReadFile(p.path(name)); err == nil {
			p.write(name, bytes.ReplaceAll(text, []byte("[person 1]"), []byte("Jane Doe")))
		}
	}
	p.sums()
	if r := verify(p.dir); r.code != 4 || !strings.Contains(r.out, "is withheld, and what stands in its place is no mask") {
		t.Errorf("%s", r)
	}
}

// Nothing of a person is anywhere in a redacted package, and it can be verified all
// the same; the one that is not redacted has all of it.
func TestRedaction(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"acquisition.xlsx", "migration.xlsx"} {
		t.Run(sample, func(t *testing.T) {
			open, masked := handedOut(t, sample), handedOut(t, sample, "--redact")
			needles := slices.Concat(needlesOf(t, open), inputNeedles(t, sample))
			found := 0
			clear, texts := everything(t, open), everything(t, masked)
			for _, needle := range needles {
				for name, text := range texts {
					if strings.Contains(text, needle) {
						t.Errorf("%s: %q", name, needle)
					}
				}
				for _, text := range clear {
					if strings.Contains(text, needle) {
						found++
						break
					}
				}
			}
			if found < len(needles)/2 {
				t.Errorf("of %d needles only %d are in the package that is not redacted", len(needles), found)
			}
			r := verify(masked)
			if r.code != 0 || strings.Contains(r.out, " 0 withheld") {
				t.Errorf("%s", r)
			}
			t.Logf("%s: %d needles, none in %d texts; %s", sample, len(needles), len(texts), fmt.Sprint(strings.Split(r.out, "\n")))
		})
	}
}
