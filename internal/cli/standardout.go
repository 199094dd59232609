package cli

import (
	"errors"
	"io"
	"syscall"
)

// standardOut is standard output that remembers whether something did not get there:
// most of what is written is printed, and what prints does not ask.
type standardOut struct {
	to  io.Writer
	err error
}

func (o *standardOut) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// lost tells what kept an answer from being written whole. A reader that has seen
// enough and goes away, such as head, has lost nothing.
func (o *standardOut) lost() error {
	if errors.Is(o.err, syscall.EPIPE) {
		return nil
	}
	return o.err
}
