-- SPDX-License-Identifier: AGPL-3.0-or-later
-- index.db: only what is public, derived from hub.db by following its change log; dropped and made again
-- at will. The public pages open this file alone, read only.

-- What has been applied, and by what.
CREATE TABLE follower (
        one      INTEGER PRIMARY KEY CHECK (one = 1),
        applied  INTEGER NOT NULL,                  -- number of the last row of the change log shown here
        built    TEXT NOT NULL,                     -- random: another one means other docids
        analyzer TEXT NOT NULL                      -- search/analyze.c's version; another one: build anew
) STRICT;

-- Settings the pages show (title, base-url …), copied from hub.db's config.
CREATE TABLE config (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A published paper or approved entry revision. docid numbers are this file's own, never used twice: a
-- new version gets a new one.
CREATE TABLE doc (
        docid     INTEGER PRIMARY KEY AUTOINCREMENT,
        pid       TEXT NOT NULL UNIQUE,
        kind      TEXT NOT NULL CHECK (kind IN ('paper', 'entry')),
        slug      TEXT UNIQUE,
        version   INTEGER NOT NULL,
        published TEXT NOT NULL,                    -- this version first made public
        changed   TEXT NOT NULL,                    -- of the change-log row that brought it here
        year      INTEGER NOT NULL DEFAULT 0,       -- of issue; 0 = not known
        title     TEXT NOT NULL,                    -- in the main language
        language  TEXT,                             -- the main one
        type      TEXT,                             -- notation
        part      TEXT,                             -- of an entry
        creators  TEXT NOT NULL,                    -- names, in order, as a JSON list
        summary   TEXT,                             -- of an entry; of a paper its abstract in the main language
        record    TEXT NOT NULL                     -- public record or entry as JSON
) STRICT;

-- What ranking, filters and counts need of each document, kept apart so that reading all of it is quick
-- (search/glance.c holds it in memory).
CREATE TABLE glance (
        docid     INTEGER PRIMARY KEY REFERENCES doc ON DELETE CASCADE,
        is_entry  INTEGER NOT NULL,
        day       INTEGER NOT NULL,                 -- to sort by: 20210517, 20210500, 20210000
        languages TEXT NOT NULL,                    -- of its texts, apart by spaces: how queries are stemmed
        facets    TEXT NOT NULL                     -- "kind=value" lines; a country's regions and a target's goal too
) STRICT;

-- Titles in all languages, to put the very document first that somebody asks for by its title.
CREATE TABLE title (
        docid INTEGER NOT NULL REFERENCES doc ON DELETE CASCADE,
        key   TEXT NOT NULL,                        -- text_key()
        PRIMARY KEY (key, docid)
) STRICT, WITHOUT ROWID;
CREATE INDEX title_docid ON title (docid);

-- Former public works that were withdrawn: answered with 410.
CREATE TABLE tombstone (
        pid         TEXT PRIMARY KEY,
        slug        TEXT UNIQUE,
        reason      TEXT NOT NULL,
        at          TEXT NOT NULL,
        replaced_by TEXT                            -- pid
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

-- Text of the files as it was extracted, in the order in which it was indexed: read for snippets, and to
-- take a document out of the full text again. A passage is a page or, of a long page, a part of it; the
-- passages of a page in the order of their ids are its text. An entry's text is page 0.
CREATE TABLE passage (
        id          INTEGER PRIMARY KEY,
        docid       INTEGER NOT NULL REFERENCES doc ON DELETE CASCADE,
        position    INTEGER NOT NULL,               -- of the file
        number      INTEGER NOT NULL,               -- of the page
        first_token INTEGER NOT NULL,               -- of the document's body: which passage a match is in
        language    TEXT,
        text        TEXT NOT NULL
) STRICT;
CREATE INDEX passage_docid ON passage (docid, first_token, id);

-- The other columns of the full text as they were indexed, with language marks (search/analyze.h).
CREATE TABLE source (
        docid    INTEGER PRIMARY KEY REFERENCES doc ON DELETE CASCADE,
        title    TEXT NOT NULL,
        creator  TEXT NOT NULL,
        keyword  TEXT NOT NULL,
        abstract TEXT NOT NULL,
        other    TEXT NOT NULL
) STRICT;

-- Which entry speaks of which paper or entry, to link both ways.
CREATE TABLE link (
        docid    INTEGER NOT NULL REFERENCES doc ON DELETE CASCADE, -- the entry
        kind     TEXT NOT NULL CHECK (kind IN ('cites', 'see-also', 'translation-of')),
        target   TEXT NOT NULL,                     -- pid of a paper, or slug of an entry
        position INTEGER NOT NULL,
        PRIMARY KEY (docid, kind, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_target ON link (target);

-- Full text. Contentless: what was indexed stands in source and passage, which taking a document out needs
-- (search/fields.c is the one place that makes these columns). other: places, themes, publisher,
-- affiliations, identifiers.
CREATE VIRTUAL TABLE fulltext USING fts5 (
        title, creator, keyword, abstract, other, body,
        content = '', tokenize = 'ssehub', detail = 'full'
);
