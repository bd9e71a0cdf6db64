package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dailypapers/fetch"
	"dailypapers/pipeline/sample"
)

type demoCommand struct {
	Dir string `default:"dailypapers-demo" placeholder:"D" help:"Where the demo's site is made: a folder that is new, empty, or a demo's from before."`
}

// Run posts the built-in sample day, over HTTP on loopback.
func (c *demoCommand) Run(s *session) error {
	if s.flags.Site != nil {
		return hinted{usagef("the demo makes a site of its own, and knows no --site"), "--dir with a folder that is new or empty"}
	}
	if err := c.claim(); err != nil {
		return err
	}
	upstream := sample.New()
	server, err := upstream.Start(s.ctx)
	if err != nil {
		return fmt.Errorf("the sample's servers cannot listen on loopback: %w", err)
	}
	defer server.Close()
	fmt.Fprint(s.stderr, `This is a demo. The papers are invented, and the model's answers are prepared: nothing
is asked of a real model, nothing leaves this machine. All else is real: the lists and
papers come over HTTP, every answer passes the gate, and the post is written to disk.

`)
	cfg := defaultConfig()
	cfg.Site = c.Dir
	cfg.HuggingFace.BaseURL = server.HuggingFace
	cfg.Arxiv.ExportURL, cfg.Arxiv.SiteURL = server.ArxivExport, server.ArxivSite
	cfg.Arxiv.MinInterval = 0 // it is no real arXiv
	cfg.LLM.BaseURL = server.Model
	day, err := fetch.ParseDay(upstream.Day())
	if err != nil {
		return err
	}
	reports, err := s.post(cfg, errand{verb: "demo", days: []fetch.Day{day}})
	if err != nil {
		return err
	}
	report := reports[0]
	if failed(report) {
		return errFailedDay
	}
	fmt.Fprintf(s.stderr, `
The post is %s.
One paper waits on purpose: the prepared answers for it never pass the gate, so it
stands at the end under its title alone. Another one needed a repair.

The real thing:
  export OPENAI_API_KEY=…                    a key for the model, or llm.base_url for a server of your own
  dailypapers run --dry-run --site SITE      the prompts and what they would cost; asks no model, writes nothing
  dailypapers run --site SITE                yesterday's papers as a post
`, report.Published.PostPath)
	return nil
}

// demoMark is the file in a site's state folder that makes the site a demo's.
const demoMark = "demo"

// claim makes the demo's folder and marks it. It refuses one that holds anything
// else, where invented papers would stand among real ones.
func (c *demoCommand) claim() error {
	state := filepath.Join(c.Dir, defaultConfig().State.Dir)
	mark := filepath.Join(state, demoMark)
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	switch found, err := os.ReadDir(c.Dir); {
	case errors.Is(err, fs.ErrNotExist): // it is made
	case err != nil:
		return hinted{usageError{err}, "--dir with a folder that is new or empty"}
	case len(found) > 0:
		return hinted{
			usagef("the folder %q is not empty, and no demo has made it", c.Dir),
			"--dir with a folder that is new or empty",
		}
	}
	err := os.MkdirAll(state, 0o755)
	if err == nil {
		err = os.WriteFile(mark, []byte("A demo's site: its papers are invented.\n"), 0o644)
	}
	if err != nil {
		return hinted{err, "--dir with a folder that can be written"}
	}
	return nil
}
