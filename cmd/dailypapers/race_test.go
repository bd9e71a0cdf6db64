//go:build race

package main

// underRace says that the race detector watches, which makes everything some ten
// times slower.
const underRace = true
