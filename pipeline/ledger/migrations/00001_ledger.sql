-- +goose Up

-- An answer of the model, word for word, under what was asked of whom about
-- which paper. Moments are nanoseconds since 1970 in UTC; money is USD.
CREATE TABLE answers (
    paper   TEXT    NOT NULL,
    version INTEGER NOT NULL,
    model   TEXT    NOT NULL,
    prompt  TEXT    NOT NULL,
    schema  TEXT    NOT NULL,
    round   INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    cost_usd     REAL    NOT NULL,
    input        INTEGER NOT NULL,
    cached_input INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (paper, version, model, prompt, schema, round)
) STRICT;

-- What was paid, an answer a row, also for an answer that came second under
-- its key. It stands apart so that a rebuilt ledger knows what was spent though
-- the answers are gone.
CREATE TABLE purchases (
    paper  TEXT    NOT NULL,
    prompt TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    cost_usd     REAL    NOT NULL,
    input        INTEGER NOT NULL,
    cached_input INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    PRIMARY KEY (paper, prompt, at)
) STRICT;
CREATE INDEX purchases_at ON purchases (at);

-- The order of a day's list at its first reading; what came later follows.
CREATE TABLE lists (
    day      TEXT    NOT NULL,
    position INTEGER NOT NULL,
    paper    TEXT    NOT NULL,
    PRIMARY KEY (day, position),
    UNIQUE (day, paper)
) STRICT;

CREATE TABLE days (
    day        TEXT    NOT NULL PRIMARY KEY,
    state      TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    attempts   INTEGER NOT NULL,
    papers     INTEGER NOT NULL,
    summarised INTEGER NOT NULL,
    waiting    INTEGER NOT NULL,
    cost_usd     REAL    NOT NULL,
    input        INTEGER NOT NULL,
    cached_input INTEGER NOT NULL,
    output       INTEGER NOT NULL,
    started    INTEGER NOT NULL,
    finished   INTEGER NOT NULL
) STRICT;

-- Which papers stand in which day's post.
CREATE TABLE posted (
    day   TEXT NOT NULL,
    paper TEXT NOT NULL,
    PRIMARY KEY (paper, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX posted_day ON posted (day);

-- How many conversations about a paper ended without a summary, under the terms
-- (model, prompts, schema) that they were held on.
CREATE TABLE rounds (
    paper TEXT    NOT NULL,
    terms TEXT    NOT NULL,
    ended INTEGER NOT NULL,
    PRIMARY KEY (paper, terms)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE rounds;
DROP TABLE posted;
DROP TABLE days;
DROP TABLE lists;
DROP TABLE purchases;
DROP TABLE answers;
