package witness

import (
	"context"
	"net/http"
	"slices"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/polite"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
)

// WebhookOptions say whom to tell, and what of.
type WebhookOptions struct {
	URL      polite.Secret // empty: nobody
	Calendar pipeline.Calendar
	Now      func() time.Time
}

// Webhook tells of the days of [pipeline.StandingDays] that are in trouble, of each
// trouble once, and when such a day is well again. What was told stands in the
// ledger, written when the message was accepted: a process that is killed between
// the two repeats one message, and none is lost.
//
// A message that was not accepted is sent again by a later Tell, after a pause that
// grows to an hour. It never costs a day anything but the client's patience.
//
// Two processes on one ledger must not tell at the same time. The methods are not
// meant to be called concurrently.
type Webhook struct {
	log     *zap.Logger
	ledger  *ledger.Ledger
	client  *polite.Client
	options WebhookOptions

	faults int       // in a row
	rest   time.Time // nothing is sent before it
	owed   []news    // told, though the ledger could not be told so
}

// NewWebhook returns a webhook. The client must keep the address to itself
// ([polite.Policy.Private]).
func NewWebhook(log *zap.Logger, l *ledger.Ledger, client *polite.Client, options WebhookOptions) *Webhook {
	return &Webhook{log: log, ledger: l, client: client, options: options}
}

// Watch gives the webhook another ledger in place of its own, such as one that was
// made again. What it was told and what it waits for it goes on to know.
func (h *Webhook) Watch(l *ledger.Ledger) { h.ledger = l }

// recovered is the event of a day that was in trouble and is done now. The other
// events are the conditions of a day.
const recovered = "recovered"

// news is an event that nobody was told of yet.
type news struct {
	pipeline.Standing
	event string
}

// Tell tells what there is to tell. Call it where no due day is left to be run:
// one that is about to be run is not missing.
func (h *Webhook) Tell(ctx context.Context) { h.tell(ctx, fetch.Day{}) }

// TellOf tells what there is to tell of one day.
func (h *Webhook) TellOf(ctx context.Context, day fetch.Day) { h.tell(ctx, day) }

// Pending reports whether Tell has something to send now.
func (h *Webhook) Pending(ctx context.Context) bool {
	return h.awake(ctx) && len(h.news(ctx)) > 0
}

func (h *Webhook) awake(ctx context.Context) bool {
	wait := h.rest.Sub(h.options.Now()) // longer than the longest pause where the clock was set back
	return h.options.URL != "" && ctx.Err() == nil && (wait <= 0 || wait > pipeline.MaxPause)
}

func (h *Webhook) tell(ctx context.Context, only fetch.Day) {
	if !h.awake(ctx) {
		return
	}
	for _, n := range h.news(ctx) {
		if !only.IsZero() && n.Day != only {
			continue
		}
		if err := h.send(ctx, n); err != nil {
			if ctx.Err() != nil {
				return
			}
			h.faults++
			pause := pipeline.Pause(h.faults)
			h.rest = h.options.Now().Add(pause)
			h.log.Warn("the webhook was not told; it is tried again", zap.Stringer("day", n.Day),
				zap.String("event", n.event), zap.Error(err), zap.Duration("pause", pause))
			return
		}
		h.faults = 0
		h.log.Info("the webhook was told", zap.Stringer("day", n.Day), zap.String("event", n.event))
		h.owed = append(h.owed, n)
		h.settle(ctx)
	}
}

// news returns what nobody was told of yet, the oldest day first. Where the ledger
// cannot be read there is none; whoever runs days says so.
func (h *Webhook) news(ctx context.Context) []news {
	h.settle(ctx)
	standings, err := h.options.Calendar.Standings(ctx, h.ledger, h.options.Now())
	var told map[string][]string
	if err == nil {
		told, err = h.ledger.Told(ctx, standings[0].Day.String(), standings[len(standings)-1].Day.String())
	}
	if err != nil {
		h.log.Debug("nobody is told of any day", zap.Error(err))
		return nil
	}
	for _, n := range h.owed {
		if day := n.Day.String(); n.event == recovered {
			delete(told, day)
		} else {
			told[day] = append(told[day], n.event)
		}
	}
	var all []news
	for _, s := range standings {
		before := told[s.Day.String()]
		switch event := string(s.Condition); {
		case s.Condition.Trouble() && !slices.Contains(before, event):
			all = append(all, news{s, event})
		case s.Condition.Done() && len(before) > 0:
			all = append(all, news{s, recovered})
		}
	}
	return all
}

// settle writes to the ledger what was told, also if somebody has stopped us since.
// What cannot be written, as on a full disk, is kept in mind.
func (h *Webhook) settle(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	for len(h.owed) > 0 {
		n := h.owed[0]
		if err := h.note(ctx, n); err != nil {
			h.log.Warn("what the webhook was told may be told again", zap.Stringer("day", n.Day), zap.Error(err))
			return
		}
		h.owed = h.owed[1:]
	}
}

func (h *Webhook) note(ctx context.Context, n news) error {
	if n.event == recovered {
		return h.ledger.ForgetTold(ctx, n.Day.String())
	}
	return h.ledger.KeepTold(ctx, n.Day.String(), n.event, h.options.Now())
}

func (h *Webhook) send(ctx context.Context, n news) error {
	body, err := encode(n)
	if err != nil {
		return err
	}
	_, err = h.client.Do(ctx, polite.Request{
		Method: http.MethodPost, URL: h.options.URL.Reveal(), Body: body,
		Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"*/*"}},
	})
	return err
}
