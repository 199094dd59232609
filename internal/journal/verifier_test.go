package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A verifier that is written from the package's comment alone, and shares nothing
// with the package but what a decoder of JSON sees, finds an export sound.
func TestVerifierOfItsOwn(t *testing.T) {
	j := everything(t, filepath.Join(t.TempDir(), "x.run"))
	defer mustClose(t, j)
	for name, mask := range map[string]Mask{"whole": nil, "masked": maskAll} {
		x := exported(t, j, mask)
		v := verifier{prev: make([]byte, 32), raws: x.raws}
		for _, line := range x.lines() {
			if err := v.verify(line); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if v.number != x.sum.Entries || fmt.Sprintf("%x", v.prev) != x.sum.Head || v.withheld != x.sum.Masked {
			t.Errorf("%s: %d entries, %d withheld, head %x; %+v", name, v.number, v.withheld, v.prev, x.sum)
		}
	}
}

type verifier struct {
	prev     []byte
	number   int64
	withheld int64
	raws     map[string][]byte
}

func counted(b []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(len(b))), b...)
}

func sha(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

func number8(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// exportedLine is a line as a decoder sees it.
type exportedLine struct {
	Number, Batch               int64
	At, Kind                    string
	Facts, Body                 json.RawMessage
	Data, Salt                  string
	Input, Answer, Prev, Digest string
	Salts                       []byte
	Withheld                    []struct {
		Leaf   int
		Digest string
	}
}

func (v *verifier) verify(text []byte) error {
	var l exportedLine
	if err := json.Unmarshal(text, &l); err != nil {
		return err
	}
	v.number++
	v.withheld += int64(len(l.Withheld))
	digest := sha(v.prev, number8(l.Number), number8(l.Batch),
		counted([]byte(l.At)), counted([]byte(l.Kind)), counted(l.Facts), counted(unhex(l.Data)))
	if l.Number != v.number || l.Prev != fmt.Sprintf("%x", v.prev) || l.Digest != fmt.Sprintf("%x", digest) {
		return fmt.Errorf("entry %d does not follow", l.Number)
	}
	v.prev = digest
	if l.Body == nil {
		return nil
	}
	lines, err := v.leaves(&l)
	if err != nil {
		return err
	}
	if data := l.data(lines); l.Data != fmt.Sprintf("%x", data) {
		return fmt.Errorf("the data of entry %d is not what was recorded", l.Number)
	}
	return nil
}

// leaves are tag, path and value of each leaf, with a blank between them.
func (v *verifier) leaves(l *exportedLine) ([]string, error) {
	dec := json.NewDecoder(bytes.NewReader(l.Body))
	dec.UseNumber()
	lines, err := decoded(dec, "")
	if err != nil {
		return nil, err
	}
	var sizes struct{ Input, Body int }
	err = json.Unmarshal(l.Body, &sizes)
	if sizes.Input > 0 {
		lines = append(lines, "2 input "+string(v.raws[rawName(l.Number, "")]))
	}
	if sizes.Body > 0 {
		lines = append(lines, "2 answer "+string(v.raws[rawName(l.Number, "Save")]))
	}
	return lines, err
}

func (l *exportedLine) data(lines []string) []byte {
	withheld := make(map[int]string)
	for _, w := range l.Withheld {
		withheld[w.Leaf] = w.Digest
	}
	whole := []byte("domainbatch data 4\n")
	for i, line := range lines {
		path, value, _ := strings.Cut(line[2:], " ")
		digest := unhex(withheld[i])
		if len(digest) == 0 {
			salt := sha([]byte{0}, unhex(l.Salt), number8(int64(i)))[:16]
			if l.Salt == "" {
				salt, l.Salts = l.Salts[:16], l.Salts[16:]
			}
			digest = sha([]byte{line[0] - '0'}, salt, []byte(value))
		}
		whole = binary.BigEndian.AppendUint32(whole, uint32(len(path)))
		whole = append(append(whole, path...), digest...)
	}
	return sha(whole, number8(int64(len(lines))))
}

func unhex(s string) (b []byte) {
	_, _ = fmt.Sscanf(s, "%x", &b)
	return b
}
