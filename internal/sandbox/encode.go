package sandbox

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	typeJSON = "application/json;charset=utf-8"
	typeXML  = "text/xml;charset=utf-8"
)

// reply is an answer on its way out.
type reply struct {
	status int
	header http.Header
	body   []byte
	lost   bool // it never arrives

	refused bool // nor should the call have
}

// object is an answer, or a part of one, in order. A value is a string, an
// int, an int64, a bool, an object, a list or words.
type object []field

type field struct {
	name  string
	value any
}

// list is a list of objects. In XML its elements are called item. In JSON it
// is an object around item, as the SDKs decode most lists, or flat.
type list struct {
	item    string
	flat    bool
	objects []object
}

// encode makes the answer of a call. Success has no Code; errors keep their
// shape under Options.Camel, since the documents print no other.
func (s *Sandbox) encode(c *call, answer object, err *fail) reply {
	id := field{"RequestId", s.requestID(c.number)}
	status, root, camel := http.StatusOK, c.action+"Response", s.opts.Camel
	if err != nil {
		status, root, camel = err.status, "Error", false
		answer = object{id, {"HostId", c.host}, {"Code", err.code}, {"Message", err.message}, {"Recommend", recommend(err)}}
	} else {
		answer = append(object{id}, answer...)
	}
	w := &writer{camel: camel}
	if c.xml() {
		w.WriteString("<?xml version='1.0' encoding='UTF-8'?>")
		w.xml(root, answer)
		return reply{status: status, header: s.header(c.at, typeXML), body: w.Bytes()}
	}
	w.json(answer)
	return reply{status: status, header: s.header(c.at, typeJSON), body: w.Bytes()}
}

// header carries the sandbox's own clock, by which a client corrects its own.
func (s *Sandbox) header(now time.Time, kind string) http.Header {
	h := make(http.Header)
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	h.Set("Content-Type", kind)
	return h
}

func recommend(err *fail) string {
	text := "https://api.aliyun.com/troubleshoot?q=" + err.code + "&product=Domain"
	if err.param != "" {
		text += "&parameter=" + err.param
	}
	return text
}

type writer struct {
	bytes.Buffer
	camel bool
}

// key gives the name of a field in the case that is asked for.
func (w *writer) key(name string) string {
	if !w.camel {
		return name
	}
	return string(name[0]|0x20) + name[1:]
}

func (w *writer) json(value any) {
	switch v := value.(type) {
	case object:
		w.jsonObject(v)
	case list:
		if v.flat || w.camel {
			w.jsonList(v.objects)
			return
		}
		w.WriteString(`{"` + w.key(v.item) + `":`)
		w.jsonList(v.objects)
		w.WriteByte('}')
	case words:
		w.jsonWords(v)
	case string:
		w.jsonString(v)
	default:
		w.WriteString(plain(v))
	}
}

func (w *writer) jsonObject(o object) {
	w.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(`"` + w.key(f.name) + `":`)
		w.json(f.value)
	}
	w.WriteByte('}')
}

func (w *writer) jsonList(objects []object) {
	w.WriteByte('[')
	for i, o := range objects {
		if i > 0 {
			w.WriteByte(',')
		}
		w.jsonObject(o)
	}
	w.WriteByte(']')
}

// jsonString leaves & and < as they are, as the API does.
func (w *writer) jsonString(s string) {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) {
		w.WriteString(`"` + s + `"`)
		return
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(s)         // a string and a buffer take everything
	w.Truncate(w.Len() - 1) // the encoder's line feed
}

func (w *writer) xml(name string, value any) {
	w.WriteString("<" + name + ">")
	switch v := value.(type) {
	case object:
		for _, f := range v {
			w.xml(w.key(f.name), f.value)
		}
	case list:
		for _, o := range v.objects {
			w.xml(w.key(v.item), o)
		}
	case words:
		w.xmlWords(v)
	case string:
		_ = xml.EscapeText(w, []byte(v)) // a buffer takes everything
	default:
		w.WriteString(plain(v))
	}
	w.WriteString("</" + name + ">")
}

func plain(value any) string {
	switch v := value.(type) {
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(value)
}
