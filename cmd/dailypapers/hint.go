package main

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"dailypapers/pipeline"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

const (
	room  = "make room on the disk"
	again = "; then run the same command again, it goes on from here"
	// fullDisk is what to try on a full disk, whatever could not be done on it.
	fullDisk = room + again
)

// hint adds to an error what the user can try, as far as we know.
func (p *program) hint(err error) error {
	if remedy := p.remedy(err); remedy != "" {
		return hinted{err, remedy + again}
	}
	return err
}

// advise says what to do about a day that is not done, be it tried again by itself
// or not; nothing where the reason says it, or nobody knows. It names no paper, no
// secret, and nothing of what a server said.
func (p *program) advise(r pipeline.Report, fault error) string {
	if remedy := p.remedy(fault); remedy != "" {
		return remedy
	}
	fromModel := func(row pipeline.Row) bool {
		return row.Status == summarize.Waiting && strings.HasPrefix(row.Reason, "the model server ")
	}
	switch {
	case r.Stuck:
		return "take another llm.model, or other prompts (llm.prompts_dir)"
	case slices.ContainsFunc(r.Rows, fromModel):
		return "look at the model server, " + hostOf(p.cfg.LLM.BaseURL) + " (llm.base_url)"
	}
	return ""
}

// hostOf returns the host of an address, with its port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// remedy returns what mends the cause of an error, as far as we know, or nothing.
func (p *program) remedy(err error) string {
	for _, known := range []struct {
		cause  error
		remedy string
	}{
		{llm.ErrDenied, "check OPENAI_API_KEY and llm.base_url"},
		{llm.ErrQuota, "look at the account's limits"},
		{llm.ErrNoModel, "check llm.model: the server has no " + p.cfg.LLM.Model},
		{llm.ErrNoServer, "start the model server at " + hostOf(p.cfg.LLM.BaseURL) + ", or check llm.base_url"},
		{llm.ErrRate, "look at the rate limits of the account at " + hostOf(p.cfg.LLM.BaseURL) + ", or set llm.requests_per_minute"},
		{llm.ErrFormat, "set llm.structured to auto"},
		{summarize.ErrRunSpent, "raise llm.budget.run, or wait for the next run"},
		{summarize.ErrMonthSpent, "raise llm.budget.month, or wait for the next month"},
		{syscall.ENOSPC, room},
		{fs.ErrPermission, "make " + p.cfg.Site + " writable for this user"},
		{syscall.EROFS, "make " + p.cfg.Site + " writable: its file system is mounted read-only"},
	} {
		if errors.Is(err, known.cause) {
			return known.remedy
		}
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "see that this machine has a network and a name server, and check huggingface.base_url"
	}
	return ""
}
