package render

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
)

// FeedPosts is how many posts a feed tells of: the last ones, whatever their days.
const FeedPosts = 7

// Feeds say where readers find the site. Their zero value is for a site without
// feeds.
type Feeds struct {
	URL string // the site's address, http or https
	// Permalink is the address of a post below URL, in which {date}, {year},
	// {month}, {day} and {name} (daily-papers-20251006) are replaced. It is empty
	// for the one that Jekyll or Hugo gives a post unless it is told otherwise.
	Permalink string
}

// ErrForeignFeed says that another's file stands where a feed goes.
var ErrForeignFeed = errors.New("the file was not written by dailypapers; move it, or change post.slug")

// feed is what a feed tells, in whatever format.
type feed struct {
	site    string // its address, without a slash at the end
	slug    string
	title   string
	author  string
	updated time.Time
	items   []feedItem // newest day first
}

// feedItem is one day's post.
type feedItem struct {
	id        string // stays the same for ever
	link      string // to the post, empty where that is not known
	title     string
	published time.Time // as the post's front matter says
	updated   time.Time // when its latest paper came or summary was bought, or published
	tags      []string
	html      string
}

// feedFormat is one of the two files of a feed.
type feedFormat struct {
	suffix string
	encode func(feed) ([]byte, error)
	mark   string // no other's file holds it
}

func feedFormats() []feedFormat {
	return []feedFormat{{".xml", encodeAtom, atomMark}, {".json", encodeJSONFeed, jsonFeedMark}}
}

// WriteFeeds writes the Atom feed and the JSON feed of the last FeedPosts posts
// that have a record, where the site has feeds: SLUG.xml and SLUG.json in the root
// of the site (for Hugo in static). They are pure renderings of the records, so
// that a file changes only where a record or the form does. It returns the paths
// of those that did.
//
// A record that cannot be read is left out, with a warning. A file of that name
// that is no feed of ours is left alone, and the error wraps ErrForeignFeed.
func (s *Site) WriteFeeds(ctx context.Context) (changed []string, err error) {
	if s.feeds.URL == "" {
		return nil, nil
	}
	posts, err := s.lastPosts(ctx)
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	told, err := s.feed(posts)
	if err != nil {
		return nil, err
	}
	for _, format := range feedFormats() {
		path := filepath.Join(s.feedDir, s.slug+format.suffix)
		data, err := format.encode(told)
		if err != nil {
			return changed, fmt.Errorf("write the feed %s: %w", path, err)
		}
		if old, err := os.ReadFile(path); err == nil && !bytes.Contains(old, []byte(format.mark)) {
			return changed, fmt.Errorf("write the feed %s: %w", path, ErrForeignFeed)
		}
		tidy(s.feedDir, filepath.Base(path))
		wrote, err := replace(path, data)
		if wrote {
			changed = append(changed, path)
		}
		if err != nil {
			return changed, fmt.Errorf("write the feed: %w", err)
		}
	}
	return changed, nil
}

// StaleFeeds returns the paths of feeds that were written here once and are no
// longer: for a site without feeds, or where another flavor has them elsewhere.
// It knows only those of the slug as it is now.
func (s *Site) StaleFeeds() []string {
	var stale []string
	for _, dir := range []string{s.root, filepath.Join(s.root, hugoStatic)} {
		if s.feeds.URL != "" && dir == s.feedDir {
			continue
		}
		for _, format := range feedFormats() {
			path := filepath.Join(dir, s.slug+format.suffix)
			if data, err := os.ReadFile(path); err == nil && bytes.Contains(data, []byte(format.mark)) {
				stale = append(stale, path)
			}
		}
	}
	return stale
}

// lastPosts returns the posts of the last days, newest first.
func (s *Site) lastPosts(ctx context.Context) ([]Post, error) {
	days, err := s.Records()
	if err != nil {
		return nil, err
	}
	var posts []Post
	for _, day := range slices.Backward(days) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		post, found, err := s.Load(day)
		switch {
		case err != nil:
			s.log.Warn("a day is left out of the feeds", zap.Stringer("day", day), zap.Error(err))
		case found && post.hasSummary():
			posts = append(posts, post)
		}
		if len(posts) == FeedPosts {
			break
		}
	}
	return posts, nil
}

// feed returns what is to be told of posts, which are at least one.
func (s *Site) feed(posts []Post) (feed, error) {
	site, err := url.Parse(s.feeds.URL)
	if err != nil {
		return feed{}, fmt.Errorf("post.url: %w", err)
	}
	told := feed{
		site: strings.TrimRight(s.feeds.URL, "/"), slug: s.slug, author: site.Hostname(),
		title: cmp.Or(strings.Trim(line(strings.ReplaceAll(s.form.Title, "{date}", "")), " —–-:|·,/()[]"), s.slug),
	}
	for _, post := range posts {
		html, err := s.form.html(post)
		if err != nil {
			return feed{}, fmt.Errorf("tell a feed of %s: %w", post.Day, err)
		}
		item := feedItem{
			// A tag URI (RFC 4151): it outlives a change of permalinks.
			id:        "tag:" + site.Hostname() + "," + post.Day.String() + ":" + strings.TrimLeft(strings.Trim(site.EscapedPath(), "/")+"/"+s.slug, "/"),
			link:      s.permalink(post.Day),
			title:     s.form.title(post.Day),
			published: s.form.published(post.Day).UTC(),
			tags:      lines(s.form.Tags),
			html:      html,
		}
		item.updated = item.published
		for _, e := range post.Entries {
			for _, at := range [...]time.Time{e.Added, e.Result.At} {
				if at = at.UTC().Truncate(time.Second); at.After(item.updated) {
					item.updated = at
				}
			}
		}
		if item.updated.After(told.updated) {
			told.updated = item.updated
		}
		told.items = append(told.items, item)
	}
	return told, nil
}

// lines returns each of all as one line.
func lines(all []string) []string {
	folded := make([]string, len(all))
	for i, s := range all {
		folded[i] = line(s)
	}
	return folded
}

// permalink returns the address of a day's post, or nothing where it is not
// known.
func (s *Site) permalink(day fetch.Day) string {
	pattern := s.feeds.Permalink
	name := s.slug + "-" + compact(day)
	switch content, below := strings.CutPrefix(filepath.ToSlash(s.postFolder), "content/"); {
	case pattern != "":
	case s.form.Flavor == Plain:
		return ""
	case s.form.Flavor == Hugo && below: // https://gohugo.io/content-management/urls/
		pattern = strings.ToLower("/" + content + "/" + day.String() + "-" + name + "/")
	case s.form.Flavor == Hugo:
		return ""
	default: // https://jekyllrb.com/docs/permalinks/, the style "date"
		var categories []string
		for _, category := range lines(s.form.Categories) {
			category = strings.ToLower(category)
			if !slices.Contains(categories, category) {
				categories = append(categories, category)
			}
		}
		pattern = strings.Join(append([]string{""}, append(categories, "{year}", "{month}", "{day}", "{name}.html")...), "/")
	}
	date := day.String()
	path := strings.NewReplacer("{date}", date, "{year}", date[:4], "{month}", date[5:7], "{day}", date[8:], "{name}", name).Replace(pattern)
	return strings.TrimRight(s.feeds.URL, "/") + (&url.URL{Path: path}).EscapedPath()
}

// compact returns the day as 20251006.
func compact(day fetch.Day) string { return strings.ReplaceAll(day.String(), "-", "") }

// validate returns what is wrong, each part under its name in the configuration.
func (f Feeds) validate() []error {
	var faults []error
	if u, err := url.Parse(f.URL); f.URL != "" &&
		(err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		faults = append(faults, errors.New("post.url: this is no address such as https://example.org/blog"))
	}
	rest := strings.NewReplacer("{date}", "", "{year}", "", "{month}", "", "{day}", "", "{name}", "").Replace(f.Permalink)
	if f.Permalink != "" && (f.Permalink[0] != '/' || strings.ContainsAny(rest, "{}?#:")) {
		faults = append(faults, fmt.Errorf(
			"post.permalink: %q is none such as /posts/{name}/; it may hold {date}, {year}, {month}, {day}, {name}, and no colon", f.Permalink))
	}
	return faults
}
