package main

import (
	"path/filepath"
	"strings"

	"go.uber.org/zap"

	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/fulltext"
	"dailypapers/fetch/huggingface"
	"dailypapers/fetch/polite"
	"dailypapers/prompts"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

// services are the clients of the services outside. They live as long as the
// program, since the limits that they keep do not end with a run.
type services struct {
	toArxiv, toHuggingFace *polite.Client
	lister                 *huggingface.Client
	metadata               *arxiv.Client
}

// connect makes the clients. It asks nothing.
func (p *program) connect() error {
	return p.connectAs(arxivPolicy(p.cfg.Arxiv), huggingFacePolicy())
}

// connectAs is connect with other manners.
func (p *program) connectAs(toArxiv, toHuggingFace polite.Policy) error {
	var err error
	// One client for all of arXiv: its rule holds over metadata, HTML and PDF.
	s := services{toArxiv: p.client("arxiv", toArxiv), toHuggingFace: p.client("huggingface", toHuggingFace)}
	token, _ := p.env.lookup("HF_TOKEN")
	s.lister, err = huggingface.New(p.log, s.toHuggingFace, huggingface.Options{
		BaseURL: p.cfg.HuggingFace.BaseURL, Token: polite.Secret(token),
	})
	if err != nil {
		return usageError{err}
	}
	s.metadata = arxiv.New(p.log, s.toArxiv, arxiv.Options{
		ExportURL: p.cfg.Arxiv.ExportURL, SiteURL: p.cfg.Arxiv.SiteURL,
	})
	p.services = s
	return nil
}

// loadPrompts loads the prompts.
func (p *program) loadPrompts() (*prompts.Set, error) {
	dir := p.cfg.LLM.PromptsDir
	if dir != "" {
		dir = p.cfg.path(dir)
	}
	set, err := prompts.Load(dir)
	if err != nil {
		return nil, hinted{usageError{err}, "mend the file, or remove it to have the built-in one"}
	}
	if dir == "" {
		return set, nil
	}
	builtIn, err := prompts.Load("")
	if err == nil && builtIn.Hash() == set.Hash() {
		p.log.Warn("llm.prompts_dir changes no prompt; a file of the same name replaces a built-in one", zap.String("folder", dir))
	}
	return set, err
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

// texts returns the source of the papers' texts for one run. The caller closes
// the reader of PDFs.
func (p *program) texts() (*fulltext.Ladder, *fulltext.PDF, error) {
	var pages, engine string
	if p.cache != "" {
		pages = filepath.Join(p.cache, "text")
	}
	if p.cache != "" && !p.frozen { // pdfium's is written to where it lacks something
		engine = filepath.Join(p.cache, "pdfium")
	}
	pdf, err := fulltext.NewPDF(fulltext.PDFOptions{CacheDir: engine})
	if err != nil {
		p.log.Warn("the PDF reader starts slowly: it has no cache", zap.Error(err))
		if pdf, err = fulltext.NewPDF(fulltext.PDFOptions{}); err != nil {
			return nil, nil, err
		}
	}
	return fulltext.New(p.log, p.services.toArxiv, p.services.toHuggingFace, pdf, fulltext.Options{
		SiteURL: p.cfg.Arxiv.SiteURL, HuggingFaceURL: p.cfg.HuggingFace.BaseURL,
		FullText: p.cfg.Arxiv.FullText, CacheDir: pages, ReadOnly: p.frozen,
	}), pdf, nil
}

// newModel returns the model server's client.
func (p *program) newModel() (llm.Model, error) {
	key, _ := p.env.lookup("OPENAI_API_KEY")
	if key = strings.TrimSpace(key); key == "" && needsKey(p.cfg.LLM.BaseURL) {
		return nil, hinted{
			usagef("OPENAI_API_KEY is not set, and %s wants a key", p.cfg.LLM.BaseURL),
			"export OPENAI_API_KEY=…, or look at the prompts with --dry-run, which needs none",
		}
	}
	model, err := llm.New(p.log, p.client("model", modelPolicy(p.cfg.LLM, p.cfg.Serve.Grace)), llm.Options{
		BaseURL: p.cfg.LLM.BaseURL, Key: polite.Secret(key), Model: p.cfg.LLM.Model,
	})
	if err != nil {
		return nil, hinted{usagef("OPENAI_API_KEY: %w", err), "export OPENAI_API_KEY=… with the key alone"}
	}
	return model, nil
}
