package sheet

import (
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	mostStyles   = 32 << 20 // bytes of the part
	mostFormat   = 1 << 10  // bytes of a number format; spreadsheet programs hold 255 characters
	mostShown    = 1 << 16  // numbers whose display is kept
	mostScratch  = 10_000   // texts that the scratch workbook is given before it is made anew
	scratchSheet = "Sheet1"
	scratchCell  = "A1"
)

// formats shows numbers as the formats of a workbook say. The workbook library
// does the showing, one cell at a time in a scratch workbook of its own, so that
// nothing of the file at hand but the codes of its formats is left to it.
type formats struct {
	codes   []string // by style; empty: none
	date904 bool     // days count from 1904
	scratch *excelize.File
	styles  map[string]int // of scratch, by code
	texts   int            // that scratch was given
	shown   map[shownKey]string
	days    map[string]bool // codes, whether they show days
}

// shownKey is a number and the code of its format.
type shownKey struct {
	code   string
	number float64
}

// readFormats reads the part of the styles; nil: the workbook has none.
func readFormats(r io.Reader, size uint64, date904 bool) (*formats, error) {
	f := &formats{date904: date904, shown: make(map[shownKey]string), days: make(map[string]bool)}
	if r == nil {
		return f, nil
	}
	if size > mostStyles {
		return nil, beyond("it takes more than the %d MB that are read", mostStyles>>20)
	}
	var styles struct {
		Formats []struct {
			ID     int    `xml:"numFmtId,attr"`
			Code   string `xml:"formatCode,attr"`
			Code16 string `xml:"formatCode16,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := decode(r, &styles); err != nil {
		return nil, err
	}
	custom := make(map[int]string)
	for _, n := range styles.Formats {
		if n.Code16 != "" {
			n.Code = n.Code16
		}
		if len(n.Code) > mostFormat {
			return nil, errors.New("a number format is longer than spreadsheet programs allow")
		}
		custom[n.ID] = n.Code
	}
	for _, c := range styles.Cells {
		code, ok := custom[c.Format]
		if !ok {
			code = builtIn(c.Format)
		}
		f.codes = append(f.codes, code)
	}
	return f, nil
}

// builtIn names a format that workbooks do not spell out: # and its number.
func builtIn(id int) string {
	const last = 81 // of those that have a meaning anywhere
	if id <= 0 || id > last {
		return ""
	}
	return builtInMark + strconv.Itoa(id)
}

// builtInMark starts no code of a workbook's own.
const builtInMark = "\x00#"

// of is the code of a style. One that is not there formats nothing: so do
// spreadsheet programs show the cell when they have repaired the file.
func (f *formats) of(style int) string {
	if style >= len(f.codes) {
		return ""
	}
	return f.codes[style]
}

// number shows a number of a cell.
func (f *formats) number(raw, code string) (string, error) {
	if plainDigits(raw) && (general(code) || code == "0" || code == builtInMark+"1") {
		return raw, nil
	}
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || strings.Trim(raw, "0123456789+-.eE") != "" {
		return raw, nil // it is typed as a number and is none: it says so itself
	}
	if general(code) {
		return digits(plainNumber(n), n), nil
	}
	key := shownKey{code, n}
	if text, ok := f.shown[key]; ok {
		return text, nil
	}
	text, err := f.format(n, code)
	if err != nil {
		return "", err
	}
	if len(f.shown) >= mostShown {
		clear(f.shown)
	}
	f.shown[key] = text
	return text, nil
}

// plainNumber shows a number without a format, in no more digits than a
// spreadsheet program holds.
func plainNumber(n float64) string {
	const exact = 15
	text := strconv.FormatFloat(n, 'f', -1, 64)
	if len(strings.Replace(text, ".", "", 1)) > exact {
		return strconv.FormatFloat(n, 'G', exact, 64)
	}
	return text
}

// format has the scratch workbook show a number.
func (f *formats) format(n float64, code string) (text string, err error) {
	const early, between = 62, 1462 // days that the library counts wrongly; from 1900 to 1904
	shown, date904 := n, f.date904
	switch {
	case date904 && elapsed.MatchString(code):
		date904 = false // it would count from a day, too
	case date904 && n >= 0 && n < early && isDate(code):
		shown, date904 = n+between, false
	}
	if err := f.open(date904); err != nil {
		return "", err
	}
	text, err = f.show(strconv.FormatFloat(shown, 'f', -1, 64), code, f.scratch.SetCellDefault)
	return digits(text, n), err
}

// text shows a text: some formats put something before or after it.
func (f *formats) text(text, code string) (string, error) {
	if text == "" || code == "@" || !strings.Contains(code, "@") {
		return text, nil
	}
	if f.texts++; f.texts > mostScratch {
		f.scratch, f.texts = nil, 0
	}
	if err := f.open(f.date904); err != nil {
		return "", err
	}
	return f.show(text, code, f.scratch.SetCellStr)
}

// open makes the scratch workbook, or changes the days that it counts from.
func (f *formats) open(date904 bool) error {
	if f.scratch == nil {
		f.styles = make(map[string]int)
		f.scratch = excelize.NewFile(excelize.Options{
			ShortDatePattern: "yyyy-mm-dd", // the format that follows the reader's country: ours is the one that is not ambiguous
			CultureInfo:      excelize.CultureNameZhCN,
		})
	}
	return f.scratch.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date904})
}

// show puts a value into the scratch workbook and reads what its cell shows.
// A format that the library stumbles over is an error.
func (f *formats) show(value, code string, put func(sheet, cell, value string) error) (text string, err error) {
	defer func() {
		if recover() != nil { // what it says may hold the value
			err = errors.New("its number format is not understood")
		}
	}()
	style, ok := f.styles[code]
	if !ok {
		s := &excelize.Style{CustomNumFmt: &code}
		if id, found := strings.CutPrefix(code, builtInMark); found || code == "" {
			s.CustomNumFmt = nil
			s.NumFmt, _ = strconv.Atoi(id)
		}
		if style, err = f.scratch.NewStyle(s); err != nil {
			return "", err
		}
		f.styles[code] = style
	}
	err = errors.Join(f.scratch.SetCellStyle(scratchSheet, scratchCell, scratchCell, style), put(scratchSheet, scratchCell, value))
	if err != nil {
		return "", err
	}
	return f.scratch.GetCellValue(scratchSheet, scratchCell)
}

// general tells whether a format shows numbers as they are.
func general(code string) bool {
	return code == "" || code == "@" || strings.EqualFold(code, "general") || code == builtInMark+"49"
}

// plainDigits tells a number that is written out, and has no more digits than
// a number of a spreadsheet program holds.
func plainDigits(raw string) bool {
	const exact = 15
	if raw == "" || len(raw) > exact || raw[0] == '0' && raw != "0" {
		return false
	}
	for i := range len(raw) {
		if raw[i] < '0' || raw[i] > '9' {
			return false
		}
	}
	return true
}

// digits gives the digits of a whole number that is shown in scientific
// notation. Above 15 digits a spreadsheet program has lost some: then the cell
// stays as it is shown, for the reader of it to complain about.
func digits(shown string, n float64) string {
	const exact = 1e15
	if !strings.Contains(shown, "E+") || n != float64(int64(n)) || n >= exact || n <= -exact {
		return shown
	}
	return strconv.FormatInt(int64(n), 10)
}

// literal is what a format shows as it stands, or does not show at all.
var literal = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// elapsed is in formats that show a number as a time that has passed.
var elapsed = regexp.MustCompile(`(?i)\[[hms]+\]`)

// isDate tells whether a format shows a number as a day or a time of day.
func isDate(code string) bool {
	if id, found := strings.CutPrefix(code, builtInMark); found {
		n, _ := strconv.Atoi(id)
		return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58
	}
	bare := literal.ReplaceAllString(code, "")
	return !elapsed.MatchString(code) && !strings.EqualFold(bare, "general") && strings.ContainsAny(strings.ToLower(bare), "ymdhs")
}

// isoLayouts are the forms of a cell that holds a date as text.
var isoLayouts = []string{"2006-01-02T15:04:05.999Z07:00", "2006-01-02T15:04:05.999", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02", "20060102T150405.999", "20060102T150405Z"}

// day is the day that a number stands for; empty where its format shows none.
func (f *formats) day(raw, code string) string {
	if general(code) {
		return ""
	}
	dated, known := f.days[code]
	if !known {
		dated = isDate(code)
		f.days[code] = dated
	}
	n, err := strconv.ParseFloat(raw, 64)
	if !dated || err != nil || !(n >= 1 && n < lastDay) {
		return ""
	}
	whole, part := math.Modf(n)
	at := f.epoch().AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*24*60*60)) * time.Second)
	if part == 0 {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.DateTime)
}

// lastDay is behind the end of the year 9999, as a number of a cell.
const lastDay = 2958466

// epoch is the day before the first one.
func (f *formats) epoch() time.Time {
	if f.date904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}

// date shows a date that is written out; without a format it stays as it is.
func (f *formats) date(raw, code string) (string, error) {
	if !isDate(code) {
		return raw, nil
	}
	for _, layout := range isoLayouts {
		at, err := time.Parse(layout, strings.ReplaceAll(raw, ",", "."))
		if err != nil {
			continue
		}
		_, offset := at.Zone()
		days := (at.Sub(f.epoch()) + time.Duration(offset)*time.Second).Hours() / 24
		if days < 0 {
			return raw, nil
		}
		return f.number(strconv.FormatFloat(days, 'f', -1, 64), code)
	}
	return raw, nil
}
