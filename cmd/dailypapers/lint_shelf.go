package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"dailypapers/fetch"
	"dailypapers/fetch/fulltext"
	"dailypapers/render"
)

// shelf is what a site has of its posts' papers: the day records, and the texts
// that are kept in its state folder.
type shelf struct {
	site  *render.Site // nil: there is none
	texts *fulltext.Ladder
	pdf   *fulltext.PDF
}

// openShelf opens the shelf of the site in a folder, or an empty one where that is
// "". It writes nothing, and texts are kept only where a run has kept some and
// where that is allowed.
func (p *program) openShelf(root string) (*shelf, error) {
	of := *p
	opened := &shelf{}
	if root != "" {
		of.cfg.Site = root
		of.cfg.Post.Template, of.cfg.Post.Feeds = "", false // it is read only
		var err error
		if opened.site, err = newSite(p.log, of.cfg); err != nil {
			return nil, err
		}
		of.cache = of.cacheDir()
		of.frozen = !canKeep(of.cache)
	}
	var err error
	opened.texts, opened.pdf, err = of.texts()
	return opened, err
}

// canKeep reports whether texts can be added to a cache. It leaves nothing behind.
func canKeep(cache string) bool {
	for _, name := range []string{"text", "pdfium"} {
		probe, err := os.CreateTemp(filepath.Join(cache, name), ".probe-*")
		if err != nil {
			return false
		}
		_ = probe.Close()
		if os.Remove(probe.Name()) != nil {
			return false
		}
	}
	return true
}

// record returns the papers of a post's day as its record has them, by id. There
// are none where the post's file is not named after a day, or the day has no
// record.
func (s *shelf) record(post string) (map[fetch.ArxivID]fetch.Paper, error) {
	day, ok := dayOf(post)
	if s.site == nil || !ok {
		return nil, nil
	}
	recorded, _, err := s.site.Load(day)
	papers := make(map[fetch.ArxivID]fetch.Paper, len(recorded.Entries))
	for _, entry := range recorded.Entries {
		papers[entry.Paper.ID.Base()] = entry.Paper
	}
	return papers, err
}

// dayOf returns the day that a post's file is named after.
func dayOf(post string) (fetch.Day, bool) {
	name := filepath.Base(post)
	day, err := fetch.ParseDay(name[:min(len(name), len(time.DateOnly))])
	return day, err == nil
}

// siteOf returns the folder of the site that a post belongs to: what --site says,
// or the folder that has the post below its post.dir, or the configuration's site
// where it names one. It is empty where there is none.
func (s *session) siteOf(cfg Config, post string) string {
	if s.flags.Site != nil {
		return *s.flags.Site
	}
	if path, err := filepath.Abs(post); err == nil {
		below := string(filepath.Separator) + filepath.Clean(cfg.Post.folder())
		for dir := filepath.Dir(path); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			if root, ok := strings.CutSuffix(dir, below); ok {
				return filepath.Clean(root + string(filepath.Separator))
			}
		}
	}
	if cfg.Site != defaultConfig().Site {
		return cfg.Site
	}
	return ""
}
