-- +goose Up
-- What to do about a day that is not done; empty where its last run did not know.
ALTER TABLE days ADD COLUMN try TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE days DROP COLUMN try;
