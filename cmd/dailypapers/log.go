package main

import (
	"io"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// newLog returns a log that writes to w: lines for people, or JSON. Nothing is
// sampled away. On a terminal the bars stand for the lines about papers.
func (s *session) newLog(w io.Writer) *zap.Logger {
	encoding := zapcore.EncoderConfig{
		TimeKey: "time", LevelKey: "level", MessageKey: "msg",
		EncodeDuration: zapcore.StringDurationEncoder,
	}
	var encoder zapcore.Encoder
	if s.flags.JSONLog {
		encoding.EncodeTime = zapcore.RFC3339TimeEncoder
		encoding.EncodeLevel = zapcore.LowercaseLevelEncoder
		encoder = zapcore.NewJSONEncoder(encoding)
	} else {
		encoding.EncodeTime = zapcore.TimeEncoderOfLayout(time.DateTime)
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
	return zap.New(core, zap.WithClock(clock{s.env.now}))
}

// clock is the program's clock, for the log.
type clock struct{ now func() time.Time }

func (c clock) Now() time.Time { return c.now() }

// NewTicker is what a buffered writer would need; there is none here.
func (c clock) NewTicker(d time.Duration) *time.Ticker { return time.NewTicker(d) }
