package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch/polite"
)

type healthCommand struct{}

// healthTimeout is how long serve has to say that it lives.
const healthTimeout = 5 * time.Second

// Run asks serve, on serve.listen, whether it lives, for a container's health
// check. Where no serve answers, another verb may be at work, as in a container of
// the daily run: it lives as long as it holds the site.
func (healthCommand) Run(s *session) error {
	cfg, _, err := s.load()
	if err != nil {
		return err
	}
	if cfg.Serve.Listen == "" {
		fmt.Fprintln(s.stdout, "serve.listen is empty: there is nothing to ask")
		return nil
	}
	said, err := s.askHealth(cfg.Serve.Listen)
	if err == nil {
		fmt.Fprintln(s.stdout, said.Reason)
		return nil
	}
	p := program{cfg: cfg}
	if _, answered := errors.AsType[*polite.StatusError](err); !answered && p.held() {
		if owner := readOwner(filepath.Join(p.cfg.path(cfg.State.Dir), lockFile)); owner.Verb != "serve" {
			fmt.Fprintln(s.stdout, owner, "is at work; no serve answers")
			return nil
		}
	}
	if said.Reason != "" {
		err = errors.New(said.Reason)
	}
	return hinted{
		fmt.Errorf("serve does not live: %w", err),
		cmp.Or(said.Try, "see that dailypapers serve runs with the same serve.listen, and read its log"),
	}
}

// health is what /healthz says, as far as it is told on.
type health struct {
	Reason string `json:"reason"`
	Try    string `json:"try"`
}

// askHealth asks /healthz. The error says that it is not well.
func (s *session) askHealth(listen string) (health, error) {
	ctx, cancel := context.WithTimeout(s.ctx, healthTimeout)
	defer cancel()
	client := polite.New(zap.NewNop(), s.env.transport, polite.Env{Now: s.env.now, Jitter: s.env.jitter}, polite.Policy{
		UserAgent: userAgent(""), Timeout: healthTimeout, MaxBytes: 64 << 10,
	})
	response, err := client.Get(ctx, "http://"+reachable(listen)+"/healthz", nil)
	var said health
	if json.Unmarshal(response.Body, &said) != nil && err == nil {
		err = errors.New("something else answers on serve.listen")
	}
	return said, err
}

// reachable returns where an address that is listened on can be asked: one of all
// interfaces on loopback.
func reachable(listen string) string {
	host, port, _ := net.SplitHostPort(listen) // the configuration was checked
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.Equal(net.IPv4zero) {
		host = "127.0.0.1"
	} else if ip != nil && ip.IsUnspecified() {
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}
