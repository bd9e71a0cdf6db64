package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dailypapers/pipeline/ledger"
	"dailypapers/summarize"
)

// Answers keeps in the ledger what the summariser buys.
type Answers struct{ ledger *ledger.Ledger }

// NewAnswers returns the answers of a ledger.
func NewAnswers(l *ledger.Ledger) Answers { return Answers{l} }

var _ summarize.Answers = Answers{}

// Find returns the answer that was bought for key, and whether there is one.
func (a Answers) Find(ctx context.Context, key summarize.Key) (summarize.Bought, bool, error) {
	kept, found, err := a.ledger.FindAnswer(ctx, ledgerKey(key))
	if err != nil || !found {
		return summarize.Bought{}, false, err
	}
	var bought summarize.Bought
	if err := json.Unmarshal(kept.Body, &bought); err != nil {
		return summarize.Bought{}, false, fmt.Errorf("ledger: answer on %s: %w", key.Paper, err)
	}
	return bought, true, nil
}

// Keep remembers an answer. It is on disk when Keep returns, even if the
// context ends meanwhile: it was paid for.
func (a Answers) Keep(ctx context.Context, key summarize.Key, bought summarize.Bought) error {
	body, err := json.Marshal(bought)
	if err != nil {
		return fmt.Errorf("ledger: answer on %s: %w", key.Paper, err)
	}
	usage := bought.Answer.Usage
	return a.ledger.KeepAnswer(context.WithoutCancel(ctx), ledgerKey(key), ledger.Answer{
		Body: body,
		Spend: ledger.Spend{
			CostUSD: bought.Cost, Input: usage.Input, CachedInput: usage.CachedInput, Output: usage.Output,
		},
		At: bought.At,
	})
}

// SpentInMonth returns what was paid in the calendar month of now, in now's
// time zone, by all runs, in USD.
func (a Answers) SpentInMonth(ctx context.Context, now time.Time) (float64, error) {
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	spend, err := a.ledger.Spent(ctx, month, month.AddDate(0, 1, 0))
	return spend.CostUSD, err
}

func ledgerKey(key summarize.Key) ledger.Key {
	return ledger.Key{
		Paper:   key.Paper,
		Version: key.Version,
		Model:   key.Model,
		Prompt:  key.Prompt,
		Schema:  key.Schema,
		Round:   key.Round,
	}
}
