-- +goose Up
-- Whether the schedule ran the day first, rather than a person. What an older
-- program has run counts as a person's.
ALTER TABLE days ADD COLUMN scheduled INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE days DROP COLUMN scheduled;
