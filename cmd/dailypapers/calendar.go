package main

import (
	"github.com/robfig/cron/v3"

	"dailypapers/pipeline"
)

// calendar returns when days are due.
func (c Config) calendar() (pipeline.Calendar, error) {
	zone, err := c.zone()
	if err != nil {
		return pipeline.Calendar{}, err
	}
	schedule, err := cron.ParseStandard(c.Schedule)
	if err != nil {
		return pipeline.Calendar{}, usagef("schedule: %w", err)
	}
	return pipeline.Calendar{Zone: zone, Next: schedule.Next, Lookback: c.LookbackDays}, nil
}
