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
	dir := folder{"post.dir", c.Post.folder(), PostConfig{Flavor: c.Post.Flavor, Dir: defaultConfig().Post.Dir}.folder()}
	data := folder{"post.data_dir", c.Post.DataDir, defaultConfig().Post.DataDir}
	state := folder{"state.dir", c.State.Dir, defaultConfig().State.Dir}
	for _, f := range []folder{dir, data} {
		if !filepath.IsLocal(f.path) || filepath.Clean(f.path) == "." {
			faults = append(faults, f.fault("is no folder below the site; write one such as "+f.usual))
		}
	}
	switch {
	case state.path == "":
		faults = append(faults, fault{state.key, "it is empty; write a folder such as " + state.usual})
	case filepath.Clean(state.path) == ".":
		faults = append(faults, state.fault("is the site itself; write a folder such as "+state.usual))
	}
	if len(faults) > 0 {
		return faults
	}
	for _, pair := range [][2]folder{{dir, data}, {dir, state}, {data, state}} {
		if a, b := pair[0], pair[1]; filepath.IsLocal(b.path) && clash(a.path, b.path) {
			if !b.canGiveWay(a) && a.canGiveWay(b) {
				a, b = b, a
			}
			text := "and " + a.key + ", " + strconv.Quote(a.path) + ", lie in one another; write a folder apart from it"
			if b.canGiveWay(a) {
				text += ", such as " + b.usual
			}
			faults = append(faults, b.fault(text))
		}
	}
	return faults
}

// folder is where something is kept, and by default.
type folder struct{ key, path, usual string }

// canGiveWay reports whether the default of a changed key is apart from another's
// folder.
func (f folder) canGiveWay(other folder) bool {
	return f.path != f.usual && !clash(f.usual, other.path)
}

func (f folder) fault(text string) fault { return fault{f.key, strconv.Quote(f.path) + " " + text} }

// clash reports whether one of two folders below the site is the other or lies in
// it.
func clash(a, b string) bool {
	a, b = filepath.Clean(a), filepath.Clean(b)
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
