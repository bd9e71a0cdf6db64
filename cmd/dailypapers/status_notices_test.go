package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/pipeline/sample"
)

// A posted paper gets a second version, and another one is withdrawn. The next
// reading of the list sees it for one request to arXiv, and status shows it,
// without the ledger too, until the paper is asked about anew.
func TestStatusShowsNewVersions(t *testing.T) {
	papers := sample.Papers()[:3]
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.runFor(time.Minute, "serve")
		post, atom := w.post(), w.upstream.Count(sample.Atom, sample.Abstract)
		withdrawn := revised(papers[2])
		withdrawn.Comment = "This paper has been withdrawn by the authors."
		w.upstream.SetDay(sampleDay, papers[0], revised(papers[1]), withdrawn)
		w.runFor(23*time.Hour, "serve")
		if n := w.upstream.Count(sample.Atom, sample.Abstract) - atom; n != 0 {
			t.Errorf("%d requests for metadata before the next morning", n)
		}
		w.runFor(2*time.Hour, "serve")
		if n := w.upstream.Count(sample.Atom, sample.Abstract) - atom; n != 1 || w.post() != post {
			t.Errorf("%d requests for metadata, and the post is\n%s", n, cmp.Diff(post, w.post()))
		}
		w.runFor(5*24*time.Hour, "serve")
		if n := w.upstream.Count(sample.Atom, sample.Abstract) - atom; n != 2 {
			t.Errorf("%d requests for metadata in the lookback", n)
		}

		notices := []string{
			"2025-10-14  " + papers[1].ID + ": version 2 since 2025-10-15; dailypapers run --date 2025-10-14 --paper " + papers[1].ID + " --regenerate asks anew\n",
			"2025-10-14  " + papers[2].ID + ": withdrawn, version 4 since 2025-10-15; its summary still stands in the post\n",
		}
		shows := func(want ...string) {
			t.Helper()
			got := w.run("status")
			for _, notice := range notices {
				if strings.Contains(got.stdout, notice) != strings.Contains(strings.Join(want, ""), notice) {
					t.Errorf("status shows\n%s%s", got.stdout, got.stderr)
				}
			}
		}
		shows(notices...)
		got := w.run("status", "--json")
		for _, want := range []string{`"notices": [`, `"paper": "` + papers[1].ID, `"latest_version": 2`, `"since": "2025-10-15T18:00:00Z"`, `"withdrawn": true`} {
			if !strings.Contains(got.stdout, want) {
				t.Errorf("%q is missing:\n%s", want, got.stdout)
			}
		}
		if err := os.RemoveAll(filepath.Join(w.site, ".dailypapers")); err != nil {
			t.Fatal(err)
		}
		shows(notices...)
		if got := w.run("run", "--date", sampleDay, "--paper", papers[1].ID, "--regenerate"); got.code != exitDone || w.post() == post {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		shows(notices[1])
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, papers...))
}

func TestWriteNotices(t *testing.T) {
	version := notice{Paper: "2510.90001", Posted: 1, Latest: 2, Since: time.Date(2025, 10, 15, 18, 0, 0, 0, time.UTC)}
	undated := notice{Paper: "2510.90002", Latest: 3}
	withdrawn := notice{Paper: "2510.90003", Withdrawn: true}
	var out strings.Builder
	must := func(days ...dayStatus) string {
		out.Reset()
		if err := writeNotices(&out, days); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got := must(dayStatus{Day: "2025-10-13"}); got != "" {
		t.Errorf("nothing to tell: %q", got)
	}
	many := dayStatus{Day: "2025-10-13", Notices: []notice{withdrawn}}
	for range shownNotices + 1 {
		many.Notices = append(many.Notices, version)
	}
	got := must(many, dayStatus{Day: "2025-10-14", Notices: []notice{undated}})
	line := "2025-10-13  2510.90001: version 2 since 2025-10-15; dailypapers run --date 2025-10-13 --paper 2510.90001 --regenerate asks anew\n"
	want := "\n2 papers more have a new version; --json names them\n" +
		"2025-10-13  2510.90003: withdrawn; its summary still stands in the post\n" + strings.Repeat(line, shownNotices-1) +
		"2025-10-14  2510.90002: version 3; dailypapers run --date 2025-10-14 --paper 2510.90002 --regenerate asks anew\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestStatusWithABrokenRecord(t *testing.T) {
	regenerating(t, func(w *world, _ []sample.Paper) {
		record := filepath.Join(w.site, "_data", "daily_papers", sampleDay+".json")
		if err := os.WriteFile(record, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := w.run("status")
		if got.code != exitDone || !strings.Contains(got.stdout, "complete") || !strings.Contains(got.stderr, "cannot be read") {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
	})
}
