package handoff

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"domainbatch/internal/dossier"
)

// The parts of the page. Nothing in the script or the style sheet comes from a
// dossier, but for the words of columns and what stands at the foot of a printed page.
var (
	//go:embed page.html.tmpl
	pageTemplate string
	//go:embed page.css
	pageStyle string
	//go:embed page.js
	pageScript string
)

// WritePage writes the dossier as a page for a browser: one file that loads
// nothing, is whole without scripts, and prints. It allows itself no script and
// no style but its own, whatever the values in it are.
func WritePage(w io.Writer, d *dossier.Dossier) error {
	p := newPage(d)
	t, err := template.New("page").Funcs(p.functions()).Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("parse the template of the page: %w", err)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if err := t.Execute(out, p); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// policy is the content security policy of a page with one style sheet and one script.
func policy(style, script string) string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'", inline(style), inline(script))
}

// inline names an inline text by its digest.
func inline(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
