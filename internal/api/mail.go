package api

import "strings"

const (
	maxLocal   = 64  // RFC 5321 §4.5.3.1.1
	maxMailbox = 254 // RFC 5321 §4.5.3.1.3, without the angle brackets
)

const hintMail = "write one address such as name@example.com"

// email checks a mailbox of the forms in use: a dot-atom or a quoted text of
// ASCII, and a domain with a dot. The API's own rule is not documented;
// comments, address literals and bare host names are legal in mail and of no
// use to a registrar that has to reach the owner.
func email(s string) (string, *ValueError) {
	at := strings.LastIndexByte(s, '@')
	switch {
	case len(s) > maxMailbox:
		return "", wrong("the e-mail address is longer than 254 characters", hintMail)
	case strings.ContainsRune(s, '＠'):
		return "", wrong("the @ of the e-mail address is a full-width one", "write it with a plain @")
	case at < 0:
		return "", wrong("there is no @ in the e-mail address", hintMail)
	case strings.HasPrefix(strings.ToLower(s), "mailto:"):
		return "", wrong("this is a mailto link, not an e-mail address", "leave out mailto:")
	}
	local, host := s[:at], s[at+1:]
	if err := checkLocal(local); err != nil {
		return "", err
	}
	if _, err := Domain(host); err != nil || strip(host) != host || strings.HasSuffix(host, ".") {
		return "", wrong("the part after the @ is no domain", hintMail)
	}
	return s, nil
}

func checkLocal(local string) *ValueError {
	switch {
	case local == "":
		return wrong("there is nothing before the @", hintMail)
	case len(local) > maxLocal:
		return wrong("the part before the @ is longer than 64 characters", hintMail)
	case local[0] == '"' && isQuoted(local):
		return nil
	case strings.Contains(local, "@"):
		return wrong("there is more than one @", hintMail)
	case strings.ContainsAny(local, " ,;"):
		return wrong("there is a blank, a comma or a semicolon in the e-mail address", hintMail)
	case local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(local, ".."):
		return wrong("the part before the @ starts or ends with a dot, or has two in a row", hintMail)
	case strings.ContainsFunc(local, func(r rune) bool { return r >= 0x80 }):
		return wrong("there is a character before the @ that is not ASCII", "write an address in Latin letters")
	case strings.ContainsFunc(local, func(r rune) bool { return !isAtom(r) }):
		return wrong("there is a character before the @ that no e-mail address has", hintMail)
	}
	return nil
}

// isAtom tells whether a character may stand in a dot-atom (RFC 5322 §3.2.3).
func isAtom(r rune) bool {
	return r < 0x80 && isLetterOrDigit(byte(r)) || strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r)
}

// isQuoted tells whether the text is one quoted string of printable ASCII
// (RFC 5321 §4.1.2) with something in it.
func isQuoted(s string) bool {
	if len(s) < 3 || s[len(s)-1] != '"' {
		return false
	}
	inner := s[1 : len(s)-1]
	for i := 0; i < len(inner); i++ {
		switch c := inner[i]; {
		case c < ' ' || c > '~' || c == '"':
			return false
		case c == '\\':
			if i++; i == len(inner) {
				return false
			}
		}
	}
	return true
}
