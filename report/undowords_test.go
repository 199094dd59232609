package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// Every word of a reversal stands in Chinese too, with the same places for what belongs
// into it, and none is there that nobody says.
func TestUndoWords(t *testing.T) {
	said := map[string]bool{wasEmpty: true, wasUnseen: true, noteUnshown: true}
	for _, name := range []string{"undo.go", "undobook.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					said[text] = true
				}
			}
			return true
		})
	}
	for english, chinese := range undoChinese {
		if !said[english] {
			t.Errorf("nobody says %q", english)
		}
		if chinese == "" || strings.Count(english, "%") != strings.Count(chinese, "%") {
			t.Errorf("%q: %q", english, chinese)
		}
	}
	// What reads like a sentence is one that people are told.
	for text := range said {
		_, known := undoChinese[text]
		if strings.Count(text, " ") > 2 && !known {
			t.Errorf("%q is not there in Chinese", text)
		}
	}
	r := &Reversal{Chinese: true, Registrants: 1, Untyped: 1, Incomplete: 2, Unread: 1, Filled: 2, Open: 1, Others: 2}
	for _, fact := range r.facts(&ReversalOf{}) {
		if _, english := undoChinese[fact[0]]; english {
			t.Errorf("the label %q is English", fact[0])
		}
	}
	if got := r.note(noteUnshown + "NoPermission"); got != "注册商未显示该联系人：NoPermission" {
		t.Errorf("%q", got)
	}
}
