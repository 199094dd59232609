package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"
)

// hash64 is the same in every process, unlike hash/maphash.
func hash64(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // a hash takes everything
	return h.Sum64()
}

// dice gives the chance that belongs to one thing: equal seeds, things and
// numbers give equal chance, whatever else was drawn in between.
func dice(seed int64, thing string, number int64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(seed)^hash64(thing), uint64(number)))
}

// identifier gives a number in the form of a UUID that belongs to one thing.
func identifier(thing string, seed, number int64) string {
	b := binary.BigEndian.AppendUint64([]byte(thing), uint64(seed))
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(number)))
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func (s *Sandbox) taskNo(number int64) string { return identifier("task", s.opts.Seed, number) }

func (s *Sandbox) requestID(number int64) string {
	return strings.ToUpper(identifier("request", s.opts.Seed, number))
}

// detailNo belongs to the task's number alone, so that it survives a replay
// under another seed.
func detailNo(taskNo string, index int) string { return identifier(taskNo, 0, int64(index)) }

// schedule gives the times, from the creation of the task, at which a detail
// starts and ends. Ordinary ones end between half of taskTime and all of it.
func (s *Sandbox) schedule(name string, number int64, index int) (start, finish time.Duration) {
	d := dice(s.opts.Seed, name, number<<16+int64(index))
	unit := float64(s.opts.TaskTime)
	start = time.Duration(unit * (0.05 + 0.4*d.Float64()))
	finish = time.Duration(unit * (0.5 + 0.5*d.Float64()))
	switch fateOf(name) {
	case fateSlow:
		return start * slowFactor, finish * slowFactor
	case fateStuck:
		return start, never
	}
	return start, finish
}
