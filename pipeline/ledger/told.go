package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Told returns what was told of the days from one to another, both included: for
// each such day the events, in the order of their names.
func (l *Ledger) Told(ctx context.Context, from, to string) (map[string][]string, error) {
	fault := func(err error) (map[string][]string, error) {
		return nil, fmt.Errorf("find what was told of the days %s to %s: %w", from, to, err)
	}
	rows, err := l.db.QueryContext(ctx, `SELECT day, event FROM told WHERE day BETWEEN ? AND ? ORDER BY day, event`, from, to)
	if err != nil {
		return fault(err)
	}
	type telling struct{ day, event string }
	all, err := collect(rows, func(row scanner) (t telling, err error) { return t, row.Scan(&t.day, &t.event) })
	if err != nil {
		return fault(err)
	}
	told := map[string][]string{}
	for _, t := range all {
		told[t.day] = append(told[t.day], t.event)
	}
	return told, nil
}

// KeepTold remembers that an event of a day was told.
func (l *Ledger) KeepTold(ctx context.Context, day, event string, at time.Time) error {
	err := l.atomically(ctx, func(tx *sql.Tx) error { return keepTold(ctx, tx, day, event, at) })
	if err != nil {
		return fmt.Errorf("keep what was told of the day %s: %w", day, err)
	}
	return nil
}

// ForgetTold forgets all that was told of a day, since it is well again.
func (l *Ledger) ForgetTold(ctx context.Context, day string) error {
	if _, err := l.db.ExecContext(ctx, `DELETE FROM told WHERE day = ?`, day); err != nil {
		return fmt.Errorf("forget what was told of the day %s: %w", day, diskFault(err))
	}
	return nil
}

func keepTold(ctx context.Context, tx *sql.Tx, day, event string, at time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO told (day, event, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		day, event, nanos(at))
	return err
}
