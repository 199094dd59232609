package journal

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
)

// sealed is a row of data: something private that can be taken out again. The
// salt keeps its digest from telling what it was to one who guesses.
type sealed struct {
	digest [sha256.Size]byte
	salt   [saltSize]byte
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
	s.digest = s.sum(body)
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

func (s *sealed) sum(body []byte) (digest [sha256.Size]byte) {
	h := sha256.New()
	h.Write(s.salt[:])
	h.Write(body)
	h.Sum(digest[:0])
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
