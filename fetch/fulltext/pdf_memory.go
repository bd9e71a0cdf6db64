package fulltext

import (
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// pdfMemory gives pdfium its memory: address space for all that it may take,
// from the system, which becomes memory where it is written. wazero by itself
// copies a memory into a larger one whenever it grows, and leaves the old one to
// the collector: several times the limit.
type pdfMemory struct {
	blocks [][]byte
}

// Allocate implements [experimental.MemoryAllocator].
func (m *pdfMemory) Allocate(_, limit uint64) experimental.LinearMemory {
	block, err := syscall.Mmap(-1, 0, int(limit), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return &linear{buf: make([]byte, limit)}
	}
	m.blocks = append(m.blocks, block)
	return &linear{buf: block}
}

// release gives all memory back. Nothing may use it any more.
func (m *pdfMemory) release() {
	for _, block := range m.blocks {
		_ = syscall.Munmap(block)
	}
	m.blocks = nil
}

// linear is the memory of one instance.
type linear struct{ buf []byte }

// Reallocate implements [experimental.LinearMemory]; nil refuses to grow.
func (l *linear) Reallocate(size uint64) []byte {
	if size > uint64(len(l.buf)) {
		return nil
	}
	return l.buf[:size]
}

// Free implements [experimental.LinearMemory]. It keeps the memory: wazero calls
// it in the midst of a call that is killed, and what cleans up behind the call
// may still look at it.
func (*linear) Free() {}
