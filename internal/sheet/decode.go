package sheet

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// take decodes text.
func (s *scanner) take(raw []byte) error {
	for len(raw) > 0 {
		at := bytes.IndexByte(raw, '&')
		if at < 0 {
			return s.takePlain(raw)
		}
		if err := s.takePlain(raw[:at]); err != nil {
			return err
		}
		end := bytes.IndexByte(raw[at:], ';')
		if end < 0 {
			return errors.New("an entity is not well formed")
		}
		r, err := entity(string(raw[at+1 : at+end]))
		if err != nil {
			return err
		}
		s.text = utf8.AppendRune(s.text, r)
		raw = raw[at+end+1:]
	}
	return nil
}

// takePlain takes text as it stands, with line ends as XML has them.
func (s *scanner) takePlain(raw []byte) error {
	if len(s.text)+len(raw) > mostText {
		return errTooLong
	}
	if !utf8.Valid(raw) {
		return errors.New("a text is not UTF-8")
	}
	for i, c := range raw {
		switch {
		case c == '\r':
			if i+1 == len(raw) || raw[i+1] != '\n' {
				s.text = append(s.text, '\n')
			}
		case c < ' ' && c != '\t' && c != '\n':
			return errors.New("a text has a control character")
		default:
			s.text = append(s.text, c)
		}
	}
	return nil
}

// entity gives the character that a name between & and ; stands for.
func entity(name string) (rune, error) {
	switch name {
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "amp":
		return '&', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	base, digits := 10, ""
	if len(name) > 1 && name[0] == '#' {
		if digits = name[1:]; digits[0] == 'x' {
			base, digits = 16, digits[1:]
		}
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !utf8.ValidRune(rune(n)) || n == 0 {
		return 0, errors.New("it uses an entity that XML does not have")
	}
	return rune(n), nil
}
