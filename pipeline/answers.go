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
	return a.ledger.KeepAnswer(context.WithoutCancel(ctx), ledgerKey(key),
		ledger.Answer{Body: body, Spend: price(bought), At: bought.At})
}

// Charge remembers what was paid for no answer, as Keep does an answer, and
// returns how often that has happened to the question.
func (a Answers) Charge(ctx context.Context, key summarize.Key, bought summarize.Bought) (int, error) {
	return a.ledger.KeepPurchase(context.WithoutCancel(ctx),
		ledger.Purchase{Paper: key.Paper, Prompt: key.Prompt, Spend: price(bought), At: bought.At})
}

// price returns what was paid for an answer.
func price(b summarize.Bought) ledger.Spend {
	return spend(summarize.Result{Cost: b.Cost, Usage: b.Answer.Usage})
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
