package render_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dailypapers/fetch"
	"dailypapers/internal/fixture"
	"dailypapers/render"
	"dailypapers/summarize"
)

// form is the form of the configuration's defaults.
func form() render.Form {
	return render.Form{
		Title:            "Daily Papers — {date}",
		Time:             "08:15:00",
		Layout:           "post",
		Tags:             []string{"papers", "hugginface"},
		AlphaxivLanguage: "ko",
	}
}

func day(t testing.TB, s string) fetch.Day {
	t.Helper()
	d, err := fetch.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// number returns the id of the nth invented paper.
func number(t testing.TB, n int) fetch.ArxivID {
	t.Helper()
	id, err := fetch.ParseArxivID(fmt.Sprintf("2510.%05d", 90000+n))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func held(id fetch.ArxivID, title string, summary summarize.Fields) render.Entry {
	return render.Entry{
		Paper:  fetch.Paper{ID: id, Title: title, Source: fetch.SourceArxivAPI},
		Text:   render.Text{ID: id, Origin: fetch.OriginAbstract},
		Result: summarize.Result{Status: summarize.Held, Summary: summary},
	}
}

func waiting(id fetch.ArxivID, title string) render.Entry {
	return render.Entry{
		Paper:  fetch.Paper{ID: id, Title: title, Source: fetch.SourceHuggingFace},
		Result: summarize.Result{Status: summarize.Waiting, Reason: "refused"},
	}
}

func onePost(t testing.TB, entries ...render.Entry) render.Post {
	t.Helper()
	return render.Post{Day: day(t, "2025-10-06"), Entries: entries}
}

// ordinary is a summary of a paper that does not exist.
func ordinary() summarize.Fields {
	return summarize.Fields{
		Goal:         "본 연구는 긴 문맥(long-context)에서 토큰 수를 줄이는 LanternNet을 제안하는 것을 목표로 한다.",
		Motivation:   "기존 방법은 입력 길이가 2배가 되면 비용이 4배로 늘어나는 문제점이 있다.",
		Contribution: "LanternNet은 A/B 두 단계로 나누어 학습하며, 3~5% 높은 정확도를 보인다.",
		Method: []string{
			"첫째 단계에서 표현 $x_1$을 학습한다.",
			"둘째 단계에서 손실 L = a + b를 최소화한다.",
			"마지막으로 모델을 양자화한다.",
		},
		Results:     "FernBench에서 기존 대비 12.5% 높은 성능(p < 0.05)을 달성하였다.",
		Limitations: "정보 부족",
		Conclusion:  "LanternNet은 효율적인 대안임을 입증하였다.",
	}
}

// everywhere is a summary that says s in every field.
func everywhere(s string) summarize.Fields {
	return summarize.Fields{
		Goal: s, Motivation: s, Contribution: s,
		Method:  []string{s, s, s},
		Results: s, Limitations: s, Conclusion: s,
	}
}

// recordedTitles returns the titles of real papers.
func recordedTitles(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile(fixture.Recorded(t, "titles/titles.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for row := range strings.Lines(string(data)) {
		var item struct{ Title string }
		if err := json.Unmarshal([]byte(row), &item); err != nil {
			t.Fatal(err)
		}
		titles = append(titles, fetch.Clean(item.Title))
	}
	return titles
}

func diff(want, got any) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b fetch.ArxivID) bool { return a == b }),
		cmp.Comparer(func(a, b fetch.Day) bool { return a == b }))
}

// boughtAt is when the invented summaries were bought.
var boughtAt = time.Date(2025, time.October, 7, 22, 20, 0, 0, time.UTC)

// shownTitle is what a page shows for a paper: its title on one line, or its id
// where it has none.
func shownTitle(e render.Entry) string {
	if title := folded(e.Paper.Title); title != "" {
		return title
	}
	return e.Paper.ID.String()
}
