package dossier

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What the program records of changes and rows it says in words of package job, so
// that it can be said in the language of a dossier.
func TestRecordedWordsAreKnown(t *testing.T) {
	found := 0
	for _, folder := range []string{"../../executor", "../../loader", "../cli", "../job"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range recorded(file, folder == "../../executor") {
				found++
				if text, sentence := literal(e); sentence {
					t.Errorf("%s: %q is recorded, and not in words of package job", set.Position(e.Pos()), text)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("%d places are looked at; they are looked for in the wrong way", found)
	}
}

// The check finds what it is there for.
func TestRecordedFinds(t *testing.T) {
	text := `package p
func f() {
	s.State, s.Message = job.Settled, "it is gone"
	x := job.Standing{Message: fmt.Sprintf("of %s", who)}
	a.giveUpLacking(f, "it is not there")
	v.unknown[id] = "nobody knows"
	row.LeftOut = "left out"
	y := &LimitError{What: "too many of them"}
	s.Message = job.MessageUntold
	is.Hint, s.Code = "look at it", "EXECUTE_SUCCESS"
	z := ending{message: "sent before"}
	errors.Join(err, s.unsent(8, "no more"))
}`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range recorded(file, true) {
		if text, sentence := literal(e); sentence {
			found = append(found, text)
		}
	}
	slices.Sort(found)
	want := []string{"it is gone", "it is not there", "left out", "no more", "nobody knows", "of %s", "sent before", "too many of them"}
	if !slices.Equal(found, want) {
		t.Errorf("found %q\nwant %q", found, want)
	}
}

// recorded lists what is put into the words of standings and rows. Where messages
// are those of issues too, only what is surely about the others counts.
func recorded(file *ast.File, messages bool) []ast.Expr {
	var all []ast.Expr
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) && worded(to, messages) {
					all = append(all, n.Rhs[i])
				}
			}
		case *ast.CompositeLit:
			all = append(all, members(n, messages)...)
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"giveUpBatch", "giveUpLacking", "unsent"}, f.Sel.Name) {
				all = append(all, n.Args...)
			}
		}
		return true
	})
	return all
}

// worded tells whether something is assigned that a dossier says.
func worded(to ast.Expr, messages bool) bool {
	switch to := to.(type) {
	case *ast.SelectorExpr:
		owner, _ := to.X.(*ast.Ident)
		issue := owner != nil && (owner.Name == "is" || owner.Name == "first")
		switch to.Sel.Name {
		case "Message", "message":
			return !issue && (messages || owner != nil && (owner.Name == "st" || owner.Name == "s"))
		}
		return to.Sel.Name == "LeftOut"
	case *ast.IndexExpr:
		of, ok := to.X.(*ast.SelectorExpr)
		return ok && of.Sel.Name == "unknown"
	}
	return false
}

// members are the words in a literal of a standing, an ending or a limit.
func members(n *ast.CompositeLit, endings bool) []ast.Expr {
	name := ""
	switch kind := n.Type.(type) {
	case *ast.Ident:
		name = kind.Name
	case *ast.SelectorExpr:
		name = kind.Sel.Name
	}
	if n.Type == nil && endings {
		name = "ending" // in a map of them
	}
	if !slices.Contains([]string{"Standing", "ending", "LimitError"}, name) {
		return nil
	}
	var all []ast.Expr
	for _, e := range n.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := pair.Key.(*ast.Ident); ok && slices.Contains([]string{"Message", "message", "What"}, key.Name) {
			all = append(all, pair.Value)
		}
	}
	return all
}

// literal finds words written out in an expression.
func literal(e ast.Expr) (text string, found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING || found {
			return true
		}
		value, err := strconv.Unquote(lit.Value)
		if err == nil && strings.Contains(strings.TrimSpace(value), " ") {
			text, found = value, true
		}
		return true
	})
	return text, found
}
