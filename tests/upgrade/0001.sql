-- SPDX-License-Identifier: AGPL-3.0-or-later
-- hub.db as the first release made it: a published, a withdrawn and a submitted paper. Loaded by test_upgrade.py.
PRAGMA application_id=1397966152;
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE account (
        id      INTEGER PRIMARY KEY,
        email   TEXT NOT NULL UNIQUE COLLATE NOCASE,
        name    TEXT NOT NULL,
        role    TEXT NOT NULL CHECK (role IN ('submitter', 'adviser', 'editor', 'administrator')),
        created TEXT NOT NULL
) STRICT;
INSERT INTO "account" VALUES(1,'administrator@localhost','Local administrator','administrator','2026-11-25T10:51:10Z');
INSERT INTO "account" VALUES(2,'editor@example.org','editor@example.org','editor','2026-11-25T10:51:10Z');
INSERT INTO "account" VALUES(3,'amina@example.org','amina@example.org','adviser','2026-11-25T10:51:10Z');
INSERT INTO "account" VALUES(4,'author@example.org','author@example.org','submitter','2026-11-25T10:51:10Z');
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
INSERT INTO "assignment" VALUES(1,3,2,'2026-11-25T10:51:10Z','none',NULL,'2026-11-25T10:51:10Z');
INSERT INTO "assignment" VALUES(2,3,2,'2026-11-25T10:51:10Z','undeclared',NULL,NULL);
INSERT INTO "assignment" VALUES(3,3,2,'2026-11-25T10:51:10Z','none',NULL,'2026-11-25T10:51:10Z');
CREATE TABLE blob (
        sha256  TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        size    INTEGER NOT NULL CHECK (size >= 0),
        created TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "blob" VALUES('29171760b03a5359d9ff5c5909cf6661e39f0fb274c23f0dcb0d3c73fb2f96a3',7,'2026-11-25T10:51:10Z');
INSERT INTO "blob" VALUES('544cd737f684dd8c2666a575914ef0f5a3c06427902e402a1d054e768f275927',48,'2026-11-25T10:51:10Z');
INSERT INTO "blob" VALUES('f8da423f48eed18bdae6d174d7298ae572df64376f858fda947103c75929177d',49,'2026-11-25T10:51:10Z');
CREATE TABLE change (
        seq    INTEGER PRIMARY KEY AUTOINCREMENT,
        at     TEXT NOT NULL,
        work   INTEGER NOT NULL REFERENCES work,
        action TEXT NOT NULL CHECK (action IN ('published', 'withdrawn'))
) STRICT;
INSERT INTO "change" VALUES(1,'2026-11-25T10:51:10Z',1,'published');
INSERT INTO "change" VALUES(2,'2026-11-25T10:51:10Z',3,'published');
INSERT INTO "change" VALUES(3,'2026-11-25T10:51:10Z',3,'withdrawn');
CREATE TABLE config (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "config" VALUES('base-url','https://hub.example.org');
INSERT INTO "config" VALUES('quorum','1');
INSERT INTO "config" VALUES('title','A hub of the first schema');
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
INSERT INTO "event" VALUES(1,'2026-11-25T10:51:10Z',4,'submit',1,'{}','0000000000000000000000000000000000000000000000000000000000000000','2ca1c7ba2f5cde76cb22a9bc239f8c8054b021dbb1b4c4321ec637fb68369bd9');
INSERT INTO "event" VALUES(2,'2026-11-25T10:51:10Z',4,'submit',2,'{}','2ca1c7ba2f5cde76cb22a9bc239f8c8054b021dbb1b4c4321ec637fb68369bd9','1cda23b19672a1fb3d09db2956948accb32b8a4ffbc105ca0fa46466c5948cd8');
INSERT INTO "event" VALUES(3,'2026-11-25T10:51:10Z',4,'submit',3,'{}','1cda23b19672a1fb3d09db2956948accb32b8a4ffbc105ca0fa46466c5948cd8','b321ee418e77ff1a1065ac3cc14d049a6d1bd4d4a6c297afc17f45d8ccea6de9');
INSERT INTO "event" VALUES(4,'2026-11-25T10:51:10Z',2,'assign',1,'{"adviser":"amina@example.org","from":"submitted","to":"under-review"}','b321ee418e77ff1a1065ac3cc14d049a6d1bd4d4a6c297afc17f45d8ccea6de9','4ef346eae8e7ad2983dfce8ff78107b673f5975146c382db3c029b0ef5897737');
INSERT INTO "event" VALUES(5,'2026-11-25T10:51:10Z',3,'declare',1,'{"conflict":"none","from":"under-review","to":"under-review"}','4ef346eae8e7ad2983dfce8ff78107b673f5975146c382db3c029b0ef5897737','0bc8bc7e2228a880e252184e99a713dc731c964f91b89d8268dd7ac772ffa6d5');
INSERT INTO "event" VALUES(6,'2026-11-25T10:51:10Z',3,'approve',1,'{"vote":"approve","from":"under-review","to":"accepted"}','0bc8bc7e2228a880e252184e99a713dc731c964f91b89d8268dd7ac772ffa6d5','ce27c1c087ae9d26cbf618c02e1ded10d7e57eede0d228d2757e429d31852a9e');
INSERT INTO "event" VALUES(7,'2026-11-25T10:51:10Z',2,'publish',1,'{"from":"accepted","to":"published"}','ce27c1c087ae9d26cbf618c02e1ded10d7e57eede0d228d2757e429d31852a9e','385f6b3ecc6638b88dc8fdba429949b2658edc04738c7ba639613339b2c18550');
INSERT INTO "event" VALUES(8,'2026-11-25T10:51:10Z',2,'assign',3,'{"adviser":"amina@example.org","from":"submitted","to":"under-review"}','385f6b3ecc6638b88dc8fdba429949b2658edc04738c7ba639613339b2c18550','dd3bf1fe69b7c3f7c88f39ea57d55c3dc0dcd9428efed8314510274792223c15');
INSERT INTO "event" VALUES(9,'2026-11-25T10:51:10Z',3,'declare',3,'{"conflict":"none","from":"under-review","to":"under-review"}','dd3bf1fe69b7c3f7c88f39ea57d55c3dc0dcd9428efed8314510274792223c15','81f452c7f81708b369427edf0b2cde6ba0fe5a67c11fbd194ed9a7048142bf35');
INSERT INTO "event" VALUES(10,'2026-11-25T10:51:10Z',3,'approve',3,'{"vote":"approve","from":"under-review","to":"accepted"}','81f452c7f81708b369427edf0b2cde6ba0fe5a67c11fbd194ed9a7048142bf35','67d93987fa656d2d7c14c54d5f40eb419bdca856dfc138efa0c1b50e35ad151c');
INSERT INTO "event" VALUES(11,'2026-11-25T10:51:10Z',2,'publish',3,'{"from":"accepted","to":"published"}','67d93987fa656d2d7c14c54d5f40eb419bdca856dfc138efa0c1b50e35ad151c','b6f1bea9bbb8c61c958604a3c0a3680d70f18b25b8d7fa8146ee54352d349250');
INSERT INTO "event" VALUES(12,'2026-11-25T10:51:10Z',2,'withdraw',3,'{"from":"published","to":"withdrawn","note":"wrong data"}','b6f1bea9bbb8c61c958604a3c0a3680d70f18b25b8d7fa8146ee54352d349250','7a9fdd2ce12af7a462a729e92af1d395459ec9478db68989e84beb176af4c055');
INSERT INTO "event" VALUES(13,'2026-11-25T10:51:10Z',2,'assign',2,'{"adviser":"amina@example.org","from":"submitted","to":"under-review"}','7a9fdd2ce12af7a462a729e92af1d395459ec9478db68989e84beb176af4c055','d9c4952b9bc2b2531eb018873552944be6b83ef9e6cbec7d01df9c82f914e9f9');
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
INSERT INTO "file" VALUES(1,1,1,'paper','text.txt','544cd737f684dd8c2666a575914ef0f5a3c06427902e402a1d054e768f275927','text/plain','ok','en');
INSERT INTO "file" VALUES(2,2,1,'paper','text.txt','f8da423f48eed18bdae6d174d7298ae572df64376f858fda947103c75929177d','text/plain','ok','en');
INSERT INTO "file" VALUES(3,3,1,'paper','text.txt','29171760b03a5359d9ff5c5909cf6661e39f0fb274c23f0dcb0d3c73fb2f96a3','text/plain','ok','en');
CREATE TABLE identifier (
        type    TEXT NOT NULL,
        value   TEXT NOT NULL,
        version INTEGER NOT NULL REFERENCES version,
        PRIMARY KEY (type, value, version)
) STRICT, WITHOUT ROWID;
INSERT INTO "identifier" VALUES('doi','10.5555/granary',1);
CREATE TABLE page (
        file   INTEGER NOT NULL REFERENCES file,
        number INTEGER NOT NULL CHECK (number > 0),
        text   TEXT NOT NULL,
        UNIQUE (file, number)
) STRICT;
INSERT INTO "page" VALUES(1,1,'Forty villages keep their millet in one granary.');
INSERT INTO "page" VALUES(2,1,'A turbine that the village owns makes less noise.');
INSERT INTO "page" VALUES(3,1,'Quinoa.');
CREATE TABLE tombstone (
        work        INTEGER PRIMARY KEY REFERENCES work,
        reason      TEXT NOT NULL,
        at          TEXT NOT NULL,
        replaced_by INTEGER REFERENCES work
) STRICT;
INSERT INTO "tombstone" VALUES(3,'wrong data','2026-11-25T10:51:10Z',NULL);
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
INSERT INTO "version" VALUES(1,1,1,4,'published','{"titles":[{"text":"The common granary","language":"en"}],"abstracts":[{"text":"A granary that is kept together keeps the price.","language":"en"}],"creators":[{"type":"person","name":"Amina Otieno","given":"Amina","family":"Otieno","orcid":"0000-0002-1825-0097"}],"type":"case-study","year":2021,"dates":[{"type":"Issued","value":"2021"}],"languages":["en"],"language":"en","identifiers":[{"type":"doi","value":"10.5555/granary"}],"licence":"CC-BY-4.0","sdgs":[{"notation":"2.4","iri":"http://metadata.un.org/sdg/2.4","by":"author","status":"confirmed","score":1.0}],"themes":["food-sovereignty"],"countries":["ML"]}','the common granary|2021|otieno','2026-11-25T10:51:10Z','2026-11-25T10:51:10Z','2026-11-25T10:51:10Z');
INSERT INTO "version" VALUES(2,2,1,4,'under-review','{"titles":[{"text":"Wind for all","language":"en"}],"creators":[{"type":"person","name":"Bruno Sy"}],"year":2020,"dates":[{"type":"Issued","value":"2020"}],"languages":["en"],"language":"en"}','wind for all|2020|sy','2026-11-25T10:51:10Z','2026-11-25T10:51:10Z',NULL);
INSERT INTO "version" VALUES(3,3,1,4,'withdrawn','{"titles":[{"text":"Withdrawn seeds","language":"en"}],"summaries":[{"text":"Seeds.","language":"en"}],"creators":[{"type":"person","name":"C D"}],"type":"report","year":2019,"dates":[{"type":"Issued","value":"2019"}],"languages":["en"],"language":"en","licence":"CC0-1.0"}','withdrawn seeds|2019|d','2026-11-25T10:51:10Z','2026-11-25T10:51:10Z','2026-11-25T10:51:10Z');
CREATE TABLE vote (
        version INTEGER NOT NULL,
        adviser INTEGER NOT NULL,
        vote    TEXT NOT NULL CHECK (vote IN ('approve', 'request-changes', 'reject')),
        reason  TEXT,
        at      TEXT NOT NULL,
        PRIMARY KEY (version, adviser),
        FOREIGN KEY (version, adviser) REFERENCES assignment
) STRICT, WITHOUT ROWID;
INSERT INTO "vote" VALUES(1,3,'approve',NULL,'2026-11-25T10:51:10Z');
INSERT INTO "vote" VALUES(3,3,'approve',NULL,'2026-11-25T10:51:10Z');
CREATE TABLE work (
        id        INTEGER PRIMARY KEY,
        pid       TEXT NOT NULL UNIQUE,               -- the address /works/PID never changes meaning
        kind      TEXT NOT NULL CHECK (kind IN ('paper', 'entry')),
        slug      TEXT UNIQUE,                        -- of an entry: /encyclopedia/SLUG
        submitter INTEGER NOT NULL REFERENCES account,
        created   TEXT NOT NULL,
        CHECK ((kind = 'entry') = (slug IS NOT NULL))
) STRICT;
INSERT INTO "work" VALUES(1,'9gt6cfxrr','paper',NULL,4,'2026-11-25T10:51:10Z');
INSERT INTO "work" VALUES(2,'3snws37nr','paper',NULL,4,'2026-11-25T10:51:10Z');
INSERT INTO "work" VALUES(3,'6dxtds5sh','paper',NULL,4,'2026-11-25T10:51:10Z');
CREATE UNIQUE INDEX version_public ON version (work) WHERE state = 'published';
CREATE INDEX version_state ON version (state, since);
CREATE INDEX version_match ON version (match_key) WHERE match_key IS NOT NULL;
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
CREATE INDEX file_sha256 ON file (sha256);
CREATE INDEX identifier_version ON identifier (version);
CREATE INDEX event_version ON event (version, seq);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE INDEX change_work ON change (work, seq);
CREATE TRIGGER change_no_update BEFORE UPDATE ON change
BEGIN SELECT raise(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER change_no_delete BEFORE DELETE ON change
BEGIN SELECT raise(ABORT, 'the change log is append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('event',13);
INSERT INTO "sqlite_sequence" VALUES('change',3);
COMMIT;