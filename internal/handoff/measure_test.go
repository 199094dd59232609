package handoff

import (
	"strings"
	"testing"
)

// Texts take as many lines as a program that wraps at words, wide characters and
// hyphens gives them, and rather one more.
func TestMeasureLines(t *testing.T) {
	m := newMeasure()
	for _, c := range []struct {
		text    string
		columns float64
		want    int
	}{
		{"", 10, 1},
		{"short", 10, 1},
		{"two words", 7, 2},
		{strings.Repeat("x", 100), 20, 5}, // inside of a word that is longer than a line
		{"中文中文中文中文中文", 10, 2},
		{"0A1B2C3D-4E5F-4000-8000-9A8B7C6D5E4F", 18, 3},
		{"2026-03-04T02:00:00+08:00", 24, 1},
	} {
		if got := m.lines(c.text, bodySize, c.columns); got != c.want {
			t.Errorf("%q takes %d lines in %g columns, want %d", c.text, got, c.columns, c.want)
		}
	}
	if one, wide := m.tall("a", bodySize, 10), m.tall("中", bodySize, 10); one >= wide || m.tall("a\nb", bodySize, 10) != 2*one {
		t.Errorf("a line is %g high, one of wide characters %g", one, wide)
	}
	if width := m.columns("Contacts!A4", bodySize); m.lines("Contacts!A4", bodySize, width+0.01) != 1 || m.lines("Contacts!A4", bodySize, width-0.1) == 1 {
		t.Errorf("a column of %g does not just hold its text", width)
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"中文中文", 4, "中文中文"},
		{"中文中文", 2, "中文… [2 more]"},
		{"😀😀😀", 2, "😀… [2 more]"}, // counted as spreadsheet programs count
	} {
		if got := cut(c.text, c.n, "[%d more]"); got != c.want {
			t.Errorf("%q to %d: %q, want %q", c.text, c.n, got, c.want)
		}
	}
	if got := cut(strings.Repeat("😀", 40_000), most, "[%d more]"); utf16Len(got) > most {
		t.Errorf("%d characters, more than a cell takes", utf16Len(got))
	}
}
