package internal_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	maxFunction   = 60 // lines, tables aside
	maxFile       = 400
	maxComplexity = 12
	maxMain       = 40 // lines of code in main.go
)

// rule finds slips in the files of one folder.
type rule func(dir []*source) []string

// rules are all that holds for every folder.
func rules() map[string]rule {
	return map[string]rule{
		"gofmt":       each(formatSlips),
		"sizes":       each(sizeSlips),
		"complexity":  each(code(complexitySlips)), // a test has a branch for each thing it checks,
		"docs":        docSlips,
		"voice":       each(code(voiceSlips)),
		"start":       each(code(startSlips)),
		"variables":   each(code(variableSlips)),
		"assignments": assignmentSlips,
		"calls":       each(code(callSlips)),
		"goroutines":  each(code(goroutineSlips)),
		"credentials": each(code(credentialSlips)),
		"tests":       each(testSlips),
	}
}

// each applies a check to every file.
func each(check func(*source) []string) rule {
	return func(dir []*source) []string {
		var slips []string
		for _, s := range dir {
			slips = append(slips, check(s)...)
		}
		return slips
	}
}

// code leaves tests out.
func code(check func(*source) []string) func(*source) []string {
	return func(s *source) []string {
		if s.test() {
			return nil
		}
		return check(s)
	}
}

func TestStyle(t *testing.T) {
	folders := make(map[string][]*source)
	for _, s := range sources(t, module(t)) {
		folders[s.dir()] = append(folders[s.dir()], s)
	}
	for name, rule := range rules() {
		t.Run(name, func(t *testing.T) {
			for _, folder := range folders {
				report(t, rule(folder))
			}
		})
	}
}

func formatSlips(s *source) []string {
	formatted, err := format.Source(s.text)
	if err != nil || !bytes.Equal(formatted, s.text) {
		return []string{s.name + ": not as gofmt writes it"}
	}
	return nil
}

func sizeSlips(s *source) []string {
	var slips []string
	if lines := bytes.Count(s.text, []byte("\n")); lines > maxFile {
		slips = append(slips, s.at(s.file.End(), "%d lines, at most %d", lines, maxFile))
	}
	for _, f := range functions(s) {
		if lines := s.line(f.End()) - s.line(f.Pos()) + 1 - tableLines(s, f); lines > maxFunction {
			slips = append(slips, s.at(f.Pos(), "%s has %d lines, at most %d", f.Name.Name, lines, maxFunction))
		}
	}
	if s.name != "main.go" {
		return slips
	}
	if lines := codeLines(s); lines > maxMain {
		slips = append(slips, s.at(s.file.End(), "%d lines of code, at most %d", lines, maxMain))
	}
	return slips
}

func functions(s *source) []*ast.FuncDecl {
	var all []*ast.FuncDecl
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			all = append(all, f)
		}
	}
	return all
}

// tableLines counts the lines of tables in a function: of literals that have
// the word table in a comment beside or above them, and in tests of every
// slice and map.
func tableLines(s *source, f *ast.FuncDecl) int {
	marked := make(map[int]bool)
	for _, group := range s.file.Comments {
		if strings.Contains(strings.ToLower(group.Text()), "table") {
			marked[s.line(group.Pos())] = true
			marked[s.line(group.End())+1] = true
		}
	}
	lines := 0
	ast.Inspect(f, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok || !(marked[s.line(literal.Pos())] || s.test() && listed(literal)) {
			return true
		}
		lines += s.line(literal.End()) - s.line(literal.Pos())
		return false
	})
	return lines
}

func listed(literal *ast.CompositeLit) bool {
	switch literal.Type.(type) {
	case *ast.ArrayType, *ast.MapType:
		return true
	}
	return false
}

// codeLines counts the lines that hold more than comments.
func codeLines(s *source) int {
	var scan scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile(s.name, -1, len(s.text))
	scan.Init(file, s.text, nil, 0)
	lines := make(map[int]bool)
	for {
		pos, tok, literal := scan.Scan()
		if tok == token.EOF {
			return len(lines)
		}
		if tok != token.SEMICOLON || literal != "\n" {
			lines[file.Line(pos)] = true
		}
	}
}

func complexitySlips(s *source) []string {
	var slips []string
	for _, f := range functions(s) {
		if n := complexity(f); n > maxComplexity {
			slips = append(slips, s.at(f.Pos(), "%s has complexity %d, at most %d", f.Name.Name, n, maxComplexity))
		}
	}
	return slips
}

// complexity counts the ways through a function: one, and one more for each
// branch, case, && and ||.
func complexity(f *ast.FuncDecl) int {
	ways := 1
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			ways++
		case *ast.CaseClause:
			if n.List != nil {
				ways++
			}
		case *ast.CommClause:
			if n.Comm != nil {
				ways++
			}
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				ways++
			}
		}
		return true
	})
	return ways
}

// docSlips finds packages and exported names without a doc comment.
func docSlips(dir []*source) []string {
	var slips []string
	documented := false
	dir = slices.DeleteFunc(slices.Clone(dir), (*source).test)
	for _, s := range dir {
		documented = documented || s.file.Doc != nil
		for _, d := range s.file.Decls {
			slips = append(slips, undocumented(s, d)...)
		}
	}
	if len(dir) > 0 && !documented {
		slips = append(slips, dir[0].at(dir[0].file.Package, "package %s has no doc comment", dir[0].file.Name.Name))
	}
	return slips
}

func undocumented(s *source, d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && receiverExported(d) {
			return []string{s.at(d.Pos(), "%s has no doc comment", d.Name.Name)}
		}
	case *ast.GenDecl:
		var slips []string
		for _, spec := range d.Specs {
			if name := exportedName(spec); name != "" && d.Doc == nil && !ownDoc(spec) {
				slips = append(slips, s.at(spec.Pos(), "%s has no doc comment", name))
			}
		}
		return slips
	}
	return nil
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	exported := false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && !exported {
			exported = name.IsExported()
			return false
		}
		return true
	})
	return exported
}

func exportedName(spec ast.Spec) string {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() {
			return spec.Name.Name
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() {
				return name.Name
			}
		}
	}
	return ""
}

func ownDoc(spec ast.Spec) bool {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Doc != nil
	case *ast.ValueSpec:
		return spec.Doc != nil || spec.Comment != nil
	}
	return false
}

var (
	excuse  = regexp.MustCompile(`(?i)\b(failed to|unable to|could not|couldn't|error \w+ing)\b`)
	capital = regexp.MustCompile(`^[A-Z][a-z]+\b`) // not a name like DomainName or HTTP
	stop    = regexp.MustCompile(`[.!\n]$`)
)

// voiceSlips finds texts that do not speak as errors do here: the step as a
// bare verb in lower case, then the thing, then the cause, without a full stop.
func voiceSlips(s *source) []string {
	var slips []string
	names := importNames(s)
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text := literal(n); excuse.MatchString(text) {
				slips = append(slips, s.at(n.Pos(), "%q is an excuse, not a step", text))
			}
		case *ast.CallExpr:
			if called := selected(n.Fun, names); (called == "fmt.Errorf" || called == "errors.New") && len(n.Args) > 0 {
				if text := literal(n.Args[0]); capital.MatchString(text) || stop.MatchString(text) {
					slips = append(slips, s.at(n.Pos(), "%q is a sentence, not an error", text))
				}
			}
		}
		return true
	})
	return slips
}

// literal is the text of a string, or of several joined by +; what is not
// known before the program runs stands as an ellipsis.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return text
		}
		return ""
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	}
	return "…"
}

// selected gives "path.Name" for a name of an imported package, and "" for anything else.
func selected(e ast.Expr, names map[string]string) string {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if x, ok := sel.X.(*ast.Ident); ok && x.Obj == nil && names[x.Name] != "" {
		return names[x.Name] + "." + sel.Sel.Name
	}
	return ""
}
