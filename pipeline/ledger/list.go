package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// KeepList remembers the papers of a day's list and returns all that were ever
// on it, in the order of their first reading: those that are new follow those
// that were known.
func (l *Ledger) KeepList(ctx context.Context, day string, papers []string) ([]string, error) {
	var order []string
	err := l.atomically(ctx, func(tx *sql.Tx) error {
		if err := writeList(ctx, tx, day, papers); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT paper FROM lists WHERE day = ? ORDER BY position`, day)
		if err != nil {
			return err
		}
		order, err = collect(rows, func(row scanner) (paper string, err error) { return paper, row.Scan(&paper) })
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep the list of %s: %w", day, err)
	}
	return order, nil
}

func writeList(ctx context.Context, tx *sql.Tx, day string, papers []string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO lists (day, position, paper)
		SELECT ?1, (SELECT COUNT(*) FROM lists WHERE day = ?1) + ROW_NUMBER() OVER (ORDER BY first), paper
		FROM (SELECT value AS paper, MIN(key) AS first FROM json_each(?2) GROUP BY value)
		WHERE paper NOT IN (SELECT paper FROM lists WHERE day = ?1)`, day, array(papers))
	return err
}
