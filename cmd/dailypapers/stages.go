package main

import (
	"path/filepath"

	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/fulltext"
	"dailypapers/fetch/huggingface"
	"dailypapers/fetch/polite"
	"dailypapers/pipeline"
	"dailypapers/prompts"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

// prompts loads the prompts.
func (p *program) prompts() (*prompts.Set, error) {
	dir := p.cfg.LLM.PromptsDir
	if dir != "" {
		dir = p.path(dir)
	}
	set, err := prompts.Load(dir)
	if err != nil {
		return nil, usageError{err}
	}
	return set, nil
}

// question returns how the model is asked.
func (p *program) question() summarize.Options {
	return summarize.Options{
		Model:        p.cfg.LLM.Model,
		Structured:   summarize.Structured(p.cfg.LLM.Structured),
		MaxRepairs:   p.cfg.LLM.MaxRepairs,
		SourceTokens: p.cfg.LLM.SourceTokens,
		Prices: llm.Prices{
			Input: p.cfg.LLM.Prices.Input, CachedInput: p.cfg.LLM.Prices.CachedInput, Output: p.cfg.LLM.Prices.Output,
		},
		Now: p.env.now,
	}
}

// connect makes the pipeline of the stages.
func (p *program) connect(
	summarizer pipeline.Summarizer, publisher pipeline.Publisher, set *prompts.Set, observe func(pipeline.Event),
) error {
	stages, err := p.stages(summarizer, publisher)
	if err != nil {
		return p.closeAfter(err)
	}
	p.pipeline, err = pipeline.New(p.log, p.ledger, stages, pipeline.Options{
		Select: pipeline.Selection{
			Limit: p.cfg.Select.Limit, MinUpvotes: p.cfg.Select.MinUpvotes,
			Include: p.cfg.Select.Include, Exclude: p.cfg.Select.Exclude,
			KeepRepeats: p.cfg.Select.Repeats == "keep",
		},
		Concurrency: p.cfg.LLM.Concurrency,
		Terms:       p.cfg.LLM.Model + " " + set.Hash(),
		Now:         p.env.now,
		Observe:     observe,
	})
	if err != nil {
		return p.closeAfter(usageError{err})
	}
	return nil
}

func (p *program) stages(summarizer pipeline.Summarizer, publisher pipeline.Publisher) (pipeline.Stages, error) {
	token, _ := p.env.lookup("HF_TOKEN")
	toHuggingFace := p.client(huggingFacePolicy())
	lister, err := huggingface.New(p.log, toHuggingFace, huggingface.Options{
		BaseURL: p.cfg.HuggingFace.BaseURL, Token: polite.Secret(token),
	})
	if err != nil {
		return pipeline.Stages{}, usageError{err}
	}
	metadata, texts, err := p.papers(toHuggingFace)
	if err != nil {
		return pipeline.Stages{}, err
	}
	return pipeline.Stages{
		Lister: lister, Metadata: metadata, Texts: texts, Summarizer: summarizer, Publisher: publisher,
	}, nil
}

// papers returns the sources of the papers' metadata and texts. One client
// serves all of arXiv: its rule holds over metadata, HTML and PDF.
func (p *program) papers(toHuggingFace *polite.Client) (*arxiv.Client, *fulltext.Ladder, error) {
	toArxiv := p.client(arxivPolicy(p.cfg.Arxiv))
	metadata, err := arxiv.New(p.log, toArxiv, arxiv.Options{
		ExportURL: p.cfg.Arxiv.ExportURL, SiteURL: p.cfg.Arxiv.SiteURL,
	})
	if err != nil {
		return nil, nil, usageError{err}
	}
	texts, err := p.texts(toArxiv, toHuggingFace)
	return metadata, texts, err
}

// texts returns the source of the papers' texts.
func (p *program) texts(toArxiv, toHuggingFace *polite.Client) (*fulltext.Ladder, error) {
	var pages, engine string
	if p.cache != "" {
		pages, engine = filepath.Join(p.cache, "text"), filepath.Join(p.cache, "pdfium")
	}
	var err error
	if p.pdf, err = fulltext.NewPDF(fulltext.PDFOptions{CacheDir: engine}); err != nil {
		return nil, err
	}
	ladder, err := fulltext.New(p.log, toArxiv, toHuggingFace, p.pdf, fulltext.Options{
		SiteURL: p.cfg.Arxiv.SiteURL, HuggingFaceURL: p.cfg.HuggingFace.BaseURL,
		FullText: p.cfg.Arxiv.FullText, CacheDir: pages,
	})
	if err != nil {
		return nil, usageError{err}
	}
	return ladder, nil
}

// model returns the model server's client.
func (p *program) model() (llm.Model, error) {
	key, _ := p.env.lookup("OPENAI_API_KEY")
	if key == "" && needsKey(p.cfg.LLM.BaseURL) {
		return nil, hinted{
			usagef("OPENAI_API_KEY is not set, and %s wants a key", p.cfg.LLM.BaseURL),
			"export OPENAI_API_KEY=…, or look at the prompts with --dry-run, which needs none",
		}
	}
	model, err := llm.New(p.log, p.client(modelPolicy(p.cfg.LLM)), llm.Options{
		BaseURL: p.cfg.LLM.BaseURL, Key: polite.Secret(key), Model: p.cfg.LLM.Model,
	})
	if err != nil {
		return nil, usageError{err}
	}
	return model, nil
}
