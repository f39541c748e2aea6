-- SPDX-License-Identifier: AGPL-3.0-or-later
-- hub.db: what must never be lost. Private: no public page opens this file.
-- Times are UTC, "2026-11-23T21:14:04Z". States, roles and votes are the names of src/model/review.h.

-- Settings of this hub, such as its title and the quorum (docs/man/ssehub-config.5 lists the keys).
CREATE TABLE config (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- People who act. An account is never deleted, so that the audit trail keeps its actors.
CREATE TABLE account (
        id      INTEGER PRIMARY KEY,
        email   TEXT NOT NULL UNIQUE COLLATE NOCASE,
        name    TEXT NOT NULL,
        role    TEXT NOT NULL CHECK (role IN ('submitter', 'adviser', 'editor', 'administrator')),
        created TEXT NOT NULL
) STRICT;

-- Bytes kept in blobs/, named by their SHA-256: blobs/ab/abcd….
CREATE TABLE blob (
        sha256  TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        size    INTEGER NOT NULL CHECK (size >= 0),
        created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What has one persistent identifier: a paper, or an encyclopedia entry.
CREATE TABLE work (
        id        INTEGER PRIMARY KEY,
        pid       TEXT NOT NULL UNIQUE,               -- the address /works/PID never changes meaning
        kind      TEXT NOT NULL CHECK (kind IN ('paper', 'entry')),
        slug      TEXT UNIQUE,                        -- of an entry: /encyclopedia/SLUG
        submitter INTEGER NOT NULL REFERENCES account,
        created   TEXT NOT NULL,
        CHECK ((kind = 'entry') = (slug IS NOT NULL))
) STRICT;

-- A version of a paper, or a revision of an entry: the thing that is reviewed. Never changed once made,
-- but for its state and the review's verdict on its SDG assertions.
CREATE TABLE version (
        id        INTEGER PRIMARY KEY,
        work      INTEGER NOT NULL REFERENCES work,
        number    INTEGER NOT NULL CHECK (number > 0),
        submitter INTEGER NOT NULL REFERENCES account, -- of this version; no judge of the work any more
        state     TEXT NOT NULL CHECK (state IN ('submitted', 'under-review', 'changes-requested',
                          'accepted', 'rejected', 'published', 'superseded', 'withdrawn')),
        record    TEXT NOT NULL,                      -- struct record or struct entry as JSON
        match_key TEXT,                               -- normalised title, year, first author
        created   TEXT NOT NULL,
        since     TEXT NOT NULL,                      -- in this state
        published TEXT,                               -- first made public
        UNIQUE (work, number)
) STRICT;
CREATE UNIQUE INDEX version_public ON version (work) WHERE state = 'published';
CREATE INDEX version_state ON version (state, since);
CREATE INDEX version_match ON version (match_key) WHERE match_key IS NOT NULL;

-- An identifier never comes to mean something else, and what was submitted stays what it was.
CREATE TRIGGER account_no_delete BEFORE DELETE ON account
BEGIN SELECT raise(ABORT, 'an account is never deleted'); END;
CREATE TRIGGER work_no_delete BEFORE DELETE ON work
BEGIN SELECT raise(ABORT, 'a work is never deleted'); END;
CREATE TRIGGER work_no_update BEFORE UPDATE ON work
BEGIN SELECT raise(ABORT, 'a work keeps its identifier'); END;
CREATE TRIGGER version_no_delete BEFORE DELETE ON version
BEGIN SELECT raise(ABORT, 'a version is never deleted'); END;
CREATE TRIGGER version_no_update BEFORE UPDATE OF id, work, number, submitter, match_key, created ON version
BEGIN SELECT raise(ABORT, 'a version stays as it was submitted'); END;

-- Files of a version, in order. role: 'paper' is served and indexed; 'metadata' is kept as it came.
CREATE TABLE file (
        id         INTEGER PRIMARY KEY,
        version    INTEGER NOT NULL REFERENCES version,
        position   INTEGER NOT NULL,
        role       TEXT NOT NULL CHECK (role IN ('paper', 'metadata')),
        name       TEXT NOT NULL,                     -- safe, unique in the version
        sha256     TEXT NOT NULL REFERENCES blob,
        media_type TEXT NOT NULL,
        state      TEXT NOT NULL,                     -- of the extraction: ok, empty, no-text-layer …
        language   TEXT,
        UNIQUE (version, name),
        UNIQUE (version, position)
) STRICT;
CREATE INDEX file_sha256 ON file (sha256);

-- The text that extraction gave, a row a page, never cut. Kept so that the index can be made again.
CREATE TABLE page (
        file   INTEGER NOT NULL REFERENCES file,
        number INTEGER NOT NULL CHECK (number > 0),
        text   TEXT NOT NULL,
        UNIQUE (file, number)
) STRICT;

-- Identifiers of the records, to find duplicates by.
CREATE TABLE identifier (
        type    TEXT NOT NULL,
        value   TEXT NOT NULL,
        version INTEGER NOT NULL REFERENCES version,
        PRIMARY KEY (type, value, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_version ON identifier (version);

-- An adviser asked to judge a version. Until conflict is 'none' the adviser cannot vote.
CREATE TABLE assignment (
        version     INTEGER NOT NULL REFERENCES version,
        adviser     INTEGER NOT NULL REFERENCES account,
        assigned_by INTEGER NOT NULL REFERENCES account,
        assigned    TEXT NOT NULL,
        conflict    TEXT NOT NULL DEFAULT 'undeclared'
                    CHECK (conflict IN ('undeclared', 'none', 'declared', 'unsure')),
        note        TEXT,                             -- the adviser's words on the conflict
        declared    TEXT,
        PRIMARY KEY (version, adviser)
) STRICT, WITHOUT ROWID;

-- One vote an adviser and version; a second one replaces it while the version is under review (the
-- audit trail keeps both).
CREATE TABLE vote (
        version INTEGER NOT NULL,
        adviser INTEGER NOT NULL,
        vote    TEXT NOT NULL CHECK (vote IN ('approve', 'request-changes', 'reject')),
        reason  TEXT,
        at      TEXT NOT NULL,
        PRIMARY KEY (version, adviser),
        FOREIGN KEY (version, adviser) REFERENCES assignment
) STRICT, WITHOUT ROWID;

-- Why a work is gone, and what takes its place.
CREATE TABLE tombstone (
        work        INTEGER PRIMARY KEY REFERENCES work,
        reason      TEXT NOT NULL,
        at          TEXT NOT NULL,
        replaced_by INTEGER REFERENCES work
) STRICT;

-- The audit trail. hash = SHA-256 over prev_hash and the other columns (src/store/event.c), so that a
-- changed or missing row shows; AUTOINCREMENT, so that rows missing at the end show too. Rows are only
-- ever added.
CREATE TABLE event (
        seq       INTEGER PRIMARY KEY AUTOINCREMENT,
        at        TEXT NOT NULL,
        actor     INTEGER REFERENCES account,         -- NULL: the hub itself
        action    TEXT NOT NULL,                      -- 'submit', or the name of a move: 'assign' …
        version   INTEGER REFERENCES version,
        detail    TEXT NOT NULL,                      -- a JSON object
        prev_hash TEXT NOT NULL,
        hash      TEXT NOT NULL
) STRICT;
CREATE INDEX event_version ON event (version, seq);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;

-- The change log: one numbered row for every thing made public or taken back, written in the same
-- transaction as the state. index.db and every other follower apply it in order.
CREATE TABLE change (
        seq    INTEGER PRIMARY KEY AUTOINCREMENT,
        at     TEXT NOT NULL,
        work   INTEGER NOT NULL REFERENCES work,
        action TEXT NOT NULL CHECK (action IN ('published', 'withdrawn'))
) STRICT;
CREATE INDEX change_work ON change (work, seq);
CREATE TRIGGER change_no_update BEFORE UPDATE ON change
BEGIN SELECT raise(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER change_no_delete BEFORE DELETE ON change
BEGIN SELECT raise(ABORT, 'the change log is append-only'); END;
