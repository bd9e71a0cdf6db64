package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/summarize"
)

// notice is what became on arXiv of a paper whose summary is posted.
type notice struct {
	Paper     string    `json:"paper"`
	Posted    int       `json:"posted_version,omitempty"` // 0 where unknown
	Latest    int       `json:"latest_version,omitempty"` // 0 where none is newer
	Since     time.Time `json:"since,omitzero"`           // when the latest came out
	Withdrawn bool      `json:"withdrawn"`
}

// notices returns the notices of a day, in the order of its post. A record that
// cannot be read has none.
func (p *program) notices(name string) []notice {
	day, err := fetch.ParseDay(name)
	if err != nil {
		return nil
	}
	post, _, err := p.site.Load(day)
	if err != nil {
		p.log.Warn("a day record cannot be read; what became of its papers is unknown", zap.Stringer("day", day), zap.Error(err))
		return nil
	}
	var all []notice
	for _, e := range post.Entries {
		if e.Result.Status == summarize.Held && (e.Paper.Withdrawn || e.Latest.Version > 0) {
			all = append(all, notice{
				Paper: e.Paper.ID.String(), Posted: e.Paper.Version, Latest: e.Latest.Version, Since: e.Latest.Since,
				Withdrawn: e.Paper.Withdrawn,
			})
		}
	}
	return all
}

// String returns the notice in words, without what to do.
func (n notice) String() string {
	version := fmt.Sprintf("version %d", n.Latest)
	if !n.Since.IsZero() {
		version += " since " + n.Since.UTC().Format(time.DateOnly)
	}
	switch {
	case !n.Withdrawn:
		return n.Paper + ": " + version
	case n.Latest > 0:
		return n.Paper + ": withdrawn, " + version
	}
	return n.Paper + ": withdrawn"
}

// advice says what to do.
func (n notice) advice(day string) string {
	if n.Withdrawn {
		return "its summary still stands in the post"
	}
	return fmt.Sprintf("dailypapers run --date %s --paper %s --regenerate asks anew", day, n.Paper)
}

// shownNotices is how many new versions status prints: the latest.
const shownNotices = 10

// writeNotices prints the notices of the days, if there are any, below a blank
// line: every withdrawal, and the latest of the new versions.
func writeNotices(w io.Writer, days []dayStatus) error {
	versions := 0
	for _, d := range days {
		for _, n := range d.Notices {
			if !n.Withdrawn {
				versions++
			}
		}
	}
	var lines strings.Builder
	hidden := max(versions-shownNotices, 0)
	if hidden > 0 {
		fmt.Fprintf(&lines, "%d papers more have a new version; --json names them\n", hidden)
	}
	for _, d := range days {
		for _, n := range d.Notices {
			if !n.Withdrawn && hidden > 0 {
				hidden--
				continue
			}
			fmt.Fprintf(&lines, "%s  %s; %s\n", d.Day, n, n.advice(d.Day))
		}
	}
	if lines.Len() == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s", lines.String())
	return err
}
