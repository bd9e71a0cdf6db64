// Package render turns a day's papers and summaries into a post and back: the
// Markdown that a site shows, and the day record (JSON) that is the truth of
// it. It has no clock and no network. [Site] writes both to disk.
//
// Start at [Post].
package render

import (
	"dailypapers/fetch"
	"dailypapers/summarize"
)

// Post is one day's papers with their summaries, in the order of the page. Its
// JSON is the day record; its Markdown is a pure rendering of it.
type Post struct {
	Day     fetch.Day `json:"day"`
	Entries []Entry   `json:"papers"`
	LeftOut []LeftOut `json:"left_out,omitempty"`
}

// Entry is one paper of the post. A paper without a summary stands at the end
// of the page, under its title alone.
type Entry struct {
	Paper  fetch.Paper      `json:"paper"`
	Text   Text             `json:"text,omitzero"` // zero where none was read
	Result summarize.Result `json:"result"`
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
