package cli

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/internal/dossier"
	"domainbatch/internal/handoff"
	"domainbatch/internal/journal"
)

// verification is what the check of a package or a run file came to.
type verification struct {
	Path     string   `json:"path"`
	OK       bool     `json:"ok"`
	Findings []string `json:"findings"`
	Files    int      `json:"files,omitempty"`
	Entries  int64    `json:"entries"`
	Head     string   `json:"head"`
	Digest   string   `json:"digest,omitempty"` // of the plan
	Withheld int64    `json:"withheld"`
	Signed   bool     `json:"signed,omitempty"`
	Key      string   `json:"key,omitempty"`
	Signer   string   `json:"signer,omitempty"`
	At       int64    `json:"entry,omitempty"` // the entry whose head was given
}

func (v *verification) find(file, format string, args ...any) {
	v.Findings = append(v.Findings, handoff.Finding{File: file, What: fmt.Sprintf(format, args...)}.String())
}

func (a *app) verifyCommand() *cobra.Command {
	var head, signers string
	c := a.command("verify PACKAGE|RUN", "Check that a package or a run file is as it was made", cobra.ExactArgs(1),
		func(_ context.Context, args []string) error {
			v, err := a.verify(args[0], head, signers)
			if err != nil {
				return err
			}
			return a.tellVerified(v)
		})
	c.Long = c.Short + `.

Of a package: the sums of its files, the chain of its entries, every value that is
there, and that report, plan and revert are what the entries give, cell by cell.
Of a run file: its pages, the chain, every value, and the state tables. The first
entry, cell or file that is not as it was made is named, and the exit code is 4.

A chain shows that something was altered. It does not show that whoever ran the
program made a whole new one: for that, compare the head with the one that was
printed, or mailed, when the run ended (--head), and look who signed (--signers).`
	c.Example = "  domainbatch verify handoff.zip\n" +
		"  domainbatch verify handoff.zip --signers allowed_signers --head 5d1f…\n" +
		"  domainbatch verify portfolio.xlsx.run"
	c.Flags().StringVar(&head, "head", "", "the `DIGEST` of an entry as it was printed or mailed: it has to be in the chain")
	c.Flags().StringVar(&signers, "signers", "", "`FILE` of who may sign: a public key of SSH, or what ssh-keygen takes as allowed signers")
	c.Flags().BoolVar(&a.flags.json, "json", false, "one JSON object on standard output")
	return c
}

func (a *app) verify(name, head, signers string) (*verification, error) {
	if raw, err := hex.DecodeString(head); err != nil || head != "" && len(raw) != sha256.Size {
		return nil, usage("--head "+head+": no digest of an entry", "give all 64 digits of it, as they were printed")
	}
	v := &verification{Path: name, Findings: []string{}}
	if isPackage(name) {
		var known []byte
		if signers != "" {
			var err error
			if known, err = os.ReadFile(signers); err != nil {
				return nil, &fault{code: exitUsage, err: fmt.Errorf("read signers: %w", err), hint: "give --signers a file of public keys"}
			}
		}
		return v, v.ofPackage(head, known)
	}
	if signers != "" {
		return nil, usage("--signers is for packages: a run file is not signed", "")
	}
	return v, v.ofRun(head)
}

// isPackage tells a package from a run file: a folder, or what begins as an archive.
func isPackage(name string) bool {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return true
	}
	f, err := os.Open(name)
	if err != nil {
		return strings.EqualFold(path.Ext(name), ".zip")
	}
	defer f.Close()
	magic := make([]byte, 2)
	n, _ := f.Read(magic)
	return string(magic[:n]) == "PK" || strings.EqualFold(path.Ext(name), ".zip")
}

// ofRun checks a run file.
func (v *verification) ofRun(head string) error {
	j, err := journal.Read(v.Path)
	damaged, is := errors.AsType[*journal.DamagedError](err)
	if is && !damaged.Foreign {
		v.find("", "%v", damaged)
		return nil
	}
	if is {
		return &fault{code: exitUsage, err: err, hint: "give a package (a folder or .zip) or a run file"}
	}
	if err != nil {
		return err
	}
	proof, err := j.Verify()
	if damaged, is := errors.AsType[*journal.DamagedError](err); is {
		v.find("", "%v", damaged)
		return j.Close()
	}
	v.Entries, v.Head, v.Withheld = proof.Events, proof.Head, proof.Withheld
	if err == nil && head != "" {
		var there bool
		if v.At, there, err = j.Has(head); err == nil && !there {
			v.find("", "no entry has the digest of --head")
		}
	}
	if plan, none := j.Plan(); none == nil {
		v.Digest = plan.Digest
	}
	return errors.Join(err, j.Close())
}

// ofPackage checks a package.
func (v *verification) ofPackage(head string, signers []byte) (err error) {
	files, closeFiles, err := handoff.Open(v.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err != nil {
		v.find("", "it is no package, or a damaged one: %v", err)
		return nil
	}
	defer func() { err = errors.Join(err, closeFiles()) }()
	v.content(files, head)
	sums, err := handoff.CheckSums(files)
	if err != nil {
		return err
	}
	signature, unsigned, err := handoff.CheckSignature(files, signers)
	if err != nil {
		return err
	}
	for _, f := range slices.Concat(sums, unsigned) {
		v.Findings = append(v.Findings, f.String())
	}
	v.Signed, v.Key, v.Signer = signature.There, signature.Key, signature.By
	return nil
}

// content holds all files against what the entries give.
func (v *verification) content(files fs.FS, head string) {
	said, options, err := claimed(files)
	if err != nil {
		v.find(jsonFile, "%v", err)
	}
	d, err := deriveFrom(files, options)
	if err != nil {
		v.find(chainFile, "%v", err)
		return
	}
	c := d.dossier.Chain
	v.Entries, v.Head, v.Digest = c.Entries, c.Head, d.dossier.Run.Digest
	v.Withheld = int64(d.dossier.Package.Masked)
	if said.Chain.Entries > c.Entries {
		v.find(chainFile, "it ends at entry %d, and the report was made of %d: its end is cut off", c.Entries, said.Chain.Entries)
	}
	if v.At = d.entryOf[strings.ToLower(head)]; head != "" && v.At == 0 {
		v.find(chainFile, "no entry has the digest of --head")
	}
	v.Files = len(d.raw) + 1
	for _, f := range d.files() {
		v.Files++
		if what := d.differs(files, f); what != "" {
			v.find(f.name, "%s", what)
		}
	}
	v.strays(files, d)
}

// deriveFrom makes of the entries in a package all that is made of them.
func deriveFrom(files fs.FS, o dossier.Options) (*derived, error) {
	f, err := files.Open(chainFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("it is missing")
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return derive(f, files, o)
}

// claimed reads what a report says of itself: what of a package nothing else tells.
func claimed(files fs.FS) (dossier.Dossier, dossier.Options, error) {
	var said dossier.Dossier
	text, err := fs.ReadFile(files, jsonFile)
	if errors.Is(err, fs.ErrNotExist) {
		return said, dossier.Options{}, errors.New("it is missing")
	}
	if err == nil {
		err = json.Unmarshal(text, &said)
	}
	p := said.Package
	return said, dossier.Options{
		Lang: said.Lang, Matter: p.Matter, PreparedBy: p.PreparedBy, Made: p.Made, Tool: p.Tool, Redacted: p.Redacted,
	}, err
}

// strays finds answers that no entry names.
func (v *verification) strays(files fs.FS, d *derived) {
	entries, err := fs.ReadDir(files, rawFolder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		v.find(rawFolder, "it cannot be read: %v", err)
	}
	for _, e := range entries {
		if name := path.Join(rawFolder, e.Name()); !d.raw[name] {
			v.find(name, "no entry of %s names it", chainFile)
		}
	}
}

// differs says where a file is not what the entries give; empty: nowhere.
func (d *derived) differs(files fs.FS, f packed) string {
	same, err := sameAs(files, f)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it is missing"
	case err != nil:
		return fmt.Sprintf("it cannot be read: %v", err)
	case same:
		return ""
	}
	have, err := fs.ReadFile(files, f.name)
	if err != nil {
		return fmt.Sprintf("it cannot be read: %v", err)
	}
	var want bytes.Buffer
	if err := f.write(&want); err != nil {
		return fmt.Sprintf("what it should be cannot be made: %v", err)
	}
	what := d.difference(f.name, want.Bytes(), have)
	if made := d.options.Tool; made != toolVersion() {
		what += fmt.Sprintf(" (it was made by version %s, and this is %s: where they show things differently, check it with that one)", made, toolVersion())
	}
	return what
}

// difference says where a file differs in the terms of its kind, or else by its lines.
func (d *derived) difference(name string, want, have []byte) (what string) {
	switch name {
	case pageFile:
		what = strings.TrimPrefix(errorText(handoff.ComparePage(d.dossier, have)), pageFile+": ")
	case bookFile, revertFile:
		what = errorText(handoff.CompareBooks(want, have))
	case jsonFile, planFile:
		what = firstDifference(want, have)
	}
	if what == "" {
		what = lineDifference(want, have)
	}
	return what
}

// sameAs tells whether a file is byte for byte what the entries give.
func sameAs(files fs.FS, f packed) (bool, error) {
	have, err := files.Open(f.name)
	if err != nil {
		return false, err
	}
	defer have.Close()
	c := &comparison{with: bufio.NewReaderSize(have, 64<<10)}
	err = f.write(c)
	if err == nil && !c.differs {
		_, err = c.with.ReadByte()
		c.differs = err == nil
	}
	if c.differs || errors.Is(err, io.EOF) {
		return !c.differs, nil
	}
	return false, err
}

// comparison takes what is written and holds it against a text.
type comparison struct {
	with    *bufio.Reader
	buf     []byte
	differs bool
}

var errDiffers = errors.New("it differs")

// Write compares the next bytes, and is refused after the first that differ.
func (c *comparison) Write(p []byte) (int, error) {
	c.buf = slices.Grow(c.buf[:0], len(p))[:len(p)]
	if _, err := io.ReadFull(c.with, c.buf); err != nil || !bytes.Equal(c.buf, p) {
		c.differs = true
		return 0, errDiffers
	}
	return len(p), nil
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// tellVerified prints what was found.
func (a *app) tellVerified(v *verification) error {
	v.OK = len(v.Findings) == 0
	if a.flags.json {
		enc := json.NewEncoder(a.Stdout)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	} else {
		a.printVerified(v)
	}
	if !v.OK {
		return &fault{code: exitSome, err: fmt.Errorf("%s: not as it was made", v.Path), hint: "ask who made it for another copy, and compare head and signature"}
	}
	return nil
}

func (a *app) printVerified(v *verification) {
	if len(v.Findings) > 0 {
		a.print("%s: NOT as it was made\n", v.Path)
		for _, f := range v.Findings {
			a.print("  %s\n", seen(f))
		}
		return
	}
	a.print("%s: as it was made\n", v.Path)
	if v.Files > 0 {
		a.print("  %s, each with the SHA-256 of %s; report, plan and revert are what the entries give\n", count(v.Files, "file"), handoff.SumsFile)
	}
	a.print("  %s in an unbroken chain, head %s\n", entries(v.Entries), v.Head)
	if v.Digest != "" {
		a.print("  plan %s\n", v.Digest)
	}
	a.print("  %d values withheld, all others checked\n", v.Withheld)
	if v.Withheld > 0 && v.Files > 0 {
		a.print("  what stands in the place of these, and the answers they were in, only sums and signature vouch for\n")
	}
	if v.At > 0 {
		a.print("  entry %d has the digest of --head\n", v.At)
	}
	a.printSignature(v)
	a.print("a chain cannot show that all of it was made anew: compare the head with the one that was printed or mailed when the run ended\n")
}

func (a *app) printSignature(v *verification) {
	switch {
	case v.Files == 0:
	case !v.Signed:
		a.print("  not signed\n")
	case v.Signer != "":
		a.print("  signed by %s, %s\n", v.Signer, v.Key)
	default:
		a.print("  signed by %s; whose key that is was not checked: --signers FILE does\n", v.Key)
	}
}

func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
