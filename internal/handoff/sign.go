package handoff

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// namespace is what signatures of files are made for; see ssh-keygen(1), -Y sign.
const namespace = "file"

// Signer makes signatures with a private key.
type Signer = ssh.Signer

// PassphraseError is the refusal of a key that is kept under a passphrase.
type PassphraseError struct{ Path string }

// Error names the key.
func (e *PassphraseError) Error() string { return "the key " + e.Path + " is kept under a passphrase" }

// ParseKey reads a private key of SSH. Where it is kept under a passphrase and that
// is nil, the error is a *PassphraseError. No error repeats anything of the key.
func ParseKey(path string, text, passphrase []byte) (ssh.Signer, error) {
	var signer ssh.Signer
	var err error
	if passphrase == nil {
		signer, err = ssh.ParsePrivateKey(text)
	} else {
		signer, err = ssh.ParsePrivateKeyWithPassphrase(text, passphrase)
	}
	var missing *ssh.PassphraseMissingError
	switch {
	case errors.As(err, &missing):
		return nil, &PassphraseError{Path: path}
	case err != nil && passphrase != nil:
		return nil, fmt.Errorf("read key %s: the passphrase does not open it, or it is no private key of SSH", path)
	case err != nil:
		return nil, fmt.Errorf("read key %s: it is no private key of SSH", path)
	}
	return signer, nil
}

// Sign signs the sums that were written, so that ssh-keygen -Y verify can check them.
func (d *Draft) Sign(signer ssh.Signer) error {
	signature, err := sshsig.Sign(bytes.NewReader(d.list), signer, sshsig.HashSHA512, namespace)
	if err != nil {
		return fmt.Errorf("sign %s: %w", SumsFile, err)
	}
	return d.Write(SignatureFile, func(w io.Writer) error {
		_, err := w.Write(sshsig.Armor(signature))
		return err
	})
}

// Signature is what is known of the signature of a package.
type Signature struct {
	There bool
	Key   string // fingerprint of the key that made it
	By    string // who of the signers that key is; empty: none of them
}

// CheckSignature looks whether the sums are signed by one of signers, which is a
// public key or a file as ssh-keygen(1) has it under ALLOWED SIGNERS; nil: nobody is
// known. A signature that does not fit is a finding.
func CheckSignature(files fs.FS, signers []byte) (Signature, []Finding, error) {
	armored, err := fs.ReadFile(files, SignatureFile)
	if errors.Is(err, fs.ErrNotExist) {
		if signers == nil {
			return Signature{}, nil, nil
		}
		return Signature{}, []Finding{{SignatureFile, "it is missing: the package is not signed"}}, nil
	}
	if err != nil {
		return Signature{}, nil, fmt.Errorf("read %s: %w", SignatureFile, err)
	}
	s := Signature{There: true}
	signature, err := sshsig.Unarmor(armored)
	if err != nil || !bytes.Equal(sshsig.Armor(signature), armored) {
		return s, []Finding{{SignatureFile, "it is no signature of SSH"}}, nil
	}
	s.Key = ssh.FingerprintSHA256(signature.PublicKey)
	sums, err := fs.ReadFile(files, SumsFile)
	if err != nil {
		return s, nil, nil // the sums themselves are found missing
	}
	if err := sshsig.Verify(bytes.NewReader(sums), signature, signature.PublicKey, signature.HashAlgorithm, namespace); err != nil {
		return s, []Finding{{SignatureFile, "it does not fit " + SumsFile}}, nil
	}
	if signers == nil {
		return s, nil, nil
	}
	if s.By = signerOf(signers, signature.PublicKey); s.By == "" {
		return s, []Finding{{SignatureFile, "it was made by " + s.Key + ", which is none of the signers"}}, nil
	}
	return s, nil, nil
}

// forFiles tells whether a line of signers lets its key sign files.
func forFiles(line string) bool {
	_, rest, limited := strings.Cut(strings.ToLower(line), `namespaces="`)
	list, _, _ := strings.Cut(rest, `"`)
	return !limited || slices.Contains(strings.Split(list, ","), namespace)
}

// signerOf finds a key among the signers. Lines with conditions that are not looked
// at (authorities, validity) name nobody.
func signerOf(signers []byte, key ssh.PublicKey) string {
	for lines := bufio.NewScanner(bytes.NewReader(signers)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") || strings.Contains(line, "cert-authority") || strings.Contains(line, "valid-") {
			continue
		}
		for rest, more := line, true; more; _, rest, more = strings.Cut(rest, " ") {
			found, comment, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
			if err != nil || !bytes.Equal(found.Marshal(), key.Marshal()) {
				continue
			}
			if !forFiles(line) {
				continue
			}
			name, _, _ := strings.Cut(line, " ")
			if rest == line && len(options) == 0 {
				name = comment
			}
			return cmp.Or(name, ssh.FingerprintSHA256(key))
		}
	}
	return ""
}
