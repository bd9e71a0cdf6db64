package render

import (
	"bytes"
	"encoding/json"
	"time"
)

// feedLanguage is the language of all summaries.
const feedLanguage = "ko"

// The JSON Feed format, version 1.1 (https://www.jsonfeed.org/version/1.1/).
type (
	jsonFeed struct {
		Version  string           `json:"version"`
		Title    string           `json:"title"`
		Home     string           `json:"home_page_url"`
		Self     string           `json:"feed_url"`
		Comment  string           `json:"user_comment"`
		Language string           `json:"language"`
		Authors  []jsonFeedAuthor `json:"authors"`
		Items    []jsonFeedItem   `json:"items"`
	}
	jsonFeedAuthor struct {
		Name string `json:"name"`
	}
	jsonFeedItem struct {
		ID        string   `json:"id"`
		URL       string   `json:"url,omitempty"`
		Title     string   `json:"title"`
		HTML      string   `json:"content_html"`
		Published string   `json:"date_published"`
		Modified  string   `json:"date_modified"`
		Tags      []string `json:"tags,omitempty"`
	}
)

const jsonFeedMark = "Written by dailypapers."

func encodeJSONFeed(f feed) ([]byte, error) {
	told := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.title, Home: f.site + "/", Self: f.site + "/" + f.slug + ".json",
		Comment: jsonFeedMark, Language: feedLanguage, Authors: []jsonFeedAuthor{{f.author}},
	}
	for _, item := range f.items {
		told.Items = append(told.Items, jsonFeedItem{
			ID: item.id, URL: item.link, Title: item.title, HTML: item.html, Tags: item.tags,
			Published: item.published.Format(time.RFC3339), Modified: item.updated.Format(time.RFC3339),
		})
	}
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(told)
	return buf.Bytes(), err
}
