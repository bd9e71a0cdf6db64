-- +goose Up
-- What was told of a day to whoever wants to be told, since it was last well.
CREATE TABLE told (
    day   TEXT    NOT NULL,
    event TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (day, event)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE told;
