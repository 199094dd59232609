package handoff

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
)

// sortedZip takes the parts of a workbook one after the other and writes them in
// an order that depends on their names alone: the library hands them over in the
// order of a map. Parts wait compressed. A part that is there already stays: so a
// sheet of many lines is written past the library.
type sortedZip struct {
	to    io.Writer
	parts []*zipPart
	pack  *flate.Writer // of the last part, until the next one begins
}

// zipPart is one part, as it will stand in the file.
type zipPart struct {
	name   string
	packed bytes.Buffer
	sum    uint32
	size   uint64
	into   *flate.Writer
}

// onto says where the file goes.
func (z *sortedZip) onto(w io.Writer) *sortedZip {
	z.to = w
	return z
}

// Create begins the next part.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	if slices.ContainsFunc(z.parts, func(p *zipPart) bool { return p.name == name }) {
		return io.Discard, nil
	}
	if err := z.finish(); err != nil {
		return nil, err
	}
	p := &zipPart{name: name}
	if z.pack == nil {
		var err error
		if z.pack, err = flate.NewWriter(&p.packed, flate.DefaultCompression); err != nil {
			return nil, err
		}
	} else {
		z.pack.Reset(&p.packed)
	}
	p.into = z.pack
	z.parts = append(z.parts, p)
	return p, nil
}

// finish ends the last part.
func (z *sortedZip) finish() error {
	if len(z.parts) == 0 {
		return nil
	}
	return z.pack.Close()
}

// Write packs a piece of the part.
func (p *zipPart) Write(b []byte) (int, error) {
	n, err := p.into.Write(b)
	p.sum = crc32.Update(p.sum, crc32.IEEETable, b[:n])
	p.size += uint64(n)
	return n, err
}

// AddFS is asked for by the library's interface, and no workbook needs it.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the file: the list of types first, as readers of streams like it.
func (z *sortedZip) Close() error {
	if err := z.finish(); err != nil {
		return err
	}
	place := func(p *zipPart) int { return b2i(p.name != "[Content_Types].xml") }
	slices.SortFunc(z.parts, func(a, b *zipPart) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.name, b.name))
	})
	w := zip.NewWriter(z.to)
	for _, p := range z.parts {
		header := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.sum,
			CompressedSize64: uint64(p.packed.Len()), UncompressedSize64: p.size}
		part, err := w.CreateRaw(header)
		if err != nil {
			return err
		}
		if _, err := p.packed.WriteTo(part); err != nil {
			return err
		}
	}
	return w.Close()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
