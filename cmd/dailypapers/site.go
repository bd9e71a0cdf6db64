package main

import (
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"dailypapers/render"
)

// newSite returns the site that the configuration describes.
func newSite(log *zap.Logger, cfg Config) (*render.Site, error) {
	zone, err := cfg.zone()
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(cfg.Site); err != nil || !info.IsDir() {
		return nil, hinted{usagef("the site %q is no folder", cfg.Site), "--site with the folder of your site; make it first if it is new"}
	}
	body, err := readTemplate(cfg)
	if err != nil {
		return nil, err
	}
	site, err := render.NewSite(log, cfg.siteOptions(zone, body))
	if err != nil {
		return nil, usageError{err}
	}
	return site, nil
}

// siteOptions returns how the site is written.
func (c Config) siteOptions(zone *time.Location, body *render.Template) render.SiteOptions {
	post := c.Post
	var feeds render.Feeds
	if post.Feeds {
		feeds = render.Feeds{URL: post.URL, Permalink: post.Permalink}
	}
	return render.SiteOptions{
		Root: c.Site, PostDir: post.folder(), DataDir: post.DataDir, Slug: post.Slug,
		Form: render.Form{
			Flavor: render.Flavor(post.Flavor), Title: post.Title, Time: post.Time, Zone: zone, Layout: post.Layout,
			Tags: post.Tags, Categories: post.Categories, AlphaxivLanguage: post.AlphaxivLanguage,
			Math: render.Math(post.Math),
		},
		Template: body, Feeds: feeds,
	}
}

// readTemplate returns the template of posts' bodies, or nil where there is none.
func readTemplate(cfg Config) (*render.Template, error) {
	if cfg.Post.Template == "" {
		return nil, nil
	}
	path := cfg.path(cfg.Post.Template)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, hinted{usagef("post.template: %w", err), "write its path as seen from the site's folder, or leave post.template empty"}
	}
	body, err := render.ParseTemplate(filepath.Base(path), string(text))
	if err != nil {
		return nil, hinted{usageError{err}, "mend the template, or leave post.template empty to have the built-in form"}
	}
	return body, nil
}

// folder returns where posts go. Hugo looks for them elsewhere than Jekyll.
func (c PostConfig) folder() string {
	if c.Flavor == string(render.Hugo) && c.Dir == defaultConfig().Post.Dir {
		return "content/posts"
	}
	return c.Dir
}
