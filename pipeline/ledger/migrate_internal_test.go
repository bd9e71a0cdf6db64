package ledger

import (
	"bytes"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A ledger of the first version, filled, becomes one of the newest, and nothing
// in it is lost.
func TestMigrateTheFirstVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	first(t, path)
	l, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, at := t.Context(), time.Unix(0, 1_759_734_900_000_000_000).UTC()
	spend := Spend{CostUSD: 0.5, Input: 2000, CachedInput: 500, Output: 300}

	answer, found, err := l.FindAnswer(ctx, Key{
		Paper: "2510.90001", Version: 2, Model: "small", Prompt: "p", Schema: "s", Round: 1,
	})
	check(t, err, true, found)
	check(t, nil, Answer{Body: []byte(`{"answer": 1}`), Spend: spend, At: at}, answer)
	spent, err := l.Spent(ctx, time.Time{}, time.Time{})
	check(t, err, spend, spent)
	days, err := l.Days(ctx, "2025-10-01", "2025-10-31")
	check(t, err, []Day{
		{
			Day: "2025-10-06", State: "partial", Reason: "1 paper waits", Attempts: 3, Papers: 2, Summarised: 1, Waiting: 1,
			Spend: spend, Started: at, Finished: at.Add(time.Minute),
		},
		{Day: "2025-10-07", State: "empty", Reason: "the list has no papers", Attempts: 1, Started: at, Finished: at},
		{Day: "2025-10-08", State: "partial", Reason: edited, Attempts: 1, Papers: 1, Summarised: 1, Started: at, Finished: at, EditedOnly: true},
		{
			Day: "2025-10-09", State: "partial", Reason: "1 paper waits; " + edited, Attempts: 1, Papers: 2, Summarised: 1, Waiting: 1,
			Started: at, Finished: at,
		},
	}, days)
	order, err := l.KeepList(ctx, "2025-10-06", []string{"2510.90003", "2510.90001"})
	check(t, err, []string{"2510.90002", "2510.90001", "2510.90003"}, order)
	posted, err := l.PostedOn(ctx, []string{"2510.90001", "2510.90003"}, "")
	check(t, err, map[string]string{"2510.90001": "2025-10-06"}, posted)
	rounds, err := l.EndedRounds(ctx, []string{"2510.90002"}, "small terms")
	check(t, err, map[string]int{"2510.90002": 2}, rounds)

	days[0].State, days[0].NextTry, days[0].Settled = "complete", at.Add(time.Hour), true
	check(t, l.FinishDay(ctx, days[0], []string{"2510.90001"}, nil), true, true)
	day, found, err := l.FindDay(ctx, "2025-10-06")
	check(t, err, true, found)
	days[0].Attempts = 4
	check(t, nil, days[0], day)
}

// A ledger of the first version is looked at as one of the newest, and stays what
// it is.
func TestOverlayOfTheFirstVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	first(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := OpenOverlay(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	day, found, err := l.FindDay(t.Context(), "2025-10-06")
	check(t, err, true, found && !day.Settled && day.Papers == 2)
	spent, err := l.Spent(t.Context(), time.Time{}, time.Time{})
	check(t, err, 0.5, spent.CostUSD)
	after, err := os.ReadFile(path)
	check(t, err, true, bytes.Equal(before, after))
}

func check(t *testing.T, err error, want, got any) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// edited is the reason that an older program gave for a day that nothing but an
// edited post keeps from being complete.
const edited = "the post was edited by hand and is left as it is; --force writes over it"

// first makes a ledger as the first version of the program did, with goose's note
// that its migration was applied, and fills each table.
func first(t *testing.T, path string) {
	t.Helper()
	schema, err := migrations.ReadFile("migrations/00001_ledger.sql")
	if err != nil {
		t.Fatal(err)
	}
	up, _, _ := strings.Cut(string(schema), "-- +goose Down")
	db, err := sql.Open("sqlite", dsn(path, url.Values{}))
	if err != nil {
		t.Fatal(err)
	}
	const at = "1759734900000000000"
	for _, statement := range []string{
		`CREATE TABLE goose_db_version (
			id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL,
			tstamp TIMESTAMP DEFAULT (datetime('now')))`,
		`INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1)`,
		up,
		`INSERT INTO answers VALUES ('2510.90001', 2, 'small', 'p', 's', 1, CAST('{"answer": 1}' AS BLOB), 0.5, 2000, 500, 300, ` + at + `)`,
		`INSERT INTO purchases VALUES ('2510.90001', 'p', ` + at + `, 0.5, 2000, 500, 300)`,
		`INSERT INTO lists VALUES ('2025-10-06', 1, '2510.90002'), ('2025-10-06', 2, '2510.90001')`,
		`INSERT INTO days VALUES
			('2025-10-06', 'partial', '1 paper waits', 3, 2, 1, 1, 0.5, 2000, 500, 300, ` + at + `, ` + at + ` + 60000000000),
			('2025-10-07', 'empty', 'the list has no papers', 1, 0, 0, 0, 0, 0, 0, 0, ` + at + `, ` + at + `),
			('2025-10-08', 'partial', '` + edited + `', 1, 1, 1, 0, 0, 0, 0, 0, ` + at + `, ` + at + `),
			('2025-10-09', 'partial', '1 paper waits; ` + edited + `', 1, 2, 1, 1, 0, 0, 0, 0, ` + at + `, ` + at + `)`,
		`INSERT INTO posted VALUES ('2025-10-06', '2510.90001')`,
		`INSERT INTO rounds VALUES ('2510.90002', 'small terms', 2)`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
