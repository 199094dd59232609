package internal_test

import (
	"strings"
	"testing"
)

// Every rule finds what it is there for, and nothing in its neighbourhood.
func TestStyleGates(t *testing.T) {
	long := func(n int) string { return strings.Repeat("\tf()\n", n) }
	rows := strings.Repeat("\t\t1,\n", 70)
	tests := []struct {
		rule, name, text string
		want             int
	}{
		{"gofmt", "x/a.go", "var x  = 1\n", 1},
		{"gofmt", "x/a_test.go", "func  f() {}\n", 1},
		{"gofmt", "x/a.go", "var x = 1\n", 0},

		{"sizes", "x/a.go", "func f() {\n" + long(58) + "}\n", 0},
		{"sizes", "x/a.go", "func f() {\n" + long(59) + "}\n", 1},
		{"sizes", "x/a_test.go", "func f() {\n" + long(59) + "}\n", 1},
		{"sizes", "x/a.go", "func f() {\n\tx := []int{\n" + rows + "\t}\n\tg(x)\n}\n", 1},
		{"sizes", "x/a.go", "func f() {\n\t// The table of x.\n\tx := []int{\n" + rows + "\t}\n\tg(x)\n}\n", 0},
		{"sizes", "x/a_test.go", "func f() {\n\tx := []int{\n" + rows + "\t}\n\tg(x)\n}\n", 0},
		{"sizes", "x/a_test.go", "func f() {\n\tx := []int{\n" + rows + "\t}\n" + long(59) + "}\n", 1},
		{"sizes", "x/a.go", strings.Repeat("var _ = 1\n", 397), 0},
		{"sizes", "x/a.go", strings.Repeat("var _ = 1\n", 398), 1},
		{"sizes", "x/a_test.go", strings.Repeat("// x\n", 398), 1},
		{"sizes", "main.go", strings.Repeat("// x\n", 100) + strings.Repeat("var _ = 1\n\n", 39), 0},
		{"sizes", "main.go", strings.Repeat("var _ = 1\n\n", 40), 1},

		{"complexity", "x/a.go", "func f() {" + strings.Repeat("if a {}\n", 11) + "}\n", 0},
		{"complexity", "x/a.go", "func f() {" + strings.Repeat("if a {}\n", 12) + "}\n", 1},
		{"complexity", "x/a.go", "func f() bool { return a" + strings.Repeat(" && a || b", 6) + " }\n", 1},
		{"complexity", "x/a.go", "func f() { switch a {" + strings.Repeat("case b:\n", 6) + "default:\n}\nselect {" +
			strings.Repeat("case <-c:\n", 5) + "default:\n} }\n", 0},
		{"complexity", "x/a.go", "func f() { for range a { for b { g(func() {" + strings.Repeat("if a {}\n", 10) + "}) } } }\n", 1},
		{"complexity", "x/a_test.go", "func f() {" + strings.Repeat("if a {}\n", 12) + "}\n", 0},

		{"docs", "x/a.go", "func f() {}\ntype t int\nfunc (t) F() {}\n", 0},
		{"docs", "x/a.go", "func F() {}\n", 1},
		{"docs", "x/a.go", "// F is.\nfunc F() {}\n", 0},
		{"docs", "x/a.go", "// T is.\ntype T[K any] int\nfunc (*T[K]) F() {}\n", 1},
		{"docs", "x/a.go", "type T int\n", 1},
		{"docs", "x/a.go", "const (\n\tA = 1\n\tB = 2 // is two\n)\n", 1},
		{"docs", "x/a.go", "// All of them.\nconst (\n\tA = 1\n\tB = 2\n)\n", 0},
		{"docs", "x/a_test.go", "func F() {}\n", 0},

		{"voice", "x/a.go", `import "fmt"` + "\n" + `var _ = fmt.Errorf("open journal %s: %w", x, err)`, 0},
		{"voice", "x/a.go", `import "fmt"` + "\n" + `var _ = fmt.Errorf("Open journal %s: %w", x, err)`, 1},
		{"voice", "x/a.go", `import "errors"` + "\n" + `var _ = errors.New("the journal " + x + " is locked.")`, 1},
		{"voice", "x/a.go", `import "errors"` + "\n" + `var _ = errors.New("DomainName is empty")`, 0},
		{"voice", "x/a.go", `import "errors"` + "\n" + `var _ = errors.New("HTTP/2 is not spoken")`, 0},
		{"voice", "x/a.go", `var _ = "failed` + ` to open"`, 1},
		{"voice", "x/a.go", `var _ = "Unable` + ` to open"`, 1},
		{"voice", "x/a.go", `var _ = "it could` + ` not be opened"`, 1},
		{"voice", "x/a.go", `var _ = "error` + ` opening it"`, 1},

		{"start", "x/a.go", "func init() {}\n", 1},
		{"start", "x/a.go", "func (t) init() {}\n", 0},

		{"variables", "x/a.go", `import "errors"` + "\n" + `var errX = errors.New("x")`, 0},
		{"variables", "x/a.go", `import "regexp"` + "\n" + `var x = regexp.MustCompile("x")`, 0},
		{"variables", "x/a.go", "//go:embed a.txt\nvar x string\n", 0},
		{"variables", "x/a.go", "var (\n\ta = []int{1}\n\tb = map[string]int{}\n\tc = t{1}\n)\n", 0},
		{"variables", "x/a.go", "var _ error = (*t)(nil)\n", 0},
		{"variables", "x/a.go", "var x int\n", 1},
		{"variables", "x/a.go", "var x = 1\n", 1},
		{"variables", "x/a.go", "var x = make(map[string]int)\n", 1},
		{"variables", "x/a.go", "var x = build()\n", 1},
		{"variables", "x/a.go", "import \"sync\"\nvar a sync.Mutex\nvar b = sync.Pool{}\n", 2},
		{"variables", "x/a_test.go", "var x = 1\n", 0},

		{"assignments", "x/a.go", "var x = []int{1}\nfunc f() { x = nil }\n", 1},
		{"assignments", "x/a.go", "var x = []int{1}\nfunc f() { x[0]++; (x)[1], y = 2, 3; copy(x, y) }\n", 3},
		{"assignments", "x/a.go", "var x = map[string]t{}\nfunc f() { delete(x, \"\"); clear(x[:1]); x[a].b.c = 1; *x[b].d = 2 }\n", 4},
		{"assignments", "x/a.go", "var x = []int{1}\nfunc f() { for x[0] = range 3 {} }\n", 1},
		{"assignments", "x/a.go", "var x = []int{1}\nfunc f() { x := x; x[0] = 1 }\nfunc g(x t) { x.y = 1 }\n", 0},
		{"assignments", "x/a_test.go", "import \"net/http\"\nfunc f() { http.DefaultClient.Timeout = 1 }\n", 1},

		{"calls", "x/a.go", "func f() { panic(1) }\n", 1},
		{"calls", "x/a.go", "func f() { x.panic(1) }\n", 0},
		{"calls", "x/a.go", "import \"context\"\nvar _, _ = context.Background(), context.TODO()\n", 2},
		{"calls", "main.go", "import \"context\"\nvar _ = context.Background()\n", 0},
		{"calls", "x/a.go", "import \"os\"\nvar _ = f(os.Args, os.Stdout, os.Getenv)\nfunc f() { os.Exit(1) }\n", 4},
		{"calls", "x/a.go", "import sys \"os\"\nvar _ = sys.Args\n", 1},
		{"calls", "x/a.go", "import \"os\"\nvar _ = os.ReadFile\nfunc f(os t) { os.Exit(1) }\n", 0},
		{"calls", "main.go", "import \"log\"\nfunc f() { log.Fatalf(x) }\n", 1},
		{"calls", "x/a_test.go", "import \"context\"\nvar _ = context.Background()\n", 0},

		{"goroutines", "x/a.go", "func f() { go g() }\n", 1},
		{"goroutines", "x/a.go", "func f() { group.Go(g) }\n", 0},

		{"credentials", "x/a.go", "import \"domainbatch/internal/rpc\"\ntype t struct{ a []*rpc.Credentials }\n", 1},
		{"credentials", "internal/rpc/a.go", "type t struct{ a Credentials }\n", 1},
		{"credentials", "x/a.go", "import \"domainbatch/internal/rpc\"\ntype t struct{ a func() rpc.Credentials; b rpc.Provider }\n", 0},

		{"tests", "x/a_test.go", "func f(t T) { t.Sk" + "ip() }\n", 1},
		{"tests", "x/a_test.go", "func f(t T) { decoder.Skip() }\n", 0},
		{"tests", "x/a_test.go", "import \"time\"\nfunc f() { time.Sl" + "eep(1) }\n", 1},
	}
	seen := make(map[string]bool)
	for _, test := range tests {
		seen[test.rule] = seen[test.rule] || test.want > 0
		s, err := parse(test.name, "// Package p is.\npackage p\n\n"+test.text)
		if err != nil {
			t.Errorf("%s: %v", test.rule, err)
			continue
		}
		if slips := rules()[test.rule]([]*source{s}); len(slips) != test.want {
			t.Errorf("%s in %s: %d slips, want %d: %v\n%s", test.rule, test.name, len(slips), test.want, slips, test.text)
		}
	}
	for name := range rules() {
		if !seen[name] {
			t.Errorf("nothing shows that the rule %s can fail", name)
		}
	}
}

// Packages without a comment, and variables of another file of the folder.
func TestFolderGates(t *testing.T) {
	parsed := func(name, text string) *source {
		s, err := parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	a, b := parsed("x/a.go", "package x\n\nvar table = []int{1}\n"), parsed("x/b.go", "package x\n\nfunc f() { table[0] = 2 }\n")
	if slips := docSlips([]*source{a, b}); len(slips) != 1 {
		t.Errorf("no package comment: %v", slips)
	}
	if slips := docSlips([]*source{a, parsed("x/c.go", "// Package x is.\npackage x\n")}); len(slips) != 0 {
		t.Errorf("a package comment: %v", slips)
	}
	if slips := assignmentSlips([]*source{a, b}); len(slips) != 1 {
		t.Errorf("a write from another file: %v", slips)
	}
}
