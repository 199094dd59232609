package planner

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/job"
)

// digest is SHA-256 over what is to be sent: endpoint, version and the
// changes in the order of their domains and ranks, each with account,
// action, target and parameters. The order of rows, the numbers given to them
// and what was read do not count, nor do the sizes of requests.
func (d *draft) digest() string {
	p := d.plan
	w := sum{hash: sha256.New()}
	sums := make([][sha256.Size]byte, len(p.Groups))
	for i := range p.Groups {
		sums[i] = w.group(&p.Groups[i])
	}
	order := make([]int32, len(d.domains))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(d.domains[a].name, d.domains[b].name) })
	w.text("domainbatch plan 1") // says what is hashed, and how
	w.text(d.opts.Endpoint)
	w.text(d.opts.Version)
	for _, i := range order {
		for at := d.domains[i].head; at != none; at = d.slots[at].next {
			if id := d.slots[at].change; id != 0 {
				c := p.Change(id)
				w.text(c.Subject)
				w.params(c.Own)
				w.raw(sums[c.Group-1][:])
			}
		}
	}
	total := w.end()
	return hex.EncodeToString(total[:])
}

// sum hashes texts so that no two sequences of them give the same bytes.
type sum struct {
	hash hash.Hash
	buf  []byte
}

// chunk bounds the bytes gathered before they are hashed; a hash is slow on single short texts.
const chunk = 16 << 10

func (s *sum) raw(b []byte) {
	s.buf = append(s.buf, b...)
	if len(s.buf) >= chunk {
		s.hash.Write(s.buf)
		s.buf = s.buf[:0]
	}
}

func (s *sum) text(t string) {
	s.buf = strconv.AppendInt(s.buf, int64(len(t)), 10)
	s.buf = append(s.buf, ':')
	s.buf = append(s.buf, t...)
	s.raw(nil)
}

func (s *sum) params(p job.Params) {
	s.text(strconv.Itoa(len(p)))
	for _, name := range p.Names() {
		s.text(name)
		s.text(p[name])
	}
}

func (s *sum) group(g *job.Group) [sha256.Size]byte {
	s.text(g.Account)
	s.text(g.Action)
	s.text(g.Target)
	s.text(strconv.Itoa(g.Rank))
	s.params(g.Shared)
	return s.end()
}

// end returns the hash of all that came since the last end.
func (s *sum) end() (out [sha256.Size]byte) {
	s.hash.Write(s.buf)
	s.hash.Sum(out[:0])
	s.hash.Reset()
	s.buf = s.buf[:0]
	return out
}
