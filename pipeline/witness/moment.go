package witness

import (
	"time"

	"dailypapers/pipeline"
)

// moment writes a moment in the time zone of the schedule, which a day's Due has.
func moment(s pipeline.Standing, at time.Time) string {
	return at.In(s.Due.Location()).Format("2006-01-02 15:04 MST")
}
