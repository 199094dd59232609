package job

import (
	"testing"
	"time"
)

func TestReadUntil(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	span := func(from, to int) ChangeLog {
		return ChangeLog{Account: "a", From: day(from), To: day(to), Whole: true}
	}
	joined := span(5, 6)
	joined.From = day(4).Add(time.Millisecond)
	other, part, gap, domain := span(4, 9), span(4, 9), span(6, 9), span(4, 9)
	other.Account, part.Whole, part.Code, domain.Domain = "b", false, "Forbidden.RAM", "a.com"
	for name, test := range map[string]struct {
		logs []ChangeLog
		want int
		gaps int
	}{
		"none":           {nil, 1, 0},
		"one":            {[]ChangeLog{span(1, 4)}, 4, 0},
		"out of order":   {[]ChangeLog{joined, span(1, 4)}, 6, 0},
		"with a gap":     {[]ChangeLog{span(1, 4), gap}, 4, 0},
		"others":         {[]ChangeLog{span(1, 4), other, domain}, 4, 0},
		"not whole":      {[]ChangeLog{span(1, 4), part}, 4, 1},
		"read later":     {[]ChangeLog{span(1, 4), part, span(3, 10)}, 10, 0},
		"begins earlier": {[]ChangeLog{span(1, 9), span(2, 3)}, 9, 0},
	} {
		if got := ReadUntil(day(1), "a", test.logs); !got.Equal(day(test.want)) {
			t.Errorf("%s: %v, want the %d.", name, got, test.want)
		}
		if got := Gaps(test.logs); len(got) != test.gaps {
			t.Errorf("%s: %d gaps, want %d", name, len(got), test.gaps)
		}
	}
}
