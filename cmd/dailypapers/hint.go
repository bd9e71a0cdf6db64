package main

import (
	"errors"
	"io/fs"
	"net/url"
	"syscall"

	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

// fullDisk is what to try on a full disk, whatever could not be done on it.
const fullDisk = "make room on the disk; then run the same command again, it goes on from here"

// hint adds to an error what the user can try, as far as we know.
func (p *program) hint(err error) error {
	if hint := p.hintOf(err); hint != "" {
		return hinted{err, hint}
	}
	return err
}

// hostOf returns the host of an address, with its port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// hintOf returns what the user can try, or nothing.
func (p *program) hintOf(err error) string {
	hints := []struct {
		cause error
		hint  string
	}{
		{llm.ErrDenied, "check OPENAI_API_KEY and llm.base_url; then run the day again"},
		{llm.ErrQuota, "look at the account's limits; then run the day again, it goes on from here"},
		{llm.ErrNoModel, "check llm.model: the server has no " + p.cfg.LLM.Model},
		{llm.ErrNoServer, "start the model server at " + hostOf(p.cfg.LLM.BaseURL) + ", or check llm.base_url; then run the day again"},
		{summarize.ErrStop, "raise llm.budget, or wait; the next run goes on from here"},
		{syscall.ENOSPC, fullDisk},
		{fs.ErrPermission, "make " + p.cfg.Site + " writable for this user"},
		{syscall.EROFS, "make " + p.cfg.Site + " writable: its file system is mounted read-only"},
	}
	for _, h := range hints {
		if errors.Is(err, h.cause) {
			return h.hint
		}
	}
	return ""
}
