/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sketches of works, to find by what is nearly the same. What they are made of is ingest's to know. */
#include "store/private.h"

#include <string.h>

static const char SQL_ADD[] =
        "INSERT INTO sketch (version, author_year, title, minhash) VALUES (?1, ?2, ?3, ?4)";
static const char SQL_ADD_BAND[] =
        "INSERT INTO sketch_band (band, version) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
static const char SQL_BY_TITLE[] =
        "SELECT w.pid, k.title, k.minhash FROM sketch k JOIN version v ON v.id = k.version"
        "  JOIN work w ON w.id = v.work WHERE k.author_year = ?1 AND v.work <> ?2 ORDER BY v.id";
static const char SQL_BY_BAND[] =
        "SELECT w.pid, k.title, k.minhash FROM sketch_band b JOIN sketch k ON k.version = b.version"
        "  JOIN version v ON v.id = k.version JOIN work w ON w.id = v.work"
        " WHERE b.band = ?1 AND v.work <> ?2 ORDER BY v.id";

enum { ROWS = SKETCH_VALUES / SKETCH_BANDS };

/* FNV-1a over the values of a band and its number. */
static int64_t band_of(const struct store_sketch *sketch, int band)
{
        const unsigned char *bytes = (const unsigned char *)&sketch->minhash[(size_t)band * ROWS];
        uint64_t hash = 0xcbf29ce484222325ULL ^ (uint64_t)band;

        for (size_t i = 0; i < ROWS * sizeof(uint32_t); i++)
                hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
        return (int64_t)hash;
}

static int add_bands(struct store *s, int64_t version, const struct store_sketch *sketch,
                     struct error *err)
{
        int r = 0;

        for (int i = 0; r == 0 && i < SKETCH_BANDS; i++) {
                CLEANUP(db_donep) struct db_stmt *q = NULL;

                r = db_prepare(s->db, SQL_ADD_BAND, &q, err);
                if (r < 0)
                        return r;
                db_bind_int(q, 1, band_of(sketch, i));
                db_bind_int(q, 2, version);
                r = store_run(q, err);
        }
        return r;
}

int store_sketch_add(struct store *s, int64_t version, const struct store_sketch *sketch,
                     struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_ADD, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, version);
        db_bind_text(q, 2, sketch->author_year);
        db_bind_text(q, 3, sketch->title ? sketch->title : "");
        if (sketch->has_text)
                db_bind_blob(q, 4, sketch->minhash, sizeof(sketch->minhash));
        r = store_run(q, err);
        if (r == 0 && sketch->has_text)
                r = add_bands(s, version, sketch, err);
        return r < 0 ? error_while(err, r, "storing what it is compared by") : 0;
}

/* --- finding ----------------------------------------------------------------------------------------- */

struct search {
        int64_t but;
        int (*found)(void *user, const struct store_likeness *one);
        void *user;
};

static int each_row(struct db_stmt *q, const struct search *search, struct error *err)
{
        int r;

        while ((r = db_step(q, err)) == DB_ROW) {
                struct store_likeness one = {.title = db_text(q, 1)};
                int answer;

                snprintf(one.pid, sizeof(one.pid), "%s", db_text(q, 0));
                one.has_text = !db_is_null(q, 2) && db_len(q, 2) == sizeof(one.minhash);
                if (one.has_text)
                        memcpy(one.minhash, db_blob(q, 2), sizeof(one.minhash));
                answer = search->found(search->user, &one);
                if (answer)
                        return answer;
        }
        return r;
}

static int each_of_title(struct store *s, const char *author_year, const struct search *search,
                         struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_BY_TITLE, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, author_year);
        db_bind_int(q, 2, search->but);
        return each_row(q, search, err);
}

static int each_of_band(struct store *s, int64_t band, const struct search *search,
                        struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_BY_BAND, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, band);
        db_bind_int(q, 2, search->but);
        return each_row(q, search, err);
}

int store_sketch_each(struct store *s, const struct store_sketch *sketch, int64_t but,
                      int (*found)(void *user, const struct store_likeness *one), void *user,
                      struct error *err)
{
        const struct search search = {but, found, user};
        int r = 0;

        if (sketch->author_year)
                r = each_of_title(s, sketch->author_year, &search, err);
        for (int i = 0; r == 0 && sketch->has_text && i < SKETCH_BANDS; i++)
                r = each_of_band(s, band_of(sketch, i), &search, err);
        return r < 0 ? error_while(err, r, "looking for works like it") : r;
}
