/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes a work of what was read: which of its files are papers, whose record counts, what it is compared by.
 * Asks nothing of the store, so that any thread may do it.
 */
#include "ingest/item.h"

#include "base/path.h"
#include "base/str.h"
#include "ingest/sketch.h"
#include "meta/meta.h"
#include "suggest/suggest.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

void item_free(struct item *it)
{
        if (!it)
                return;
        json_decref(it->json);
        free(it->files);
        arena_done(&it->arena);
        free(it);
}

void item_freep(struct item **it)
{
        item_free(*it);
        *it = NULL;
}

/* Which paper's own record counts when a work comes in several formats: the most structured one. */
static int rank_of(const struct extraction *x)
{
        static const char *const order[] = {
                "jats",           "tei",          "html", "markdown", "epub",
                "wordprocessing", "opendocument", "xml",  "pdf",      "rtf"};

        for (size_t i = 0; i < ARRAY_LEN(order); i++) {
                if (strstr(x->media_type, order[i]))
                        return (int)i;
        }
        return (int)ARRAY_LEN(order);
}

static bool is_paper(const struct read_file *f)
{
        return read_file_is_taken(f) && !f->x->is_metadata;
}

static bool is_metadata(const struct read_file *f)
{
        return read_file_is_taken(f) && f->x->is_metadata;
}

/* A broken XML file beside a paper: most likely the paper's record, without which it must not go in. */
static bool is_broken_metadata(const struct read_file *f)
{
        return f->x && f->x->state == EXTRACT_DAMAGED &&
               !strcasecmp(path_extension(f->path), "xml");
}

static const struct read_file *best_paper(const struct item *it)
{
        const struct read_file *best = NULL;

        for (size_t i = 0; i < it->n_files; i++) {
                const struct read_file *f = it->files[i];

                if (!is_paper(f))
                        continue;
                if (!best || (record_title(f->x->record) && !record_title(best->x->record)) ||
                    (!record_title(best->x->record) == !record_title(f->x->record) &&
                     rank_of(f->x) < rank_of(best->x)))
                        best = f;
        }
        return best;
}

/* Metadata alone is a work of which only the record can be found; not where its paper could not be read. */
static const struct read_file *only_record(const struct item *it)
{
        const struct read_file *found = NULL;

        for (size_t i = 0; i < it->n_files; i++) {
                if (!is_metadata(it->files[i]) || found)
                        return NULL;
                found = it->files[i];
        }
        return found;
}

/* The record of the work: the best paper's own, with what the metadata files say laid upon it. */
static void choose_record(struct item *it)
{
        const struct read_file *best = best_paper(it);

        if (!best)
                best = only_record(it);
        if (!best) {
                it->refused =
                        "it describes a paper, but the paper of its base name beside it could "
                        "not be read";
                return;
        }
        it->record = best->x->record;
        for (size_t i = 0; i < it->n_files; i++) {
                const struct read_file *f = it->files[i];

                if (it->n_files > 1 && is_broken_metadata(f))
                        it->refused = arena_printf(
                                &it->arena, "'%s' beside it could not be read: %s",
                                path_base(f->path), f->x->reason ? f->x->reason : "damaged");
                if (f != best && is_metadata(f))
                        record_merge(it->record, f->x->record);
        }
        if (!it->record->languages.n && best->x->language)
                record_add_string(it->record, &it->record->languages, best->x->language);
}

static void add_part(struct item *it, const struct read_file *f)
{
        const struct extraction *x = f->x;
        struct part *p = &it->parts[it->n_parts++];

        p->fd = f->fd;
        p->file.position = (int)it->n_parts;
        p->file.is_paper = !x->is_metadata;
        p->file.name = path_base(f->path);
        p->file.sha256 = f->sha256;
        p->file.size = f->size;
        p->file.media_type = x->media_type;
        p->file.state = extract_state_name(x->state);
        p->file.language = x->language;
        if (p->file.is_paper) {
                p->pages = (const char *const *)x->pages;
                p->page_lens = x->page_lens;
                p->n_pages = x->n_pages;
        }
}

static int round_of(const struct read_file *f)
{
        if (f->x->is_metadata)
                return 2;
        return str_equal(f->x->media_type, "application/pdf") ? 0 : 1;
}

/* PDFs first, since their pages are what people cite; then the other papers; then the metadata. */
static void add_parts(struct item *it)
{
        for (int round = 0; round < 3; round++)
                for (size_t i = 0; i < it->n_files; i++)
                        if (read_file_is_taken(it->files[i]) && round_of(it->files[i]) == round)
                                add_part(it, it->files[i]);
}

/* Behind what is wrong with the record: that it is a scan, and where a record may stand instead. */
static const char *advise(struct item *it)
{
        const struct read_file *best = best_paper(it);
        bool is_scan = best && best->x->state == EXTRACT_NO_TEXT_LAYER;

        if (it->n_files != 1 || !best)
                return it->refused;
        return arena_printf(&it->arena, "%s%s; a metadata file of the same base name can say it",
                            is_scan ? "its pages are pictures without text; " : "", it->refused);
}

static const struct part *longest_paper(const struct item *it)
{
        const struct part *longest = NULL;
        size_t most = 0;

        for (size_t i = 0; i < it->n_parts; i++) {
                size_t n = 0;

                for (size_t p = 0; p < it->parts[i].n_pages; p++)
                        n += it->parts[i].page_lens[p];
                if (n > most) {
                        most = n;
                        longest = &it->parts[i];
                }
        }
        return longest;
}

static const char *language_of(struct lang_texts *list)
{
        for (size_t i = 0; i < list->n; i++)
                if (!list->items[i].language)
                        list->items[i].language =
                                extract_language(list->items[i].text, strlen(list->items[i].text));
        return list->n ? list->items[0].language : NULL;
}

/* Of each text that declares none; of the work itself by its text, else by what tells of it at some length. */
static void identify_languages(struct record *record, const struct part *text)
{
        const char *title = language_of(&record->titles);
        const char *abstract = language_of(&record->abstracts);
        const char *summary = language_of(&record->summaries);
        const char *language = text       ? extract_language(text->pages[0], text->page_lens[0])
                               : abstract ? abstract
                                          : summary;

        if (!language)
                language = title;
        if (language && !record->languages.n)
                record_add_string(record, &record->languages, language);
}

/* The record is whole: what follows from it. */
static int finish(struct item *it, struct error *err)
{
        const struct part *text = longest_paper(it);
        int r;

        identify_languages(it->record, text);
        r = suggest_for_record(it->record, text ? text->pages : NULL, text ? text->page_lens : NULL,
                               text ? text->n_pages : 0, err);
        if (r < 0)
                return r;
        it->key = record_match_key(it->record, &it->arena);
        it->missing = record_missing(it->record, &it->arena);
        r = sketch_record(it->record, &it->arena, &it->sketch, err);
        if (r < 0)
                return r;
        if (text)
                it->sketch.has_text = sketch_text(text->pages, text->page_lens, text->n_pages,
                                                  it->sketch.minhash);
        it->json = meta_write_json(it->record);
        return it->json && !it->arena.failed ? 0 : error_no_memory(err);
}

static int validate(struct item *it, struct error *err)
{
        int r = record_validate(it->record, &it->refused);

        return r < 0 ? error_set(err, r, "checking the record") : 0;
}

static int prepare_files(struct item *it, struct error *err)
{
        bool has_any = false;
        int r;

        for (size_t i = 0; i < it->n_files; i++)
                has_any |= read_file_is_taken(it->files[i]);
        if (!has_any)
                return 0; /* each is refused for its own reason */
        if (it->n_files > ITEM_FILES_MAX) {
                it->refused = "more than 64 files share this base name";
                return 0;
        }
        choose_record(it);
        if (it->refused)
                return 0;
        r = validate(it, err);
        if (r < 0)
                return r;
        if (it->refused) {
                it->refused = advise(it);
                return 0;
        }
        add_parts(it);
        return finish(it, err);
}

int item_of_files(struct read_file *const *files, size_t n, struct item **ret, struct error *err)
{
        CLEANUP(item_freep) struct item *it = calloc(1, sizeof(*it));
        int r;

        if (!it)
                return error_no_memory(err);
        it->files = calloc(n, sizeof(*it->files));
        if (!it->files)
                return error_no_memory(err);
        memcpy(it->files, files, n * sizeof(*files));
        it->n_files = n;
        it->compares_bytes = true;
        r = prepare_files(it, err);
        if (r < 0)
                return error_while(err, r, "ingesting '%s'", files[0]->path);
        *ret = STEAL(it);
        return 0;
}

/* --- from a record of a file with many --------------------------------------------------------------- */

/* The text of a record is kept as a file of its own, so that it can be read and cited like any other. */
static int add_text_part(struct item *it, const char *const *text, const size_t *text_len,
                         struct error *err)
{
        struct part *p = &it->parts[0];
        char *sha256 = arena_alloc(&it->arena, HASH_HEX_LEN);
        int r = sha256 ? hash_bytes(*text, *text_len, sha256, err) : error_no_memory(err);

        if (r < 0)
                return r;
        p->file = (struct store_file){.position = 1,
                                      .is_paper = true,
                                      .name = "text.txt",
                                      .sha256 = sha256,
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

int item_of_record(const char *path, struct record *record, const char *const *text,
                   const size_t *text_len, struct item **ret, struct error *err)
{
        CLEANUP(item_freep) struct item *it = calloc(1, sizeof(*it));
        int r;

        if (!it)
                return error_no_memory(err);
        it->path = path;
        it->record = record;
        r = validate(it, err);
        if (r == 0 && !it->refused && *text)
                r = add_text_part(it, text, text_len, err);
        if (r == 0 && !it->refused)
                r = finish(it, err);
        if (r < 0)
                return error_while(err, r, "ingesting '%s'", path);
        *ret = STEAL(it);
        return 0;
}
