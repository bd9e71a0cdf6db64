package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Restored is what a day record knows of a day that the ledger has lost.
type Restored struct {
	Day       Day
	List      []string   // papers in the order of their first reading
	Posted    []string   // papers that stand in the post
	Purchases []Purchase // one a paper: all that was paid on it
	Told      []string   // events that were told of it
}

// Lacking returns those of the days that the ledger has no row of, in their order.
func (l *Ledger) Lacking(ctx context.Context, days []string) ([]string, error) {
	rows, err := l.db.QueryContext(ctx, `
		SELECT value FROM json_each(?) WHERE value NOT IN (SELECT day FROM days) ORDER BY key`, array(days))
	if err != nil {
		return nil, fmt.Errorf("look for %d days: %w", len(days), err)
	}
	lacking, err := collect(rows, func(row scanner) (day string, err error) { return day, row.Scan(&day) })
	if err != nil {
		return nil, fmt.Errorf("look for %d days: %w", len(days), err)
	}
	return lacking, nil
}

// Restore writes days that were lost, all in one transaction. A day that the
// ledger knows is left as it is; of a purchase it writes what is more than the
// ledger knows to be paid on that paper.
func (l *Ledger) Restore(ctx context.Context, days []Restored) error {
	return l.atomically(ctx, func(tx *sql.Tx) error {
		for _, r := range days {
			if err := restoreDay(ctx, tx, r); err != nil {
				return fmt.Errorf("restore the day %s: %w", r.Day.Day, err)
			}
		}
		return nil
	})
}

func restoreDay(ctx context.Context, tx *sql.Tx, r Restored) error {
	var known bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM days WHERE day = ?)`, r.Day.Day).Scan(&known)
	if err != nil || known {
		return err
	}
	for _, p := range r.Purchases {
		var paid Spend
		err := tx.QueryRowContext(ctx, `
			SELECT TOTAL(cost_usd), IFNULL(SUM(input), 0), IFNULL(SUM(cached_input), 0), IFNULL(SUM(output), 0)
			FROM purchases WHERE paper = ?`, p.Paper,
		).Scan(&paid.CostUSD, &paid.Input, &paid.CachedInput, &paid.Output)
		if err != nil {
			return err
		}
		if p.Spend = p.Spend.Sub(paid); p.Input+p.Output <= 0 {
			continue
		}
		if err := keepPurchase(ctx, tx, p); err != nil {
			return err
		}
	}
	for _, event := range r.Told {
		if err := keepTold(ctx, tx, r.Day.Day, event, r.Day.Finished); err != nil {
			return err
		}
	}
	return errors.Join(
		writeList(ctx, tx, r.Day.Day, r.List),
		writePosted(ctx, tx, r.Day.Day, r.Posted),
		writeDay(ctx, tx, r.Day),
	)
}
