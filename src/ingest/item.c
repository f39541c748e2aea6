/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decides about one work and stores it: which of its files are papers, whose record counts, whether the
 * hub has it already. Everything that reaches the store does so in one transaction.
 */
#include "ingest/item.h"

#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "meta/meta.h"
#include "review/review.h"
#include "text/json.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

enum { ITEM_FILES_MAX = 64 };

/* Identifiers that name one work all over the world; a "local" one does not. */
static const char *const global_identifiers[] = {"doi", "handle", "pmid", "pmcid"};

/* A file as it will be stored. */
struct part {
        int fd; /* where its bytes are, -1 for a text of our own */
        struct store_file file;
        char sha256[HASH_HEX_LEN];
        const char *const *pages;
        const size_t *page_lens;
        size_t n_pages;
};

struct item {
        struct arena arena;
        struct record *record; /* of the best paper or the metadata; not owned */
        struct part parts[ITEM_FILES_MAX];
        size_t n_parts;
        const char *refused; /* why, or NULL */
        char pid[ID_SIZE];
        char duplicate_of[ID_SIZE];
        bool compares_bytes; /* the same bytes are the same work */
};

void intake_report(struct intake *in, const struct ingest_result *result)
{
        switch (result->outcome) {
        case INGEST_ADDED:
                in->counts.added++;
                break;
        case INGEST_DUPLICATE:
                in->counts.duplicate++;
                break;
        case INGEST_REFUSED:
                in->counts.refused++;
                break;
        }
        if (in->options->result)
                in->options->result(in->options->user, result);
}

/* --- storing ------------------------------------------------------------------------------------- */

static int note_duplicate(struct item *it, int r, const char *pid)
{
        if (r == 0)
                memcpy(it->duplicate_of, pid, ID_SIZE);
        return r;
}

/* Same bytes, same identifier, same title with year and author: 0 with duplicate_of, or STORE_NONE. */
static int find_duplicate(struct intake *in, struct item *it, const char *key, struct error *err)
{
        char pid[ID_SIZE];
        int r = STORE_NONE;

        for (size_t i = 0; r == STORE_NONE && it->compares_bytes && i < it->n_parts; i++) {
                if (it->parts[i].file.is_paper)
                        r = note_duplicate(
                                it, store_find_by_bytes(in->store, it->parts[i].sha256, pid, err),
                                pid);
        }
        for (size_t i = 0; r == STORE_NONE && i < ARRAY_LEN(global_identifiers); i++) {
                const char *value = record_identifier(it->record, global_identifiers[i]);

                if (value)
                        r = note_duplicate(it,
                                           store_find_by_identifier(in->store,
                                                                    global_identifiers[i], value,
                                                                    pid, err),
                                           pid);
        }
        if (r == STORE_NONE && key)
                r = note_duplicate(it, store_find_by_match_key(in->store, key, pid, err), pid);
        return r;
}

static int add_version(struct intake *in, struct item *it, const char *key,
                       struct store_version *ret, struct error *err)
{
        CLEANUP(json_freep) json_t *record = meta_write_json(it->record);

        if (!record)
                return error_no_memory(err);
        if (in->version_of)
                return desk_resubmit_in_transaction(in->store, in->version_of, in->options->actor,
                                                    record, key, ret, err);
        return store_work_add(in->store, NULL, in->options->actor, record, key, ret, err);
}

static int add_parts(struct intake *in, const struct item *it, int64_t version, struct error *err)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < it->record->n_identifiers; i++)
                r = store_version_add_identifier(in->store, version,
                                                 it->record->identifiers[i].type,
                                                 it->record->identifiers[i].value, err);
        for (size_t i = 0; r == 0 && i < it->n_parts; i++) {
                const struct part *p = &it->parts[i];

                r = store_version_add_file(in->store, version, &p->file, p->pages, p->page_lens,
                                           p->n_pages, err);
        }
        return r;
}

/* Within a transaction: everything, or a duplicate. */
static int write_item(struct intake *in, struct item *it, struct error *err)
{
        const char *key = record_match_key(it->record, &it->arena);
        struct store_version version;
        int r = in->version_of ? STORE_NONE : find_duplicate(in, it, key, err);

        if (r != STORE_NONE)
                return r;
        r = add_version(in, it, key, &version, err);
        if (r == REVIEW_REFUSED) {
                it->refused = arena_copy(&it->arena, err->message);
                return 0;
        }
        if (r == 0)
                r = add_parts(in, it, version.id, err);
        if (r == 0 && in->options->publish)
                r = desk_publish_in_transaction(in->store, version.id, in->options->actor, err);
        if (r == 0)
                memcpy(it->pid, version.pid, ID_SIZE);
        return r;
}

static int keep_part(struct intake *in, struct part *p, struct error *err)
{
        char sha256[HASH_HEX_LEN];
        int r;

        if (p->fd < 0)
                return store_blob_put(in->store, p->pages[0], p->page_lens[0], sha256, err);
        if (lseek(p->fd, 0, SEEK_SET) < 0)
                return error_errno(err, errno, "reading it again");
        r = store_blob_put_fd(in->store, p->fd, sha256, &p->file.size, err);
        if (r == 0 && strcmp(sha256, p->sha256) != 0)
                return error_set(err, -EAGAIN, "it changed while it was read");
        return r;
}

/* The bytes of what is no duplicate, synced before anything names them. */
static int keep_parts(struct intake *in, struct item *it, struct error *err)
{
        const char *key = record_match_key(it->record, &it->arena);
        int r = in->version_of ? STORE_NONE : find_duplicate(in, it, key, err);

        if (r != STORE_NONE)
                return r;
        r = 0;
        for (size_t i = 0; i < it->n_parts && r == 0; i++) {
                r = keep_part(in, &it->parts[i], err);
                if (r < 0)
                        return error_while(err, r, "keeping '%s'", it->parts[i].file.name);
        }
        return r;
}

static int store_item(struct intake *in, struct item *it, struct error *err)
{
        CLEANUP(store_rollbackp) struct store *open = NULL;
        int r = keep_parts(in, it, err);

        if (r < 0 || it->duplicate_of[0])
                return r;
        r = store_begin(in->store, err);
        if (r < 0)
                return r;
        open = in->store;
        r = write_item(in, it, err);
        if (r < 0)
                return r;
        if (!it->pid[0])
                return 0; /* a duplicate, or refused: nothing was written */
        return store_commit(in->store, err);
}

/* --- from files ---------------------------------------------------------------------------------- */

/* Which paper's own record counts when a work comes in several formats: the most structured one. */
static int rank_of(const struct extraction *x)
{
        static const char *const order[] = {"jats", "html", "markdown", "xml", "pdf"};

        for (size_t i = 0; i < ARRAY_LEN(order); i++) {
                if (strstr(x->media_type, order[i]))
                        return (int)i;
        }
        return (int)ARRAY_LEN(order);
}

static bool is_taken(const struct read_file *f)
{
        return f->x && (f->x->state == EXTRACT_OK || f->x->state == EXTRACT_NO_TEXT_LAYER);
}

static bool is_paper(const struct read_file *f)
{
        return is_taken(f) && !f->x->is_metadata;
}

/* A broken XML file beside a paper: most likely the paper's record, without which it must not go in. */
static bool is_broken_metadata(const struct read_file *f)
{
        return f->x && f->x->state == EXTRACT_DAMAGED &&
               !strcasecmp(path_extension(f->path), "xml");
}

static const struct read_file *best_paper(struct read_file *const *files, size_t n)
{
        const struct read_file *best = NULL;

        for (size_t i = 0; i < n; i++) {
                if (!is_paper(files[i]))
                        continue;
                if (!best ||
                    (record_title(files[i]->x->record) && !record_title(best->x->record)) ||
                    (!record_title(best->x->record) == !record_title(files[i]->x->record) &&
                     rank_of(files[i]->x) < rank_of(best->x)))
                        best = files[i];
        }
        return best;
}

/* The record of the work: the best paper's own, with what the metadata file says laid upon it. */
static void choose_record(struct item *it, struct read_file *const *files, size_t n)
{
        const struct read_file *best = best_paper(files, n);

        if (!best) {
                it->refused = "it describes a paper, but no paper of its base name could be read "
                              "beside it";
                return;
        }
        it->record = best->x->record;
        for (size_t i = 0; i < n; i++) {
                if (n > 1 && is_broken_metadata(files[i]))
                        it->refused =
                                arena_printf(&it->arena, "'%s' beside it could not be read: %s",
                                             path_base(files[i]->path),
                                             files[i]->x->reason ? files[i]->x->reason : "damaged");
                if (is_taken(files[i]) && files[i]->x->is_metadata)
                        record_merge(it->record, files[i]->x->record);
        }
        if (!it->record->languages.n && best->x->language)
                record_add_string(it->record, &it->record->languages, best->x->language);
}

static int hash_file(struct part *p, const struct read_file *f, struct error *err)
{
        int r;

        if (lseek(f->fd, 0, SEEK_SET) < 0)
                return error_errno(err, errno, "reading '%s' again", f->path);
        r = hash_fd(f->fd, p->sha256, &p->file.size, err);
        return r < 0 ? error_while(err, r, "'%s'", f->path) : 0;
}

static int add_part(struct item *it, const struct read_file *f, struct error *err)
{
        const struct extraction *x = f->x;
        struct part *p = &it->parts[it->n_parts];
        int r;

        if (it->n_parts == ITEM_FILES_MAX)
                return 0; /* said by check_size before */
        r = hash_file(p, f, err);
        if (r < 0)
                return r;
        p->fd = f->fd;
        p->file.position = (int)it->n_parts + 1;
        p->file.is_paper = !x->is_metadata;
        p->file.name = path_base(f->path);
        p->file.sha256 = p->sha256;
        p->file.media_type = x->media_type;
        p->file.state = extract_state_name(x->state);
        p->file.language = x->language;
        if (p->file.is_paper) {
                p->pages = (const char *const *)x->pages;
                p->page_lens = x->page_lens;
                p->n_pages = x->n_pages;
        }
        it->n_parts++;
        return 0;
}

static bool is_pdf(const struct read_file *f)
{
        return str_equal(f->x->media_type, "application/pdf");
}

/* PDFs first, since their pages are what people cite; then the other papers; then the metadata. */
static int add_parts_in_order(struct item *it, struct read_file *const *files, size_t n,
                              struct error *err)
{
        for (int round = 0; round < 3; round++) {
                for (size_t i = 0; i < n; i++) {
                        int its_round;
                        int r;

                        if (!is_taken(files[i]))
                                continue;
                        its_round = files[i]->x->is_metadata ? 2 : is_pdf(files[i]) ? 0 : 1;
                        r = its_round == round ? add_part(it, files[i], err) : 0;
                        if (r < 0)
                                return r;
                }
        }
        return 0;
}

static const char *problem_of(const struct read_file *f)
{
        static const char *const words[EXTRACT_STATES] = {
                [EXTRACT_EMPTY] = "there is no text in it",
                [EXTRACT_NO_TEXT_LAYER] = "its pages are pictures without text",
                [EXTRACT_ENCRYPTED] = "it needs a password",
                [EXTRACT_DAMAGED] = "it is damaged",
                [EXTRACT_TOO_LARGE] = "it is too large",
                [EXTRACT_TIMED_OUT] = "reading it took too long",
                [EXTRACT_UNSUPPORTED] = "files of this kind are not read"};

        if (!f->x)
                return f->problem;
        return f->x->reason ? f->x->reason : words[f->x->state];
}

static void report_file(struct intake *in, const struct item *it, const struct read_file *f)
{
        struct ingest_result result = {
                .path = f->path,
                .state = extract_state_name(f->x ? f->x->state : EXTRACT_DAMAGED),
        };

        if (!is_taken(f) || it->refused) {
                result.outcome = INGEST_REFUSED;
                result.reason = is_taken(f) ? it->refused : problem_of(f);
        } else if (it->duplicate_of[0]) {
                result.outcome = INGEST_DUPLICATE;
                result.duplicate_of = it->duplicate_of;
                result.reason = "the hub has this work already";
        } else {
                result.outcome = INGEST_ADDED;
                result.id = it->pid;
                result.reason = f->x->state == EXTRACT_OK ? NULL : problem_of(f);
        }
        intake_report(in, &result);
}

/* Behind what is wrong with the record: that it is a scan, and where a record may stand instead. */
static const char *advise(struct item *it, struct read_file *const *files, size_t n)
{
        const struct read_file *best = best_paper(files, n);
        bool is_scan = best->x->state == EXTRACT_NO_TEXT_LAYER;

        if (n > 1)
                return it->refused;
        return arena_printf(&it->arena, "%s%s; a metadata file of the same base name can say it",
                            is_scan ? "its pages are pictures without text; " : "", it->refused);
}

static int decide(struct intake *in, struct item *it, struct read_file *const *files, size_t n,
                  struct error *err)
{
        bool has_any = false;
        int r;

        for (size_t i = 0; i < n; i++)
                has_any |= is_taken(files[i]);
        if (!has_any)
                return 0; /* each is refused for its own reason */
        if (n > ITEM_FILES_MAX) {
                it->refused = "more than 64 files share this base name";
                return 0;
        }
        choose_record(it, files, n);
        if (it->refused)
                return 0;
        r = record_validate(it->record, &it->refused);
        if (r < 0)
                return error_set(err, r, "checking the record");
        if (r == RECORD_INVALID) {
                it->refused = advise(it, files, n);
                return 0;
        }
        r = add_parts_in_order(it, files, n, err);
        return r < 0 ? r : store_item(in, it, err);
}

int item_store_files(struct intake *in, struct read_file *const *files, size_t n, struct error *err)
{
        CLEANUP(freep) struct item *it = calloc(1, sizeof(*it));
        int r;

        if (!it)
                return error_no_memory(err);
        it->compares_bytes = true;
        r = decide(in, it, files, n, err);
        for (size_t i = 0; r == 0 && i < n; i++)
                report_file(in, it, files[i]);
        arena_done(&it->arena);
        return r < 0 ? error_while(err, r, "ingesting '%s'", files[0]->path) : 0;
}

/* --- from a record of a JSON Lines file ------------------------------------------------------------ */

/* The text of a record is kept as a file of its own, so that it can be read and cited like any other. */
static int add_text_part(struct item *it, const char *const *text, const size_t *text_len,
                         struct error *err)
{
        struct part *p = &it->parts[0];
        int r = hash_bytes(*text, *text_len, p->sha256, err);

        if (r < 0)
                return r;
        p->file = (struct store_file){.position = 1,
                                      .is_paper = true,
                                      .name = "text.txt",
                                      .sha256 = p->sha256,
                                      .media_type = "text/plain",
                                      .state = extract_state_name(EXTRACT_OK),
                                      .language = record_language(it->record),
                                      .size = (int64_t)*text_len};
        p->fd = -1;
        p->pages = text;
        p->page_lens = text_len;
        p->n_pages = 1;
        it->n_parts = 1;
        return 0;
}

int item_store_record(struct intake *in, const char *path, struct record *record, const char *text,
                      size_t text_len, struct error *err)
{
        CLEANUP(freep) struct item *it = calloc(1, sizeof(*it));
        struct ingest_result result = {.path = path, .outcome = INGEST_ADDED, .state = "ok"};
        int r;

        if (!it)
                return error_no_memory(err);
        it->record = record;
        r = record_validate(record, &it->refused);
        if (r == 0 && text)
                r = add_text_part(it, &text, &text_len, err);
        if (r == 0)
                r = store_item(in, it, err);
        if (it->refused) {
                result.outcome = INGEST_REFUSED;
                result.state =
                        extract_state_name(EXTRACT_DAMAGED); /* the record is all there is of it */
                result.reason = it->refused;
        } else if (it->duplicate_of[0]) {
                result.outcome = INGEST_DUPLICATE;
                result.duplicate_of = it->duplicate_of;
                result.reason = "the hub has this work already";
        } else {
                result.id = it->pid;
        }
        if (r >= 0)
                intake_report(in, &result);
        arena_done(&it->arena);
        return r < 0 ? error_while(err, r, "ingesting '%s'", path) : 0;
}
