package handoff_test

import (
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/handoff"

	"golang.org/x/crypto/ssh"
)

// made is a package of three files at path, signed by signer where there is one.
func made(t *testing.T, path string, signer ssh.Signer) {
	t.Helper()
	d, err := handoff.NewDraft(path, time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"report.json", "raw/000002-QueryDomainList.json", "raw/000010-QueryDomainList.json"} {
		check(t, d.Write(name, func(w io.Writer) error { _, err := fmt.Fprintf(w, "this is %s\n", name); return err }))
	}
	check(t, d.WriteSums())
	if signer != nil {
		check(t, d.Sign(signer))
	}
	check(t, d.Finish())
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func findings(t *testing.T, path string) []string {
	t.Helper()
	files, done, err := handoff.Open(path)
	check(t, err)
	found, err := handoff.CheckSums(files)
	check(t, errors.Join(err, done()))
	var texts []string
	for _, f := range found {
		texts = append(texts, f.String())
	}
	return texts
}

// A package is whole, for its owner alone, and nothing is left beside it.
func TestPackage(t *testing.T) {
	for _, name := range []string{"out", "out.zip"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			made(t, path, nil)
			if found := findings(t, path); len(found) > 0 {
				t.Errorf("findings in a package that nobody touched: %q", found)
			}
			beside, err := os.ReadDir(filepath.Dir(path))
			check(t, err)
			info, err := os.Stat(path)
			check(t, err)
			if len(beside) != 1 || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%v beside, mode %v", beside, info.Mode())
			}
			if _, err := handoff.NewDraft(path, time.Time{}); !errors.Is(err, handoff.ErrThere) {
				t.Errorf("written over: %v", err)
			}
		})
	}
}

// Two packages of the same files at the same time are equal to the byte.
func TestPackageIsDeterministic(t *testing.T) {
	dir := t.TempDir()
	var all [2][]byte
	for i := range all {
		path := filepath.Join(dir, fmt.Sprintf("%d.zip", i))
		made(t, path, nil)
		var err error
		all[i], err = os.ReadFile(path)
		check(t, err)
	}
	if !slices.Equal(all[0], all[1]) {
		t.Error("they differ")
	}
}

// Whatever is done to a file is found, and the file is named.
func TestSumsFind(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(dir string) error
		want string
	}{
		"altered": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "report.json"), []byte("this is report.jsoN\n"), 0o600)
		},
			"report.json: its SHA-256 is not the one in SHA256SUMS"},
		"removed":     {func(dir string) error { return os.Remove(filepath.Join(dir, "raw", "000010-QueryDomainList.json")) }, "raw/000010-QueryDomainList.json: it is missing"},
		"added":       {func(dir string) error { return os.WriteFile(filepath.Join(dir, "x"), nil, 0o600) }, "x: it was not there when the package was made: SHA256SUMS does not have it"},
		"sums gone":   {func(dir string) error { return os.Remove(filepath.Join(dir, "SHA256SUMS")) }, "SHA256SUMS: it is missing"},
		"sums torn":   {func(dir string) error { return os.Truncate(filepath.Join(dir, "SHA256SUMS"), 70) }, "SHA256SUMS: line 1 is no sum of a file"},
		"no link out": {func(dir string) error { return os.Symlink(dir+".other", filepath.Join(dir, "y")) }, "y: it cannot be read:"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			check(t, os.WriteFile(dir+".other", nil, 0o600))
			made(t, dir, nil)
			check(t, test.do(dir))
			found := findings(t, dir)
			if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, test.want) }) {
				t.Errorf("%q, want %q", found, test.want)
			}
		})
	}
}

func newKey(t *testing.T) (ssh.Signer, []byte) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	check(t, err)
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte("open sesame"))
	check(t, err)
	text := pem.EncodeToMemory(block)
	if _, err := handoff.ParseKey("id", text, nil); err == nil || strings.Contains(err.Error(), "sesame") {
		t.Errorf("a key under a passphrase: %v", err)
	}
	if _, err := handoff.ParseKey("id", text, []byte("wrong")); err == nil {
		t.Error("a wrong passphrase opens the key")
	}
	signer, err := handoff.ParseKey("id", text, []byte("open sesame"))
	check(t, err)
	key, err := ssh.NewPublicKey(public)
	check(t, err)
	return signer, ssh.MarshalAuthorizedKey(key)
}

// The signature holds for whom it is said to be of, and for these sums alone.
func TestSignature(t *testing.T) {
	signer, public := newKey(t)
	_, stranger := newKey(t)
	dir := filepath.Join(t.TempDir(), "out")
	made(t, dir, signer)
	allowed := append([]byte("# signers\ncounsel@example.com namespaces=\"file\" "), public...)
	for name, test := range map[string]struct {
		signers []byte
		by      string
		want    string
	}{
		"nobody is known": {nil, "", ""},
		"a public key":    {public, ssh.FingerprintSHA256(signer.PublicKey()), ""},
		"allowed signers": {allowed, "counsel@example.com", ""},
		"a stranger":      {stranger, "", "SHA256SUMS.sig: it was made by " + ssh.FingerprintSHA256(signer.PublicKey()) + ", which is none of the signers"},
	} {
		s, found, err := handoff.CheckSignature(os.DirFS(dir), test.signers)
		check(t, err)
		if got := fmt.Sprint(found); s.By != test.by || got != fmt.Sprint([]string{test.want}) && test.want+got != "[]" || !s.There {
			t.Errorf("%s: %+v, %v", name, s, found)
		}
	}
	stock(t, dir, allowed)
	for _, name := range []string{"SHA256SUMS", "SHA256SUMS.sig"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		check(t, err)
		for at := range text {
			altered := slices.Clone(text)
			altered[at] ^= 1
			check(t, os.WriteFile(filepath.Join(dir, name), altered, 0o600))
			if _, found, err := handoff.CheckSignature(os.DirFS(dir), allowed); err != nil || len(found) == 0 {
				t.Fatalf("%s: byte %d altered, and nothing is found (%v)", name, at, err)
			}
		}
		check(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
}

// stock has the signature checked by ssh-keygen, where that is.
func stock(t *testing.T, dir string, allowed []byte) {
	t.Helper()
	tool, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Log("ssh-keygen is not here; the signature was checked by the library alone")
		return
	}
	signers := filepath.Join(t.TempDir(), "allowed_signers")
	check(t, os.WriteFile(signers, allowed, 0o600))
	verify := func() (string, error) {
		sums, err := os.Open(filepath.Join(dir, "SHA256SUMS"))
		check(t, err)
		defer sums.Close()
		cmd := exec.Command(tool, "-Y", "verify", "-f", signers, "-I", "counsel@example.com", "-n", "file", "-s", filepath.Join(dir, "SHA256SUMS.sig"))
		cmd.Stdin = sums
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := verify(); err != nil || !strings.Contains(out, `Good "file" signature for counsel@example.com`) {
		t.Errorf("ssh-keygen: %s, %v", out, err)
	}
	text, err := fs.ReadFile(os.DirFS(dir), "SHA256SUMS")
	check(t, err)
	check(t, os.WriteFile(filepath.Join(dir, "SHA256SUMS"), append([]byte("0"), text[1:]...), 0o600))
	if out, err := verify(); err == nil && text[0] != '0' {
		t.Errorf("ssh-keygen takes altered sums: %s", out)
	}
	check(t, os.WriteFile(filepath.Join(dir, "SHA256SUMS"), text, 0o600))
}
