package dossier

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// JSON gives the dossier as JSON of version Schema, indented. Equal dossiers give
// equal bytes.
func (d *Dossier) JSON() ([]byte, error) {
	var b bytes.Buffer
	err := d.WriteJSON(&b)
	return b.Bytes(), err
}

// WriteJSON writes the same, one element of a list after the other: the whole of it
// may be large.
func (d *Dossier) WriteJSON(w io.Writer) error {
	j := &jsonWriter{w: w}
	v := reflect.ValueOf(*d)
	lead := "{\n  "
	for _, f := range reflect.VisibleFields(v.Type()) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		value := v.FieldByIndex(f.Index)
		if options == "omitempty" && value.Len() == 0 {
			continue
		}
		j.text(lead + strconv.Quote(name) + ": ")
		j.member(value)
		lead = ",\n  "
	}
	j.text("\n}\n")
	if j.err != nil {
		return fmt.Errorf("write dossier as JSON: %w", j.err)
	}
	return nil
}

// jsonWriter writes until the first error.
type jsonWriter struct {
	w   io.Writer
	buf bytes.Buffer
	err error
}

func (j *jsonWriter) text(s string) {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, s)
	}
}

// member writes a member of the outermost object, lists by their elements.
func (j *jsonWriter) member(v reflect.Value) {
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		j.value(v, "  ")
		return
	}
	for i := range v.Len() {
		if i == 0 {
			j.text("[\n    ")
		} else {
			j.text(",\n    ")
		}
		j.value(v.Index(i), "    ")
	}
	j.text("\n  ]")
}

func (j *jsonWriter) value(v reflect.Value, prefix string) {
	if j.err != nil {
		return
	}
	j.buf.Reset()
	encoder := json.NewEncoder(&j.buf)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent(prefix, "  ")
	if j.err = encoder.Encode(v.Interface()); j.err == nil {
		_, j.err = j.w.Write(bytes.TrimSuffix(j.buf.Bytes(), []byte("\n")))
	}
}
