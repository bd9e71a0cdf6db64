-- +goose Up
-- Whether nothing is lacking but that a person has edited the post. An older
-- program said so in the reason alone.
ALTER TABLE days ADD COLUMN edited_only INTEGER NOT NULL DEFAULT 0;
UPDATE days SET edited_only = 1 WHERE state = 'partial' AND waiting = 0
    AND reason LIKE 'the post was edited by hand and is left as it is%force writes over it';

-- +goose Down
ALTER TABLE days DROP COLUMN edited_only;
