package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"dailypapers/pipeline"
	"dailypapers/pipeline/sample"
)

// A day whose runs go on dying, each before it could say anything, is begun again
// only after a pause that grows, however soon the process is back.
func TestServeThatGoesOnDying(t *testing.T) {
	const deaths = 9
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_LOOKBACK_DAYS", "1")
		w.begin = october(15, 7, 15)
		var died time.Time
		for n := range deaths {
			began := w.dieAsking(fmt.Sprintf("%s.%d", w.site, n))
			if pause, least := began.Sub(died), pipeline.Pause(n); n > 0 && (pause < least || pause > least+2*time.Minute) {
				t.Errorf("after %d deaths it was begun again after %v, want %v", n, pause, least)
			}
			died = began
		}
	}, append(week(), sample.WithFault(sample.Always(sample.List, sample.Hang())))...)
}

// dieAsking serves until a list is asked for, and kills the process while nothing
// answers: the world goes on with what it leaves, at another place. It returns
// when the list was asked for.
func (w *world) dieAsking(next string) time.Time {
	w.t.Helper()
	dead, before := *w, w.upstream.Count(sample.List)
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan ran)
	go func() { ended <- dead.runUntil(ctx, "serve") }()
	for limit := time.Now().Add(3 * pipeline.MaxPause); w.upstream.Count(sample.List) == before; time.Sleep(time.Second) {
		if time.Now().After(limit) {
			w.t.Fatalf("no list was asked for in %v", 3*pipeline.MaxPause)
		}
	}
	asked := time.Now()
	if err := rescue(w.site, next); err != nil {
		w.t.Fatal(err)
	}
	w.site = next
	cancel()
	<-ended
	return asked
}
