-- +goose Up

-- What the schedule knows of a day. Moments are nanoseconds since 1970 in UTC;
-- 0 is none.
ALTER TABLE days ADD COLUMN running   INTEGER NOT NULL DEFAULT 0; -- since when a run of it is under way
ALTER TABLE days ADD COLUMN streak    INTEGER NOT NULL DEFAULT 0; -- runs in a row that began and did not end well
ALTER TABLE days ADD COLUMN next_try  INTEGER NOT NULL DEFAULT 0; -- not due before it
ALTER TABLE days ADD COLUMN settled   INTEGER NOT NULL DEFAULT 0; -- whether it is closed
ALTER TABLE days ADD COLUMN given_up  INTEGER NOT NULL DEFAULT 0; -- whether it has left the lookback unfinished
ALTER TABLE days ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0; -- papers of the post

-- +goose Down
ALTER TABLE days DROP COLUMN withdrawn;
ALTER TABLE days DROP COLUMN given_up;
ALTER TABLE days DROP COLUMN settled;
ALTER TABLE days DROP COLUMN next_try;
ALTER TABLE days DROP COLUMN streak;
ALTER TABLE days DROP COLUMN running;
