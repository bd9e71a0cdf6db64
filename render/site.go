package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.uber.org/zap"

	"dailypapers/fetch"
)

// SiteOptions say where a site keeps its posts and how they look.
type SiteOptions struct {
	Root    string // the site's folder
	PostDir string // such as _posts, below Root unless absolute
	DataDir string // of the day records, such as _data/daily_papers
	Slug    string // of a post's file name, such as daily-papers
	Form    Form
	// Template replaces the body of posts; nil leaves it as Form writes it.
	Template *Template
	Feeds    Feeds
}

// Site is a site on disk. One process at a time may write to it: the caller
// holds a lock. Within that process Render may run for different days at once,
// as RenderDays does; all else that writes runs alone. Whatever reads may run
// beside.
type Site struct {
	log     *zap.Logger
	form    Form
	body    *Template
	feeds   Feeds
	postDir string
	dataDir string
	feedDir string
	slug    string
	root    string

	postFolder string // as it was given
}

// hugoStatic is the folder whose files Hugo puts into the root of the site.
const hugoStatic = "static"

// slugForm is what may stand in a post's file name on every site.
var slugForm = regexp.MustCompile(`^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$`)

// NewSite returns the site of opts, or what is wrong with them. It touches no
// file.
func NewSite(log *zap.Logger, opts SiteOptions) (*Site, error) {
	var faults []error
	if err := opts.Form.Validate(); err != nil {
		faults = append(faults, err)
	}
	if !slugForm.MatchString(opts.Slug) {
		faults = append(faults, fmt.Errorf("post.slug: %q is no name such as daily-papers", opts.Slug))
	}
	if opts.PostDir == "" {
		faults = append(faults, errors.New("post.dir: it is empty; write a folder such as _posts"))
	}
	if opts.DataDir == "" {
		faults = append(faults, errors.New("post.data_dir: it is empty; write a folder such as _data/daily_papers"))
	}
	faults = append(faults, opts.Feeds.validate()...)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	feedDir := filepath.Clean(opts.Root)
	if opts.Form.Flavor == Hugo {
		feedDir = filepath.Join(opts.Root, hugoStatic)
	}
	return &Site{
		log:     log,
		form:    opts.Form,
		body:    opts.Template,
		feeds:   opts.Feeds,
		feedDir: feedDir,
		postDir: below(opts.Root, opts.PostDir),
		dataDir: below(opts.Root, opts.DataDir),
		slug:    opts.Slug,
		root:    filepath.Clean(opts.Root),

		postFolder: filepath.Clean(opts.PostDir),
	}, nil
}

func below(root, dir string) string {
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	return filepath.Join(root, dir)
}

// postPath returns where a day's post stands, such as
// _posts/2025-10-06-daily-papers-20251006.md.
func (s *Site) postPath(day fetch.Day) string {
	return filepath.Join(s.postDir, day.String()+"-"+s.slug+"-"+compact(day)+".md")
}

// tidy removes what a killed process has left beside the records and posts of
// days. It reads each folder once.
func (s *Site) tidy(days ...fetch.Day) {
	records, posts := make([]string, len(days)), make([]string, len(days))
	for i, day := range days {
		records[i], posts[i] = filepath.Base(s.recordPath(day)), filepath.Base(s.postPath(day))
	}
	tidy(s.dataDir, records...)
	tidy(s.postDir, posts...)
}

// markdown returns a day's post.
func (s *Site) markdown(p Post) ([]byte, error) {
	if s.body != nil {
		return s.body.Markdown(s.form, p)
	}
	return s.form.Markdown(p), nil
}

const recordSuffix = ".json"

func (s *Site) recordPath(day fetch.Day) string {
	return filepath.Join(s.dataDir, day.String()+recordSuffix)
}

// Load returns the post of a day from its record, and whether there is one.
func (s *Site) Load(day fetch.Day) (Post, bool, error) {
	rec, found, err := s.loadRecord(day)
	return rec.Post, found, err
}

func (s *Site) loadRecord(day fetch.Day) (record, bool, error) {
	path := s.recordPath(day)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return record{}, false, nil
	}
	if err != nil {
		return record{}, false, advise(err)
	}
	rec, err := decodeRecord(data, day)
	if err != nil {
		return record{}, false, fmt.Errorf("read the day record %s: %w; restore it from the site's history, "+
			"or remove it to have the day done again", path, err)
	}
	return rec, true, nil
}

// Records returns the days that have a record, in ascending order. It does not
// read them.
func (s *Site) Records() ([]fetch.Day, error) {
	entries, err := os.ReadDir(s.dataDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, advise(err)
	}
	var days []fetch.Day
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), recordSuffix)
		if !ok || entry.IsDir() {
			continue
		}
		if day, err := fetch.ParseDay(name); err == nil {
			days = append(days, day)
		}
	}
	slices.SortFunc(days, fetch.Day.Compare)
	return days, nil
}
