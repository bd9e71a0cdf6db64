package main

import (
	"fmt"

	"dailypapers"
)

type configCommand struct{}

// Run prints the default configuration. It reads none.
func (configCommand) Run(s *session) error {
	_, err := fmt.Fprint(s.stdout, dailypapers.DefaultConfig)
	return err
}
