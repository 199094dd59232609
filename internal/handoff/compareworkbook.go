package handoff

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrLooks says that a workbook is not the file that was written, and that all it
// says is the same nevertheless: it was saved anew by a spreadsheet program, or
// altered in its looks: in widths, colours, print areas, charts.
var ErrLooks = errors.New("all cells are as the journal gives them, but the file was saved anew or altered in its looks")

// CompareBooks holds a workbook against the one that was written. It gives nil when
// they are equal to the byte; ErrLooks when the other says the same in every cell,
// link and property; else an error that names the first place where they differ.
// What is read may come from anywhere: it can be no workbook at all, or one that is
// made to do harm.
func CompareBooks(written, got []byte) error {
	if bytes.Equal(written, got) {
		return nil
	}
	if err := compareBooks(written, bytes.NewReader(got), int64(len(got))); err != nil {
		return err
	}
	return ErrLooks
}

func compareBooks(written []byte, got io.ReaderAt, size int64) error {
	mine, err := openBook(bytes.NewReader(written), int64(len(written)), unpackedMost)
	if err != nil {
		return err
	}
	// Programs pack and write differently, but none needs several times the room.
	if size > 4*int64(len(written))+16<<20 {
		return fmt.Errorf("it has %d bytes, and a report of this run has some %d", size, len(written))
	}
	other, err := openBook(got, size, 3*mine.unpacked()+32<<20)
	if err != nil {
		return err
	}
	if err := compareSheetNames(mine, other); err != nil {
		return err
	}
	for i := range mine.sheets {
		if err := compareSheets(mine, other, i); err != nil {
			return err
		}
	}
	if err := foreignParts(mine, other); err != nil {
		return err
	}
	return compareProperties(mine, other)
}

// compareSheetNames holds names, order and visibility of the sheets against each other.
func compareSheetNames(mine, other *bookFile) error {
	for i, s := range mine.sheets {
		switch at := slices.IndexFunc(other.sheets, func(o sheetRef) bool { return o.name == s.name }); {
		case at < 0:
			return fmt.Errorf("the sheet %s is missing", s.name)
		case other.sheets[at].state != s.state:
			return fmt.Errorf("the sheet %s is %s", s.name, orVisible(other.sheets[at].state))
		case at != i && i < len(other.sheets):
			return fmt.Errorf("the sheet %s stands where %s was", shortly(other.sheets[i].name), s.name)
		}
	}
	if len(other.sheets) > len(mine.sheets) {
		return fmt.Errorf("there is a sheet more, %s", shortly(other.sheets[len(mine.sheets)].name))
	}
	return nil
}

func orVisible(state string) string {
	switch state {
	case "":
		return "visible"
	case "hidden", "veryHidden":
		return "hidden"
	}
	return "of an unknown state"
}

// compareSheets walks through the cells of both, side by side.
func compareSheets(mine, other *bookFile, i int) error {
	name := mine.sheets[i].name
	if same, err := sameSheet(mine, other, i); same || err != nil {
		return err
	}
	a, b := newSheetReader(mine, mine.sheets[i]), newSheetReader(other, other.sheets[i])
	nextA, stopA := iter.Pull2(a.cells())
	defer stopA()
	nextB, stopB := iter.Pull2(b.cells())
	defer stopB()
	for {
		want, err, moreA := nextA()
		if err != nil {
			return err
		}
		got, err, moreB := nextB()
		if err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
		if !moreA && !moreB {
			break
		}
		if moreA && moreB && want.same(&got) {
			continue
		}
		return differing(name, want, got, moreA, moreB)
	}
	return compareFacts(name, a.facts, b.facts)
}

// sameSheet tells whether the markup of a sheet is the same and means the same:
// whether all it says stands in it.
func sameSheet(mine, other *bookFile, i int) (bool, error) {
	a, b := mine.parts[mine.sheets[i].part], other.parts[other.sheets[i].part]
	links, err := mine.relations(mine.sheets[i].part)
	if err != nil {
		return false, err
	}
	more, err := other.relations(other.sheets[i].part)
	if err != nil || a == nil || b == nil || a.UncompressedSize64 != b.UncompressedSize64 || len(links)+len(more) > 0 {
		return false, err
	}
	x, err := a.Open()
	if err != nil {
		return false, err
	}
	defer x.Close()
	y, err := b.Open()
	if err != nil {
		return false, fmt.Errorf("read %s: %w", shortly(b.Name), err)
	}
	defer y.Close()
	other.room -= int64(a.UncompressedSize64)
	return sameStreams(x, y), nil
}

// sameStreams reads two streams to the end of the first.
func sameStreams(x, y io.Reader) bool {
	one, two := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(x, one)
		if _, errTwo := io.ReadFull(y, two[:n]); errTwo != nil || !bytes.Equal(one[:n], two[:n]) {
			return false
		}
		if err != nil {
			return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		}
	}
}

// differing names the first cell at which two sheets part.
func differing(sheet string, want, got sheetCell, moreA, moreB bool) error {
	at, was, is := want, want.String(), "nothing"
	switch {
	case moreA && moreB && want.line == got.line && want.column == got.column:
		is = got.String()
	case moreB && (!moreA || got.before(&want)):
		at, was, is = got, "nothing", got.String()
	}
	return fmt.Errorf("%s!%s: %s where the journal gives %s", sheet, cellAt(at.column, at.line), is, was)
}

// compareFacts holds what a sheet says beside its cells against each other.
func compareFacts(sheet string, want, got []string) error {
	left := make(map[string]int, len(want))
	for _, fact := range want {
		left[fact]++
	}
	for _, fact := range got {
		if left[fact]--; left[fact] < 0 {
			return fmt.Errorf("the sheet %s has %s, which the journal does not give", sheet, fact)
		}
	}
	for _, fact := range want {
		if left[fact] > 0 {
			return fmt.Errorf("the sheet %s lacks %s", sheet, fact)
		}
	}
	return nil
}

// foreignParts finds what a report never has: programs, pictures, comments, other
// files.
func foreignParts(mine, other *bookFile) error {
	for _, name := range slices.Sorted(other.names()) {
		lower := strings.ToLower(name)
		for _, sign := range []string{"vbaproject", "externallink", "embeddings/", "activex/", "comment", "ctrlprops/", "/media/", "querytable", "connections"} {
			if _, ours := mine.parts[name]; !ours && strings.Contains(lower, sign) {
				return fmt.Errorf("it holds %s, which no report does", shortly(name))
			}
		}
	}
	return nil
}

// compareProperties holds what the file says of itself against each other.
func compareProperties(mine, other *bookFile) error {
	a, err := mine.properties()
	if err != nil {
		return err
	}
	b, err := other.properties()
	if err != nil {
		return err
	}
	for _, name := range []string{"title", "subject", "creator", "created", "description", "keywords", "category", "contentStatus"} {
		if a[name] != b[name] {
			return fmt.Errorf("its property %s is %s where the journal gives %s", name, quote(b[name]), quote(a[name]))
		}
	}
	return nil
}

// String shows what stands in a cell, values that are not too long.
func (c *sheetCell) String() string {
	switch {
	case c.formula != "":
		return "the formula " + quote("="+c.formula)
	case c.kind == textCell:
		return quote(c.text)
	case c.kind == numberCell:
		return "the number " + shortly(c.text)
	}
	return "something that is neither text nor number"
}

const shownMost = 60 // characters

func quote(text string) string {
	if n := utf8.RuneCountInString(text); n > shownMost {
		return fmt.Sprintf("a text of %d characters", n)
	}
	return strconv.Quote(text)
}

func shortly(text string) string {
	if utf8.RuneCountInString(text) > shownMost {
		return string([]rune(text)[:shownMost]) + "…"
	}
	return text
}
