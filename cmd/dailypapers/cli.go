package main

import (
	"context"
	"io"

	"github.com/alecthomas/kong"
)

// commandLine is the grammar of the program. Its global flags stand before or
// after the verb.
type commandLine struct {
	ConfigFile string  `name:"config" placeholder:"FILE" help:"The configuration (default: config.yaml of the current folder, if it is there; not the site's)."`
	Site       *string `placeholder:"DIR" help:"The Jekyll site (default: the configuration's, which is the current folder)."`
	JSONLog    bool    `name:"json-log" help:"Write the log as JSON, one object a line."`
	Verbose    bool    `short:"v" help:"Log every decision and every request."`

	PrintVersion kong.VersionFlag `name:"version" help:"Print the version."`

	Run      runCommand      `cmd:"" help:"Post yesterday and what the last days still lack, or the one day that --date names."`
	Backfill backfillCommand `cmd:"" help:"Post a range of days, oldest first. Days that are closed and done are passed over."`
	Serve    serveCommand    `cmd:"" help:"Post every day on schedule and heal what is missing, until stopped."`
	Render   renderCommand   `cmd:"" help:"Write posts and feeds again from the day records: all, or a range. Uses no network."`
	Status   statusCommand   `cmd:"" help:"Show the last 30 days, or others: states, papers, spend."`
	Health   healthCommand   `cmd:"" help:"Ask serve whether it lives: exit code 0 or 1. For a container's health check."`
	Lint     lintCommand     `cmd:"" help:"Hold posts against the template."`
	Config   configCommand   `cmd:"" help:"Print the default configuration, every key explained."`
	Demo     demoCommand     `cmd:"" help:"Run the whole pipeline on a built-in sample, without key or network."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// The text above the list of verbs.
const description = `Turns one day of Hugging Face's Daily Papers into one Korean blog post.

Start with "dailypapers demo". The real thing needs OPENAI_API_KEY:
"dailypapers run" posts yesterday, "dailypapers run --dry-run" shows the prompts and spends nothing.

The configuration is config.yaml of the current folder, or the file of --config; the site's folder is not
searched. "dailypapers config" prints every key. DAILYPAPERS_LLM_MODEL and the like beat the file.

Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 partial (the next run heals it), 130 interrupted (SIGTERM: 0).`

// session is one invocation of the program.
type session struct {
	ctx    context.Context
	stdout *output
	stderr io.Writer
	env    environment
	flags  *commandLine
}

// run parses the arguments, does what the verb says, and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, env environment) int {
	var line commandLine
	s := &session{ctx: ctx, stdout: &output{w: stdout}, stderr: stderr, env: env, flags: &line}
	helped := false
	parser, err := kong.New(&line,
		kong.Name("dailypapers"),
		kong.Description(description),
		kong.Writers(s.stdout, stderr),
		kong.Vars{"version": "dailypapers " + buildVersion()},
		kong.Exit(func(int) { helped = true }), // called after --help was printed
		durations,
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return s.conclude(err)
	}
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help":
		args = append(args[1:], "--help")
	}
	verb, err := parser.Parse(args)
	if helped || s.stdout.has(err) {
		return s.conclude(nil)
	}
	if err != nil {
		return s.conclude(usageFault(parser.Model, err))
	}
	if err := givenTwice(verb); err != nil {
		return s.conclude(err)
	}
	if line.Site != nil && *line.Site == "" {
		return s.conclude(hinted{usagef("--site is empty"), "--site with the folder of your site; a variable that it is taken from may not be set"})
	}
	return s.conclude(verb.Run(s))
}

// config loads the configuration, and tells the log where it comes from.
func (s *session) config() (Config, error) {
	cfg, from, err := s.load()
	if err != nil {
		return Config{}, err
	}
	if err := cfg.checkPrompts(from); err != nil {
		return Config{}, err
	}
	s.tellSource(s.newLog(s.stderr), from, cfg)
	return cfg, nil
}

// load loads the configuration, with the site of the command line.
func (s *session) load() (Config, source, error) {
	cfg, from, err := loadConfig(s.flags.ConfigFile, s.env)
	if err == nil && s.flags.Site != nil {
		cfg.Site = *s.flags.Site
	}
	return cfg, from, err
}
