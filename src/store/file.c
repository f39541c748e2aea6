/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of a version with the text of their pages; names of strangers' files made safe. */
#include "store/private.h"

#include "base/path.h"
#include "base/utf8.h"
#include "text/normal.h"

#include <errno.h>
#include <string.h>

enum { NAME_TRIES = 10000 }; /* files of one name in one version */

static const char SQL_HAS_NAME[] = "SELECT 1 FROM file WHERE version = ?1 AND name = ?2";
static const char SQL_ADD_BLOB[] = "INSERT INTO blob (sha256, size, created) VALUES (?1, ?2, ?3)"
                                   " ON CONFLICT (sha256) DO NOTHING";
static const char SQL_ADD_FILE[] =
        "INSERT INTO file (version, position, role, name, sha256, media_type, state, language)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
static const char SQL_ADD_PAGE[] = "INSERT INTO page (file, number, text) VALUES (?1, ?2, ?3)";
static const char SQL_LIST[] =
        "SELECT f.id, f.position, f.role = 'paper', f.name, f.sha256, f.media_type, f.state,"
        "       f.language, b.size, (SELECT count(*) FROM page WHERE file = f.id)"
        "  FROM file f JOIN blob b ON b.sha256 = f.sha256 WHERE f.version = ?1 ORDER BY f.position";
static const char SQL_PAGES[] = "SELECT number, text FROM page WHERE file = ?1 ORDER BY number";
static const char SQL_COPY_FILES[] =
        "INSERT INTO file (version, position, role, name, sha256, media_type, state, language)"
        " SELECT ?2, position, role, name, sha256, media_type, state, language FROM file"
        "  WHERE version = ?1";
static const char SQL_COPY_PAGES[] =
        "INSERT INTO page (file, number, text) SELECT new.id, p.number, p.text FROM page p"
        "  JOIN file old ON old.id = p.file JOIN file new ON new.position = old.position"
        " WHERE old.version = ?1 AND new.version = ?2";
static const char SQL_COPY_IDENTIFIERS[] =
        "INSERT INTO identifier (type, value, version) SELECT type, value, ?2 FROM identifier"
        " WHERE version = ?1";

/* --- names ------------------------------------------------------------------------------------------- */

/* Marks that turn the direction of text, so that "fdp.exe" shows as "exe.pdf"; invisible joiners; BOM. */
static bool is_misleading(unsigned int c)
{
        return c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
               (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0x00AD;
}

/* Separators and bytes that are not UTF-8 show as '-' and '_'; what must not be there goes. */
static void add_safe_bytes(const char *name, struct str *out)
{
        size_t n = strlen(name);
        size_t len;

        for (size_t i = 0; i < n; i += len) {
                unsigned int c = 0;

                len = utf8_decode(name + i, n - i, &c);
                if (!len) {
                        str_add_char(out, '_');
                        len = 1;
                } else if (c == '/' || c == '\\') {
                        str_add_char(out, '-');
                } else if (c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                        str_add_char(out, ' ');
                } else if (c >= 0x20 && !utf8_is_unwanted(c) && !is_misleading(c)) {
                        str_add_bytes(out, name + i, len);
                }
        }
}

/* The extension with its dot, "" where there is none or it is too long to be one. */
static const char *dotted_extension(const char *name)
{
        const char *extension = path_extension(name);

        return *extension && strlen(extension) <= FILE_EXTENSION_MAX ? extension - 1 : "";
}

/* The name with `suffix` before its extension, the stem cut so that all fits. */
static void add_fitting(const char *name, const char *suffix, struct str *out)
{
        const char *extension = dotted_extension(name);
        size_t stem = strlen(name) - strlen(extension);
        size_t room = FILE_NAME_MAX - strlen(extension) - strlen(suffix);

        str_add_bytes(out, name, utf8_floor(name, stem, stem < room ? stem : room));
        str_add(out, suffix);
        str_add(out, extension);
}

void file_name_numbered(const char *name, int number, struct str *out)
{
        char suffix[16];

        snprintf(suffix, sizeof(suffix), "-%d", number);
        add_fitting(name, suffix, out);
}

int file_name_make_safe(const char *name, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str bytes = STR_INIT;
        CLEANUP(str_done) struct str line = STR_INIT;
        const char *start;
        int r;

        add_safe_bytes(name, &bytes);
        if (bytes.failed)
                return error_no_memory(err);
        r = text_clean_line(str_text(&bytes), bytes.len, &line, err); /* NFC */
        if (r < 0)
                return r;
        start = str_text(&line) + strspn(str_text(&line), ".- ");
        add_fitting(*start ? start : "file", "", out);
        return out->failed ? error_no_memory(err) : 0;
}

static int has_name(struct store *s, int64_t version, const char *name, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_HAS_NAME, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, version);
        db_bind_text(q, 2, name);
        return db_step(q, err);
}

/* "a.pdf", "a-2.pdf", "a-3.pdf" …: the first that the version does not have. */
static int unique_name(struct store *s, int64_t version, const char *name, struct str *out,
                       struct error *err)
{
        CLEANUP(str_done) struct str safe = STR_INIT;
        int r = file_name_make_safe(name, &safe, err);

        if (r < 0)
                return r;
        str_add(out, safe.data);
        for (int i = 2; i < NAME_TRIES; i++) {
                if (out->failed)
                        return error_no_memory(err);
                r = has_name(s, version, out->data, err);
                if (r <= 0)
                        return r;
                str_clear(out);
                file_name_numbered(safe.data, i, out);
        }
        return error_set(err, -E2BIG, "more than %d files named '%s'", NAME_TRIES, safe.data);
}

/* --- adding ------------------------------------------------------------------------------------------ */

/* The row of bytes that store_blob_put has brought; without them there is no file. */
static int add_blob(struct store *s, const struct store_file *file, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r;

        if (!blob_name_is_valid(file->sha256))
                return error_set(err, -EINVAL, "no SHA-256");
        if (!blob_is_kept(s, file->sha256))
                return error_set(err, -ENOENT, "the bytes of '%s' were not kept", file->name);
        r = db_prepare(s->db, SQL_ADD_BLOB, &q, err);
        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_text(q, 1, file->sha256);
        db_bind_int(q, 2, file->size);
        db_bind_text(q, 3, now);
        return store_run(q, err);
}

static int add_row(struct store *s, int64_t version, const struct store_file *file,
                   struct error *err)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r;

        r = unique_name(s, version, file->name, &name, err);
        if (r == 0)
                r = db_prepare(s->db, SQL_ADD_FILE, &q, err);
        if (r < 0)
                return r;
        db_bind_int(q, 1, version);
        db_bind_int(q, 2, file->position);
        db_bind_text(q, 3, file->is_paper ? "paper" : "metadata");
        db_bind_text(q, 4, name.data);
        db_bind_text(q, 5, file->sha256);
        db_bind_text(q, 6, file->media_type);
        db_bind_text(q, 7, file->state);
        db_bind_text(q, 8, file->language);
        return store_run(q, err);
}

static int add_pages(struct store *s, int64_t file, const char *const *pages,
                     const size_t *page_lens, size_t n_pages, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_ADD_PAGE, &q, err);

        for (size_t i = 0; i < n_pages && r == 0; i++) {
                db_bind_int(q, 1, file);
                db_bind_int(q, 2, (int64_t)i + 1);
                db_bind_text_len(q, 3, pages[i], page_lens[i]);
                r = store_run(q, err);
                db_reset(q);
        }
        return r;
}

int store_version_add_file(struct store *s, int64_t version, const struct store_file *file,
                           const char *const *pages, const size_t *page_lens, size_t n_pages,
                           struct error *err)
{
        int r;

        r = store_need_transaction(s, "adding a file", err);
        if (r == 0)
                r = add_blob(s, file, err);
        if (r == 0)
                r = add_row(s, version, file, err);
        if (r == 0)
                r = add_pages(s, db_last_id(s->db), pages, page_lens, n_pages, err);
        return r < 0 ? error_while(err, r, "adding the file '%s'", file->name) : 0;
}

int store_version_copy_files(struct store *s, int64_t from, int64_t to, struct error *err)
{
        static const char *const steps[] = {SQL_COPY_FILES, SQL_COPY_PAGES, SQL_COPY_IDENTIFIERS};
        int r = store_need_transaction(s, "copying files", err);

        for (size_t i = 0; i < ARRAY_LEN(steps) && r == 0; i++) {
                CLEANUP(db_donep) struct db_stmt *q = NULL;

                r = db_prepare(s->db, steps[i], &q, err);
                if (r < 0)
                        break;
                db_bind_int(q, 1, from);
                db_bind_int(q, 2, to);
                r = store_run(q, err);
        }
        return r < 0 ? error_while(err, r, "taking over the files of a version") : 0;
}

/* --- reading ----------------------------------------------------------------------------------------- */

static void fill(struct db_stmt *q, struct arena *a, struct store_file *f)
{
        f->id = db_int(q, 0);
        f->position = (int)db_int(q, 1);
        f->is_paper = db_int(q, 2) != 0;
        f->name = store_column(q, 3, a);
        f->sha256 = store_column(q, 4, a);
        f->media_type = store_column(q, 5, a);
        f->state = store_column(q, 6, a);
        f->language = store_column(q, 7, a);
        f->size = db_int(q, 8);
        f->n_pages = db_int(q, 9);
}

int store_file_list(struct store *s, int64_t version, struct arena *a, struct store_file **ret,
                    size_t *ret_n, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct store_file *list = NULL;
        size_t n = 0;
        int r = db_prepare(s->db, SQL_LIST, &q, err);

        if (r == 0)
                db_bind_int(q, 1, version);
        while (r >= 0 && (r = db_step(q, err)) == DB_ROW) {
                struct store_file *f = arena_push(a, &list, &n, sizeof(*list));

                if (!f)
                        return error_no_memory(err);
                fill(q, a, f);
        }
        if (r < 0)
                return error_while(err, r, "listing files");
        if (a->failed)
                return error_no_memory(err);
        *ret = list;
        *ret_n = n;
        return 0;
}

int store_page_each(struct store *s, int64_t file,
                    int (*page)(void *user, int number, const char *text, size_t len), void *user,
                    struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_PAGES, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, file);
        while ((r = db_step(q, err)) == DB_ROW) {
                const char *text = db_text(q, 1);
                int answer = page(user, (int)db_int(q, 0), text ? text : "", db_len(q, 1));

                if (answer)
                        return answer;
        }
        return r < 0 ? error_while(err, r, "reading pages") : 0;
}
