-- SPDX-License-Identifier: AGPL-3.0-or-later
-- index.db: only what is public, derived from hub.db by following its change log; dropped and made again
-- at will. The public pages open this file alone, read only.

-- What has been applied. applied = number of the last row of the change log that this file shows.
CREATE TABLE follower (
        one     INTEGER PRIMARY KEY CHECK (one = 1),
        applied INTEGER NOT NULL
) STRICT;
INSERT INTO follower VALUES (1, 0);

-- Settings the pages show (title, base-url …), copied from hub.db's config.
CREATE TABLE config (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A published paper or approved entry revision. docid numbers are this file's own.
CREATE TABLE doc (
        docid     INTEGER PRIMARY KEY,
        pid       TEXT NOT NULL UNIQUE,
        kind      TEXT NOT NULL CHECK (kind IN ('paper', 'entry')),
        slug      TEXT UNIQUE,
        version   INTEGER NOT NULL,
        published TEXT NOT NULL,                    -- first made public
        changed   TEXT NOT NULL,                    -- of the change-log row that brought it here
        year      INTEGER NOT NULL DEFAULT 0,       -- of issue; 0 = not known
        title     TEXT NOT NULL,                    -- in the main language
        language  TEXT,                             -- of the document: how its text is analysed
        record    TEXT NOT NULL CHECK (json_valid(record)) -- public record or entry as JSON
) STRICT;
CREATE INDEX doc_recent ON doc (kind, published, docid);

-- Former public works that were withdrawn: answered with 410.
CREATE TABLE tombstone (
        pid         TEXT PRIMARY KEY,
        slug        TEXT UNIQUE,
        reason      TEXT NOT NULL,
        at          TEXT NOT NULL,
        replaced_by TEXT
) STRICT, WITHOUT ROWID;

-- Public files. sha256 names the blob that the daemon sends.
CREATE TABLE file (
        docid      INTEGER NOT NULL REFERENCES doc ON DELETE CASCADE,
        position   INTEGER NOT NULL,
        name       TEXT NOT NULL,
        sha256     TEXT NOT NULL,
        media_type TEXT NOT NULL,
        size       INTEGER NOT NULL,
        state      TEXT NOT NULL,
        language   TEXT,
        n_pages    INTEGER NOT NULL,
        PRIMARY KEY (docid, name)
) STRICT, WITHOUT ROWID;

-- Text by page as it was extracted: read for snippets and to find the page of an answer.
CREATE TABLE page (
        docid    INTEGER NOT NULL REFERENCES doc ON DELETE CASCADE,
        position INTEGER NOT NULL,                  -- of the file
        number   INTEGER NOT NULL,
        text     TEXT NOT NULL,
        PRIMARY KEY (docid, position, number)
) STRICT, WITHOUT ROWID;

-- The facet values of a document. kind: sdg (goals and targets), theme, type, language, country, region,
-- licence. A country's regions and a target's goal are rows too.
CREATE TABLE facet (
        kind  TEXT NOT NULL,
        value TEXT NOT NULL,
        docid INTEGER NOT NULL REFERENCES doc ON DELETE CASCADE,
        PRIMARY KEY (kind, value, docid)
) STRICT, WITHOUT ROWID;
CREATE INDEX facet_doc ON facet (docid);

-- Which entry speaks of which paper or entry, to link both ways.
CREATE TABLE link (
        docid  INTEGER NOT NULL REFERENCES doc ON DELETE CASCADE, -- the entry
        kind   TEXT NOT NULL CHECK (kind IN ('cites', 'see-also', 'translation-of')),
        target TEXT NOT NULL,                       -- pid of a paper, or slug of an entry
        PRIMARY KEY (docid, kind, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_target ON link (target);

-- Full text. Contentless: what was indexed can be made again from doc and page, which deleting needs
-- (search/fields.c is the one place that makes these columns). Each stretch of text is preceded by its
-- language, which the tokenizer swallows.
CREATE VIRTUAL TABLE fulltext USING fts5 (
        title, creator, keyword, abstract, body,
        content = '', tokenize = 'ssehub', detail = 'full'
);
