package sdk

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel end the child where this process ends without
// its cleanup: by a panic, a timeout or a signal.
func dieWithParent(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
