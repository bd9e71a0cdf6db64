package main

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"go.uber.org/zap"

	"dailypapers/render"
)

// checkFolders returns what is wrong with where things are kept. The post and its
// record are part of the site, and so stay below it. None of the folders lies in
// another one, where the site's generator or a clean-up would take the one for the
// other.
func (c Config) checkFolders() []fault {
	var faults []fault
	dir, data, state := c.Post.folder(), c.Post.DataDir, c.State.Dir
	local := true
	for key, path := range map[string]string{"post.dir": dir, "post.data_dir": data} {
		if !filepath.IsLocal(path) {
			faults = append(faults, fault{key, strconv.Quote(path) + " is no folder below the site; write one such as " + usual(key)})
			local = false
		}
	}
	if state == "" {
		faults = append(faults, fault{"state.dir", "it is empty; write a folder such as .dailypapers"})
	}
	if !local {
		return faults
	}
	if clash(dir, data) {
		faults = append(faults, fault{"post.data_dir", strconv.Quote(data) + " and post.dir, " + strconv.Quote(dir) + ", lie in one another; keep them apart"})
	}
	if state != "" && filepath.IsLocal(state) && (clash(dir, state) || clash(data, state) || filepath.Clean(state) == ".") {
		faults = append(faults, fault{"state.dir", strconv.Quote(state) + " must be a folder apart from the site's posts and records, such as .dailypapers"})
	}
	return faults
}

func usual(key string) string {
	if key == "post.dir" {
		return defaultConfig().Post.Dir
	}
	return defaultConfig().Post.DataDir
}

// clash reports whether one of two folders of the site is the other or lies in
// it. The site itself holds all.
func clash(a, b string) bool {
	a, b = filepath.Clean(a), filepath.Clean(b)
	if a == "." || b == "." {
		return a == b
	}
	return a == b || strings.HasPrefix(a, b+string(filepath.Separator)) || strings.HasPrefix(b, a+string(filepath.Separator))
}

// placeholder is what looks like the place of something else in a title.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// checkPosts returns what is wrong with how posts look.
func (c Config) checkPosts() []fault {
	var faults []fault
	if c.Post.Feeds && c.Post.URL == "" {
		faults = append(faults, fault{"post.feeds", "feeds need the site's address: set post.url, such as https://example.org/blog"})
	}
	for _, place := range placeholder.FindAllString(c.Post.Title, -1) {
		if place != "{date}" {
			faults = append(faults, fault{"post.title", place + " stands for nothing; it may hold {date}"})
		}
	}
	options := c.siteOptions(nil, nil)
	options.Feeds = render.Feeds{URL: c.Post.URL, Permalink: c.Post.Permalink} // also where there are none yet
	_, err := render.NewSite(zap.NewNop(), options)
	for _, text := range flat(err) {
		key, text, _ := strings.Cut(text, ": ")
		switch key {
		case "post.url", "post.dir", "post.data_dir": // have been checked
		default:
			faults = append(faults, fault{key, text})
		}
	}
	return faults
}

// flat returns the single errors that were joined.
func flat(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}
