package main

import (
	"fmt"
	"math"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

const (
	maxConcurrency = 64 // far above what a day of a hundred papers can use
	maxRepairs     = 9  // of an answer that three repairs have not mended, the tenth has none
	maxLookback    = 30 // no day is looked for further back
	arxivInterval  = 3 * time.Second
)

// aLeapYear begins a year that has every date. A schedule is looked ahead in for
// five years.
var aLeapYear = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// fault is a value that cannot be used: its key, and what it could be instead.
type fault struct{ key, text string }

// check returns every fault, in the order of the keys' names.
func (c Config) check() []fault {
	var faults []fault
	fault := func(key, format string, args ...any) {
		faults = append(faults, fault{key, fmt.Sprintf(format, args...)})
	}
	if _, err := c.zone(); err != nil || c.Timezone == "" {
		fault("timezone", "%q is no time zone; write one such as Asia/Seoul or UTC", c.Timezone)
	}
	switch schedule, err := cron.ParseStandard(c.Schedule); {
	case err != nil || strings.Contains(c.Schedule, "TZ="):
		fault("schedule", `%q is no schedule; write minute, hour, day, month, weekday, such as "15 7 * * *"`, c.Schedule)
	case schedule.Next(aLeapYear).IsZero():
		fault("schedule", "%q names a date that does not exist", c.Schedule)
	}
	for key, address := range map[string]string{
		"huggingface.base_url": c.HuggingFace.BaseURL,
		"arxiv.export_url":     c.Arxiv.ExportURL,
		"arxiv.site_url":       c.Arxiv.SiteURL,
		"llm.base_url":         c.LLM.BaseURL,
		"notify.webhook_url":   c.Notify.WebhookURL.Reveal(),
		"post.url":             c.Post.URL,
	} {
		if address == "" && (key == "notify.webhook_url" || key == "post.url") {
			continue
		}
		u, err := url.Parse(address)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			fault(key, "this is no http or https address")
		case u.User != nil:
			fault(key, "an address holds no user and no password; a key goes into OPENAI_API_KEY")
		case key != "notify.webhook_url" && (u.RawQuery != "" || u.Fragment != ""):
			fault(key, "an address holds neither a query nor a fragment")
		}
	}
	for key, n := range map[string]int{
		"select.limit":            c.Select.Limit,
		"select.min_upvotes":      c.Select.MinUpvotes,
		"llm.requests_per_minute": c.LLM.RequestsPerMinute,
		"llm.tokens_per_minute":   c.LLM.TokensPerMinute,
	} {
		if n < 0 {
			fault(key, "%d is below zero", n)
		}
	}
	for key, price := range map[string]float64{
		"llm.prices.input":        c.LLM.Prices.Input,
		"llm.prices.cached_input": c.LLM.Prices.CachedInput,
		"llm.prices.output":       c.LLM.Prices.Output,
		"llm.budget.run":          c.LLM.Budget.Run,
		"llm.budget.month":        c.LLM.Budget.Month,
	} {
		if !(price >= 0) || math.IsInf(price, 1) { // NaN too
			fault(key, "%v is no amount in USD", price)
		}
	}
	for key, expressions := range map[string][]string{
		"select.include": c.Select.Include,
		"select.exclude": c.Select.Exclude,
	} {
		for _, expression := range expressions {
			if _, err := regexp.Compile(expression); err != nil {
				fault(key, "%q is no regular expression: %v", expression, err)
			}
		}
	}
	within := func(key string, n, least, most int) {
		if n < least || n > most {
			fault(key, "%d is not between %d and %d", n, least, most)
		}
	}
	within("lookback_days", c.LookbackDays, 1, maxLookback)
	within("llm.concurrency", c.LLM.Concurrency, 1, maxConcurrency)
	within("llm.max_repairs", c.LLM.MaxRepairs, 0, maxRepairs)
	if c.LLM.SourceTokens < 500 {
		fault("llm.source_tokens", "%d is too few for an abstract; write 500 or more", c.LLM.SourceTokens)
	}
	if c.LLM.Model == "" {
		fault("llm.model", "a model must be named, such as gpt-4.1-mini")
	}
	if c.LLM.Timeout <= 0 {
		fault("llm.timeout", "%v is no time to wait; write one such as 2m", c.LLM.Timeout)
	}
	if c.Serve.Grace < 0 {
		fault("serve.grace", "%v is below zero; write a time to wait such as 20s", c.Serve.Grace)
	}
	if c.Serve.Listen != "" && !isListenAddress(c.Serve.Listen) {
		fault("serve.listen", `%q is no address to listen on; write one such as 127.0.0.1:8080, or "" for none`, c.Serve.Listen)
	}
	switch interval := c.Arxiv.MinInterval; {
	case interval < 0:
		fault("arxiv.min_interval", "%v is below zero; arXiv's rule is 3s", interval)
	case interval < arxivInterval && (isArxivs(c.Arxiv.ExportURL) || isArxivs(c.Arxiv.SiteURL)):
		fault("arxiv.min_interval", "%v is too short: arXiv's rule is one request in 3s", interval)
	}
	if strings.ContainsFunc(c.Arxiv.Contact, func(r rune) bool { return r < ' ' }) {
		fault("arxiv.contact", "a line break cannot be part of it")
	}
	oneOf := func(key, value string, values ...string) {
		if !slices.Contains(values, value) {
			fault(key, "%q is none of %s", value, strings.Join(values, ", "))
		}
	}
	oneOf("select.repeats", c.Select.Repeats, "skip", "keep")
	oneOf("llm.structured", c.LLM.Structured, "auto", "json_schema", "json_object", "text")
	faults = append(faults, c.checkFolders()...)
	faults = append(faults, c.checkPosts()...)
	slices.SortStableFunc(faults, byKey)
	return faults
}

func byKey(a, b fault) int { return strings.Compare(a.key, b.key) }

// isArxivs reports whether an address is one of arXiv's own servers, not of a
// mirror.
func isArxivs(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Hostname() == "arxiv.org" || strings.HasSuffix(u.Hostname(), ".arxiv.org"))
}

// isListenAddress reports whether an address names an interface, or none for all,
// and a port.
func isListenAddress(address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil || strings.ContainsAny(host, "/@ ") {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// zone returns the time zone.
func (c Config) zone() (*time.Location, error) {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, usagef("timezone: %w", err)
	}
	return zone, nil
}
