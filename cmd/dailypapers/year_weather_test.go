package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"dailypapers/pipeline/sample"
)

// whole is the header that marks a true answer of the model, with its paper.
const whole = "X-Year-Paper"

// front answers for the upstream: with its own answer, but for every third
// request. What goes wrong hangs on what is asked and how often it was asked
// before, not on the order of requests, so that a seed always draws the same.
func (y *year) front(kind sample.Kind, own http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := own
		question, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(question))
		what := r.Method + " " + r.URL.RequestURI() + " " + string(question)
		y.mu.Lock()
		now := y.clock()
		y.nth[what]++
		chance := rand.New(rand.NewPCG(y.seed, hashed(what, strconv.Itoa(y.nth[what]))))
		y.mu.Unlock()
		y.bringUpToDate(r, now)
		if kind == sample.Chat {
			answer = y.model(answer, question)
		}
		if now.After(y.outage) && now.Before(y.outage.AddDate(0, 0, 7)) {
			y.fault("outage", []http.Handler{sample.Status(503), reset(), sample.Status(502)}[chance.IntN(3)]).ServeHTTP(w, r)
			return
		}
		if chance.IntN(3) == 0 {
			answer = y.wrong(chance, kind, answer)
		}
		answer.ServeHTTP(w, r)
	})
}

// bringUpToDate makes the list that is asked for what it is at a moment.
func (y *year) bringUpToDate(r *http.Request, now time.Time) {
	day := r.URL.Query().Get("date")
	if day == "" {
		day = r.PathValue("date")
	}
	if day == "" {
		return
	}
	var there []sample.Paper
	for _, paper := range y.almanac[day] {
		if !paper.at.After(now) {
			there = append(there, paper.Paper)
		}
	}
	y.upstream.SetDay(day, there...)
}

// wrong draws a fault.
func (y *year) wrong(chance *rand.Rand, kind sample.Kind, answer http.Handler) http.Handler {
	seconds := time.Duration(1+chance.IntN(40)) * time.Second
	switch n := chance.IntN(10); {
	case n < 2:
		status := []int{500, 502, 503, 504}[chance.IntN(4)]
		return y.fault("5xx", sample.Status(status))
	case n == 2:
		return y.fault("429", sample.TooMany(0))
	case n == 3:
		return y.fault("429 with Retry-After", sample.TooMany(seconds))
	case n == 4:
		return y.fault("reset", reset())
	case n == 5:
		return y.fault("cut body", cut(answer))
	case n == 6:
		return y.fault("another content type", typed(answer))
	case n == 7:
		return y.fault("a page", sample.WebPage())
	case n == 8 && kind == sample.List:
		return y.fault("an empty list", sample.EmptyList())
	case n == 8:
		return y.fault("no answer", sample.Hang())
	}
	return y.fault("slow", delayed(answer, seconds))
}

// fault counts what goes wrong.
func (y *year) fault(name string, wrong http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		y.mu.Lock()
		y.faults[name]++
		y.mu.Unlock()
		wrong.ServeHTTP(w, r)
	})
}

// reset closes the connection without a word.
func reset() http.Handler {
	return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// cut sends the first half of an answer.
func cut(answer http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := record(answer, r)
		copyHeader(w, recorded.Header())
		w.Header().Set("Content-Length", strconv.Itoa(recorded.Body.Len()))
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(recorded.Body.Bytes()[:recorded.Body.Len()/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
}

// typed sends an answer as something else.
func typed(answer http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := record(answer, r)
		copyHeader(w, recorded.Header())
		w.Header().Set("Content-Type", "application/octet-stream")
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(recorded.Body.Bytes())
	})
}

// delayed sends an answer after a while.
func delayed(answer http.Handler, d time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // the server notices a leaving client once the body is read
		r.Body = io.NopCloser(bytes.NewReader(body))
		select {
		case <-time.After(d):
			answer.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}

func copyHeader(w http.ResponseWriter, header http.Header) {
	for name, values := range header {
		w.Header()[name] = values
	}
}

// model counts and marks the model's own answers.
func (y *year) model(answer http.Handler, question []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paper := y.paperOf(question)
		y.mu.Lock()
		y.answered[fmt.Sprintf("%s %x", paper, hashed(string(question)))]++
		y.mu.Unlock()
		w.Header().Set(whole, paper)
		answer.ServeHTTP(w, r)
	})
}

// paperOf returns the paper that a question is about.
func (y *year) paperOf(question []byte) string {
	at := bytes.Index(question, []byte("In Work "))
	if at < 0 {
		return "?"
	}
	name, _, _ := bytes.Cut(question[at+len("In "):], []byte(" a question"))
	return y.named[string(name)]
}

// receive notes that a process has got an answer, or why it has not.
func (y *year) receive(question []byte, paper string, answer []byte, isCut, isDead bool) {
	y.mu.Lock()
	defer y.mu.Unlock()
	switch {
	case isDead:
		y.tooLate++
		return
	case isCut:
		y.cutOff++
		return
	}
	var body struct {
		Usage struct {
			Total int `json:"total_tokens"`
		} `json:"usage"`
	}
	_ = json.Unmarshal(answer, &body) // the sample's own
	y.got[fmt.Sprintf("%s %x", paper, hashed(string(question)))]++
	y.gotOn[paper]++
	y.tokens += body.Usage.Total
}
