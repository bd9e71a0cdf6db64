package ledger

import (
	"context"
	"database/sql"
	"errors"
)

// scanner is a row of a result: *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

func scanDay(row scanner) (Day, error) {
	var d Day
	var started, finished, running, nextTry int64
	err := row.Scan(&d.Day, &d.State, &d.Reason, &d.Attempts, &d.Papers, &d.Summarised, &d.Waiting,
		&d.CostUSD, &d.Input, &d.CachedInput, &d.Output, &started, &finished,
		&d.Withdrawn, &running, &d.Streak, &nextTry, &d.Settled, &d.GivenUp, &d.Try, &d.EditedOnly)
	d.Started, d.Finished = moment(started), moment(finished)
	d.Running, d.NextTry = moment(running), moment(nextTry)
	return d, err
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, scan func(scanner) (T, error)) (all []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// pairs reads a result of two columns, a paper and what is known of it.
func pairs[T any](ctx context.Context, db *sql.DB, query string, args ...any) (map[string]T, error) {
	type pair struct {
		paper string
		value T
	}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	all, err := collect(rows, func(row scanner) (p pair, err error) { return p, row.Scan(&p.paper, &p.value) })
	if err != nil {
		return nil, err
	}
	found := make(map[string]T, len(all))
	for _, p := range all {
		found[p.paper] = p.value
	}
	return found, nil
}
