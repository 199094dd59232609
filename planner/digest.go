package planner

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"
	"strings"

	"domainbatch/internal/job"
)

// digest is SHA-256 over what is to be sent: endpoint, version, what the run may
// add (unlocking, profiles), and the
// changes in the order of their subjects, steps and ranks, each with account,
// action, target and parameters. The order of rows, the numbers given to them
// and what was read do not count, nor do the sizes of requests.
func (d *draft) digest() string {
	p := d.plan
	w := sum{hash: sha256.New()}
	sums := make([][sha256.Size]byte, len(p.Groups))
	for i := range p.Groups {
		sums[i] = w.group(&p.Groups[i])
	}
	nameless := d.nameless(&w, sums)
	order := make([]int32, 0, len(d.objects))
	for i := range d.objects {
		if o := d.objects[i].other; o == nil || o.deed == nil {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(strings.Compare(d.objects[a].kind(), d.objects[b].kind()), strings.Compare(d.objects[a].name, d.objects[b].name))
	})
	w.text("domainbatch plan 2") // says what is hashed, and how
	w.text(d.opts.Endpoint)
	w.text(d.opts.Version)
	w.text(strconv.FormatBool(d.opts.Unlock))
	w.text(strconv.Itoa(d.opts.Via))
	for _, i := range order {
		for at := d.objects[i].head; at != none; at = d.slots[at].next {
			if id := d.slots[at].change; id != 0 {
				c := p.Change(id)
				w.text(d.objects[i].kind())
				w.text(d.objects[i].name)
				w.params(c.Own)
				w.raw(sums[c.Group-1][:])
			}
		}
	}
	for _, s := range nameless {
		w.raw(s[:])
	}
	total := w.end()
	return hex.EncodeToString(total[:])
}

// nameless are the hashes of the changes without a subject, in byte order: no
// name puts them in one.
func (d *draft) nameless(w *sum, groups [][sha256.Size]byte) [][sha256.Size]byte {
	var sums [][sha256.Size]byte
	for i := range d.slots {
		if s := &d.slots[i]; d.isNameless(s) && s.change != 0 {
			c := d.plan.Change(s.change)
			w.params(c.Own)
			w.raw(groups[c.Group-1][:])
			sums = append(sums, w.end())
		}
	}
	slices.SortFunc(sums, func(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) })
	return sums
}

func (d *draft) isNameless(s *slot) bool {
	o := d.objects[s.object].other
	return o != nil && o.deed != nil
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
	s.text(strconv.Itoa(g.Step))
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
