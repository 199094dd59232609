package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
)

// check is the checking of the private part of a line.
type check struct {
	*line
	sizes    sizes
	leaves   []leaf
	withheld []proof                       // of the leaves that are still to be looked at
	salts    []byte                        // of those
	raws     map[string]digits             // by path, of those
	stands   func(path, value string) bool // nil: whatever is in the place of what is withheld
	whole    bool                          // raw parts that are not withheld have to be there
}

// disclose puts the private part of a line into its entry.
func (l *line) disclose(e *Entry, with Beside) error {
	switch {
	case l.Body == nil && l.proven():
		return &ChainError{What: "it has proofs of data that it does not have"}
	case l.Body == nil:
		return nil
	case l.Data == nil:
		return &ChainError{What: "it has data that does not belong to it"}
	}
	c := check{line: l, withheld: l.Withheld, salts: l.Salts, raws: map[string]digits{pathInput: l.Input, pathAnswer: l.Answer}, stands: with.Stands, whole: with.Whole}
	var err error
	if c.sizes, err = jsonLeaves(l.Body, keep(&c.leaves)); err != nil {
		return &ChainError{What: "its data is not written as entries are", Err: err}
	}
	input, answer, err := c.fetch(e, with.Raw)
	if err != nil {
		return err
	}
	c.sizes.leaves(input, answer, keep(&c.leaves))
	if err := c.proofs(); err != nil {
		return err
	}
	if err := c.values(); err != nil {
		return err
	}
	return l.fill(e, input, answer)
}

func (l *line) proven() bool {
	return l.Salt != nil || l.Salts != nil || l.Withheld != nil || l.Checks != nil || l.Input != nil || l.Answer != nil
}

// fill decodes what was found to be sound.
func (l *line) fill(e *Entry, input, answer []byte) error {
	var s secrets
	err := json.Unmarshal(l.Body, &s)
	if err == nil {
		err = s.into(&e.Event, input, answer)
	}
	if err != nil {
		return &ChainError{What: "its data cannot be read", Err: err}
	}
	e.Withheld, e.Masked = false, len(l.Withheld)
	return nil
}

// fetch reads the raw parts that belong to the entry, as far as they are there.
func (c *check) fetch(e *Entry, raw func(int64, string) ([]byte, error)) (input, answer []byte, err error) {
	if raw == nil {
		return nil, nil, nil
	}
	if c.sizes.input > 0 {
		if input, err = raw(c.Number, ""); err != nil {
			return nil, nil, &ChainError{What: "its copy of the input cannot be read", Err: err}
		}
	}
	if c.sizes.answer == 0 {
		return input, nil, nil
	}
	if e.Event.Call == nil {
		return nil, nil, &ChainError{What: "it has an answer, and is no call"}
	}
	if answer, err = raw(c.Number, e.Event.Call.Action); err != nil {
		return nil, nil, &ChainError{What: "its raw answer cannot be read", Err: err}
	}
	return input, answer, nil
}

// proofs looks whether there is one proof for each leaf.
func (c *check) proofs() error {
	bad := &ChainError{What: "it has other proofs than values"}
	next := 0
	for _, p := range c.Withheld {
		if p.Leaf < next || p.Leaf >= len(c.leaves) || len(p.Digest) != sha256.Size {
			return bad
		}
		next = p.Leaf + 1
	}
	single := saltSize * (len(c.leaves) - len(c.Withheld))
	switch {
	case len(c.Checks) != checkSize*len(c.leaves):
		return bad
	case len(c.Withheld) == 0 && (len(c.Salt) != saltSize || c.Salts != nil):
		return bad
	case len(c.Withheld) > 0 && (len(c.Salts) != single || c.Salt != nil):
		return bad
	}
	return nil
}

// values compares every leaf that is there with what was recorded.
func (c *check) values() error {
	t := newTree()
	var altered []string
	for i := range c.leaves {
		l := &c.leaves[i]
		digest, err := c.digest(t, i, l)
		if err != nil {
			return err
		}
		if !bytes.Equal(digest[:checkSize], c.Checks[checkSize*i:checkSize*(i+1)]) {
			altered = append(altered, string(l.path))
		}
		t.add(l.path, digest)
	}
	sum := t.sum()
	switch {
	case len(c.raws[pathInput])+len(c.raws[pathAnswer]) > 0:
		return &ChainError{What: "it has the digest of a raw part that does not belong to it"}
	case bytes.Equal(sum[:], c.Data) && len(altered) == 0:
		return nil
	case len(altered) == 1:
		return &ChainError{Value: altered[0], What: "was altered"}
	case len(altered) > 1:
		return &ChainError{Value: altered[0], What: fmt.Sprintf("and %d more of its values were altered, or their salts", len(altered)-1)}
	}
	return &ChainError{What: "its data is not what was recorded"}
}

// digest gives the digest of a leaf: of what is there of it, or else as the line has it.
func (c *check) digest(t *tree, number int, l *leaf) (digest [sha256.Size]byte, err error) {
	if len(c.withheld) > 0 && c.withheld[0].Leaf == number {
		digest = [sha256.Size]byte(c.withheld[0].Digest)
		c.withheld = c.withheld[1:]
		if c.stands != nil && l.value != nil && !c.stands(string(l.path), strings.TrimPrefix(string(l.value), `"`)) {
			return digest, &ChainError{Value: string(l.path), What: "is withheld, and what stands in its place is no mask"}
		}
		return digest, nil
	}
	var own salt
	if c.Salt != nil {
		own = leafSalt(salt(c.Salt), uint64(number))
	} else {
		own, c.salts = salt(c.salts[:saltSize]), c.salts[saltSize:]
	}
	if l.tag == tagValue {
		return t.leaf(own, l), nil
	}
	return c.rawDigest(t, own, l)
}

// rawDigest gives the digest of a raw part as the line has it, which that has to fit
// where it is there.
func (c *check) rawDigest(t *tree, own salt, l *leaf) (digest [sha256.Size]byte, err error) {
	stands := c.raws[string(l.path)]
	if len(stands) != sha256.Size {
		return digest, &ChainError{Value: string(l.path), What: "has no digest"}
	}
	delete(c.raws, string(l.path))
	digest = [sha256.Size]byte(stands)
	if l.value == nil && c.whole {
		return digest, &ChainError{Value: string(l.path), What: "is not there"}
	}
	if l.value != nil && t.leaf(own, l) != digest {
		return digest, &ChainError{Value: string(l.path), What: "was altered"}
	}
	return digest, nil
}
