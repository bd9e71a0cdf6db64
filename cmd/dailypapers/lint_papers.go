package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"dailypapers/fetch"
	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/polite"
	"dailypapers/render"
	"dailypapers/summarize"
)

// postPapers are the papers of the posts that lint --source holds to account, as
// the day records tell of them, and arXiv of those that stand in no record.
// arXiv is asked as long as it answers.
type postPapers struct {
	session *session
	program *program
	shelves map[string]*shelf // by the site's folder; of posts in no site, by ""
	placed  map[string]placed // by the post's name

	unrecorded []fetch.ArxivID
	found      *arxiv.Found // what arXiv says of those; nil: it was not asked yet
	told       bool         // that it is asked
	pulse      pulse
	silent     string // why there was no answer; empty as long as there was one
	down       bool   // arXiv is asked no more
}

// placed is where a post's papers are.
type placed struct {
	*shelf
	recorded map[fetch.ArxivID]fetch.Paper // by the record of the post's day
}

// patience is how long an answer of arXiv is waited for, with all the attempts
// and requests that it takes.
const patience = time.Minute

var (
	errUnanswered = errors.New("arXiv did not answer")
	errUnknown    = errors.New("numbers and names are not checked: arXiv has no such paper")
)

// openPapers reads the records of the posts' days. A record that cannot be read is
// told of and passed over.
func (l *linter) openPapers() (*postPapers, error) {
	cfg, _, err := l.load()
	if err != nil {
		return nil, err
	}
	log := l.newLog(l.stderr)
	if !l.flags.Verbose { // what does not serve is a finding
		log = log.WithOptions(zap.IncreaseLevel(zapcore.ErrorLevel))
	}
	p := &postPapers{
		session: l.session, program: &program{cfg: cfg, log: log, env: l.env},
		shelves: map[string]*shelf{}, placed: map[string]placed{},
	}
	toArxiv := impatient(arxivPolicy(cfg.Arxiv))
	toArxiv.Observe = p.pulse.observe
	if err := p.program.connectAs(toArxiv, impatient(huggingFacePolicy())); err != nil {
		return nil, err
	}
	for _, post := range l.posts {
		shelf, err := p.shelf(l.siteOf(cfg, post.name))
		if err != nil {
			return nil, errors.Join(err, p.Close())
		}
		recorded, err := shelf.record(post.name)
		if err != nil {
			l.leave(err)
		}
		p.placed[post.name] = placed{shelf, recorded}
		for _, on := range post.page.Papers {
			if _, ok := recorded[on.ID.Base()]; !ok {
				p.unrecorded = append(p.unrecorded, on.ID.Base())
			}
		}
	}
	return p, nil
}

// shelf returns the shelf of the site in a folder.
func (p *postPapers) shelf(root string) (*shelf, error) {
	if found, ok := p.shelves[root]; ok {
		return found, nil
	}
	opened, err := p.program.openShelf(root)
	if err == nil {
		p.shelves[root] = opened
	}
	return opened, err
}

// Close closes what was opened for the texts.
func (p *postPapers) Close() error {
	var faults []error
	for shelf := range maps.Values(p.shelves) {
		faults = append(faults, shelf.pdf.Close())
	}
	return errors.Join(faults...)
}

// task returns a paper and its text: as it is kept, or else as arXiv gives it. The
// error is errUnknown, errUnanswered or the context's.
func (p *postPapers) task(ctx context.Context, post lintedPost, on render.PagePaper) (summarize.Task, error) {
	from, id := p.placed[post.name], on.ID.Base()
	paper, ok := from.recorded[id]
	if !ok {
		var err error
		if paper, err = p.look(ctx, id); err != nil {
			return summarize.Task{}, err
		}
	}
	if v := on.ID.Version(); v > 0 {
		paper.Version = v
	}
	document, kept := from.texts.Kept(ctx, paper)
	switch {
	case kept:
	case !p.program.cfg.Arxiv.FullText:
		document = fetch.AbstractDocument(paper)
	default:
		err := p.ask(ctx, func(ctx context.Context) (err error) {
			document, err = from.texts.Text(ctx, paper)
			return err
		})
		if err != nil {
			return summarize.Task{}, err
		}
		if p.down && document.Origin == fetch.OriginAbstract {
			return summarize.Task{}, errUnanswered
		}
	}
	return summarize.Task{Paper: paper, Document: document}, nil
}

// look returns what arXiv says of a paper that stands in no record. It is asked
// for all of them at once.
func (p *postPapers) look(ctx context.Context, id fetch.ArxivID) (fetch.Paper, error) {
	if p.found == nil {
		p.found = &arxiv.Found{}
		_ = p.ask(ctx, func(ctx context.Context) (err error) { // what was learned until then counts
			*p.found, err = p.program.services.metadata.Find(ctx, p.unrecorded)
			return err
		})
	}
	paper, ok := p.found.Papers[id]
	switch {
	case ok:
		return paper, nil
	case p.found.Unknown[id]:
		return fetch.Paper{}, errUnknown
	case p.silent == "":
		p.silent = "it answers for no more papers at once"
	}
	return fetch.Paper{}, errUnanswered
}

// ask does what asks arXiv, unless arXiv has failed to answer before. The error is
// errUnanswered where that takes too long.
func (p *postPapers) ask(ctx context.Context, do func(context.Context) error) error {
	if p.down {
		return errUnanswered
	}
	if !p.told {
		p.told = true
		p.session.tellAsking(p.program.cfg.Arxiv.MinInterval)
	}
	p.pulse.reset()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := do(limited)
	answered := p.pulse.answers.Load() > 0
	if reason, failed := p.pulse.failure(); failed {
		p.silent, p.down = reason, !answered
	}
	if err == nil {
		return nil
	}
	if answered {
		p.silent = "it takes longer than " + patience.String()
	}
	p.down = true
	return errUnanswered
}

// tellAsking says that the rest takes time.
func (s *session) tellAsking(interval time.Duration) {
	const text = "asking arXiv for what is not on disk"
	if s.flags.JSONLog {
		s.newLog(s.stderr).Info(text, zap.Duration("interval", interval))
		return
	}
	fmt.Fprintf(s.stderr, "%s, at most once in %s\n", text, interval)
}

// pulse says whether a service answers. An answer is also that it has not what it
// was asked for.
type pulse struct{ answers, failures, status atomic.Int64 }

func (p *pulse) reset() {
	p.answers.Store(0)
	p.failures.Store(0)
}

func (p *pulse) observe(a polite.Attempt) {
	if a.Status >= http.StatusOK && a.Status < http.StatusBadRequest || a.Status == http.StatusNotFound {
		p.answers.Add(1)
		return
	}
	p.failures.Add(1)
	p.status.Store(int64(a.Status))
}

// failure returns how the service has failed since the reset, and whether it has.
func (p *pulse) failure() (reason string, failed bool) {
	status := int(p.status.Load())
	switch {
	case p.failures.Load() == 0:
		return "", false
	case status == 0:
		return "no answer", true
	}
	return strings.TrimSpace(fmt.Sprintf("status %d %s", status, http.StatusText(status))), true
}
