package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// leafLines are the leaves of a body as text.
func leafLines(body []byte) (lines []string, err error) {
	err = eachLeaf(body, func(l *leaf) { lines = append(lines, fmt.Sprintf("%d %s %s", l.tag, l.path, l.value)) })
	return lines, err
}

// Every value is a leaf of its own, in the order in which it is written; what is
// empty is one too, and a string is told from a number that reads like it.
func TestLeaves(t *testing.T) {
	for text, want := range map[string][]string{
		`{"person":{"name":"J. 李","note":""}}`:              {`1 /person/name "J. 李`, `1 /person/note "`},
		`{"a":[1,"1",true,null,-2.5e3],"b":{},"c":[]}`:      {`1 /a#0 1`, `1 /a#1 "1`, `1 /a#2 true`, `1 /a#3 null`, `1 /a#4 -2.5e3`, `1 /b {}`, `1 /c []`},
		`{"a":[[["x"]],{"b":"y"}],"z":"\"\\\n\u2028"}`:      {`1 /a#0#0#0 "x`, `1 /a#1/b "y`, "1 /z \"\"\\\n\u2028"},
		`{"a/b":{"c#0":"1","~":"2"},"a":{"b":"3","":"4"}}`:  {`1 /a~1b/c~20 "1`, `1 /a~1b/~0 "2`, `1 /a/b "3`, `1 /a/ "4`},
		`{"input":3,"body":2}` + "\n" + `abc{}`:             {`1 /input 3`, `1 /body 2`, `2 input abc`, `2 answer {}`},
		`{"body":4}` + "\n" + "\n\x00\xff\n":                {`1 /body 4`, "2 answer \n\x00\xff\n"},
		`{"said":"a \\ at the end\\","then":"\\\" and on"}`: {`1 /said "a \ at the end\`, `1 /then "\" and on`},
	} {
		if have, err := leafLines([]byte(text)); err != nil || !slices.Equal(have, want) {
			t.Errorf("%s\nhave %q, %v\nwant %q", text, have, err, want)
		}
	}
	for _, text := range []string{
		``, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,}`, `{"a":1}x`, `[1,]`, `[1`, `"a`, `"a\`, `{a:1}`, `{"a" :1}`, `{"a":"\x"}`,
		strings.Repeat("[", 100) + strings.Repeat("]", 100), `{"input":3}`, `{"input":-1}`, `{"body":9999999999999999999}`, `{"body":"1"}` + "\n1", `{"a":1}` + "\nmore",
	} {
		if have, err := leafLines([]byte(text)); err == nil {
			t.Errorf("%s: no error, %q", text, have)
		}
	}
}

// Whatever is JSON has the leaves that a decoder sees in it.
func FuzzLeaves(f *testing.F) {
	f.Add(`{"chunk":{"rows":[{"id":1,"names":["a.com"]}],"digest":"é\n\\\""}}`)
	f.Add(`[{"a/~#":[]},{},null,1e9,"\ud83d\ude00"]`)
	f.Add(`{"a":{"b":[[[]]]},"c":-0.1}`)
	f.Fuzz(func(t *testing.T, text string) {
		var compact bytes.Buffer
		if strings.Contains(text, "\n") || json.Compact(&compact, []byte(text)) != nil || !bytes.HasPrefix(compact.Bytes(), []byte("{")) {
			_, _ = leafLines([]byte(text))
			return
		}
		if text = strings.ToValidUTF8(compact.String(), "?"); strings.Contains(text, sizeOfAnswer[1:]) || strings.Contains(text, sizeOfInput[1:]) {
			return
		}
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		want, err := decoded(dec, "")
		if err != nil {
			return
		}
		have, err := leafLines([]byte(text))
		if err != nil && strings.Count(text, "[")+strings.Count(text, "{") > deepest {
			return
		}
		if err != nil || !slices.Equal(have, want) {
			t.Errorf("%s\nhave %q, %v\nwant %q", text, have, err, want)
		}
	})
}

// decoded are the leaves that a decoder sees, as leafLines gives them.
func decoded(dec *json.Decoder, path string) ([]string, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	open, nested := token.(json.Delim)
	if !nested {
		text, err := json.Marshal(token)
		if s, isString := token.(string); isString {
			text = []byte(`"` + s)
		}
		return []string{"1 " + path + " " + string(text)}, err
	}
	var lines []string
	for i := 0; dec.More(); i++ {
		place := path + "#" + strconv.Itoa(i)
		if open == '{' {
			name, err := dec.Token()
			if err != nil {
				return nil, err
			}
			place = path + "/" + strings.NewReplacer("~", "~0", "/", "~1", "#", "~2").Replace(name.(string))
		}
		more, err := decoded(dec, place)
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	if lines == nil {
		lines = []string{"1 " + path + " " + map[json.Delim]string{'{': "{}", '[': "[]"}[open]}
	}
	if _, err = dec.Token(); err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return lines, err
}

// The digest of a body is another one when any leaf of it is, when values change
// places, and under another salt.
func TestDigestOfABody(t *testing.T) {
	s := sealed{salt: salt{1, 2, 3}}
	seen := make(map[[32]byte]string)
	for _, body := range []string{
		`{"a":"1","b":"2"}`, `{"a":"2","b":"1"}`, `{"b":"2","a":"1"}`, `{"a":1,"b":"2"}`, `{"a":"1"}`, `{"a":"1","b":"2","c":""}`,
		`{"a":["1"],"b":"2"}`, `{"a":{"0":"1"},"b":"2"}`, `{"a":[],"b":"2"}`, `{"a":{},"b":"2"}`, `{"a":null,"b":"2"}`, `{"a":"1\"b","c":"2"}`,
		"{\"input\":2}\nab", "{\"body\":2}\nab", "{\"input\":1,\"body\":1}\nab", "{\"input\":2}\nac",
	} {
		sum, err := s.sum([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if other, twice := seen[sum]; twice {
			t.Errorf("%s and %s have one digest", body, other)
		}
		seen[sum] = body
	}
	s.salt[15] = 1
	if sum, err := s.sum([]byte(`{"a":"1","b":"2"}`)); err != nil || seen[sum] != "" {
		t.Errorf("another salt makes the same digest: %v", err)
	}
}
