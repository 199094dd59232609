package internal_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// startSlips finds what runs by itself when the program starts.
func startSlips(s *source) []string {
	var slips []string
	for _, f := range functions(s) {
		if f.Recv == nil && f.Name.Name == "init" {
			slips = append(slips, s.at(f.Pos(), "init runs unasked"))
		}
	}
	return slips
}

// variableSlips finds package variables that are neither an error to compare
// with, nor a pattern, nor an embedded file, nor a table literal, nor an
// assertion that a type has an interface's methods.
func variableSlips(s *source) []string {
	var slips []string
	for _, d := range s.file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.VAR {
			continue
		}
		for _, spec := range decl.Specs {
			if v := spec.(*ast.ValueSpec); !constant(s, decl, v) {
				slips = append(slips, s.at(v.Pos(), "%s is a package variable that may change", v.Names[0].Name))
			}
		}
	}
	return slips
}

// unchanging lists the functions whose values never change once they are made.
var unchanging = []string{
	"errors.New", "regexp.MustCompile", "strings.NewReplacer", "time.FixedZone", "golang.org/x/net/idna.New",
}

func constant(s *source, decl *ast.GenDecl, v *ast.ValueSpec) bool {
	if v.Names[0].Name == "_" || embedded(decl.Doc) || embedded(v.Doc) {
		return true
	}
	names := importNames(s)
	return len(v.Values) > 0 && !slices.ContainsFunc(v.Values, func(value ast.Expr) bool {
		switch value := value.(type) {
		case *ast.CompositeLit:
			of := selected(value.Type, names)
			return strings.HasPrefix(of, "sync.") || strings.HasPrefix(of, "sync/atomic.")
		case *ast.CallExpr:
			return !slices.Contains(unchanging, selected(value.Fun, names))
		}
		return true
	})
}

func embedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
}

// packageVars are the variables of one folder's code.
type packageVars struct {
	specs map[any]bool    // their declarations
	names map[string]bool // for use in other files than their own
}

func varsOf(dir []*source) packageVars {
	vars := packageVars{specs: make(map[any]bool), names: make(map[string]bool)}
	for _, s := range dir {
		for _, d := range s.file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.VAR {
				continue
			}
			for _, spec := range decl.Specs {
				vars.specs[spec] = true
				for _, name := range spec.(*ast.ValueSpec).Names {
					vars.names[name.Name] = true
				}
			}
		}
	}
	return vars
}

// has tells whether an expression that is written to is a package variable or
// a part of one, be it another package's.
func (vars packageVars) has(e ast.Expr, names map[string]string) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return vars.has(e.X, names)
	case *ast.StarExpr:
		return vars.has(e.X, names)
	case *ast.IndexExpr:
		return vars.has(e.X, names)
	case *ast.SliceExpr:
		return vars.has(e.X, names)
	case *ast.SelectorExpr:
		return vars.has(e.X, names)
	case *ast.Ident:
		if e.Obj != nil {
			return vars.specs[e.Obj.Decl]
		}
		return vars.names[e.Name] || names[e.Name] != ""
	}
	return false
}

// assignmentSlips finds writes to package variables, in tests too.
func assignmentSlips(dir []*source) []string {
	var slips []string
	vars := varsOf(dir)
	for _, s := range dir {
		names := importNames(s)
		ast.Inspect(s.file, func(n ast.Node) bool {
			for _, target := range written(n) {
				if vars.has(target, names) {
					slips = append(slips, s.at(target.Pos(), "a package variable is written to"))
				}
			}
			return true
		})
	}
	return slips
}

// written lists what a statement or call writes to.
func written(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.CallExpr:
		name, ok := n.Fun.(*ast.Ident)
		if ok && len(n.Args) > 0 && (name.Name == "delete" || name.Name == "clear" || name.Name == "copy") {
			return n.Args[:1]
		}
	}
	return nil
}

// callSlips finds what main.go alone may touch, and what nobody may.
func callSlips(s *source) []string {
	var slips []string
	names := importNames(s)
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "panic" && name.Obj == nil {
				slips = append(slips, s.at(n.Pos(), "panic"))
			}
		case *ast.SelectorExpr:
			name := selected(n, names)
			if never.MatchString(name) || mainOnly.MatchString(name) && s.name != "main.go" {
				slips = append(slips, s.at(n.Pos(), "%s has no place here", name))
			}
		}
		return true
	})
	return slips
}

var (
	never    = regexp.MustCompile(`^(time\.Sleep|log\.(Fatal|Panic).*|runtime\.Goexit)$`)
	mainOnly = regexp.MustCompile(`^(context\.(Background|TODO)|os\.(Args|Exit|Stdin|Stdout|Stderr|Getenv|LookupEnv|Environ|ExpandEnv|Setenv))$`)
)

// goroutineSlips finds goroutines without an owner that waits for them.
func goroutineSlips(s *source) []string {
	var slips []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if _, ok := n.(*ast.GoStmt); ok {
			slips = append(slips, s.at(n.Pos(), "a bare go statement"))
		}
		return true
	})
	return slips
}

// credentialSlips finds structs that keep credentials: fmt looks into
// unexported fields, and no method of Credentials can prevent that.
func credentialSlips(s *source) []string {
	var slips []string
	names := importNames(s)
	ast.Inspect(s.file, func(n ast.Node) bool {
		list, ok := n.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range list.Fields.List {
			if keepsCredentials(s, field.Type, names) {
				slips = append(slips, s.at(field.Pos(), "a struct keeps credentials"))
			}
		}
		return true
	})
	return slips
}

func keepsCredentials(s *source, field ast.Expr, names map[string]string) bool {
	found := false
	ast.Inspect(field, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncType:
			return false
		case *ast.SelectorExpr:
			found = found || selected(n, names) == "internal/rpc.Credentials"
			return false
		case *ast.Ident:
			found = found || s.dir() == "internal/rpc" && n.Name == "Credentials"
		}
		return true
	})
	return found
}

// testSlips finds tests that are left out, and tests that wait in real time.
func testSlips(s *source) []string {
	if !s.test() {
		return nil
	}
	var slips []string
	names := importNames(s)
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		left := ok && slices.Contains([]string{"t", "b", "f", "tb"}, x.Name) && strings.HasPrefix(sel.Sel.Name, "Skip")
		if left || selected(sel, names) == "time.Sleep" {
			slips = append(slips, s.at(sel.Pos(), "%s.%s in a test", x.Name, sel.Sel.Name))
		}
		return true
	})
	return slips
}
