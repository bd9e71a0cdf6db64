// Package render turns a day's papers and summaries into a post and back: the
// Markdown that a site shows, and the day record (JSON) that is the truth of
// it. It has no clock and no network. [Site] writes both to disk.
//
// Start at [Post].
package render

import (
	"time"

	"dailypapers/fetch"
	"dailypapers/summarize"
)

// Post is one day's papers with their summaries, in the order of the page. Its
// JSON is the day record; its Markdown is a pure rendering of it.
type Post struct {
	Day     fetch.Day `json:"day"`
	Entries []Entry   `json:"papers"`
	LeftOut []LeftOut `json:"left_out,omitempty"`
	// Edited says that the day's last run has found the post edited by hand and left
	// it alone; Unposted names the papers that came after and so are in the record
	// alone. [Site] sets both, whatever it is given.
	Edited   bool            `json:"edited,omitempty"`
	Unposted []fetch.ArxivID `json:"unposted,omitempty"`
}

// Entry is one paper of the post. A paper without a summary stands at the end
// of the page, under its title alone.
type Entry struct {
	Paper  fetch.Paper      `json:"paper"`
	Text   Text             `json:"text,omitzero"` // zero where none was read
	Result summarize.Result `json:"result"`
	// Added is when the paper came to the day, with a summary or without; zero in
	// older records.
	Added time.Time `json:"added,omitzero"`
	// Latest is what arXiv has of the paper since the summary; zero where that is
	// nothing new.
	Latest Latest `json:"latest,omitzero"`
	// History holds the summaries that stood here before, oldest first. What they
	// have cost is part of Result.Before.
	History []Replaced `json:"history,omitempty"`
}

// Latest is a version of a paper that came out after its summary.
type Latest struct {
	Version int       `json:"version"`
	Since   time.Time `json:"since,omitzero"`
}

// Replaced is a summary that was asked for anew.
type Replaced struct {
	At      time.Time        `json:"replaced_at"`
	Version int              `json:"version,omitempty"` // of the paper, 0 where unknown
	Text    Text             `json:"text,omitzero"`
	Result  summarize.Result `json:"result"`
}

// Text says where the text that a summary rests on came from.
type Text struct {
	ID     fetch.ArxivID  `json:"id,omitzero"` // with its version, where known
	Origin fetch.Origin   `json:"origin"`
	Passed []fetch.Passed `json:"passed,omitempty"`
}

// LeftOut is a paper of the list that the selection left out, and the rule that
// did it, such as "min_upvotes" or "repeats: posted on 2025-10-02".
type LeftOut struct {
	ID    fetch.ArxivID `json:"id"`
	Title string        `json:"title"`
	Rule  string        `json:"rule"`
}
