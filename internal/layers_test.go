// Package internal_test holds the rules that go for the whole tree: who may
// import whom, and how the code is written. A rule is a function from sources
// to slips, with a table of its own that shows it can fail.
package internal_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	modulePath = "domainbatch"
	sdkFolder  = "internal/sandbox/testdata/sdk"

	browserFolder = "internal/handoff/testdata/browser"
)

// layers lists what each package may import besides the standard library: our
// own packages by their folder, others by their path. A package that is not
// here has no place in the program.
var layers = map[string][]string{
	".": {"internal/cli"},

	// The four stages. None imports another one.
	"loader":   {"internal/api", "internal/job", "internal/sheet", "golang.org/x/text"},
	"planner":  {"internal/api", "internal/job"},
	"executor": {"internal/api", "internal/job", "internal/rpc", "golang.org/x/sync/errgroup", "golang.org/x/time/rate"},
	"report":   {"internal/api", "internal/job", "internal/sheet", "github.com/gocarina/gocsv", "github.com/xuri/excelize/v2"},

	// What a stage has to know.
	"internal/job":   {},
	"internal/rpc":   {},
	"internal/api":   {"internal/job", "internal/rpc", "github.com/nyaruka/phonenumbers", "golang.org/x/net/idna", "golang.org/x/net/publicsuffix", "golang.org/x/text"},
	"internal/sheet": {"github.com/xuri/excelize/v2", "golang.org/x/text"},

	// Known to cli alone.
	"internal/dossier": {"internal/api", "internal/job", "golang.org/x/text/unicode/norm"},
	"internal/mask":    {"internal/job"},
	"internal/journal": {"internal/job", "golang.org/x/sys", "modernc.org/sqlite"},
	"internal/handoff": {"internal/dossier", "internal/job", "github.com/hiddeco/sshsig", "github.com/xuri/excelize/v2", "golang.org/x/crypto/ssh"},
	"internal/sandbox": {"internal/api", "internal/job", "internal/rpc", "golang.org/x/net/idna"},
	"internal/cli": {
		"loader", "planner", "executor", "report",
		"internal/api", "internal/dossier", "internal/handoff", "internal/job", "internal/journal", "internal/mask", "internal/rpc", "internal/sandbox", "internal/sheet",
		"github.com/aliyun/credentials-go", "github.com/nicholas-fedor/shoutrrr", "github.com/schollz/progressbar/v3", "github.com/spf13/cobra",
		"github.com/spf13/pflag", "github.com/xuri/excelize/v2", "golang.org/x/sync/errgroup", "golang.org/x/term", "golang.org/x/text", "gopkg.in/yaml.v3",
	},

	// Modules of their own, for tests alone.
	browserFolder: {"github.com/chromedp/cdproto", "github.com/chromedp/chromedp"},
	sdkFolder:     {"github.com/alibabacloud-go/darabonba-openapi/v2", "github.com/alibabacloud-go/tea", "github.com/aliyun/alibaba-cloud-sdk-go"},

	// These rules.
	"internal": {},
}

// inTests lists what tests may import besides what their package may: the
// simulated API and the journal, the nouns, and tools for tests.
var inTests = []string{
	"internal/api", "internal/job", "internal/journal", "internal/rpc", "internal/sandbox", "internal/sheet",
	"github.com/google/go-cmp/cmp", "github.com/prometheus/common/expfmt", "github.com/rogpeppe/go-internal/testscript", "github.com/xuri/excelize/v2", "golang.org/x/crypto/ssh", "golang.org/x/net/html", "golang.org/x/text/encoding", "pgregory.net/rapid",
}

// outside names packages of the standard library that reach out of the
// program, which some packages must not.
var outside = map[string][]string{
	"planner":          {"context", "io/fs", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "path/filepath"},
	"internal/dossier": {"context", "io/fs", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "path/filepath"},
	"internal/job":     {"context", "io/fs", "log", "log/slog", "net", "net/http", "os", "path/filepath"},
	"internal/api":     {"io/fs", "log", "log/slog", "net", "os", "path/filepath"},
}

// withheld names identifiers of a package that another one must not use.
var withheld = map[string]map[string][]string{
	"internal/sandbox": {"internal/rpc": {"CanonicalRequest", "Signature", "StringToSign"}}, // its signature check is its own
	"planner":          {"time": {"Now", "Since", "Until", "Sleep", "After"}},
	"internal/job":     {"time": {"Now", "Since", "Until", "Sleep", "After"}},
	"internal/dossier": {"time": {"Now", "Since", "Until", "Sleep", "After"}},
}

// importSlips finds the imports of a file that no arrow allows.
func importSlips(s *source) []string {
	allowed, known := layers[s.dir()]
	if !known {
		return []string{s.name + ": a package without a place in the layers"}
	}
	if s.test() {
		allowed = slices.Concat(allowed, inTests, []string{s.dir()})
	}
	var slips []string
	for _, spec := range s.file.Imports {
		name := imported(spec)
		switch {
		case standard(name):
			if !s.test() && slices.Contains(outside[s.dir()], name) {
				slips = append(slips, s.at(spec.Pos(), "%s reaches outside, which %s must not", name, s.dir()))
			}
		case !slices.ContainsFunc(allowed, func(arrow string) bool { return name == arrow || strings.HasPrefix(name, arrow+"/") }):
			slips = append(slips, s.at(spec.Pos(), "%s must not import %s", s.dir(), name))
		}
	}
	if s.test() {
		return slips
	}
	return append(slips, useSlips(s)...)
}

// imported is the path of an import, our own packages by their folder.
func imported(spec *ast.ImportSpec) string {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return strings.TrimPrefix(name, modulePath+"/")
}

// standard tells the standard library by its first element, which has no dot.
func standard(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	_, ours := layers[name]
	return !ours && !strings.Contains(first, ".") && first != "internal"
}

// useSlips finds identifiers that are withheld from the package.
func useSlips(s *source) []string {
	var slips []string
	names := importNames(s)
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Obj == nil && slices.Contains(withheld[s.dir()][names[x.Name]], sel.Sel.Name) {
			slips = append(slips, s.at(sel.Pos(), "%s must not use %s.%s", s.dir(), x.Name, sel.Sel.Name))
		}
		return true
	})
	return slips
}

// importNames maps the names that a file uses for packages to their paths.
func importNames(s *source) map[string]string {
	names := make(map[string]string)
	for _, spec := range s.file.Imports {
		name := path.Base(imported(spec))
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported(spec)
	}
	return names
}

func TestLayers(t *testing.T) {
	for _, s := range sources(t, module(t)) {
		report(t, importSlips(s))
	}
}

// The table is the whole truth: every folder in it exists.
func TestLayersAreThere(t *testing.T) {
	tree := module(t)
	for dir := range layers {
		if _, err := fs.Stat(tree, dir); os.IsNotExist(err) {
			t.Errorf("%s: in the layers and not in the tree", dir)
		}
	}
}

func TestLayersGate(t *testing.T) {
	tests := map[string]struct {
		name, text string
		want       int
	}{
		"standard library":      {"internal/job/a.go", `import "fmt"`, 0},
		"an arrow":              {"planner/a.go", `import "domainbatch/internal/job"`, 0},
		"below an arrow":        {"loader/a.go", `import "golang.org/x/text/unicode/norm"`, 0},
		"stage to stage":        {"planner/a.go", `import "domainbatch/loader"`, 1},
		"stage to stage, test":  {"planner/a_test.go", `import "domainbatch/loader"`, 1},
		"stage to journal":      {"executor/a.go", `import "domainbatch/internal/journal"`, 1},
		"its test to journal":   {"executor/a_test.go", `import "domainbatch/internal/journal"`, 0},
		"upwards":               {"internal/job/a.go", `import "domainbatch/internal/api"`, 1},
		"foreign":               {"internal/rpc/a.go", `import "github.com/spf13/cobra"`, 1},
		"foreign, renamed":      {"internal/rpc/a.go", `import _ "modernc.org/sqlite"`, 1},
		"prefix of an arrow":    {"loader/a.go", `import "golang.org/x/textual"`, 1},
		"test tool in the code": {"internal/rpc/a.go", `import "github.com/google/go-cmp/cmp"`, 1},
		"test tool":             {"internal/rpc/a_test.go", `import "github.com/google/go-cmp/cmp"`, 0},
		"its own test":          {"planner/a_test.go", `import "domainbatch/planner"`, 0},
		"no place":              {"internal/util/a.go", `import "fmt"`, 1},
		"planner to the disk":   {"planner/a.go", `import "os"`, 1},
		"planner's clock":       {"planner/a.go", "import \"time\"\nvar x = time.Now", 1},
		"planner's durations":   {"planner/a.go", "import \"time\"\nvar x = time.Second", 0},
		"borrowed signature":    {"internal/sandbox/a.go", "import r \"domainbatch/internal/rpc\"\nvar x = r.Signature", 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := parse(test.name, "package p\n"+test.text+"\n")
			if err != nil {
				t.Fatal(err)
			}
			if slips := importSlips(s); len(slips) != test.want {
				t.Errorf("%d slips, want %d: %v", len(slips), test.want, slips)
			}
		})
	}
}
