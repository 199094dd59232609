package cli_test

import (
	"crypto/ed25519"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// newSigner writes a key of SSH and its public half, and gives their paths.
func newSigner(t *testing.T, passphrase string) (key, public string) {
	t.Helper()
	half, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if passphrase != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	owner, err := ssh.NewPublicKey(half)
	if err != nil {
		t.Fatal(err)
	}
	key = filepath.Join(t.TempDir(), "id")
	for name, text := range map[string][]byte{key: pem.EncodeToMemory(block), key + ".pub": ssh.MarshalAuthorizedKey(owner)} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return key, key + ".pub"
}

// A package is signed by the key that is given, and verify tells whose it is.
func TestSignedPackage(t *testing.T) {
	t.Parallel()
	key, public := newSigner(t, "")
	_, stranger := newSigner(t, "")
	dir := handedOut(t, "contacts.csv", "--sign", key)
	for _, test := range []struct {
		words []string
		code  int
		said  string
	}{
		{nil, 0, "whose key that is was not checked: --signers FILE does"},
		{[]string{"--signers", public}, 0, "  signed by SHA256:"},
		{[]string{"--signers", stranger}, 4, "which is none of the signers"},
	} {
		if r := verify(dir, test.words...); r.code != test.code || !strings.Contains(r.out, test.said) {
			t.Errorf("%v: want %d and %q, got %s", test.words, test.code, test.said, r)
		}
	}
	unsigned := handedOut(t, "contacts.csv")
	if r := verify(unsigned, "--signers", public); r.code != 4 || !strings.Contains(r.out, "SHA256SUMS.sig: it is missing: the package is not signed") {
		t.Errorf("a package that nobody signed: %s", r)
	}
}

// A key under a passphrase is not used where nobody can be asked for that, and
// nothing is written.
func TestLockedKey(t *testing.T) {
	t.Parallel()
	key, _ := newSigner(t, "open sesame")
	d := &desk{t: t, dir: t.TempDir()}
	input, err := os.ReadFile(filepath.Join("..", "..", "samples", "contacts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	d.input = filepath.Join(d.dir, "contacts.csv")
	if err := os.WriteFile(d.input, input, 0o600); err != nil {
		t.Fatal(err)
	}
	d.must(0, d.do(t.Context(), "plan", d.input, "--sandbox", "--offline"))
	r := d.must(2, d.do(t.Context(), "report", d.run(), "--package", filepath.Join(d.dir, "out"), "--sign", key))
	if !strings.Contains(r.err, "is kept under a passphrase") || strings.Contains(r.err, "sesame") {
		t.Errorf("%s", r)
	}
	if _, err := os.Stat(filepath.Join(d.dir, "out")); err == nil {
		t.Error("a package was written")
	}
}
