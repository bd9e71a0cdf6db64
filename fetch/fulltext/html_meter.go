package fulltext

import "context"

// maxPasses is how many times a walk may go over the whole of a page. Text that
// is put on one line is gone over again, once for each such element around it;
// none of the recorded pages needs one pass.
const maxPasses = 8

// meter holds a walk to a time in proportion to the page, and to its context.
type meter struct {
	ctx  context.Context
	left int   // bytes of the page that the walk may still go over
	due  int   // what is left when the context is asked next
	err  error // why the walk has to end: errNested, or the context's error
}

func newMeter(ctx context.Context, size int) *meter {
	left := maxPasses * (size + 1<<10)
	return &meter{ctx: ctx, left: left, due: left}
}

// goOn pays for n bytes, and reports whether the walk goes on.
func (m *meter) goOn(n int) bool {
	const often = 1 << 16 // bytes
	if m.err != nil {
		return false
	}
	if m.left -= n; m.left < 0 {
		m.err = errNested
	} else if m.left < m.due {
		m.due = m.left - often
		m.err = m.ctx.Err()
	}
	return m.err == nil
}
