// Package fetch holds what a source yields: a [Day] and its [List], a [Paper]
// known by its [ArxivID], and the paper's text as a [Document]. It also merges
// what several sources say of one paper. It does no I/O; the packages below it
// do, all through fetch/polite.
//
// Start at [Paper].
package fetch

import "errors"

// ErrNotOpen says that a day's list cannot be read yet, because Hugging Face
// has not opened the date. A lister returns it, wrapped; the day is waiting,
// neither empty nor failed.
var ErrNotOpen = errors.New("the date is not open yet")
