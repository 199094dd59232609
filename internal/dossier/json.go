package dossier

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// JSON gives the dossier as JSON of version Schema, indented. Equal dossiers give
// equal bytes.
func (d *Dossier) JSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(d); err != nil {
		return nil, fmt.Errorf("write dossier as JSON: %w", err)
	}
	return b.Bytes(), nil
}
