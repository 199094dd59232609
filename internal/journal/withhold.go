package journal

import (
	"bytes"
	"regexp"
)

// withheld stands where something was cut out of an answer.
const withheld = "[withheld]"

// Fields of answers that give power over a domain or an account to whoever
// reads them: TaskResult carries authorization codes (003 §5.14).
const powerful = `(?i)(TaskResult|AuthorizationCode|TransferAuthorizationCode|Password|Token|SecurityToken)`

var (
	// "Name": with the quotes escaped where the JSON stands in a string itself.
	jsonField = regexp.MustCompile(`(\\*)"` + powerful + `\\*"\s*:\s*`)
	xmlField  = regexp.MustCompile(`<` + powerful + `(\s[^<>]*)?>`)
	// The gateway repeats a request whose signature it refuses, percent-encoded.
	formField = regexp.MustCompile(powerful + `(=|%3D)([^&"'<>\s%]|%[013-9A-Fa-f]|%2[0-57-9A-Fa-f])+`)
)

// withhold cuts the values of powerful fields out of an answer, which may be
// JSON, XML or neither, whole or torn.
func withhold(body []byte) []byte {
	body = withholdAfter(body, jsonField, jsonEnd, `"`+withheld+`"`) // at any depth: read by people
	body = withholdAfter(body, xmlField, xmlEnd, withheld)
	return formField.ReplaceAll(body, []byte("${1}${2}"+withheld))
}

// withholdAfter replaces what stands from the end of each match to where end says.
func withholdAfter(body []byte, field *regexp.Regexp, end func(body []byte, at []int) int, with string) []byte {
	var out []byte
	done := 0
	for done < len(body) {
		at := field.FindSubmatchIndex(body[done:])
		if at == nil {
			break
		}
		for i := range at {
			if at[i] >= 0 { // a group that took no part is -1
				at[i] += done
			}
		}
		stop := end(body, at)
		out = append(out, body[done:at[1]]...)
		switch value := body[at[1]:stop]; string(value) {
		case "", `""`, `\"\"`, "null": // nothing is there, and that is worth knowing
			out = append(out, value...)
		default:
			out = append(out, with...)
		}
		done = stop
	}
	if out == nil {
		return body
	}
	return append(out, body[done:]...)
}

// jsonEnd finds the end of the value after a field: of a string, of a list or
// an object, of a word. A value that is torn ends with the body.
func jsonEnd(body []byte, at []int) int {
	depth := at[3] - at[2] // backslashes before a quote of this level
	depthOpen := 0
	for i := at[1]; i < len(body); i++ {
		switch c := body[i]; {
		case c == '"' && depth > 0: // the string that all of it stands in ends
			return i
		case c == '"' || c == '\\':
			i = stringEnd(body, i, depth) - 1
			if depthOpen == 0 {
				return i + 1
			}
		case c == '{' || c == '[':
			depthOpen++
		case c == '}' || c == ']':
			depthOpen--
			if depthOpen < 0 {
				return i
			}
			if depthOpen == 0 {
				return i + 1
			}
		case depthOpen == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\r'):
			return i
		}
	}
	return len(body)
}

// stringEnd finds the end of the string that begins at i, whose quotes have
// depth backslashes before them.
func stringEnd(body []byte, i, depth int) int {
	slashes := 0
	for i += depth + 1; i < len(body); i++ {
		switch {
		case body[i] == '\\':
			slashes++
			continue
		case body[i] == '"' && slashes >= depth && (slashes-depth)/(depth+1)%2 == 0:
			return i + 1
		}
		slashes = 0
	}
	return len(body)
}

// xmlEnd finds the end tag of an element.
func xmlEnd(body []byte, at []int) int {
	if body[at[1]-2] == '/' { // <Name/> is empty
		return at[1]
	}
	tag := append([]byte("</"), body[at[2]:at[3]]...)
	if n := bytes.Index(body[at[1]:], tag); n >= 0 {
		return at[1] + n
	}
	return len(body)
}
