package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Day is the row of one day: how its last run ended.
type Day struct {
	Day      string // 2025-10-06
	State    string
	Reason   string // why it is not complete, and what else is to be known of it
	Try      string // what to do about that; empty where its last run did not know
	Attempts int    // runs that ended in a state, counted by FinishDay

	Papers     int // in the post
	Summarised int
	Waiting    int
	Withdrawn  int // since they were listed
	Spend          // all that was paid on the papers of the post, whenever that was

	Started, Finished time.Time // of the last run that ended
	Running           time.Time // since when a run is under way, or was when it died; else zero
	Streak            int       // runs in a row that began and did not end well
	NextTry           time.Time // not due before it; zero where nobody has said
	Settled           bool      // closed: not due again
	GivenUp           bool      // has left the lookback unfinished
	EditedOnly        bool      // nothing is lacking but that a person has edited the post
}

// Rounds says how many rounds of conversations about a paper have ended, so that
// the next one is another (see Key).
type Rounds struct {
	Paper string
	Terms string // what they are counted under: model, prompts, schema, or who wanted them
	Ended int
}

const dayColumns = `day, state, reason, attempts, papers, summarised, waiting,
	cost_usd, input, cached_input, output, started, finished,
	withdrawn, running, streak, next_try, settled, given_up, try, edited_only`

const (
	daysQuery      = `SELECT ` + dayColumns + ` FROM days WHERE day BETWEEN ? AND ? ORDER BY day`
	firstDaysQuery = `SELECT IFNULL(MIN(day), ''), IFNULL(MIN(CASE WHEN scheduled THEN day END), '') FROM days`
)

// FindDay returns the row of a day, and whether it has one.
func (l *Ledger) FindDay(ctx context.Context, day string) (Day, bool, error) {
	d, err := scanDay(l.db.QueryRowContext(ctx, `SELECT `+dayColumns+` FROM days WHERE day = ?`, day))
	if errors.Is(err, sql.ErrNoRows) {
		return Day{}, false, nil
	}
	if err != nil {
		return Day{}, false, fmt.Errorf("find the day %s: %w", day, err)
	}
	return d, true, nil
}

// Days returns the rows of the days from one to another, both included, oldest
// first. Days that were never run have none.
func (l *Ledger) Days(ctx context.Context, from, to string) ([]Day, error) {
	rows, err := l.days.QueryContext(ctx, from, to)
	if err != nil {
		return nil, fmt.Errorf("find the days %s to %s: %w", from, to, err)
	}
	days, err := collect(rows, scanDay)
	if err != nil {
		return nil, fmt.Errorf("find the days %s to %s: %w", from, to, err)
	}
	return days, nil
}

// FirstDays returns the first day that has a row and the first whose row the
// schedule has begun (see BeginDay), each "" where there is none.
func (l *Ledger) FirstDays(ctx context.Context) (known, scheduled string, err error) {
	err = l.firstDays.QueryRowContext(ctx).Scan(&known, &scheduled)
	if err != nil {
		return "", "", fmt.Errorf("find the first day: %w", err)
	}
	return known, scheduled, nil
}

// BeginDay notes that a run of a day begins at a moment. Should the run die, the
// day is due again from next on, be it settled; where next is zero, a settled day
// stays so. Each run that began lengthens the streak until one is finished. A day without a row gets one in the given state, and with it
// goes for good whether it was the schedule that ran the day first.
func (l *Ledger) BeginDay(ctx context.Context, day, state string, at, next time.Time, scheduled bool) error {
	_, err := l.db.ExecContext(ctx, `
		INSERT INTO days (`+dayColumns+`, scheduled)
		VALUES (?1, ?2, '', 0, 0, 0, 0, 0, 0, 0, 0, ?3, 0, 0, ?3, 1, ?4, 0, 0, '', 0, ?5)
		ON CONFLICT (day) DO UPDATE SET
			running = excluded.running, streak = streak + 1, next_try = excluded.next_try,
			settled = settled AND excluded.next_try = 0`,
		day, state, nanos(at), nanos(next), scheduled)
	if err != nil {
		return fmt.Errorf("begin the day %s: %w", day, diskFault(err))
	}
	return nil
}

// BreakDay notes that a run of a day was broken off: of d it writes State,
// Reason, Try, Attempts, Finished, Streak, NextTry, GivenUp, Settled and
// EditedOnly. What is known of the post stays. A day without a state is forgotten.
func (l *Ledger) BreakDay(ctx context.Context, d Day) error {
	err := l.atomically(ctx, func(tx *sql.Tx) error {
		if d.State == "" {
			_, err := tx.ExecContext(ctx, `DELETE FROM days WHERE day = ?`, d.Day)
			return err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE days SET state = ?, reason = ?, try = ?, attempts = ?, finished = ?, streak = ?, next_try = ?,
				given_up = ?, settled = ?, edited_only = ?, running = 0 WHERE day = ?`,
			d.State, d.Reason, d.Try, d.Attempts, nanos(d.Finished), d.Streak, nanos(d.NextTry),
			d.GivenUp, d.Settled, d.EditedOnly, d.Day)
		return err
	})
	if err != nil {
		return fmt.Errorf("break off the day %s: %w", d.Day, err)
	}
	return nil
}

// FinishDay writes how a run of a day ended, in one transaction: its row, where
// Attempts counts on by itself and nothing is Running; the papers that stand in
// its post, in place of those written before; and the rounds that have ended. A
// run calls it last, when the post is on disk.
func (l *Ledger) FinishDay(ctx context.Context, d Day, posted []string, ended []Rounds) error {
	err := l.atomically(ctx, func(tx *sql.Tx) error {
		return errors.Join(
			writeDay(ctx, tx, d),
			writePosted(ctx, tx, d.Day, posted),
			writeRounds(ctx, tx, ended),
		)
	})
	if err != nil {
		return fmt.Errorf("finish the day %s: %w", d.Day, err)
	}
	return nil
}

func writeDay(ctx context.Context, tx *sql.Tx, d Day) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO days (`+dayColumns+`) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (day) DO UPDATE SET attempts = attempts + 1,
			state = excluded.state, reason = excluded.reason,
			papers = excluded.papers, summarised = excluded.summarised, waiting = excluded.waiting,
			cost_usd = excluded.cost_usd, input = excluded.input,
			cached_input = excluded.cached_input, output = excluded.output,
			started = excluded.started, finished = excluded.finished,
			withdrawn = excluded.withdrawn, running = 0, streak = excluded.streak,
			next_try = excluded.next_try, settled = excluded.settled, given_up = excluded.given_up, try = excluded.try,
			edited_only = excluded.edited_only`,
		d.Day, d.State, d.Reason, d.Papers, d.Summarised, d.Waiting,
		d.CostUSD, d.Input, d.CachedInput, d.Output, nanos(d.Started), nanos(d.Finished),
		d.Withdrawn, d.Streak, nanos(d.NextTry), d.Settled, d.GivenUp, d.Try, d.EditedOnly)
	return err
}

func writePosted(ctx context.Context, tx *sql.Tx, day string, papers []string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM posted WHERE day = ?`, day); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO posted (day, paper) SELECT DISTINCT ?, value FROM json_each(?)`,
		day, array(papers))
	return err
}

func writeRounds(ctx context.Context, tx *sql.Tx, rounds []Rounds) error {
	for _, r := range rounds {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO rounds (paper, terms, ended) VALUES (?, ?, ?)
			ON CONFLICT (paper, terms) DO UPDATE SET ended = MAX(ended, excluded.ended)`,
			r.Paper, r.Terms, r.Ended); err != nil {
			return err
		}
	}
	return nil
}

// PostedOn returns for each of the papers that stands in the post of a day
// other than except the earliest such day.
func (l *Ledger) PostedOn(ctx context.Context, papers []string, except string) (map[string]string, error) {
	days, err := pairs[string](ctx, l.db, `
		SELECT paper, MIN(day) FROM posted
		WHERE paper IN (SELECT value FROM json_each(?)) AND day <> ? GROUP BY paper`, array(papers), except)
	if err != nil {
		return nil, fmt.Errorf("find where %d papers were posted: %w", len(papers), err)
	}
	return days, nil
}

// EndedRounds returns for each of the papers how many rounds about it have ended
// under these terms; papers with none are missing.
func (l *Ledger) EndedRounds(ctx context.Context, papers []string, terms string) (map[string]int, error) {
	ended, err := pairs[int](ctx, l.db, `
		SELECT paper, ended FROM rounds
		WHERE paper IN (SELECT value FROM json_each(?)) AND terms = ?`, array(papers), terms)
	if err != nil {
		return nil, fmt.Errorf("find the rounds of %d papers: %w", len(papers), err)
	}
	return ended, nil
}
