package internal_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// source is one Go file of the tree.
type source struct {
	name string // path from the root of the module
	text []byte
	file *ast.File
	set  *token.FileSet
}

func (s *source) test() bool { return strings.HasSuffix(s.name, "_test.go") }

// dir is the package's folder, "." for main.
func (s *source) dir() string { return path.Dir(s.name) }

func (s *source) line(pos token.Pos) int { return s.set.Position(pos).Line }

// at makes a slip that names its place.
func (s *source) at(pos token.Pos, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s", s.name, s.line(pos), fmt.Sprintf(format, args...))
}

func parse(name, text string) (*source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return &source{name: name, text: []byte(text), file: file, set: set}, nil
}

// module is the tree of files that belong to the project.
func module(t *testing.T) fs.FS {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return os.DirFS(dir)
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// files lists what belongs to the project: what .gitignore does not name,
// outside .git.
func files(tree fs.FS) ([]string, error) {
	ignored, err := ignore(tree)
	if err != nil {
		return nil, err
	}
	var names []string
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == ".git" || ignored(name)):
			return fs.SkipDir
		case entry.Type().IsRegular() && name != ".git" && !ignored(name): // a second checkout has a file of that name
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// ignore reads the patterns of .gitignore that the project uses: base names
// with wildcards, and names anchored at the root by a slash.
func ignore(tree fs.FS) (func(name string) bool, error) {
	text, err := fs.ReadFile(tree, ".gitignore")
	if err != nil {
		return nil, err
	}
	patterns := strings.Fields(string(text))
	return func(name string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool {
			subject := path.Base(name)
			if strings.HasPrefix(pattern, "/") {
				subject = "/" + name
			}
			match, err := path.Match(pattern, subject)
			return match && err == nil
		})
	}, nil
}

// sources parses all Go files of the tree.
func sources(t *testing.T, tree fs.FS) []*source {
	t.Helper()
	names, err := files(tree)
	if err != nil {
		t.Fatal(err)
	}
	var all []*source
	for _, name := range names {
		if path.Ext(name) != ".go" {
			continue
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := parse(name, string(text))
		if err != nil {
			t.Error(err)
			continue
		}
		all = append(all, s)
	}
	return all
}

// report makes each slip an error.
func report(t *testing.T, slips []string) {
	t.Helper()
	for _, slip := range slips {
		t.Error(slip)
	}
}

// The top level holds exactly what the layout says, hidden files aside, and
// no package lies deeper than internal/x, the modules for tests alone aside.
func layoutSlips(tree fs.FS) ([]string, error) {
	want := []string{"README.md", "executor", "go.mod", "go.sum", "internal", "loader", "main.go", "planner", "report", "samples"}
	names, err := files(tree)
	if err != nil {
		return nil, err
	}
	var top, slips []string
	for _, name := range names {
		first, _, _ := strings.Cut(name, "/")
		if !strings.HasPrefix(first, ".") && !slices.Contains(top, first) {
			top = append(top, first)
		}
		if path.Ext(name) == ".go" && path.Dir(name) != sdkFolder && path.Dir(name) != browserFolder && !placed(path.Dir(name)) {
			slips = append(slips, name+": no place for a package")
		}
	}
	for _, name := range want {
		if !slices.Contains(top, name) {
			slips = append(slips, name+": missing at the top level")
		}
	}
	for _, name := range top {
		if !slices.Contains(want, name) {
			slips = append(slips, name+": not part of the top level")
		}
	}
	return slips, nil
}

func placed(dir string) bool {
	inner, isInner := strings.CutPrefix(dir, "internal/")
	vague := []string{"util", "utils", "common", "helpers", "models", "types"}
	return !strings.Contains(inner, "/") && (isInner || !strings.Contains(dir, "/")) && !slices.Contains(vague, path.Base(dir))
}

func TestLayout(t *testing.T) {
	slips, err := layoutSlips(module(t))
	if err != nil {
		t.Fatal(err)
	}
	report(t, slips)
}

func TestLayoutGate(t *testing.T) {
	good := []string{
		".gitignore", ".ci/run", "README.md", "go.mod", "go.sum", "main.go", "executor/a.go", "internal/style_test.go",
		"internal/job/a.go", "internal/job/testdata/a.json", "loader/a.go", "planner/a.go", "report/a.go", "samples/a.csv",
	}
	tests := map[string]struct {
		more string
		less int // index of a file to leave out, 0 for none
		want int
	}{
		"good":               {},
		"ignored files":      {more: "domainbatch"},
		"another folder":     {more: "docs/a.md", want: 1},
		"another file":       {more: "tools.txt", want: 1},
		"too deep":           {more: "internal/job/state/a.go", want: 1},
		"too deep in a part": {more: "loader/csv/a.go", want: 1},
		"vague name":         {more: "internal/util/a.go", want: 1},
		"part missing":       {less: 10, want: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for i, file := range good {
				if i != test.less || i == 0 {
					tree[file] = &fstest.MapFile{Data: []byte("/domainbatch\n*.run\n")}
				}
			}
			if test.more != "" {
				tree[test.more] = &fstest.MapFile{}
			}
			slips, err := layoutSlips(tree)
			if err != nil || len(slips) != test.want {
				t.Errorf("%d slips, want %d: %v, %v", len(slips), test.want, slips, err)
			}
		})
	}
}

// machine finds absolute paths of the machines that the project is made on.
var machine = regexp.MustCompile(`(^|[^A-Za-z])/(work|farm|root)/`)

// textSlips finds what would not be true, or not be anyone's business, on
// another machine: absolute paths, and hosts of package registries.
func textSlips(name string, text []byte, hosts []string) []string {
	if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		return nil // not a text
	}
	var slips []string
	for i, line := range strings.Split(string(text), "\n") {
		if machine.MatchString(line) {
			slips = append(slips, fmt.Sprintf("%s:%d: a path of one machine", name, i+1))
		}
		if slices.ContainsFunc(hosts, func(host string) bool { return strings.Contains(line, host) }) {
			slips = append(slips, fmt.Sprintf("%s:%d: a package registry's host", name, i+1))
		}
	}
	return slips
}

// registries are the hosts that must not be named: the well-known ones, in
// pieces so that this file does not name them, and those of this machine.
func registries() []string {
	hosts := []string{"proxy.golang" + ".org", "sum.golang" + ".org", "registry.npmjs" + ".org", "pypi" + ".org"}
	setting, err := exec.Command("go", "env", "GOPROXY").Output()
	if err != nil {
		return hosts
	}
	address := regexp.MustCompile(`^https?://(?:[^/@]*@)?([^/:]+)`)
	for _, entry := range strings.FieldsFunc(strings.TrimSpace(string(setting)), func(r rune) bool { return r == ',' || r == '|' }) {
		if m := address.FindStringSubmatch(entry); m != nil {
			hosts = append(hosts, m[1])
		}
	}
	return hosts
}

func TestTexts(t *testing.T) {
	tree := module(t)
	names, err := files(tree)
	if err != nil {
		t.Fatal(err)
	}
	hosts := registries()
	for _, name := range names {
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		report(t, textSlips(name, text, hosts))
	}
}

func TestTextsGate(t *testing.T) {
	tests := map[string]struct {
		text string
		want int
	}{
		"plain":          {"see ../shared/data and https://example.com/work/x\n", 0},
		"path":           {"a\nsee /" + "work/main/x\n", 1},
		"path at home":   {"`/" + "root/x`", 1},
		"registry":       {"GOPROXY=https://registry.example,direct", 1},
		"known registry": {"https://proxy.golang" + ".org", 1},
		"not a text":     {"PK\x00/" + "root/", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if slips := textSlips("x", []byte(test.text), append(registries(), "registry.example")); len(slips) != test.want {
				t.Errorf("%d slips, want %d: %v", len(slips), test.want, slips)
			}
		})
	}
}
