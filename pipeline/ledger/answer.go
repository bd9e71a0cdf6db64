package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Key names an answer: what was asked, of whom, about which paper.
type Key struct {
	Paper   string
	Version int // of the paper, 0 where unknown
	Model   string
	Prompt  string // hash of the question
	Schema  string // hash of the answer's schema
	Round   int    // which conversation about the paper, from 0
}

// Answer is an answer that was paid for.
type Answer struct {
	Body []byte // as the caller encodes it
	Spend
	At time.Time // when it was bought
}

// Spend is what answers cost. Money is a float64 of USD: a run sums some
// hundred amounts of a ten-thousandth each, far within its precision.
type Spend struct {
	CostUSD                    float64
	Input, CachedInput, Output int // tokens; CachedInput is part of Input
}

// Add returns the sum of both.
func (s Spend) Add(other Spend) Spend {
	return Spend{
		CostUSD:     s.CostUSD + other.CostUSD,
		Input:       s.Input + other.Input,
		CachedInput: s.CachedInput + other.CachedInput,
		Output:      s.Output + other.Output,
	}
}

// Sub returns s less other.
func (s Spend) Sub(other Spend) Spend {
	return Spend{
		CostUSD:     s.CostUSD - other.CostUSD,
		Input:       s.Input - other.Input,
		CachedInput: s.CachedInput - other.CachedInput,
		Output:      s.Output - other.Output,
	}
}

// FindAnswer returns the answer that was bought under key, and whether there is
// one. A version that is unknown, in key or when the answer was bought, is any:
// where the question is the same, so was the text. An answer of the very version
// comes first, then the newest.
func (l *Ledger) FindAnswer(ctx context.Context, key Key) (Answer, bool, error) {
	var a Answer
	var at int64
	err := l.db.QueryRowContext(ctx, `
		SELECT body, cost_usd, input, cached_input, output, at FROM answers
		WHERE paper = ?1 AND (version IN (?2, 0) OR ?2 = 0) AND model = ?3 AND prompt = ?4 AND schema = ?5 AND round = ?6
		ORDER BY version = ?2 DESC, version DESC LIMIT 1`,
		key.Paper, key.Version, key.Model, key.Prompt, key.Schema, key.Round,
	).Scan(&a.Body, &a.CostUSD, &a.Input, &a.CachedInput, &a.Output, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return Answer{}, false, nil
	}
	if err != nil {
		return Answer{}, false, fmt.Errorf("find the answer on %s: %w", key.Paper, err)
	}
	a.At = moment(at)
	return a, true, nil
}

// KeepAnswer stores an answer under key. It is on disk when KeepAnswer returns.
// An answer that comes second under its key is not stored, but it was paid for
// and counts in [Ledger.Spent], unless it was bought at the very same moment:
// then it is the first one, kept again.
func (l *Ledger) KeepAnswer(ctx context.Context, key Key, a Answer) error {
	err := l.atomically(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO answers (paper, version, model, prompt, schema, round,
				body, cost_usd, input, cached_input, output, at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			key.Paper, key.Version, key.Model, key.Prompt, key.Schema, key.Round,
			a.Body, a.CostUSD, a.Input, a.CachedInput, a.Output, nanos(a.At)); err != nil {
			return err
		}
		return keepPurchase(ctx, tx, Purchase{Paper: key.Paper, Prompt: key.Prompt, Spend: a.Spend, At: a.At})
	})
	if err != nil {
		return fmt.Errorf("keep the answer on %s: %w", key.Paper, err)
	}
	return nil
}

// Purchase is what was paid for answers to one question.
type Purchase struct {
	Paper  string
	Prompt string
	Spend
	At time.Time
}

// KeepPurchase stores what was paid though no answer has come. It is on disk when
// KeepPurchase returns how many purchases of the question, this one included, have
// brought no answer that is stored.
func (l *Ledger) KeepPurchase(ctx context.Context, p Purchase) (lost int, err error) {
	err = l.atomically(ctx, func(tx *sql.Tx) error {
		if err := keepPurchase(ctx, tx, p); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `
			SELECT (SELECT COUNT(*) FROM purchases WHERE paper = ?1 AND prompt = ?2)
				- (SELECT COUNT(*) FROM answers WHERE paper = ?1 AND prompt = ?2)`, p.Paper, p.Prompt).Scan(&lost)
	})
	if err != nil {
		return 0, fmt.Errorf("keep what was paid on %s: %w", p.Paper, err)
	}
	return lost, nil
}

func keepPurchase(ctx context.Context, tx *sql.Tx, p Purchase) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO purchases (paper, prompt, at, cost_usd, input, cached_input, output)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.Paper, p.Prompt, nanos(p.At), p.CostUSD, p.Input, p.CachedInput, p.Output)
	return err
}

// Spent returns what was paid for answers from the moment from until before the
// moment to. A zero time leaves its side open.
func (l *Ledger) Spent(ctx context.Context, from, to time.Time) (Spend, error) {
	var s Spend
	err := l.db.QueryRowContext(ctx, `
		SELECT TOTAL(cost_usd), IFNULL(SUM(input), 0), IFNULL(SUM(cached_input), 0), IFNULL(SUM(output), 0)
		FROM purchases WHERE at >= ?1 AND (?2 = 0 OR at < ?2)`, nanos(from), nanos(to),
	).Scan(&s.CostUSD, &s.Input, &s.CachedInput, &s.Output)
	if err != nil {
		return Spend{}, fmt.Errorf("sum what was spent: %w", err)
	}
	return s, nil
}

// SpentOn returns what was paid for answers about each of the papers, by all runs;
// papers on which nothing was spent are missing.
func (l *Ledger) SpentOn(ctx context.Context, papers []string) (map[string]Spend, error) {
	spent, err := l.spentOn(ctx, papers)
	if err != nil {
		return nil, fmt.Errorf("sum what was spent on %d papers: %w", len(papers), err)
	}
	return spent, nil
}

func (l *Ledger) spentOn(ctx context.Context, papers []string) (map[string]Spend, error) {
	type sum struct {
		paper string
		Spend
	}
	rows, err := l.db.QueryContext(ctx, `
		SELECT paper, TOTAL(cost_usd), SUM(input), SUM(cached_input), SUM(output) FROM purchases
		WHERE paper IN (SELECT value FROM json_each(?)) GROUP BY paper`, array(papers))
	if err != nil {
		return nil, err
	}
	sums, err := collect(rows, func(row scanner) (s sum, err error) {
		return s, row.Scan(&s.paper, &s.CostUSD, &s.Input, &s.CachedInput, &s.Output)
	})
	if err != nil {
		return nil, err
	}
	spent := make(map[string]Spend, len(sums))
	for _, s := range sums {
		spent[s.paper] = s.Spend
	}
	return spent, nil
}
