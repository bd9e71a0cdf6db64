// Package dailypapers holds what the program carries of the repository's root.
package dailypapers

import _ "embed"

// DefaultConfig is config.yaml: every key with its default and its meaning.
//
//go:embed config.yaml
var DefaultConfig string
