package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

// TestProgressOnATerminal follows a stage of three papers: the bar names the
// paper in hand, counts, estimates, and lets log lines through.
func TestProgressOnATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stderr bytes.Buffer
		s := &session{stderr: &stderr, env: environment{terminal: true, now: time.Now}, flags: &commandLine{}}
		p := s.newProgress()
		day, _ := fetch.ParseDay(sampleDay)
		tell := func(stage pipeline.Stage, phase pipeline.Phase, title string, total int) {
			p.Observe(pipeline.Event{Day: day, Stage: stage, Phase: phase, Title: title, Total: total})
			time.Sleep(time.Second) // virtual: the bar is drawn meanwhile
		}
		tell(pipeline.StageMetadata, pipeline.Began, "", 3)
		tell(pipeline.StageSummary, pipeline.Began, "", 3)
		for i := range 3 {
			title := fmt.Sprintf("Invented Paper %d", i)
			tell(pipeline.StageSummary, pipeline.Started, title, 0)
			tell(pipeline.StageSummary, pipeline.Ended, title, 0)
		}
		fmt.Fprintln(p, "a line of the log")
		p.Close()
		p.Close()
		for _, want := range []string{
			"2025-10-14 summary 0/3", "2/3", "3/3", "Invented Paper 2", "…", "done", "a line of the log\n",
		} {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("%q is missing in:\n%s", want, stderr.String())
			}
		}
		if strings.Contains(stderr.String(), "metadata") {
			t.Error("a stage that cannot move has a bar")
		}
	})
}

func TestProgressElsewhere(t *testing.T) {
	for name, s := range map[string]*session{
		"a file":     {env: environment{}, flags: &commandLine{}},
		"a JSON log": {env: environment{terminal: true}, flags: &commandLine{JSONLog: true}},
	} {
		var stderr bytes.Buffer
		s.stderr = &stderr
		p := s.newProgress()
		p.Observe(pipeline.Event{Stage: pipeline.StageSummary, Phase: pipeline.Began, Total: 3})
		fmt.Fprintln(p, "a line")
		p.Close()
		if stderr.String() != "a line\n" {
			t.Errorf("%s: %q", name, stderr.String())
		}
	}
}

// On a terminal the table says how a day ended; of the log only warnings are left.
func TestLogOnATerminal(t *testing.T) {
	for _, verbose := range []bool{false, true} {
		var stderr bytes.Buffer
		s := &session{stderr: &stderr, env: environment{terminal: true, now: time.Now}, flags: &commandLine{Verbose: verbose}}
		log := s.newLog(&stderr).With(zap.String("day", sampleDay))
		log.Error(pipeline.DayEnded)
		log.Warn("asking again")
		log.Info("paper")
		if got := strings.Contains(stderr.String(), pipeline.DayEnded); got != verbose || !strings.Contains(stderr.String(), "asking again") {
			t.Errorf("verbose %t:\n%s", verbose, stderr.String())
		}
	}
}
