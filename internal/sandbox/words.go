package sandbox

// words is a list of strings. In XML its elements are called item. In JSON it
// is an object around item, whatever shape the lists of objects have, or flat.
type words struct {
	item   string
	flat   bool
	values []string
}

func (w *writer) jsonWords(v words) {
	if !v.flat {
		w.WriteString(`{"` + w.key(v.item) + `":`)
		defer w.WriteByte('}')
	}
	w.WriteByte('[')
	for i, value := range v.values {
		if i > 0 {
			w.WriteByte(',')
		}
		w.jsonString(value)
	}
	w.WriteByte(']')
}

func (w *writer) xmlWords(v words) {
	for _, value := range v.values {
		w.xml(w.key(v.item), value)
	}
}
