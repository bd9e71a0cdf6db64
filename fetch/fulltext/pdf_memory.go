package fulltext

import (
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// pdfMemory gives the instances of one document their memory: address space for
// all that each may take, from the system, which becomes memory where it is
// written. wazero by itself copies a memory into a larger one whenever it grows,
// and leaves the old one to the collector: several times the limit.
type pdfMemory struct {
	limit   uint64      // bytes, of all instances together
	share   uint64      // bytes of each
	refused atomic.Bool // whether an instance wanted more than its share

	mu     sync.Mutex
	blocks [][]byte
}

// divide gives each of so many instances an equal share of the limit.
func (m *pdfMemory) divide(instances int) {
	m.share = m.limit / uint64(instances)
	m.refused.Store(false)
}

// Allocate implements [experimental.MemoryAllocator].
func (m *pdfMemory) Allocate(_, limit uint64) experimental.LinearMemory {
	limit = min(limit, m.share)
	block, err := syscall.Mmap(-1, 0, int(limit), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return &linear{buf: make([]byte, limit), refused: &m.refused}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blocks = append(m.blocks, block)
	return &linear{buf: block, refused: &m.refused}
}

// release gives all memory back. Nothing may use it any more.
func (m *pdfMemory) release() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, block := range m.blocks {
		_ = syscall.Munmap(block)
	}
	m.blocks = nil
}

// linear is the memory of one instance.
type linear struct {
	buf     []byte
	refused *atomic.Bool
}

// Reallocate implements [experimental.LinearMemory]; nil refuses to grow.
func (l *linear) Reallocate(size uint64) []byte {
	if size > uint64(len(l.buf)) {
		l.refused.Store(true)
		return nil
	}
	return l.buf[:size]
}

// Free implements [experimental.LinearMemory]. It keeps the memory: wazero calls
// it in the midst of a call that is killed, and what cleans up behind the call
// may still look at it.
func (*linear) Free() {}
