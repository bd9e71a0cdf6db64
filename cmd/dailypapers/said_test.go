package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"dailypapers/internal/fixture"
	"dailypapers/pipeline/sample"
)

// TestWhatARunSays holds all that a run prints against goldens: of a day with a
// paper for each way that a summary can go.
func TestWhatARunSays(t *testing.T) {
	papers := saidPapers(t)
	date := []string{"run", "--date", sampleDay}
	with := func(more ...string) []string { return append(date[:len(date):len(date)], more...) }
	tests := []struct {
		name string
		runs [][]string // one after the other, on one site
	}{
		{"partial", [][]string{date, date, date, date}},
		{"verbose", [][]string{with("--verbose", "--paper", papers[3].ID)}},
		{"narrowed", [][]string{with("--paper", papers[0].ID), with("--paper", papers[3].ID)}},
		{"json", [][]string{with("--json-log")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
				var said strings.Builder
				for _, args := range tt.runs {
					time.Sleep(time.Minute)
					got := w.run(args...)
					fmt.Fprintf(&said, "$ dailypapers %s\n%s%sexit code %d\n\n", strings.Join(args, " "), got.stderr, got.stdout, got.code)
				}
				fixture.Golden(w.t, "said/"+tt.name+".golden", strings.ReplaceAll(said.String(), w.site, "SITE"))
			}, sample.WithDay(sampleDay, papers...))
		})
	}
}

// saidPapers returns papers whose summaries hold at once, lose a field, are
// repaired, are refused, and cannot be read.
func saidPapers(t *testing.T) []sample.Paper {
	t.Helper()
	_, on := readAttacks(t)
	var papers []sample.Paper
	for i, answers := range [][]string{
		{`{}`},
		{`{"results": "SealBench에서 편지의 97.3%를 바르게 분류합니다."}`, `{"results": "SealBench에서 편지의 97.3%를 바르게 분류한다."}`},
		{`{"goal": "본 논문은 편지를 분류하는 것을 목표로 합니다."}`, `{}`},
		{`{"goal": "We sort letters and nothing else.", "method": ["봉인을 봅니다.", "봉인의 윤곽을 Nightpost와 비교한다."]}`},
		{`"The letters are sorted by their seals."`},
	} {
		a := attack{ID: fmt.Sprintf("2510.%05d", 98001+i), Name: "Seal" + letters(i) + "a", Where: "body"}
		for _, answer := range answers {
			a.Answers = append(a.Answers, json.RawMessage(answer))
		}
		papers = append(papers, a.paper(t, on))
	}
	return papers
}

// A day that the schedule never had is not given up by it, and one without a post
// names none.
func TestOldDayByHand(t *testing.T) {
	papers := saidPapers(t)
	for _, tt := range []struct {
		name   string
		papers []sample.Paper
		line   string
		post   bool
	}{
		{"partial", papers, `WARN  day ended  {"day": "2025-10-14", "state": "partial"`, true},
		{"failed", papers[3:4], `ERROR  day ended  {"day": "2025-10-14", "state": "failed"`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
				said := w.run("run", "--date", sampleDay).stderr
				if !strings.Contains(said, tt.line) || !strings.Contains(said, `"settled": true, "given_up": false`) ||
					strings.Contains(said, `"post": `) != tt.post {
					t.Errorf("it says:\n%s", said)
				}
			}, sample.WithDay(sampleDay, tt.papers...))
		})
	}
}
