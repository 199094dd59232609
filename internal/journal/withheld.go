package journal

import "bytes"

// Withhold cuts authorization codes and tokens out of an answer, as the run file
// does, and tells whether there were some.
func Withhold(body []byte) (cut []byte, some bool) {
	cut = withhold(body)
	return cut, !bytes.Equal(cut, body)
}

// Powerful tells whether a field of an answer gives power over a domain or an
// account to whoever reads it.
func Powerful(field string) bool { return nameAt([]byte(field)) == len(field) && field != "" }
