package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/sashabaranov/go-openai"
	"go.uber.org/zap"

	"dailypapers/fetch/polite"
)

// Options say which model to ask, and where.
type Options struct {
	BaseURL string        // an http or https address, up to and without /chat/completions, such as https://api.openai.com/v1
	Key     polite.Secret // empty for a server that wants none
	Model   string
}

// Client asks one model of one OpenAI-compatible server. It implements [Model]
// and is safe for concurrent use.
type Client struct {
	log     *zap.Logger
	server  *polite.Client
	connect func(openai.HTTPDoer) *openai.Client // holds the key, out of package fmt's sight
	model   string

	mu         sync.Mutex
	parameters parameters // that the model has not refused so far
}

// New returns a client that sends through server, whose policy should have
// [Status] and [Retry]. It refuses a key that no header can carry.
func New(log *zap.Logger, server *polite.Client, opts Options) (*Client, error) {
	if !opts.Key.IsToken() {
		return nil, errors.New("the key of the model server holds a space, a line break or another character that no key has")
	}
	connect := func(through openai.HTTPDoer) *openai.Client {
		config := openai.DefaultConfig(opts.Key.Reveal())
		config.BaseURL = opts.BaseURL
		config.HTTPClient = through
		return openai.NewClientWithConfig(config)
	}
	return &Client{
		log:        log,
		server:     server,
		connect:    connect,
		model:      opts.Model,
		parameters: parametersFor(opts.Model),
	}, nil
}

// Complete asks one question, as often as the server's policy allows. It asks
// again at once, and at most twice, where the model turns out to refuse a
// parameter; that is remembered.
//
// Besides this package's sentinels an error can wrap the context's, polite's and
// the network's. With an error too the Answer holds the Usage that the server
// counted, which was paid for, and with ErrTruncated the Content's beginning.
// An answer that counts some is the last: it is not asked again behind the
// caller's back. What the server bills for an attempt and does not say (the network
// broke, the time was up, a 5xx came) is not known here and in no Usage. A 429 is
// not billed.
func (c *Client) Complete(ctx context.Context, question Question) (Answer, error) {
	answer, err := c.complete(ctx, question)
	if err != nil {
		return answer, fmt.Errorf("ask model %s: %w", c.model, err)
	}
	return answer, nil
}

func (c *Client) complete(ctx context.Context, question Question) (Answer, error) {
	if question.Format == FormatSchema && !json.Valid(question.Schema) {
		return Answer{}, errors.New("the question's schema is no JSON")
	}
	var billed Usage // for refusing a parameter
	for {
		used := c.current()
		answer, err := c.ask(ctx, question, used)
		answer.Usage = billed.Add(answer.Usage)
		if f, ok := errors.AsType[*fault](err); ok {
			if left, fewer := used.without(f.unsupported); fewer {
				c.remember(left, f.unsupported)
				billed = answer.Usage
				continue
			}
		}
		return answer, err
	}
}

// ask sends a question once.
func (c *Client) ask(ctx context.Context, question Question, used parameters) (Answer, error) {
	sent := &exchange{server: c.server, temperature: used.temperature, tokens: estimate(question)}
	completion, err := c.connect(sent).CreateChatCompletion(ctx, used.request(c.model, question))
	answer := Answer{Model: cmp.Or(completion.Model, c.model), Usage: usageOf(sent.body)}
	switch {
	case errors.Is(err, openai.ErrChatCompletionInvalidModel):
		return answer, fmt.Errorf("%w that chats; check llm.model", ErrNoModel)
	case err != nil && !readable(err, completion):
		return answer, err
	}
	answer.Content = content(completion)
	return judge(answer, completion.Choices[0])
}

// current returns the parameters that the model has not refused so far.
func (c *Client) current() parameters {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.parameters
}

// remember keeps, for the rest of the run, that the model refuses a parameter.
func (c *Client) remember(left parameters, refused string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if merged := c.parameters.and(left); merged != c.parameters {
		c.parameters = merged
		c.log.Info("the model refuses a parameter, going on without it",
			zap.String("model", c.model), zap.String("parameter", refused))
	}
}
