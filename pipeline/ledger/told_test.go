package ledger_test

import (
	"path/filepath"
	"testing"

	"dailypapers/pipeline/ledger"
)

func TestTold(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	must(t, l.KeepTold(ctx, monday, "partial", morning))
	must(t, l.KeepTold(ctx, monday, "failed", morning))
	must(t, l.KeepTold(ctx, monday, "failed", morning)) // the mark of a message that was sent twice
	must(t, l.KeepTold(ctx, tuesday, "missing", morning))
	must(t, l.Close())

	l = open(t, path)
	equal(t, map[string][]string{monday: {"failed", "partial"}, tuesday: {"missing"}}, got(l.Told(ctx, monday, tuesday))(t))
	must(t, l.ForgetTold(ctx, monday))
	equal(t, map[string][]string{tuesday: {"missing"}}, got(l.Told(ctx, monday, tuesday))(t))
	equal(t, map[string][]string{}, got(l.Told(ctx, monday, monday))(t))
}

// A day that is restored was told of by whoever lost the ledger.
func TestRestoredDayWasToldOf(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	must(t, l.FinishDay(ctx, ledger.Day{Day: tuesday, State: "failed"}, nil, nil))
	must(t, l.Restore(ctx, []ledger.Restored{
		{Day: ledger.Day{Day: monday, State: "partial"}, Told: []string{"partial"}},
		{Day: ledger.Day{Day: tuesday, State: "partial"}, Told: []string{"partial"}},
	}))
	equal(t, map[string][]string{monday: {"partial"}}, got(l.Told(ctx, monday, tuesday))(t))
}
