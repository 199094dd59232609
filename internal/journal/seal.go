package journal

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
)

// sealed is a row of data: something private that can be taken out again, as a
// whole or value by value. The salt keeps its digest from telling what it was to
// one who guesses.
type sealed struct {
	digest [sha256.Size]byte
	salt   salt
	packed bool
	body   []byte
}

const saltSize = 16

// worthPacking is the size from which deflating pays: most answers of the API
// are shorter, and a page of the file is 4096.
const worthPacking = 2 << 10

// errAltered is the finding that a digest does not fit what it stands for.
var errAltered = errors.New("its digest does not fit it")

func (j *Journal) seal(body []byte) (*sealed, error) {
	s := &sealed{body: body}
	// Read never returns an error, its documentation says.
	_, _ = rand.Read(s.salt[:])
	var err error
	if s.digest, err = s.sum(body); err != nil {
		return nil, err
	}
	if len(body) < worthPacking {
		return s, nil
	}
	packed, err := j.pack(body)
	if err != nil {
		return nil, err
	}
	if len(packed) < len(body) {
		s.packed, s.body = true, packed
	}
	return s, nil
}

// sum is the digest that the event holds of a body.
func (s *sealed) sum(body []byte) (digest [sha256.Size]byte, err error) {
	t := newTree()
	n := uint64(0)
	err = eachLeaf(body, func(l *leaf) {
		salt := leafSalt(s.salt, n)
		t.add(l.path, t.leaf(salt, l))
		n++
	})
	return t.sum(), err
}

// tag parts what is hashed for the one purpose from what is for another.
type tag byte

const (
	tagSalt  tag = 0
	tagValue tag = 1
	tagRaw   tag = 2
)

// treeTag begins what the digest of a body is made of.
const treeTag = "domainbatch data 4\n"

type salt [saltSize]byte

// leafSalt makes the salt of one leaf from that of its entry. Who knows it learns
// nothing of the salts of others.
func leafSalt(entry salt, number uint64) salt {
	var b [1 + saltSize + 8]byte
	b[0] = byte(tagSalt)
	copy(b[1:], entry[:])
	binary.BigEndian.PutUint64(b[1+saltSize:], number)
	sum := sha256.Sum256(b[:])
	return salt(sum[:saltSize])
}

// tree makes the digest of a body from those of its leaves.
type tree struct {
	whole   hash.Hash
	number  uint64
	scratch []byte
}

func newTree() *tree {
	t := &tree{whole: sha256.New(), scratch: make([]byte, 0, 512)}
	t.whole.Write([]byte(treeTag))
	return t
}

func (t *tree) leaf(s salt, l *leaf) (digest [sha256.Size]byte) {
	t.scratch = append(append(t.scratch[:0], byte(l.tag)), s[:]...)
	if len(l.value) < 4<<10 {
		t.scratch = append(t.scratch, l.value...)
		return sha256.Sum256(t.scratch)
	}
	h := sha256.New()
	h.Write(t.scratch)
	h.Write(l.value)
	h.Sum(digest[:0])
	return digest
}

func (t *tree) add(path []byte, digest [sha256.Size]byte) {
	t.scratch = binary.BigEndian.AppendUint32(t.scratch[:0], uint32(len(path)))
	t.scratch = append(append(t.scratch, path...), digest[:]...)
	t.whole.Write(t.scratch)
	t.number++
}

func (t *tree) sum() (digest [sha256.Size]byte) {
	t.whole.Write(binary.BigEndian.AppendUint64(t.scratch[:0], t.number))
	t.whole.Sum(digest[:0])
	return digest
}

// open gives the body as it was sealed.
func (s *sealed) open() ([]byte, error) {
	if !s.packed {
		return s.body, nil
	}
	return io.ReadAll(flate.NewReader(bytes.NewReader(s.body)))
}

func (j *Journal) pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(len(body) / 4)
	w, ok := j.packers.Get().(*flate.Writer)
	if !ok {
		var err error
		if w, err = flate.NewWriter(&b, flate.BestSpeed); err != nil {
			return nil, err
		}
	}
	defer j.packers.Put(w)
	w.Reset(&b)
	_, err := w.Write(body)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// link is the end of a chain of entries.
type link struct {
	number int64
	digest [sha256.Size]byte
}

// next makes the link of the entry that follows l. Every part is counted, so
// that no two entries are written alike.
func (l link) next(at, kind string, batch int64, facts, data []byte) link {
	n := link{number: l.number + 1}
	b := make([]byte, 0, 256+len(facts))
	b = append(b, l.digest[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(n.number))
	b = binary.BigEndian.AppendUint64(b, uint64(batch))
	for _, part := range [][]byte{[]byte(at), []byte(kind), facts, data} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	n.digest = sha256.Sum256(b)
	return n
}
