-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a submission resembles: found by a title that is nearly the same, or a text that is.

-- A row a version of a paper. Both members may be missing: without a year and an author there is nothing to
-- compare titles by, and a text of a few lines has no sketch.
CREATE TABLE sketch (
        version     INTEGER PRIMARY KEY REFERENCES version,
        author_year TEXT,                 -- first author's family name and the year, folded
        title       TEXT NOT NULL,        -- folded
        minhash     BLOB                  -- of the text: src/ingest/sketch.h
) STRICT;
CREATE INDEX sketch_author_year ON sketch (author_year) WHERE author_year IS NOT NULL;

-- Several values of a sketch taken together, so that a text with most of them the same is found by any.
CREATE TABLE sketch_band (
        band    INTEGER NOT NULL,         -- a hash that differs from band to band
        version INTEGER NOT NULL REFERENCES version,
        PRIMARY KEY (band, version)
) STRICT, WITHOUT ROWID;
