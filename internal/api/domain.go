package api

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ValueError says what is wrong with a value, without repeating it, and what to
// do; a hint may quote what to write instead.
type ValueError struct{ Message, Hint string }

// Error gives message and hint.
func (e *ValueError) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + "; " + e.Hint
}

func wrong(message, hint string) *ValueError { return &ValueError{Message: message, Hint: hint} }

const (
	maxName  = 253 // RFC 1035 §2.3.4, without the root's dot
	maxLabel = 63
)

// Domain checks a domain name and returns its ASCII form in lower case, the
// one in which names are compared. Around the name, blanks, what is Invisible
// but joiners, and one trailing dot are dropped, and full-width dots count as
// dots; nothing else is repaired.
// Names with xn-- are taken as well as Unicode ones. Rules are those of the
// registrar and of UTS 46; a name that older clients would
// encode to another one (ß, ς, joiners), or that does not come back from
// Unicode unchanged, is refused. The error is a *ValueError.
func Domain(s string) (string, error) {
	s = strip(s)
	if isPlain(s) {
		name := strings.ToLower(strings.TrimSuffix(s, "."))
		if !strings.HasPrefix(name, acePrefix) && !strings.Contains(name, "."+acePrefix) {
			return checked(name)
		}
	}
	name := strings.TrimSuffix(narrow(dots.Replace(s)), ".")
	if err := strange(name); err != nil {
		return "", err
	}
	ascii, err := encode(name)
	if err != nil {
		return "", err
	}
	return checked(ascii)
}

func checked(ascii string) (string, error) {
	if err := checkASCII(ascii); err != nil {
		return "", err
	}
	return ascii, nil
}

// Invisible tells whether a character has no width and no ink: format and
// control characters, variation selectors, fillers and the empty Braille
// pattern. White space, line breaks too, is not: it keeps words apart. UTS 46
// takes some of them out of a name, so that a name with one is read as another.
func Invisible(r rune) bool {
	switch {
	case unicode.IsSpace(r):
		return false
	case r < utf8.RuneSelf:
		return unicode.IsControl(r)
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r): // format characters that are drawn
		return false
	}
	return r == '\u2800' || unicode.IsControl(r) ||
		unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// strip takes away what nobody sees around a name.
func strip(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || hides(r) })
}

// hides tells what is invisible and has no meaning in a name. Joiners have one
// in some scripts, and are left to the rules of encode.
func hides(r rune) bool { return Invisible(r) && !isJoiner(r) }

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

const acePrefix = "xn--"

// dots are what keyboards for Chinese and Japanese give for a dot (RFC 3490 §3.1).
var dots = strings.NewReplacer("。", ".", "．", ".", "｡", ".")

// isPlain tells whether the name has ASCII letters, digits, hyphens and dots only.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetterOrDigit(c) && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// strange names the things that people write where a domain should stand.
func strange(s string) *ValueError {
	if s == "" {
		return wrong("the domain is empty", "write a name such as example.com")
	}
	if strings.ContainsFunc(s, hides) {
		return errInvisible()
	}
	if _, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return errAddress()
	}
	for _, k := range strangers {
		if strings.Contains(s, k.sign) {
			return wrong(k.message, k.hint)
		}
	}
	if strings.ContainsFunc(s, unicode.IsSpace) {
		return wrong("there is a blank or a line break in the domain", "write one name without blanks")
	}
	return nil
}

func errInvisible() *ValueError {
	return wrong("there is an invisible character in the domain", "retype it")
}

func errAddress() *ValueError { return wrong("this is an IP address, not a domain", "write the name") }

// strangers are looked for in this order, so that an address is told from a bare colon.
var strangers = []struct{ sign, message, hint string }{
	{"://", "this is a web address, not a domain", "leave out everything before and after the name"},
	{"/", "there is a slash in the domain", "leave out everything after the name"},
	{"@", "this is an e-mail address, not a domain", "write the part after the @"},
	{"*", "this is a wildcard, not a domain", "write the domain itself, without *"},
	{"_", "there is an underscore in the domain", "names of hosts such as _dmarc are not domains; write the registered name"},
	{",", "there is a comma in the domain", "write one name per entry"},
	{";", "there is a semicolon in the domain", "write one name per entry"},
	{":", "there is a colon in the domain", "leave out the port"},
}

// explain says why a name cannot be encoded: by the rules for ASCII labels
// where one of them is broken, in general terms otherwise.
func explain(name, ascii string) *ValueError {
	for _, candidate := range []string{strings.ToLower(name), ascii} {
		if !isPlain(candidate) {
			continue
		}
		if err := checkASCII(candidate); err != nil {
			return err
		}
	}
	for label := range strings.SplitSeq(name, ".") {
		if err := checkEnds(label); err != nil {
			return err
		}
	}
	if strings.ContainsFunc(name, isJoiner) {
		return errInvisible()
	}
	return errLabel()
}

// checkASCII checks length and labels of a name in lower case. Characters are checked before.
func checkASCII(name string) *ValueError {
	switch {
	case name == "":
		return wrong("the domain is empty", "write a name such as example.com")
	case len(name) > maxName:
		return wrong("the domain is longer than 253 characters", "check the name")
	}
	labels, last := 0, ""
	for label := range strings.SplitSeq(name, ".") {
		labels, last = labels+1, label
		if len(label) > maxLabel {
			return wrong("a part of the domain is longer than 63 characters in its ASCII form", "check the name")
		}
		if err := checkEnds(label); err != nil {
			return err
		}
	}
	if labels == 1 {
		return wrong("the domain has no dot", "write it with its ending, such as .com")
	}
	return checkLast(name, last)
}

// checkEnds checks what holds for the start and the end of a label, ASCII or not.
func checkEnds(label string) *ValueError {
	switch {
	case label == "":
		return wrong("the domain starts with a dot or has two in a row", "check the name")
	case label[0] == '-' || label[len(label)-1] == '-':
		return wrong("a part of the domain starts or ends with a hyphen", "check the name")
	case len(label) >= 4 && label[2:4] == "--" && !strings.EqualFold(label[:2], acePrefix[:2]):
		return wrong("a part of the domain has hyphens in third and fourth place", "check the name")
	}
	return nil
}

// checkLast refuses numbers and addresses: no top-level domain is a number.
func checkLast(name, last string) *ValueError {
	if strings.Trim(last, "0123456789") != "" {
		return nil
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return errAddress()
	}
	return wrong("the domain ends in a number", "this may be a number, a date or a version; write the name")
}
