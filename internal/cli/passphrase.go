package cli

import (
	"fmt"
	"os"

	"domainbatch/internal/handoff"

	"golang.org/x/term"
)

// passphrase asks for that of a key, without showing what is typed. Where nobody can
// be asked, the key cannot be used.
func (a *app) passphrase(key *handoff.PassphraseError) ([]byte, error) {
	in, ok := a.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) || a.flags.noInput {
		return nil, &fault{code: exitUsage, err: key, hint: "sign from a terminal, or with a key that has none"}
	}
	fmt.Fprintf(a.Stderr, "passphrase of %s: ", key.Path)
	typed, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(a.Stderr)
	if err != nil {
		return nil, fmt.Errorf("read passphrase: %w", err)
	}
	return typed, nil
}
