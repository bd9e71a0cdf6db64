package main

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// usageFault says a fault of the command line in the words of the help, and names
// the help that fits.
func usageFault(app *kong.Application, err error) error {
	verb := app.Node
	var fault *kong.ParseError
	if errors.As(err, &fault) && fault.Context != nil && fault.Context.Selected() != nil {
		verb = fault.Context.Selected()
	}
	try := "dailypapers --help"
	if verb != app.Node {
		try = "dailypapers " + verb.Name + " --help"
	}
	return hinted{usageError{errors.New(plainUsage(app, verb, err.Error()))}, try}
}

var (
	unknownFlag  = regexp.MustCompile(`^unknown flag --(\S+?)(?:, .*)?$`)
	noValue      = regexp.MustCompile(`^(--\S+): expected .* but got "EOL"`)
	noFlagValue  = regexp.MustCompile(`^(--[^\s:=]+): expected .*; perhaps try `)
	noPositional = regexp.MustCompile(`^expected "<(\w+)>`)
)

// plainUsage says what the parser says in the words of the help.
func plainUsage(app *kong.Application, verb *kong.Node, text string) string {
	if m := unknownFlag.FindStringSubmatch(text); m != nil {
		return fmt.Sprintf("unknown flag --%s%s", m[1], flagLike(app, verb, m[1]))
	}
	if m := noValue.FindStringSubmatch(text); m != nil {
		return m[1] + " needs a value"
	}
	if m := noFlagValue.FindStringSubmatch(text); m != nil {
		return m[1] + " needs a value, and a flag stands in its place"
	}
	if m := noPositional.FindStringSubmatch(text); m != nil {
		return fmt.Sprintf("no %s is named", m[1])
	}
	return text
}

// flagLike says which flag was meant by one that a verb does not know: one of its
// own, or one of another verb.
func flagLike(app *kong.Application, verb *kong.Node, unknown string) string {
	var own []string
	for _, group := range verb.AllFlags(true) {
		for _, flag := range group {
			own = append(own, flag.Name)
		}
	}
	longer := slices.DeleteFunc(slices.Clone(own), func(name string) bool { return !strings.HasPrefix(name, unknown) })
	if len(longer) == 1 {
		return "; did you mean --" + longer[0] + "?"
	}
	var others []string
	for _, other := range app.Children {
		if slices.ContainsFunc(other.Flags, func(f *kong.Flag) bool { return f.Name == unknown }) {
			others = append(others, other.Name)
		}
	}
	if len(others) > 0 {
		return ": it belongs to " + strings.Join(others, " and ")
	}
	if near := nearest(unknown, own); near != "" {
		return "; did you mean --" + near + "?"
	}
	return ""
}

// givenTwice refuses a flag that has one value and is given two.
func givenTwice(line *kong.Context) error {
	seen := map[*kong.Flag]bool{}
	for _, step := range line.Path {
		flag := step.Flag
		if flag == nil || flag.IsCumulative() || flag.IsBool() {
			continue
		}
		if seen[flag] {
			try := "it with one value"
			if flag.Name == "date" {
				try = "dailypapers backfill --from D --to D, for several days"
			}
			return hinted{usagef("--%s is given twice", flag.Name), try}
		}
		seen[flag] = true
	}
	return nil
}

// durations reads times to wait.
var durations = kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(
	func(ctx *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := ctx.Scan.PopValueInto("duration", &text); err != nil {
			return err
		}
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			return fmt.Errorf("%q is no time to wait; write one such as 30m or 90s", text)
		}
		target.SetInt(int64(d))
		return nil
	}))
