package main

import (
	"io"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"dailypapers/pipeline"
)

// newLog returns a log that writes to w: lines for people, or JSON. Nothing is
// sampled away. On a terminal the bars stand for the lines about papers, and the
// table at the end for those about days.
func (s *session) newLog(w io.Writer) *zap.Logger {
	encoding := zapcore.EncoderConfig{
		TimeKey: "time", LevelKey: "level", MessageKey: "msg",
		EncodeTime:     zapcore.RFC3339TimeEncoder, // its offset says whose time it is
		EncodeDuration: zapcore.StringDurationEncoder,
	}
	var encoder zapcore.Encoder
	if s.flags.JSONLog {
		encoding.EncodeLevel = zapcore.LowercaseLevelEncoder
		encoder = zapcore.NewJSONEncoder(encoding)
	} else {
		encoding.EncodeLevel = zapcore.CapitalLevelEncoder
		encoding.ConsoleSeparator = "  "
		encoder = zapcore.NewConsoleEncoder(encoding)
	}
	level := zapcore.InfoLevel
	switch {
	case s.flags.Verbose:
		level = zapcore.DebugLevel
	case s.showsBars():
		level = zapcore.WarnLevel
	}
	core := zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(w)), level)
	if level == zapcore.WarnLevel {
		core = withoutDays{core}
	}
	return zap.New(core, zap.WithClock(clock{s.env.now}))
}

// withoutDays is a log without the lines about days.
type withoutDays struct{ zapcore.Core }

func (c withoutDays) With(fields []zapcore.Field) zapcore.Core {
	return withoutDays{c.Core.With(fields)}
}

func (c withoutDays) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if entry.Message == pipeline.DayEnded {
		return checked
	}
	return c.Core.Check(entry, checked)
}

// clock is the program's clock, for the log.
type clock struct{ now func() time.Time }

func (c clock) Now() time.Time { return c.now() }

// NewTicker is what a buffered writer would need; there is none here.
func (c clock) NewTicker(d time.Duration) *time.Ticker { return time.NewTicker(d) }
