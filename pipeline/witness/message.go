package witness

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

// maxReason is how many characters of a reason are told. Discord takes 2,000 for
// the whole message
// (https://discord.com/developers/docs/resources/webhook#execute-webhook).
const maxReason = 500

// message is what a webhook is told: Slack, Mattermost and their like read text,
// Discord reads content, and each passes over what it does not know. Programs
// read dailypapers.
type message struct {
	Text            string          `json:"text"`
	Content         string          `json:"content"`
	Markdown        bool            `json:"mrkdwn"` // Slack: the text is no markup
	AllowedMentions allowedMentions `json:"allowed_mentions"`
	Facts           facts           `json:"dailypapers"`
}

// allowedMentions are those that Discord makes of a text: none.
type allowedMentions struct {
	Parse []string `json:"parse"`
}

// facts are the same for programs.
type facts struct {
	Event      string    `json:"event"` // failed, partial, given_up, missing or recovered
	Day        string    `json:"day"`
	State      string    `json:"state"`
	Reason     string    `json:"reason,omitempty"`
	Try        string    `json:"try,omitempty"` // what to do
	Papers     int       `json:"papers"`
	Summarised int       `json:"summarised"`
	Waiting    int       `json:"waiting"`
	Attempts   int       `json:"attempts"`
	NextTry    time.Time `json:"next_try,omitzero"`
}

// encode returns the message of an event.
func encode(n news) ([]byte, error) {
	f := facts{
		Event: n.event, Day: n.Day.String(), State: string(n.Condition),
		Papers: n.Row.Papers, Summarised: n.Row.Summarised, Waiting: n.Row.Waiting,
		Attempts: n.Row.Attempts, NextTry: n.Row.NextTry,
	}
	if n.event != recovered {
		f.Reason, f.Try = oneLine(n.Because()), oneLine(n.Advice())
	}
	head := "dailypapers, " + f.Day + ": " + headline(n)
	m := message{Text: head, Content: head, AllowedMentions: allowedMentions{Parse: []string{}}, Facts: f}
	if f.Reason != "" {
		m.Text += "\nWhy: " + plain(f.Reason)
		m.Content += "\nWhy: " + verbatim(f.Reason)
	}
	if f.Try != "" {
		m.Text += "\nTo do: " + plain(f.Try)
		m.Content += "\nTo do: " + noMention(f.Try)
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(m); err != nil {
		return nil, fmt.Errorf("message on the day %s: %w", f.Day, err)
	}
	return body.Bytes(), nil
}

// headline says what has happened, in words of ours.
func headline(n news) string {
	if n.event == recovered {
		if n.Condition == pipeline.IsEmpty {
			return "well again. There was nothing to post."
		}
		return fmt.Sprintf("well again. %d papers are posted.", n.Row.Papers)
	}
	switch n.Condition {
	case pipeline.IsPartial:
		return fmt.Sprintf("partial. %d of %d papers are posted with their summary.", n.Row.Summarised, n.Row.Papers)
	case pipeline.IsGivenUp:
		return "given up. It has left the lookback unfinished."
	case pipeline.IsMissing:
		return "missing. It should be done, and is not."
	}
	return "failed. There is no post."
}

// oneLine makes one line of a reason, of bounded length, without what a terminal
// or a chat could take for more than a character.
func oneLine(reason string) string {
	reason = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar: // marks of direction, joiners
			return -1
		}
		return r
	}, reason)
	return fetch.Cut(strings.Join(strings.Fields(reason), " "), maxReason)
}

// noMention parts an @ from the name that follows it, which no chat takes for a
// mention then.
func noMention(text string) string { return strings.ReplaceAll(text, "@", "@\u200b") }

// plain escapes what Slack gives a meaning in a text without markup: links,
// channels and mentions stand in angle brackets there
// (https://docs.slack.dev/messaging/formatting-message-text).
func plain(reason string) string {
	return noMention(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(reason))
}

// verbatim puts a reason into Discord's code, where nothing has a meaning but the
// backtick that ends it.
func verbatim(reason string) string {
	return "`" + noMention(cmp.Or(strings.ReplaceAll(reason, "`", "'"), "-")) + "`"
}
