package api

import "regexp"

// Redact returns a body with the values cut out that give power over a domain:
// the payload of tasks, which is a transfer authorization code where one was
// asked for (003 §5.14), codes and tokens. It works on bodies of any notation,
// cut off ones too, and returns body itself when there is nothing to cut out.
func Redact(body []byte) []byte {
	if !secretName.Match(body) {
		return body
	}
	body = secretJSON.ReplaceAll(body, []byte(`$1"(withheld)"`))
	return secretXML.ReplaceAll(body, []byte(`$1(withheld)`))
}

const secretNames = `(?:TaskResult|TransferAuthorizationCode|Token|SecurityToken)`

// An unclosed value reaches to the end of the body. Objects and arrays are not
// looked into: the values in question are texts everywhere.
var (
	secretName = regexp.MustCompile(`(?i)` + secretNames)
	secretJSON = regexp.MustCompile(`(?is)("` + secretNames + `"\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|[^\s",}\[\]{]+)`)
	secretXML  = regexp.MustCompile(`(?is)(<` + secretNames + `(?:\s[^>]*)?>)(?:<!\[CDATA\[.*?(?:\]\]>|$)|[^<])+`)
)
