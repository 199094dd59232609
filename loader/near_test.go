package loader

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Words that are passed over for their letters alone are none that a slip or
// two makes of another.
func TestPassedOverIsFar(t *testing.T) {
	letters := rapid.StringMatching(`[a-dé姓名邮箱]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := []rune(letters.Draw(t, "a")), []rune(letters.Draw(t, "b"))
		d := distance(a, b, 100)
		if apart(lettersOf(a), lettersOf(b)) > d {
			t.Errorf("%q and %q are %d slips apart", string(a), string(b), d)
		}
	})
}

// However many columns are in doubt, a complaint names a few of them.
func TestManyColumnsInDoubt(t *testing.T) {
	header, row := "Domain", "a.com"
	for i := range 500 {
		header += fmt.Sprintf(",Emial %s", strings.Repeat("-", i+1))
		row += ",x"
	}
	table := tableOf(t, header+",City\n"+row+",Rome\n", Options{})
	if err := table.rows(); err != nil {
		t.Fatal(err)
	}
	most := 0
	for _, is := range table.load.in.Issues() {
		most = max(most, strings.Count(is.Hint, "did you mean column"))
	}
	if most != mostCandidates {
		t.Errorf("%d columns are named", most)
	}
}
