package journal

import (
	"bytes"
	"strings"
)

// withheld stands where something was cut out of an answer.
const withheld = "[withheld]"

// powerful are fields of answers that give power over a domain or an account
// to whoever reads them: TaskResult carries authorization codes (003 §5.14). A
// gateway that refuses a signature repeats the key's id, and the signature.
var powerful = []string{
	"TaskResult", "AuthorizationCode", "TransferAuthorizationCode", "Password", "Token", "SecurityToken", "AccessKeyId", "Signature",
}

// secret is a stretch of an answer and what is to stand there instead.
type secret struct {
	from, to int
	with     string
}

// withhold cuts the values of powerful fields out of an answer, which may be
// JSON, XML or neither, whole or torn. What is empty stays empty.
func withhold(body []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(body); i++ {
		s := secretAt(body, i)
		if s.from >= s.to {
			continue
		}
		out = append(append(out, body[done:s.from]...), s.with...)
		done, i = s.to, s.to-1
	}
	if out == nil {
		return body
	}
	return append(out, body[done:]...)
}

// secretAt finds the value of the field whose name begins or ends at i.
func secretAt(body []byte, i int) secret {
	switch body[i] {
	case '"':
		return jsonSecret(body, i)
	case '<':
		return xmlSecret(body, i)
	case '=':
		return formSecret(body, i, i+1)
	case '%': // the gateway repeats a request whose signature it refuses, percent-encoded
		if len(body) >= i+3 && strings.EqualFold(string(body[i:i+3]), "%3D") {
			return formSecret(body, i, i+3)
		}
	}
	return secret{}
}

// nameAt is the length of the powerful name that b begins with, or 0.
func nameAt(b []byte) int {
	for _, name := range powerful {
		if n := len(name); len(b) >= n && strings.EqualFold(string(b[:n]), name) {
			return n
		}
	}
	return 0
}

func jsonSecret(body []byte, quote int) secret {
	n := nameAt(body[quote+1:])
	if n == 0 {
		return secret{}
	}
	// Quotes are escaped where the JSON stands in a string itself.
	depth := quote - len(bytes.TrimRight(body[:quote], `\`))
	escape := strings.Repeat(`\`, depth)
	rest, ok := bytes.CutPrefix(body[quote+1+n:], []byte(escape+`"`))
	if !ok {
		return secret{}
	}
	if rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(":")); !ok {
		return secret{}
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	from := len(body) - len(rest)
	to := from + jsonEnd(rest, depth)
	switch value := string(body[from:to]); value {
	case escape + `"` + escape + `"`, "null":
		return secret{}
	}
	return secret{from: from, to: to, with: escape + `"` + withheld + escape + `"`}
}

// jsonEnd finds the end of the value that b begins with: of a string, of a list
// or an object, of a word. A value that is torn ends with b.
func jsonEnd(b []byte, depth int) int {
	if len(b) == 0 || b[0] == '"' && depth > 0 || bytes.IndexByte([]byte(`"\[{`), b[0]) < 0 {
		return wordEnd(b)
	}
	nested := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"', '\\':
			i = stringEnd(b, i, depth) - 1
		case '{', '[':
			nested++
		case '}', ']':
			nested--
		}
		if nested == 0 {
			return min(i+1, len(b))
		}
	}
	return len(b)
}

// wordEnd finds the end of a number or the like; of nothing, where the string
// that all of it stands in ends.
func wordEnd(b []byte) int {
	if n := bytes.IndexAny(b, ",}] \t\r\n\"\\"); n >= 0 {
		return n
	}
	return len(b)
}

// stringEnd finds the end of the string that begins at i, whose quotes have
// depth backslashes before them.
func stringEnd(b []byte, i, depth int) int {
	slashes := 0
	for i += depth + 1; i < len(b); i++ {
		switch {
		case b[i] == '\\':
			slashes++
			continue
		case b[i] == '"' && slashes >= depth && (slashes-depth)/(depth+1)%2 == 0:
			return i + 1
		}
		slashes = 0
	}
	return len(b)
}

func xmlSecret(body []byte, open int) secret {
	n := nameAt(body[open+1:])
	if n == 0 {
		return secret{}
	}
	name, rest := body[open+1:open+1+n], body[open+1+n:]
	end := bytes.IndexAny(rest, "<>")
	if end < 0 || rest[end] != '>' || end > 0 && bytes.IndexByte([]byte(" \t\r\n"), rest[0]) < 0 {
		return secret{} // another name, or empty: <Name/>
	}
	from := open + 1 + n + end + 1
	to := len(body)
	if n := bytes.Index(body[from:], append([]byte("</"), name...)); n >= 0 {
		to = from + n
	}
	if rest[max(end-1, 0)] == '/' {
		return secret{}
	}
	return secret{from: from, to: to, with: withheld}
}

// formSecret looks at the name that ends where the sign for "is" begins.
func formSecret(body []byte, is, from int) secret {
	known := false
	for _, name := range powerful {
		if n := len(name); is >= n && strings.EqualFold(string(body[is-n:is]), name) {
			known = true
		}
	}
	if !known {
		return secret{}
	}
	to := from
	for to < len(body) && bytes.IndexByte([]byte("&\"'<> \t\r\n\\"), body[to]) < 0 && !bytes.HasPrefix(body[to:], []byte("%26")) {
		to++
	}
	return secret{from: from, to: to, with: withheld}
}
