package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"dailypapers/internal/fixture"
)

// tracer watches a process through the system's eyes: it sees each call by which
// the process changes a file of its site or sends to a socket, before the system
// does it, and may kill the process or let the call fail instead.
type tracer struct {
	site string
	// at is told of each such step, from 1, as "fsync _posts". It is to return
	// errKill, an errno that the call fails with, or nil.
	at func(nth int, step string) error
}

// errKill kills the process before a step.
var errKill = errors.New("SIGKILL")

const (
	waitAllThreads = 0x40000000 // __WALL
	exitWithTracer = 0x00100000 // PTRACE_O_EXITKILL
	syscallStop    = syscall.SIGTRAP | 0x80
)

// run runs a command to its end and returns its exit code, -1 after a signal.
func (tr tracer) run(t *testing.T, c *exec.Cmd) (code int) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // the system knows this thread as the tracer; it ends with the goroutine
		var err error
		code, err = tr.trace(c)
		done <- err
	}()
	if err := <-done; errors.Is(err, syscall.EPERM) {
		fixture.Absent(t, fmt.Sprintf("a process cannot be traced here: %v", err))
	} else if err != nil {
		t.Fatal(err)
	}
	return code
}

func (tr tracer) trace(c *exec.Cmd) (code int, err error) {
	c.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := c.Start(); err != nil {
		return 0, err
	}
	pid := c.Process.Pid
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, waitAllThreads, nil); err != nil {
		return 0, err
	}
	if err := syscall.PtraceSetOptions(pid, syscall.PTRACE_O_TRACECLONE|syscall.PTRACE_O_TRACESYSGOOD|exitWithTracer); err != nil {
		return 0, err
	}
	steps := 0
	fails := map[int]syscall.Errno{} // by thread: what its call is to return
	for thread, signal := pid, 0; ; {
		// A thread that was killed meanwhile is gone; its end is waited for below.
		if err := syscall.PtraceSyscall(thread, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return 0, err
		}
		for {
			if thread, err = syscall.Wait4(-pid, &status, waitAllThreads, nil); err != nil {
				return 0, err
			}
			if status.Stopped() {
				break
			}
			if thread == pid {
				// Standard error, if it is read by a goroutine, is read to its end; that
				// the process was waited for already is no error of ours.
				_ = c.Wait()
				return ended(status), nil
			}
		}
		signal = 0
		switch stop := status.StopSignal(); stop {
		case syscallStop:
			if err := tr.stopped(pid, thread, fails, &steps); err != nil && !errors.Is(err, syscall.ESRCH) {
				return 0, err
			}
		case syscall.SIGTRAP, syscall.SIGSTOP: // a thread begins
		default:
			signal = int(stop)
		}
	}
}

func ended(status syscall.WaitStatus) int {
	if status.Exited() {
		return status.ExitStatus()
	}
	return -1
}

// stopped handles a thread that stands before or after a call.
func (tr tracer) stopped(pid, thread int, fails map[int]syscall.Errno, steps *int) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(thread, &regs); err != nil {
		return err
	}
	if failing, ok := fails[thread]; ok {
		delete(fails, thread)
		regs.Rax = -uint64(failing)
		return syscall.PtraceSetRegs(thread, &regs)
	}
	const begins = ^uint64(syscall.ENOSYS) + 1 // what the system preloads as the result
	if regs.Rax != begins {
		return nil
	}
	step := tr.step(pid, &regs)
	if step == "" {
		return nil
	}
	*steps++
	err := tr.at(*steps, step)
	switch errno, ok := errors.AsType[syscall.Errno](err); {
	case errors.Is(err, errKill):
		return syscall.Kill(pid, syscall.SIGKILL)
	case ok:
		fails[thread] = errno
		regs.Orig_rax = ^uint64(0) // no call at all
		return syscall.PtraceSetRegs(thread, &regs)
	}
	return nil
}

// step names what a call would do to the site or to the outside, empty where
// that is nothing.
func (tr tracer) step(pid int, regs *syscall.PtraceRegs) string {
	switch regs.Orig_rax {
	case syscall.SYS_WRITE, syscall.SYS_PWRITE64, syscall.SYS_WRITEV:
		return tr.onFile("write", pid, regs.Rdi)
	case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
		return tr.onFile("sync", pid, regs.Rdi)
	case syscall.SYS_FTRUNCATE, syscall.SYS_FALLOCATE:
		return tr.onFile("truncate", pid, regs.Rdi)
	case syscall.SYS_FCHMOD:
		return tr.onFile("chmod", pid, regs.Rdi)
	case syscall.SYS_OPENAT:
		if regs.Rdx&syscall.O_CREAT != 0 {
			return tr.onPath("create", pid, regs.Rsi)
		}
	case syscall.SYS_OPEN:
		if regs.Rsi&syscall.O_CREAT != 0 {
			return tr.onPath("create", pid, regs.Rdi)
		}
	case syscall.SYS_TRUNCATE:
		return tr.onPath("truncate", pid, regs.Rdi)
	case syscall.SYS_RENAME:
		return tr.onPath("rename to", pid, regs.Rsi)
	case syscall.SYS_RENAMEAT, 316: // renameat2
		return tr.onPath("rename to", pid, regs.R10)
	case syscall.SYS_UNLINK:
		return tr.onPath("remove", pid, regs.Rdi)
	case syscall.SYS_UNLINKAT:
		return tr.onPath("remove", pid, regs.Rsi)
	case syscall.SYS_MKDIR:
		return tr.onPath("mkdir", pid, regs.Rdi)
	case syscall.SYS_MKDIRAT:
		return tr.onPath("mkdir", pid, regs.Rsi)
	}
	return ""
}

func (tr tracer) onFile(what string, pid int, fd uint64) string {
	target, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "fd", strconv.FormatUint(fd, 10)))
	switch {
	case err != nil:
		return ""
	case strings.HasPrefix(target, "socket:"):
		return "send"
	}
	return tr.below(what, target)
}

func (tr tracer) onPath(what string, pid int, address uint64) string {
	memory, err := os.Open(filepath.Join("/proc", strconv.Itoa(pid), "mem"))
	if err != nil {
		return ""
	}
	defer memory.Close()
	path := make([]byte, 4096)
	n, _ := memory.ReadAt(path, int64(address)) // up to the end of the page at least
	name, _, _ := strings.Cut(string(path[:n]), "\x00")
	return tr.below(what, name)
}

// below names a step on a path of the site, with the chance taken out of the
// names of temporary files.
func (tr tracer) below(what, path string) string {
	name, err := filepath.Rel(tr.site, path)
	if err != nil || !filepath.IsLocal(name) {
		return ""
	}
	if base := filepath.Base(name); strings.HasPrefix(base, ".") && strings.IndexFunc(base, isDigit) > 0 {
		name = filepath.Join(filepath.Dir(name), base[:strings.IndexFunc(base, isDigit)]+"…")
	}
	return what + " " + name
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
