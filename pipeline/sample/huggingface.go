package sample

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The limits of Hugging Face's API, for a page and for five minutes.
const (
	defaultLimit = 50
	maxLimit     = 100
	apiBudget    = 500
	pageBudget   = 100
)

//go:embed pages/list.html
var listHTML string

var listTemplate = template.Must(template.New("list").Parse(listHTML))

// list answers GET /api/daily_papers. Without date it is the latest one's.
func (u *Upstream) list(w http.ResponseWriter, r *http.Request) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	budget(w, "api", apiBudget-u.counts[List])
	query := r.URL.Query()
	date := cmp.Or(query.Get("date"), u.latest())
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		refuse(w, "✖ Invalid ISO date\n  → at date")
		return
	}
	if today := cmp.Or(u.today, u.latest()); date > today {
		refuse(w, fmt.Sprintf("✖ \"date\" must be less than or equal to \"%sT23:59:59.999Z\"\n  → at date", today))
		return
	}
	limit, err := number(query, "limit", defaultLimit)
	if err != nil || limit < 1 || limit > maxLimit {
		refuse(w, fmt.Sprintf("✖ \"limit\" must be between 1 and %d\n  → at limit", maxLimit))
		return
	}
	page, err := number(query, "p", 0)
	if err != nil || page < 0 {
		refuse(w, "✖ \"p\" must be greater than or equal to 0\n  → at p")
		return
	}
	if u.pageCap > 0 {
		limit = min(limit, u.pageCap)
	}
	items := u.lists[date]
	from, to := min(page*limit, len(items)), min((page+1)*limit, len(items))
	if to < len(items) {
		query.Set("p", strconv.Itoa(page+1))
		next := url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path, RawQuery: query.Encode()}
		w.Header().Set("Link", fmt.Sprintf("<%s>; rel=\"next\"", next.String()))
	}
	writeJSON(w, http.StatusOK, append([]item{}, items[from:to]...))
}

// listPage answers GET /papers/date/DATE. A date without papers redirects to
// the latest one that has some.
func (u *Upstream) listPage(w http.ResponseWriter, r *http.Request) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	budget(w, "pages", pageBudget-u.counts[ListPage])
	date := r.PathValue("date")
	items := u.lists[date]
	if len(items) == 0 {
		latest := u.latest()
		if latest == "" || latest == date {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Location", latest) // relative to the page of the date
		w.WriteHeader(http.StatusFound)
		return
	}
	props := encode(map[string]any{
		"canSubmit":   false,
		"dailyPapers": items,
		"date":        date + "T00:00:00.000Z",
		"dateString":  date,
	})
	page := struct {
		Date, Props string
		Cards       []listed
	}{Date: date, Props: string(props)}
	for _, raw := range items {
		var it listItem
		_ = json.Unmarshal(raw, &it) // decoded before
		page.Cards = append(page.Cards, it.Paper)
	}
	writeHTML(w, listTemplate, page)
}

// notOnHuggingFace answers for a paper's own page and its Markdown, which the
// sample has not.
func notOnHuggingFace(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusNotFound, map[string]string{"error": "Paper not found"})
}

func refuse(w http.ResponseWriter, message string) {
	writeJSON(w, http.StatusBadRequest, map[string]string{"error": message})
}

// budget says how many requests are left in the five minutes.
func budget(w http.ResponseWriter, kind string, left int) {
	w.Header().Set("RateLimit", fmt.Sprintf("%q;r=%d;t=300", kind, max(left, 0)))
}

// number returns a parameter, or otherwise where it is missing.
func number(query url.Values, name string, otherwise int) (int, error) {
	if !query.Has(name) {
		return otherwise, nil
	}
	return strconv.Atoi(query.Get(name))
}

func writeHTML(w http.ResponseWriter, page *template.Template, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, data) // the client is gone: the templates are held by tests
}
