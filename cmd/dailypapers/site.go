package main

import (
	"go.uber.org/zap"

	"dailypapers/render"
)

// newSite returns the site that the configuration describes.
func newSite(log *zap.Logger, cfg Config) (*render.Site, error) {
	zone, err := cfg.zone()
	if err != nil {
		return nil, err
	}
	post := cfg.Post
	site, err := render.NewSite(log, render.SiteOptions{
		Root: cfg.Site, PostDir: post.folder(), DataDir: post.DataDir, Slug: post.Slug,
		Form: render.Form{
			Flavor: render.Flavor(post.Flavor), Title: post.Title, Time: post.Time, Zone: zone, Layout: post.Layout,
			Tags: post.Tags, Categories: post.Categories, AlphaxivLanguage: post.AlphaxivLanguage,
			Math: render.Math(post.Math),
		},
	})
	if err != nil {
		return nil, usageError{err}
	}
	return site, nil
}

// folder returns where posts go. Hugo looks for them elsewhere than Jekyll.
func (c PostConfig) folder() string {
	if c.Flavor == string(render.Hugo) && c.Dir == defaultConfig().Post.Dir {
		return "content/posts"
	}
	return c.Dir
}
