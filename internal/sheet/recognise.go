package sheet

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"unicode/utf16"
)

// kind is what the first bytes of a file show it to be.
type kind string

const (
	kindText      kind = "text"
	kindZip       kind = "zip"
	kindEmpty     kind = "empty"
	kindXLS       kind = "xls"
	kindEncrypted kind = "encrypted"
	kindHTML      kind = "html"
	kindXML       kind = "xml"
	kindPDF       kind = "pdf"
	kindGzip      kind = "gzip"
	kindUTF32     kind = "utf-32"
	kindISO2022   kind = "iso-2022"
	kindHZ        kind = "hz"
	kindODS       kind = "ods"
	kindXLSB      kind = "xlsb"
	kindOtherZip  kind = "other zip"
)

const (
	saveXLSX = "open it in a spreadsheet program and save it as .xlsx"
	saveCSV  = "open it in a spreadsheet program and save it as CSV UTF-8"

	sevenBits = saveCSV + "; if it is none, read it as it stands by --encoding UTF-8"
)

// refusals say what is wrong with each kind that is not read, and what to do.
var refusals = map[kind]FormatError{
	kindEmpty:     {What: "the file is empty", Hint: "give a CSV or .xlsx file with a header row"},
	kindXLS:       {What: "this is a workbook of Excel 97-2003 (.xls)", Hint: saveXLSX},
	kindEncrypted: {What: "the workbook is protected by a password", Hint: "open it with its password and save it as .xlsx without one"},
	kindHTML:      {What: "this is a web page, whatever its name says", Hint: saveXLSX},
	kindXML:       {What: "this is an XML document and no workbook", Hint: saveXLSX},
	kindPDF:       {What: "this is a PDF document", Hint: "give the spreadsheet that it was made from"},
	kindGzip:      {What: "the file is compressed with gzip", Hint: "unpack it first"},
	kindUTF32:     {What: "the text is UTF-32", Hint: saveCSV},
	kindISO2022:   {What: "the text is ISO-2022-JP or another encoding that switches by escape sequences", Hint: sevenBits},
	kindHZ:        {What: "the text is HZ, Chinese that stands between ~{ and ~}", Hint: sevenBits},
	kindODS:       {What: "this is an OpenDocument spreadsheet (.ods)", Hint: saveXLSX},
	kindXLSB:      {What: "this is a binary workbook (.xlsb)", Hint: saveXLSX},
	kindOtherZip:  {What: "this is a zip archive that holds no workbook", Hint: "unpack it and give the spreadsheet inside"},
}

// magic lists first bytes; longer ones come before those that they start with.
var magic = []struct {
	start string
	kind  kind
}{
	{"\xff\xfe\x00\x00", kindUTF32},
	{"\x00\x00\xfe\xff", kindUTF32},
	{"PK\x03\x04", kindZip},
	{"PK\x05\x06", kindZip}, // an archive without entries
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kindXLS},
	{"\x09\x08\x10\x00\x00\x06", kindXLS}, // BIFF8 without its container
	{"%PDF-", kindPDF},
	{"\x1f\x8b", kindGzip},
}

func recognise(data []byte) kind {
	if len(data) == 0 {
		return kindEmpty
	}
	for _, m := range magic {
		if bytes.HasPrefix(data, []byte(m.start)) {
			if m.kind == kindXLS && encrypted(data) {
				return kindEncrypted
			}
			return m.kind
		}
	}
	return recogniseMarkup(data)
}

func recogniseMarkup(data []byte) kind {
	head := bytes.ToLower(data[:min(len(data), 1<<10)])
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<meta", "<table", "<body"} {
		if bytes.HasPrefix(head, []byte(tag)) {
			return kindHTML
		}
	}
	if bytes.HasPrefix(head, []byte("<?xml")) {
		if bytes.Contains(head, []byte("<html")) {
			return kindHTML
		}
		return kindXML
	}
	return kindText
}

// Encodings that write all characters in bytes below 0x80, so that they look like
// ASCII. Their state runs over cells, which cannot be changed one by one then.
var (
	iso2022 = regexp.MustCompile(`\x1b(\$[@AB]|\$[()*+][A-Z0-9]|\([IJ])`)
	hz      = regexp.MustCompile(`~\{(?:[!-}][!-~])+~\}`)
)

// recogniseSevenBits tells text in such an encoding by what switches it on; kindText for any other.
func recogniseSevenBits(data []byte) kind {
	switch {
	case bytes.IndexByte(data, 0x1b) >= 0 && ascii(data) && iso2022.Match(data):
		return kindISO2022
	case bytes.Contains(data, []byte("~{")) && ascii(data) && hz.Match(data):
		return kindHZ
	}
	return kindText
}

// encrypted tells a protected workbook from an old one: both are compound
// files, and the protected one has a stream named EncryptedPackage.
func encrypted(data []byte) bool {
	var name []byte
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		name = binary.LittleEndian.AppendUint16(name, unit)
	}
	return bytes.Contains(data, name)
}
