package handoff

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"domainbatch/internal/dossier"

	"github.com/xuri/excelize/v2"
)

// chart draws the bars of a table that begins at a line, in the columns beside
// it and as high as it is, so that nothing stands under the picture.
func (s *summarySheet) chart(c *dossier.Chart, top int, tall float64) error {
	wide := 0.0
	for _, w := range summaryWidths[3:] {
		wide += 7 * w
	}
	var spoken []string // for who cannot see it
	for _, bar := range c.Bars {
		spoken = append(spoken, fmt.Sprintf("%s: %d", bar.Label, bar.Count))
	}
	const (
		air   = 10        // pixels on the left, and between it and the next
		ratio = 4.0 / 3.4 // pixels in a point, as the library reckons where a picture ends
	)
	s.charts++
	if err := s.file.AddChart(s.name, cellAt(4, top), &excelize.Chart{
		Type:      excelize.Bar,
		Series:    []excelize.ChartSeries{{Categories: s.barCells("A", top, len(c.Bars)), Values: s.barCells("B", top, len(c.Bars))}},
		Format:    excelize.GraphicOptions{Name: c.ID, AltText: cut(c.Title+": "+strings.Join(spoken, "; "), 2000, ""), OffsetX: air, OffsetY: 1},
		Dimension: excelize.ChartDimension{Width: uint(wide) - 2*air, Height: uint(tall*ratio) - air},
	}); err != nil {
		return err
	}
	// The library knows no colours of single bars, and leaves out the values, which
	// previews show without reading the cells.
	s.file.Pkg.Store(fmt.Sprintf("xl/charts/chart%d.xml", s.charts), s.drawn(c, top, tall))
	return nil
}

// barCells are the labels or the counts of a table of bars.
func (s *summarySheet) barCells(column string, top, bars int) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(s.name), column, top+1, column, top+bars)
}

// drawn is the part of a chart: ECMA-376 part 1, 21.2.
func (s *summarySheet) drawn(c *dossier.Chart, top int, tall float64) []byte {
	var colors, labels, counts strings.Builder
	for i, bar := range c.Bars {
		fmt.Fprintf(&colors, `<c:dPt><c:idx val="%d"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr><a:solidFill><a:srgbClr val="%s"/></a:solidFill></c:spPr></c:dPt>`, i, tints[bar.Tone].chart)
		fmt.Fprintf(&labels, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i, escaped(bar.Label))
		fmt.Fprintf(&counts, `<c:pt idx="%d"><c:v>%d</c:v></c:pt>`, i, bar.Count)
	}
	const title = `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1000" b="1"/></a:pPr><a:r><a:rPr sz="1000" b="1"><a:solidFill><a:srgbClr val="` + darkBlue + `"/></a:solidFill><a:latin typeface="` + face + `"/></a:rPr><a:t>%s</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`
	const show = `<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>`
	const bare = `<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>`
	var b bytes.Buffer
	b.WriteString(xml.Header + `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:roundedCorners val="0"/><c:chart>`)
	fmt.Fprintf(&b, title, escaped(c.Title))
	b.WriteString(`<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/>`)
	fmt.Fprintf(&b, `<c:tx><c:strRef><c:f>%s!$A$%d</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>%s</c:v></c:pt></c:strCache></c:strRef></c:tx><c:invertIfNegative val="0"/>`, escaped(quoted(s.name)), top, escaped(c.Title))
	b.WriteString(colors.String() + `<c:dLbls>` + chartFont(true, darkBlue) + show + `</c:dLbls>`)
	fmt.Fprintf(&b, `<c:cat><c:strRef><c:f>%s</c:f><c:strCache><c:ptCount val="%d"/>%s</c:strCache></c:strRef></c:cat>`, escaped(s.barCells("A", top, len(c.Bars))), len(c.Bars), labels.String())
	fmt.Fprintf(&b, `<c:val><c:numRef><c:f>%s</c:f><c:numCache><c:formatCode>#,##0</c:formatCode><c:ptCount val="%d"/>%s</c:numCache></c:numRef></c:val>`, escaped(s.barCells("B", top, len(c.Bars))), len(c.Bars), counts.String())
	fmt.Fprintf(&b, `</c:ser><c:gapWidth val="%d"/>`, gap(len(c.Bars), tall))
	b.WriteString(`<c:axId val="1"/><c:axId val="2"/></c:barChart>` +
		`<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>` +
		`<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="` + ruleColor + `"/></a:solidFill></a:ln></c:spPr>` + chartFont(false, "262626") + `<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>` +
		`<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>` +
		bare + `</c:plotArea><c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart>` + bare + `</c:chartSpace>`)
	return b.Bytes()
}

// gap is the room between bars in percent of their height, such that few bars are
// no thicker than many.
func gap(bars int, tall float64) int {
	const title, bar = 30, 11 // points
	each := (tall - title) / float64(bars)
	return min(500, max(40, int((each/bar-1)*100)))
}

// chartFont is the face of a chart's labels.
func chartFont(bold bool, color string) string {
	return fmt.Sprintf(`<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900" b="%d"><a:solidFill><a:srgbClr val="%s"/></a:solidFill><a:latin typeface="%s"/></a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>`, b2i(bold), color, face)
}

// escaped is a text as it stands in markup.
func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return b.String()
}
