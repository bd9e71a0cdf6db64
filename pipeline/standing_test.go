package pipeline_test

import (
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
)

func TestStandings(t *testing.T) {
	// The 13th is due first on the 14th at 07:15, and missing from 13:15 on.
	for _, test := range []struct {
		name string
		now  time.Time
		row  ledger.Day // of the 13th; none where it has no day
		want pipeline.Condition
	}{
		{"never run, before its time", kst(14, 7, 14), ledger.Day{}, pipeline.IsNotRun},
		{"never run, in its time", kst(14, 13, 14), ledger.Day{}, pipeline.IsNotRun},
		{"never run", kst(14, 13, 15), ledger.Day{}, pipeline.IsMissing},
		{"complete", kst(20, 0, 0), ledger.Day{State: "complete"}, pipeline.IsComplete},
		{"empty", kst(20, 0, 0), ledger.Day{State: "empty"}, pipeline.IsEmpty},
		{"partial", kst(20, 0, 0), ledger.Day{State: "partial"}, pipeline.IsPartial},
		{"partial and run again", kst(14, 9, 0), ledger.Day{State: "partial", Running: kst(14, 8, 59)}, pipeline.IsPartial},
		{"failed", kst(14, 7, 16), ledger.Day{State: "failed"}, pipeline.IsFailed},
		{"given up", kst(20, 0, 0), ledger.Day{State: "failed", GivenUp: true}, pipeline.IsGivenUp},
		{"waiting, in its time", kst(14, 13, 14), ledger.Day{State: "waiting"}, pipeline.IsWaiting},
		{"waiting still", kst(14, 13, 15), ledger.Day{State: "waiting"}, pipeline.IsMissing},
		{"running", kst(14, 13, 14), ledger.Day{State: "running", Running: kst(14, 7, 15)}, pipeline.IsRunning},
		{"a run that died", kst(14, 13, 15), ledger.Day{State: "running", Running: kst(14, 7, 15)}, pipeline.IsMissing},
		{"a late run", kst(19, 12, 0), ledger.Day{State: "running", Running: kst(19, 11, 0)}, pipeline.IsRunning},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newWorld(t).ledger
			rows := []ledger.Day{{Day: october(12)[0], State: "complete"}}
			if test.row.Day = october(13)[0]; test.row.State != "" && test.row.State != "running" {
				rows = append(rows, test.row)
			}
			for _, row := range rows {
				if err := l.FinishDay(t.Context(), row, nil, nil); err != nil {
					t.Fatal(err)
				}
			}
			if began := test.row.Running; !began.IsZero() {
				if err := l.BeginDay(t.Context(), test.row.Day, "running", began, began, false); err != nil {
					t.Fatal(err)
				}
			}
			standings, err := calendar().Standings(t.Context(), l, test.now)
			if err != nil {
				t.Fatal(err)
			}
			if len(standings) != pipeline.StandingDays {
				t.Fatalf("%d days", len(standings))
			}
			for _, s := range standings {
				want := pipeline.IsNotRun // before the first day known, and after the one of the test
				switch s.Day.String() {
				case october(12)[0]:
					want = pipeline.IsComplete
				case october(13)[0]:
					want = test.want
				default:
					if s.Day.Compare(day("2025-10-13")) > 0 && !test.now.Before(s.Due.Add(pipeline.MissingAfter)) {
						want = pipeline.IsMissing // nobody has run it either
					}
				}
				if s.Condition != want {
					t.Errorf("%s is %s, want %s", s.Day, s.Condition, want)
				}
			}
		})
	}
}

func TestLastDue(t *testing.T) {
	mondays, err := cron.ParseStandard("15 7 * * 1")
	if err != nil {
		t.Fatal(err)
	}
	weekly := calendar()
	weekly.Next = mondays.Next
	for _, test := range []struct {
		name     string
		calendar pipeline.Calendar
		now      time.Time
		day      string
		due      time.Time
	}{
		{"before the schedule", calendar(), kst(14, 7, 14), "2025-10-12", kst(13, 7, 15)},
		{"at the schedule", calendar(), kst(14, 7, 15), "2025-10-13", kst(14, 7, 15)},
		{"a weekly schedule", weekly, kst(18, 12, 0), "2025-10-12", kst(13, 7, 15)},
		{"without a schedule", pipeline.Calendar{Zone: seoul}, kst(14, 0, 0), "2025-10-13", kst(14, 0, 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			if day, due := test.calendar.LastDue(test.now); day.String() != test.day || !due.Equal(test.due) {
				t.Errorf("%s, due at %v; want %s at %v", day, due, test.day, test.due)
			}
		})
	}
}
