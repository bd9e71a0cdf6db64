package main

import (
	"time"

	"dailypapers/fetch/polite"
)

// Config is the whole configuration. Its keys, their defaults and their meaning
// stand in config.yaml; a test holds the two equal.
type Config struct {
	Timezone     string `yaml:"timezone"`
	Schedule     string `yaml:"schedule"`
	LookbackDays int    `yaml:"lookback_days"`
	Site         string `yaml:"site"`

	HuggingFace HuggingFaceConfig `yaml:"huggingface"`
	Arxiv       ArxivConfig       `yaml:"arxiv"`
	Select      SelectConfig      `yaml:"select"`
	LLM         LLMConfig         `yaml:"llm"`
	Post        PostConfig        `yaml:"post"`
	State       StateConfig       `yaml:"state"`
	Serve       ServeConfig       `yaml:"serve"`
	Notify      NotifyConfig      `yaml:"notify"`
}

// HuggingFaceConfig says where the day's list is read.
type HuggingFaceConfig struct {
	BaseURL string `yaml:"base_url"`
}

// ArxivConfig says where and how arXiv is read.
type ArxivConfig struct {
	ExportURL   string        `yaml:"export_url"`
	SiteURL     string        `yaml:"site_url"`
	MinInterval time.Duration `yaml:"min_interval"`
	FullText    bool          `yaml:"full_text"`
	Contact     string        `yaml:"contact"`
}

// SelectConfig says which papers of a list are posted.
type SelectConfig struct {
	Limit      int      `yaml:"limit"`
	MinUpvotes int      `yaml:"min_upvotes"`
	Include    []string `yaml:"include"`
	Exclude    []string `yaml:"exclude"`
	Repeats    string   `yaml:"repeats"`
}

// LLMConfig says which model is asked, how, and for how much.
type LLMConfig struct {
	BaseURL           string        `yaml:"base_url"`
	Model             string        `yaml:"model"`
	Structured        string        `yaml:"structured"`
	Concurrency       int           `yaml:"concurrency"`
	RequestsPerMinute int           `yaml:"requests_per_minute"`
	TokensPerMinute   int           `yaml:"tokens_per_minute"`
	Timeout           time.Duration `yaml:"timeout"`
	MaxRepairs        int           `yaml:"max_repairs"`
	SourceTokens      int           `yaml:"source_tokens"`
	PromptsDir        string        `yaml:"prompts_dir"`
	Prices            PricesConfig  `yaml:"prices"`
	Budget            BudgetConfig  `yaml:"budget"`
}

// PricesConfig is in USD per million tokens.
type PricesConfig struct {
	Input       float64 `yaml:"input"`
	CachedInput float64 `yaml:"cached_input"`
	Output      float64 `yaml:"output"`
}

// BudgetConfig is in USD; 0 means no cap.
type BudgetConfig struct {
	Run   float64 `yaml:"run"`
	Month float64 `yaml:"month"`
}

// PostConfig says where a post goes and how it looks.
type PostConfig struct {
	Dir              string   `yaml:"dir"`
	DataDir          string   `yaml:"data_dir"`
	Slug             string   `yaml:"slug"`
	Title            string   `yaml:"title"`
	Time             string   `yaml:"time"`
	Layout           string   `yaml:"layout"`
	Tags             []string `yaml:"tags"`
	Categories       []string `yaml:"categories"`
	AlphaxivLanguage string   `yaml:"alphaxiv_language"`
	Flavor           string   `yaml:"flavor"`
	Math             string   `yaml:"math"`
	Template         string   `yaml:"template"`
	Feeds            bool     `yaml:"feeds"`
	URL              string   `yaml:"url"`
	Permalink        string   `yaml:"permalink"`
}

// StateConfig says where the ledger and the caches are.
type StateConfig struct {
	Dir string `yaml:"dir"`
}

// ServeConfig is for the schedule. Nothing listens where Listen is empty.
type ServeConfig struct {
	Listen string        `yaml:"listen"`
	Grace  time.Duration `yaml:"grace"`
}

// NotifyConfig says who is told of a day that is not well. A webhook's address
// holds its key.
type NotifyConfig struct {
	WebhookURL polite.Secret `yaml:"webhook_url"`
}

// defaultConfig returns the configuration of an empty file. The prices are
// OpenAI's for gpt-4.1-mini (https://platform.openai.com/docs/pricing).
func defaultConfig() Config {
	return Config{
		Timezone:     "Asia/Seoul",
		Schedule:     "15 7 * * *",
		LookbackDays: 3,
		Site:         ".",
		HuggingFace:  HuggingFaceConfig{BaseURL: "https://huggingface.co"},
		Arxiv: ArxivConfig{
			ExportURL:   "https://export.arxiv.org",
			SiteURL:     "https://arxiv.org",
			MinInterval: 3 * time.Second,
			FullText:    true,
		},
		Select: SelectConfig{Include: []string{}, Exclude: []string{}, Repeats: "skip"},
		LLM: LLMConfig{
			BaseURL:      "https://api.openai.com/v1",
			Model:        "gpt-4.1-mini",
			Structured:   "auto",
			Concurrency:  8,
			Timeout:      2 * time.Minute,
			MaxRepairs:   2,
			SourceTokens: 12000,
			Prices:       PricesConfig{Input: 0.40, CachedInput: 0.10, Output: 1.60},
		},
		Post: PostConfig{
			Dir:              "_posts",
			DataDir:          "_data/daily_papers",
			Slug:             "daily-papers",
			Title:            "Daily Papers — {date}",
			Time:             "08:15:00",
			Layout:           "post",
			Tags:             []string{"papers", "hugginface"},
			Categories:       []string{},
			AlphaxivLanguage: "ko",
			Flavor:           "jekyll",
			Math:             "keep",
		},
		State: StateConfig{Dir: ".dailypapers"},
		Serve: ServeConfig{Listen: "127.0.0.1:8080", Grace: 20 * time.Second},
	}
}
