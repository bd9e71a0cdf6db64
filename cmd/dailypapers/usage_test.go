package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUsageFaults holds what is said to a user who got something wrong, and
// that nothing was fetched for him.
func TestUsageFaults(t *testing.T) {
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "system.tmpl"), []byte("line\n{{ .Nope"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		args     []string
		variable string // NAME=value
		want     []string
	}{
		{"a bad date", []string{"run", "--date", "2025-02-29"}, "", []string{`there is no "2025-02-29" in the calendar`}},
		{"a thirteenth month", []string{"run", "--date", "2025-13-01"}, "", []string{`there is no "2025-13-01" in the calendar`}},
		{"a date of another form", []string{"run", "--date", "06.10.2025"}, "", []string{`"06.10.2025" is no date`, "try: a date as year, month and day"}},
		{"a date before all lists", []string{"status", "--from", "0001-01-01"}, "", []string{"0001-01-01 is before Hugging Face's first list", "try: a day from 2023 on"}},
		{"a date in the future", []string{"run", "--date", "2999-01-01"}, "", []string{"2999-01-01 is in the future", "try: a day up to 2025-10-15"}},
		{"a range that runs backwards", []string{"backfill", "--from", "2025-10-14", "--to", "2025-10-13"}, "", []string{"begins on 2025-10-14, after it ends on 2025-10-13", "try: --from 2025-10-13 --to 2025-10-14"}},
		{"half a range", []string{"backfill", "--from", "2025-10-14"}, "", []string{"missing flags: --to=D", "try: dailypapers backfill --help"}},
		{"no such verb", []string{"rum"}, "", []string{"unexpected argument rum", "try: dailypapers --help"}},
		{"no such flag", []string{"run", "--dry"}, "", []string{"unknown flag --dry; did you mean --dry-run?", "try: dailypapers run --help"}},
		{"a misspelt flag", []string{"lint", "--sorce", "x"}, "", []string{"unknown flag --sorce; did you mean --source?"}},
		{"a flag like none", []string{"run", "--colour"}, "", []string{"unknown flag --colour\n"}},
		{"a flag of other verbs", []string{"serve", "--date", "2025-10-10"}, "", []string{"unknown flag --date: it belongs to run\n", "try: dailypapers serve --help"}},
		{"a flag without its value", []string{"run", "--site", "x", "--date"}, "", []string{"--date needs a value"}},
		{"a date twice", []string{"run", "--date", "2025-10-13", "--date", "2025-10-14"}, "", []string{"--date is given twice", "try: dailypapers backfill"}},
		{"a pause without a unit", []string{"run", "--wait", "5"}, "", []string{`--wait: "5" is no time to wait; write one such as 30m`}},
		{"a pause that has gone by", []string{"run", "--wait=-5m"}, "", []string{`--wait: "-5m" is no time to wait`}},
		{"help about no such verb", []string{"help", "rum"}, "", []string{"unexpected argument rum"}},
		{"an empty date", []string{"run", "--date", ""}, "", []string{`"" is no date`}},
		{"an empty paper", []string{"run", "--paper", ""}, "", []string{`--paper: "" is no arXiv id`}},
		{"no such paper", []string{"run", "--paper", "../../etc"}, "", []string{`--paper: "../../etc" is no arXiv id such as 2510.90127`}},
		{"no file of that name", []string{"run", "--config", filepath.Join(broken, "none.yaml")}, "", []string{"the configuration cannot be read", "no such file", "try: --config with the path of a file that is there"}},
		{"an unknown key", []string{"run"}, "DAILYPAPERS_LLM_MODLE=x", []string{"DAILYPAPERS_LLM_MODLE: no key of the configuration is called that; did you mean DAILYPAPERS_LLM_MODEL?", "try: dailypapers config"}},
		{"a bad regular expression", []string{"run"}, "DAILYPAPERS_SELECT_EXCLUDE=['(']", []string{`DAILYPAPERS_SELECT_EXCLUDE: "(" is no regular expression`}},
		{"an invalid time zone", []string{"run"}, "DAILYPAPERS_TIMEZONE=Seoul", []string{`DAILYPAPERS_TIMEZONE: "Seoul" is no time zone; write one such as Asia/Seoul`}},
		{"broken prompts", []string{"run"}, "DAILYPAPERS_LLM_PROMPTS_DIR=" + broken, []string{"system.tmpl:2"}},
		{"no key", []string{"run"}, "OPENAI_API_KEY=", []string{"OPENAI_API_KEY is not set", "try: export OPENAI_API_KEY=", "--dry-run"}},
		{"a blank key", []string{"run"}, "OPENAI_API_KEY= ", []string{"OPENAI_API_KEY is not set", "try: export OPENAI_API_KEY="}},
		{"a key that is none", []string{"run"}, "OPENAI_API_KEY=a b", []string{"OPENAI_API_KEY: ", "try: export OPENAI_API_KEY=… with the key alone"}},
		{"a folder of prompts that is none", []string{"run"}, "DAILYPAPERS_LLM_PROMPTS_DIR=nowhere", []string{"DAILYPAPERS_LLM_PROMPTS_DIR: ", "nowhere", "try: "}},
		{"the same for serve", []string{"serve"}, "DAILYPAPERS_LLM_PROMPTS_DIR=nowhere", []string{"DAILYPAPERS_LLM_PROMPTS_DIR: ", "nowhere", "try: "}},
		{"the same for status", []string{"status"}, "DAILYPAPERS_LLM_PROMPTS_DIR=nowhere", []string{"DAILYPAPERS_LLM_PROMPTS_DIR: ", "nowhere", "try: "}},
		{"a bad title", []string{"run"}, "DAILYPAPERS_POST_TIME=late", []string{"DAILYPAPERS_POST_TIME: \"late\" is no time", "try: dailypapers config"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				if tt.variable != "" {
					name, value, _ := strings.Cut(tt.variable, "=")
					if name == "OPENAI_API_KEY" {
						w.set("DAILYPAPERS_LLM_BASE_URL", "http://models.example.com/v1") // no server of our own
					}
					w.set(name, value)
				}
				got := w.run(tt.args...)
				if got.code != exitUsage {
					t.Errorf("exit code %d", got.code)
				}
				for _, want := range tt.want {
					if !strings.Contains(got.stderr, want) {
						t.Errorf("%q is missing in:\n%s", want, got.stderr)
					}
				}
				if n := w.upstream.Count(); n != 0 {
					t.Errorf("%d requests were made", n)
				}
				if files := w.files(); len(files) > 0 {
					t.Errorf("files were written: %v", files)
				}
			})
		})
	}
}

func TestSiteThatIsEmpty(t *testing.T) {
	for _, args := range [][]string{{"run", "--site", ""}, {"--site=", "render"}, {"status", "--site", ""}} {
		inWorld(t, func(w *world) {
			got := w.invoke(w.t.Context(), args...)
			if got.code != exitUsage || !strings.Contains(got.stderr, "--site is empty\ntry: --site with the folder of your site") {
				t.Errorf("%q: exit code %d:\n%s", args, got.code, got.stderr)
			}
		})
	}
}

func TestSiteThatIsNotThere(t *testing.T) {
	inWorld(t, func(w *world) {
		w.site = filepath.Join(w.site, "블로그")
		for _, verb := range []string{"run", "status"} {
			got := w.run(verb)
			if got.code != exitUsage || !strings.Contains(got.stderr, "is no folder") {
				t.Errorf("%s: exit code %d:\n%s", verb, got.code, got.stderr)
			}
		}
		if _, err := os.Stat(w.site); err == nil {
			t.Error("the folder was made")
		}
	})
}

// TestUnwritableSite puts a file where a folder must be, which nobody can write
// into, whoever runs the test.
func TestUnwritableSite(t *testing.T) {
	for _, name := range []string{"_posts", "_data", ".dailypapers"} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				if err := os.WriteFile(filepath.Join(w.site, name), nil, 0o600); err != nil {
					t.Fatal(err)
				}
				got := w.run("run", "--date", sampleDay)
				if got.code != exitFailed || !strings.Contains(got.stderr, filepath.Join(w.site, name)) {
					t.Errorf("exit code %d:\n%s", got.code, got.stderr)
				}
				if strings.Count(got.stderr, "cannot") > 1 || strings.Count(got.stderr, "\ntry: ") != 1 {
					t.Errorf("one line and what to try:\n%s", got.stderr)
				}
				if n := w.upstream.Count(); n != 0 {
					t.Errorf("%d requests were made for a post that cannot be written", n)
				}
				if err := os.Remove(filepath.Join(w.site, name)); err != nil {
					t.Fatal(err)
				}
				if got = w.run("run", "--date", sampleDay); got.code != exitDone {
					t.Errorf("exit code %d:\n%s", got.code, got.stderr)
				}
			}, one())
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{}, {"--help"}, {"run", "--help"}, {"lint", "--help"}, {"help"}, {"help", "status"}} {
		inWorld(t, func(w *world) {
			w.site = "unread"
			var stdout, stderr strings.Builder
			if code := run(w.t.Context(), args, &stdout, &stderr, environment{}); code != exitDone || stderr.Len() > 0 {
				t.Errorf("%v: exit code %d, standard error %q", args, code, stderr.String())
			}
			if !strings.Contains(stdout.String(), "Usage: dailypapers") {
				t.Errorf("%v: no usage in %q", args, stdout.String())
			}
		})
	}
}

func TestLint(t *testing.T) {
	bad := writeFile(t, "bad.md", `---
layout: post
title: "Daily Papers — 2025-10-14"
date: 2025-10-14 08:15:00
tags: [papers]
categories: []
---

# 1. [An Invented Paper](https://arxiv.org/abs/2510.90001)

> [Alphaxiv](https://www.alphaxiv.org/ko/overview/2510.90001)

## Introduction
- Goal: 본 논문은 새로운 방법을 제안합니다.
- Motivation: 기존 방법은 느리다.
- Contribution: 새로운 방법을 제안한다. 또한 이를 검증한다.

## Method
새로운 방법을 사용한다.

## Results
This method is better than all the others.

## Limitations
정보 부족

## Conclusion
새로운 방법은 빠르다.
`)
	inWorld(t, func(w *world) {
		var stdout, stderr strings.Builder
		code := run(w.t.Context(), []string{"lint", bad}, &stdout, &stderr, environment{})
		if code != exitFailed {
			t.Errorf("exit code %d, %s", code, stderr.String())
		}
		for _, want := range []string{bad + ":14: register: ", bad + ":16: sentences: ", bad + ":22: language: "} {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%q is missing in:\n%s", want, stdout.String())
			}
		}
		if n := strings.Count(stdout.String(), "\n"); n > 5 {
			t.Errorf("%d findings:\n%s", n, stdout.String())
		}
		if code := run(w.t.Context(), []string{"lint", bad + ".none"}, &stdout, &stderr, environment{}); code != exitUsage ||
			!strings.Contains(stderr.String(), "try: name posts") {
			t.Errorf("exit code %d, %s", code, stderr.String())
		}
	})
}
