package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/internal/dossier"
	"domainbatch/internal/handoff"
	"domainbatch/internal/job"
	"domainbatch/internal/journal"
	"domainbatch/internal/mask"
	"domainbatch/report"
)

// The files of a package that are made of its entries.
const (
	chainFile  = "journal.ndjson"
	jsonFile   = "report.json"
	bookFile   = "report.xlsx"
	pageFile   = "report.html"
	planFile   = "plan.json"
	revertFile = "revert.xlsx"
	verifyFile = "VERIFY.txt"
	rawFolder  = "raw"
)

// packing is how a package is made, by flags.
type packing struct {
	path       string
	matter     string
	preparedBy string
	lang       string
	redact     bool
	key        string
}

// packaging adds the flags of a hand-off package.
func (p *packing) packaging(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&p.path, "package", "", "write the hand-off package to `OUT.zip` or into a new folder, in the place of the report")
	f.StringVar(&p.matter, "matter", "", "with --package: the `MATTER` that it belongs to, as counsel calls it")
	f.StringVar(&p.preparedBy, "prepared-by", "", "with --package: the `NAME` of who prepared it")
	f.StringVar(&p.lang, "report-lang", "en", "with --package: `LANG` of headings, words and reasons, en or zh")
	f.BoolVar(&p.redact, "redact", false, "with --package: mask phones, streets, persons' names and the local parts of addresses, in every file of it")
	f.StringVar(&p.key, "sign", "", "with --package: sign SHA256SUMS by the SSH private key in `KEY`")
}

// check finds what is wrong with the flags.
func (p *packing) check() error {
	switch {
	case p.lang != string(dossier.EN) && p.lang != string(dossier.ZH):
		return usage("--report-lang "+p.lang+": not one of en, zh", "")
	case p.path == "" && (p.matter+p.preparedBy+p.key != "" || p.redact || p.lang != string(dossier.EN)):
		return usage("--matter, --prepared-by, --report-lang, --redact and --sign go with --package", "name the package: --package OUT.zip")
	}
	return nil
}

// pack writes the hand-off package of the run, a view of its entries alone.
func (s *session) pack(p *packing) (err error) {
	signer, err := s.signer(p.key)
	if err != nil {
		return err
	}
	made := time.Now().UTC().Truncate(time.Second)
	p.matter, p.preparedBy = strings.ToValidUTF8(p.matter, "\uFFFD"), strings.ToValidUTF8(p.preparedBy, "\uFFFD")
	draft, err := handoff.NewDraft(p.path, made)
	if errors.Is(err, handoff.ErrThere) {
		return &fault{code: exitUsage, err: err, hint: "evidence is not written over: name another --package"}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, draft.Drop()) }()
	d, err := s.fill(draft, dossier.Options{
		Lang: dossier.Lang(p.lang), Matter: p.matter, PreparedBy: p.preparedBy, Made: made, Tool: toolVersion(), Redacted: p.redact,
	})
	if err == nil {
		err = draft.WriteSums()
	}
	if err == nil && signer != nil {
		err = draft.Sign(signer)
	}
	if err == nil {
		err = draft.Finish()
	}
	if err == nil {
		s.printPackage(p, d)
	}
	return err
}

// fill writes the entries and all that is made of them.
func (s *session) fill(draft *handoff.Draft, o dossier.Options) (d *derived, err error) {
	entries, done, err := draft.Scratch()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := s.chain(entries, draft, o.Redacted); err != nil {
		return nil, err
	}
	if _, err := entries.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	err = draft.Write(chainFile, func(w io.Writer) error {
		d, err = derive(io.TeeReader(entries, w), nil, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, f := range d.files() {
		if err := draft.Write(f.name, f.write); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// chain writes the entries of the run, and every answer of the API in a file of its own.
func (s *session) chain(to io.Writer, draft *handoff.Draft, redact bool) error {
	masker := mask.New(redact)
	for e, err := range s.journal.Events() {
		if err != nil {
			return err
		}
		masker.Learn(&e.Event)
	}
	if err := s.learnInput(masker); err != nil {
		return err
	}
	extension := inputExtension(s.info.Input)
	out := bufio.NewWriterSize(to, 256<<10)
	_, err := s.journal.WriteChain(out, masker.Event, func(number int64, action string, body []byte) error {
		return draft.Write(rawName(number, action, extension), func(w io.Writer) error {
			_, err := w.Write(body)
			return err
		})
	})
	return errors.Join(err, out.Flush())
}

// inputExtension is that of the copy of the input in a package.
func inputExtension(name string) string {
	switch extension := strings.ToLower(path.Ext(name)); extension {
	case ".xlsx", ".xlsm":
		return extension
	}
	return ".csv"
}

// learnInput has the masker know what stands in the input's columns of personal
// data: rows that are invalid have made no contact of it.
func (s *session) learnInput(m *mask.Masker) error {
	for i := range s.plan.Tables {
		t := &s.plan.Tables[i]
		source := s.book.Table(t.Sheet)
		if source == nil {
			continue
		}
		for rec, err := range source.Records() {
			if err != nil {
				return err
			}
			for at, cell := range rec.Cells {
				if rec.Line > t.Header && at < len(t.Columns) {
					m.LearnValue(t.Columns[at].Param, cell)
				}
			}
		}
	}
	return nil
}

// rawName is the file of an answer, or of the copy of the input.
func rawName(number int64, action, extension string) string {
	if action == "" {
		return path.Join(rawFolder, fmt.Sprintf("%06d-input%s", number, extension))
	}
	return path.Join(rawFolder, fmt.Sprintf("%06d-%s.json", number, action))
}

// derived is what the entries of a package give.
type derived struct {
	options dossier.Options
	dossier *dossier.Dossier
	record  *dossier.Record
	raw     map[string]bool  // the files of answers that the entries name
	entryOf map[string]int64 // by digest
}

// derive makes of entries all that is made of them. answers gives the files of
// answers; nil: they are not looked at.
func derive(entries io.Reader, answers fs.FS, o dossier.Options) (*derived, error) {
	d := &derived{options: o, raw: make(map[string]bool), entryOf: make(map[string]int64)}
	with := journal.Beside{Stands: mask.Stands}
	if answers != nil {
		with.Raw, with.Whole = func(number int64, action string) ([]byte, error) { return d.answer(answers, number, action) }, true
	}
	var err error
	if d.record, err = dossier.Read(d.seen(journal.ReadChain(entries, with))); err != nil {
		return d, err
	}
	d.dossier = d.record.Dossier(o)
	return d, nil
}

// answer reads the file of an answer, or of the copy of the input.
func (d *derived) answer(files fs.FS, number int64, action string) ([]byte, error) {
	name := rawName(number, action, ".csv")
	if action == "" {
		if found, err := fs.Glob(files, rawName(number, action, ".*")); err == nil && len(found) > 0 {
			name = found[0]
		}
	}
	text, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) { // it may be withheld
		return nil, nil
	}
	d.raw[name] = true
	return text, err
}

// seen are entries as a dossier is made of them.
func (d *derived) seen(all iter.Seq2[journal.Entry, error]) iter.Seq2[dossier.Entry, error] {
	return func(yield func(dossier.Entry, error) bool) {
		for e, err := range all {
			d.entryOf[e.Digest] = e.Number
			if err == nil && !answers(&e) {
				err = &journal.ChainError{Number: e.Number, Value: "answer", What: "is not the one that belongs to its request id"}
			}
			if !yield(dossier.Entry{Number: e.Number, Digest: e.Digest, Masked: e.Masked, Event: e.Event}, err) || err != nil {
				return
			}
		}
	}
}

// answers tells whether an answer that is masked in part, and so not summed by its
// entry, is that of the call at least.
func answers(e *journal.Entry) bool {
	c := e.Event.Call
	return c == nil || e.Masked == 0 || len(c.Body) == 0 || c.RequestID == "" || string(c.Body) == mask.Gone || bytes.Contains(c.Body, []byte(c.RequestID))
}

// packed is one file of a package.
type packed struct {
	name  string
	write func(io.Writer) error
}

// files are those that the entries give, in the order in which they are written.
func (d *derived) files() []packed {
	return []packed{
		{jsonFile, d.dossier.WriteJSON},
		{bookFile, func(w io.Writer) error { return handoff.WriteWorkbook(w, d.dossier) }},
		{pageFile, func(w io.Writer) error { return handoff.WritePage(w, d.dossier) }},
		{planFile, d.writePlan},
		{revertFile, d.writeRevert},
		{verifyFile, func(w io.Writer) error { return handoff.WriteInstructions(w, d.dossier) }},
	}
}

// planText is the plan as plan.json has it.
type planText struct {
	Schema   int           `json:"schema"`
	Digest   string        `json:"digest"`
	Tables   []job.Table   `json:"tables"`
	Rows     []job.Row     `json:"rows"`
	Contacts []job.Contact `json:"contacts"`
	Groups   []job.Group   `json:"groups"`
	Changes  []job.Change  `json:"changes"`
	Batches  []job.Batch   `json:"batches"`
	Warnings []job.Issue   `json:"warnings"`
}

func (d *derived) writePlan(w io.Writer) error {
	p := d.record.Plan()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(planText{dossier.Schema, p.Digest, p.Tables, p.Rows, p.Contacts, p.Groups, p.Changes, p.Batches, p.Warnings})
}

// writeRevert writes the values before as an input for run. What is masked is no value
// to send: its cell is empty, and says so.
func (d *derived) writeRevert(w io.Writer) error {
	info, plan, lang := d.record.Info(), d.record.Plan(), d.options.Lang
	r := report.Undo(plan, d.record.Ledger(), d.record.Before)
	r.Chinese = lang == dossier.ZH
	r.Unname(info.Accounts)
	for i := range r.Lines {
		for j := range r.Lines[i].Cells {
			if c := &r.Lines[i].Cells[j]; d.options.Redacted && mask.Masked(c.Text) {
				*c = report.ReversalCell{Note: lang.Say("revert.withheld")}
			}
		}
	}
	of := &report.ReversalOf{
		Info: *info, Digest: plan.Digest, Run: info.Input + ".run", Made: d.options.Made, Command: revertCommand(info, r, revertFile),
	}
	return report.WriteUndo(w, r, of)
}

// printPackage says what was written.
func (s *session) printPackage(p *packing, d *derived) {
	c := d.dossier.Chain
	s.print("package: %s\n", p.path)
	s.print("  plan %s\n", d.dossier.Run.Digest)
	s.print("  entries %d, head %s\n", c.Entries, c.Head)
	if d.dossier.Package.Masked > 0 {
		s.print("  %s withheld\n", count(d.dossier.Package.Masked, "value"))
	}
	s.print("to check it: domainbatch verify %s\n", quote(p.path))
}

// signer reads the key that a package is signed by; nil where none is wanted.
func (s *session) signer(key string) (handoff.Signer, error) {
	if key == "" {
		return nil, nil
	}
	text, err := os.ReadFile(key)
	if err != nil {
		return nil, &fault{code: exitUsage, err: fmt.Errorf("read key: %w", err), hint: "give --sign the path of a private key of SSH"}
	}
	signer, err := handoff.ParseKey(key, text, nil)
	if locked, is := errors.AsType[*handoff.PassphraseError](err); is {
		passphrase, asked := s.passphrase(locked)
		if asked != nil {
			return nil, asked
		}
		signer, err = handoff.ParseKey(key, text, passphrase)
	}
	if err != nil {
		return nil, &fault{code: exitUsage, err: err, hint: "ssh-keygen -t ed25519 makes one"}
	}
	return signer, nil
}
