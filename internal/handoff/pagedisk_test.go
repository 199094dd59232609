package handoff

import (
	"os"
	"path/filepath"
	"testing"

	"domainbatch/internal/dossier"
)

// pagesVariable names a folder for the pages of the fixtures, for whoever wants
// to look at them, as the tests in a browser do. Without it they go when the test ends.
const pagesVariable = "DOMAINBATCH_PAGES"

// A page that was written to a file and read again is that of its dossier.
func TestPageOnDisk(t *testing.T) {
	dir := os.Getenv(pagesVariable)
	if dir == "" {
		dir = t.TempDir()
	}
	pages := map[string]*dossier.Dossier{
		"en.html": richDossier(dossier.EN), "zh.html": richDossier(dossier.ZH), "odd.html": oddDossier(), "many.html": manyDossier(dossier.EN, 10_000),
	}
	for name, d := range pages {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pageOf(t, d), 0o600); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := ComparePage(d, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// oddDossier has values that would break out of their places, turn the text
// around or load something, if they could.
func oddDossier() *dossier.Dossier {
	d := richDossier(dossier.EN)
	const odd = `</td></script></style><script>document.title="broken"</script><img src="https://example.invalid/x.png" onerror="document.title='broken'">`
	d.Package.Matter = odd
	d.Rows[0].Carried[0].Value = odd
	d.Changes[0].Fields[0].Sent = new(odd)
	d.Changes[0].Fields[1].Sent = new("Ltd \u202egnidloH")
	d.Changes[0].Fields[1].Changed = true
	d.Changes[1].Subject, d.Changes[1].Unicode = "xn--4dbcagdahymbxekheh6e0a7fei0b.example", "קום.example"
	d.Changes[2].ResultText, d.Changes[2].Reason = odd, "שלום <1> עולם (2026)"
	return d
}
