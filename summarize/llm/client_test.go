package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch/polite"
	"dailypapers/summarize/llm"
)

func TestNew(t *testing.T) {
	good := llm.Options{BaseURL: "https://model.test/v1", Model: "invented-small", Key: key}
	for name, test := range map[string]struct {
		change func(*llm.Options)
		want   string // of the error, empty for none
	}{
		"good":                   {func(*llm.Options) {}, ""},
		"no key, a local server": {func(o *llm.Options) { o.Key, o.BaseURL = "", "http://localhost:11434/v1/" }, ""},
		"key with a line break":  {func(o *llm.Options) { o.Key = key + "\n" }, "line break"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := good
			test.change(&opts)
			_, err := llm.New(nil, nil, opts)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("error %v, want none", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want one with %q", err, test.want)
			case err != nil && strings.Contains(err.Error(), key):
				t.Error("the error shows the key")
			}
		})
	}
}

func TestCompleteSends(t *testing.T) {
	schema := `{"type":"object","properties":{"zebra":{"type":"string"},"ant":{"type":"string"}}}`
	messages := `"messages":[{"role":"system","content":"Answer briefly."},{"role":"user","content":"What is a heron?"}]`
	for name, test := range map[string]struct {
		model     string
		format    llm.Format
		maxTokens int
		want      string
	}{
		"text, without a limit": {
			"invented-small", llm.FormatText, 0,
			`{"model":"invented-small","stream":false,"temperature":0,` + messages + `}`,
		},
		"an object": {
			"invented-small", llm.FormatObject, 500,
			`{"model":"invented-small","stream":false,"temperature":0,"max_tokens":500,
				"response_format":{"type":"json_object"},` + messages + `}`,
		},
		"a schema, strict and as it was written": {
			"invented-small", llm.FormatSchema, 500,
			`{"model":"invented-small","stream":false,"temperature":0,"max_tokens":500,"response_format":{"type":"json_schema",
				"json_schema":{"name":"summary","strict":true,"schema":` + schema + `}},` + messages + `}`,
		},
		"a reasoning model takes neither temperature nor max_tokens": {
			"o3-invented", llm.FormatText, 500,
			`{"model":"o3-invented","stream":false,"max_completion_tokens":500,` + messages + `}`,
		},
		"so does the next generation": {
			"gpt-6-luna", llm.FormatText, 500,
			`{"model":"gpt-6-luna","stream":false,"max_completion_tokens":500,` + messages + `}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := always(reply{body: completion(says("A bird."), `"stop"`, usage20)})
			client, _ := newClient(t, s, policy, llm.Options{Model: test.model, Key: key})
			q := question()
			q.Format, q.MaxTokens, q.Schema = test.format, test.maxTokens, json.RawMessage(schema)
			if _, err := client.Complete(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			var want map[string]any
			if err := json.Unmarshal([]byte(test.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, s.questions[0]); diff != "" {
				t.Errorf("question (-want +got):\n%s", diff)
			}
			if got, want := s.urls[0], "http://model.test/v1/chat/completions"; got != want {
				t.Errorf("asked %s, want %s", got, want)
			}
		})
	}
}

func TestCompleteRefusesABrokenSchema(t *testing.T) {
	s := always(reply{})
	client, _ := newClient(t, s, policy, llm.Options{})
	q := question()
	q.Format = llm.FormatSchema
	if _, err := client.Complete(t.Context(), q); err == nil || s.asked() != 0 {
		t.Errorf("error %v after %d requests, want one before any", err, s.asked())
	}
}

func TestModelThatDoesNotChat(t *testing.T) {
	s := always(reply{})
	client, _ := newClient(t, s, policy, llm.Options{Model: "text-davinci-003"})
	if _, err := client.Complete(t.Context(), question()); !errors.Is(err, llm.ErrNoModel) {
		t.Errorf("error %v, want %v", err, llm.ErrNoModel)
	}
}

func TestKeyIsSentAndNeverShown(t *testing.T) {
	for name, test := range map[string]struct {
		key  polite.Secret
		want string
	}{
		"a key":                {key, "Bearer " + key},
		"none, a local server": {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := always(reply{status: 401, body: strings.ReplaceAll(`{"error":{"message":"KEY","code":"KEY","type":"KEY"}}`, "KEY", key)})
			client, logs := newClient(t, s, policy, llm.Options{Key: test.key})
			_, err := client.Complete(t.Context(), question())
			if !errors.Is(err, llm.ErrDenied) {
				t.Errorf("error %v, want %v", err, llm.ErrDenied)
			}
			if got := s.headers[0].Get("Authorization"); got != test.want {
				t.Errorf("Authorization %q, want %q", got, test.want)
			}
			shown := err.Error() + dump(t, logs) + fmt.Sprintf("%v %+v %#v", client, client, client)
			if strings.Contains(shown, key) {
				t.Errorf("the key is shown: %s", shown)
			}
		})
	}
}

func TestParameterRefusedOnceIsNotSentAgain(t *testing.T) {
	refuse := func(param string) reply {
		return reply{status: 400, body: `{"error":{"message":"` + param + ` is for others","type":"invalid_request_error","param":"` +
			param + `","code":"unsupported_parameter"}}`}
	}
	s := &server{answer: func(_ int, q map[string]any) reply {
		for _, param := range []string{"max_tokens", "temperature"} {
			if _, sent := q[param]; sent {
				return refuse(param)
			}
		}
		return reply{body: completion(says("A bird."), `"stop"`, usage20)}
	}}
	client, logs := newClient(t, s, policy, llm.Options{})
	q := question()
	q.MaxTokens = 500
	for _, want := range []int{3, 4} { // without either from the third request on
		if _, err := client.Complete(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		if s.asked() != want {
			t.Fatalf("%d requests so far, want %d", s.asked(), want)
		}
	}
	if got := s.questions[3]["max_completion_tokens"]; got != 500.0 {
		t.Errorf("max_completion_tokens %v, want 500", got)
	}
	if n := logs.FilterMessage("the model refuses a parameter, going on without it").Len(); n != 2 {
		t.Errorf("%d log lines, want one per parameter", n)
	}
}

func TestParameterRefusedToManyAtOnce(t *testing.T) {
	s := &server{answer: func(_ int, q map[string]any) reply {
		if _, sent := q["temperature"]; sent {
			return reply{status: 400, body: `{"error":{"message":"no","param":"temperature","code":"unsupported_value"}}`}
		}
		return reply{body: completion(says("A bird."), `"stop"`, usage20)}
	}}
	client, logs := newClient(t, s, policy, llm.Options{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := client.Complete(t.Context(), question()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := logs.FilterMessage("the model refuses a parameter, going on without it").Len(); n != 1 || s.asked() > 16 {
		t.Errorf("%d log lines and %d requests, want 1 and 16 at most", n, s.asked())
	}
}

func TestParameterRefusedByMessageOnly(t *testing.T) {
	s := &server{answer: func(_ int, q map[string]any) reply {
		if _, sent := q["temperature"]; sent {
			return reply{status: 400, body: `{"detail":"the temperature is not supported here"}`}
		}
		return reply{body: completion(says("A bird."), `"stop"`, usage20)}
	}}
	client, _ := newClient(t, s, policy, llm.Options{})
	if _, err := client.Complete(t.Context(), question()); err != nil || s.asked() != 2 {
		t.Errorf("error %v after %d requests, want none after 2", err, s.asked())
	}
}

func TestParameterRefusedForEver(t *testing.T) {
	s := always(reply{status: 400, body: `{"error":{"message":"no","param":"temperature","code":"unsupported_value"}}`})
	client, _ := newClient(t, s, policy, llm.Options{})
	if _, err := client.Complete(t.Context(), question()); err == nil || s.asked() != 2 {
		t.Errorf("error %v after %d requests, want one after 2", err, s.asked())
	}
}

func TestCompleteObeysItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), policy.Backoff/2)
		defer cancel()
		s := always(reply{status: http.StatusServiceUnavailable})
		client, _ := newClient(t, s, policy, llm.Options{})
		if _, err := client.Complete(ctx, question()); !errors.Is(err, context.DeadlineExceeded) || s.asked() != 1 {
			t.Errorf("error %v after %d requests, want %v after 1", err, s.asked(), context.DeadlineExceeded)
		}
	})
}
