package handoff

import (
	"fmt"
	"io"

	"domainbatch/internal/dossier"
)

// WriteInstructions says in three lines how a package is checked, and what that
// cannot show.
func WriteInstructions(w io.Writer, d *dossier.Dossier) error {
	_, err := fmt.Fprintf(w, "%s\n%s\n%s\n",
		d.Lang.Say("verify.sums"), d.Lang.Say("verify.all", d.Chain.Entries, d.Chain.Head), d.Lang.Say("verify.limits", d.Chain.Head))
	return err
}
