package handoff

import (
	"fmt"
	"strings"

	"domainbatch/internal/dossier"
)

// The measures of a drawing, in its own units.
const (
	chartWidth = 420
	barWidth   = 360 // of the longest bar: the rest is for its number
	barPitch   = 38
	labelRunes = 58 // what fits above a bar; the table beside it has the label whole
)

// chartView is a chart as it is drawn.
type chartView struct {
	dossier.Chart
	Width, Height int
	Describe      string
	Drawn         []barView
}

// barView is a bar with its place.
type barView struct {
	dossier.Bar
	TextY, BarY, CountX, CountY, Length int
	Short, Share                        string
}

func (p *page) chart(c dossier.Chart) chartView {
	total, most := 0, 1
	for _, b := range c.Bars {
		total += b.Count
		most = max(most, b.Count)
	}
	v := chartView{Chart: c, Width: chartWidth, Height: barPitch*len(c.Bars) + 4}
	var said []string
	for i, b := range c.Bars {
		length := max(2, b.Count*barWidth/most)
		y := i * barPitch
		v.Drawn = append(v.Drawn, barView{b, y + 14, y + 19, length + 6, y + 31, length, short(unmarked(b.Label)), share(b.Count, total)})
		said = append(said, unmarked(b.Label)+": "+num(b.Count))
	}
	v.Describe = strings.Join(said, "; ")
	return v
}

// short is a label cut to what fits.
func short(label string) string {
	runes := []rune(label)
	room := labelRunes
	for i, r := range runes {
		if room--; r > 0x2E80 { // East Asian characters are about twice as wide
			room--
		}
		if room < 0 {
			return string(runes[:i]) + "…"
		}
	}
	return label
}

func share(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f%%", float64(part)*100/float64(whole))
}
