package sample

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

type chatRequest struct {
	Model    string        `json:"model"`
	Messages []chatMessage `json:"messages"`
}

type chatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// maxQuestion is how long a request to the model may be, in bytes.
const maxQuestion = 16 << 20

// chat answers POST /chat/completions with any key, for any model and response
// format. It finds the paper by what the user shows of it, and gives the answer of the turn: the first, or one for each answer that it has
// given before in the same conversation.
func (u *Upstream) chat(w http.ResponseWriter, r *http.Request) {
	var request chatRequest
	if err := json.NewDecoder(io.LimitReader(r.Body, maxQuestion)).Decode(&request); err != nil {
		ModelError(http.StatusBadRequest, "invalid_request_error", "").ServeHTTP(w, r)
		return
	}
	var asked []string
	turn := 0
	for _, m := range request.Messages {
		switch m.Role {
		case "user":
			asked = append(asked, m.Content)
		case "assistant":
			turn++
		}
	}
	question := oneLine(strings.Join(asked, "\n"))
	p, ok := u.about(question)
	if !ok {
		ModelError(http.StatusBadRequest, "invalid_request_error", "no_paper_of_the_sample").ServeHTTP(w, r)
		return
	}
	answer := composed(p, question)
	if n := len(p.Answers); n > 0 {
		answer = p.Answers[min(turn, n-1)]
	}
	writeCompletion(w, request, answer, "stop")
}

// about returns the paper that the question is most likely about.
func (u *Upstream) about(question string) (Paper, bool) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	var best Paper
	var most int
	for _, p := range u.papers {
		if score := p.namedIn(question); score > most || score == most && p.ID < best.ID {
			best, most = p, score
		}
	}
	return best, most > 0
}

// namedIn weighs what the question shows of the paper: its id and pieces of its
// abstract most, then its title, a long one more than a title such as "0".
func (p Paper) namedIn(question string) int {
	const strong, piece, pieces = 1000, 8, 3
	var score int
	if strings.Contains(question, p.ID) {
		score += strong
	}
	if title := oneLine(p.Title); strings.Contains(question, title) {
		score += len(title)
	}
	words := strings.Fields(p.Abstract)
	for range pieces {
		if len(words) < piece {
			break
		}
		if strings.Contains(question, strings.Join(words[:piece], " ")) {
			score += strong
		}
		words = words[piece:]
	}
	return score
}
