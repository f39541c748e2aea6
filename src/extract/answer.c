/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/answer.h"

#include "extract/parts.h"

#include "meta/meta.h"
#include "text/json.h"

#include <errno.h>
#include <string.h>

#define STATE_PDF "pdf"

/* All pages but those that jansson had no memory for; the caller counts. */
static json_t *pages_json(const struct extraction *x)
{
        json_t *pages = json_array();

        for (size_t i = 0; pages && i < x->n_pages; i++)
                json_array_append_new(pages, json_stringn(x->pages[i], x->page_lens[i]));
        return pages;
}

static json_t *notes_json(const struct extraction *x)
{
        json_t *notes = json_array();

        for (size_t i = 0; notes && i < x->notes.n; i++)
                json_array_append_new(notes, json_string(x->notes.items[i]));
        return notes;
}

static json_t *answer_json(const struct extraction *x, bool is_pdf)
{
        json_t *answer = json_object();

        if (!answer)
                return NULL;
        json_put_text(answer, "state", is_pdf ? STATE_PDF : extract_state_name(x->state));
        json_put_text(answer, "reason", x->reason);
        json_put_text(answer, "media_type", x->media_type);
        json_put_text(answer, "declared_language", x->language);
        json_object_set_new(answer, "is_metadata", json_boolean(x->is_metadata));
        json_object_set_new(answer, "pages", pages_json(x));
        json_object_set_new(answer, "notes", notes_json(x));
        json_object_set_new(answer, "record", meta_write_json(x->record));
        return answer;
}

int answer_write(const struct extraction *x, bool is_pdf, struct str *out, struct error *err)
{
        CLEANUP(json_freep) json_t *answer = answer_json(x, is_pdf);
        int r;

        /* Half an answer would be a cut text. */
        if (!answer || !json_object_get(answer, "record") ||
            json_array_size(json_object_get(answer, "notes")) != x->notes.n ||
            json_array_size(json_object_get(answer, "pages")) != x->n_pages)
                return error_no_memory(err);
        r = json_write(answer, out, err);
        if (r == 0 && x->records) {
                str_add_char(out, '\n');
                str_add_bytes(out, x->records, x->records_len);
        }
        return r < 0 ? r : out->failed ? error_no_memory(err) : 0;
}

static int garbled(struct error *err, const char *what)
{
        error_set(err, -EBADMSG, "the worker's answer: %s", what);
        return ANSWER_GARBLED;
}

/* A short text without controls, as a type or a language is. */
static bool is_token(const char *s)
{
        return s && *s && strlen(s) < 200 && strcspn(s, "\x01\x02\t\r\n \"<>&") == strlen(s);
}

static int read_pages(const json_t *pages, size_t text_max, struct extraction *x, struct error *err)
{
        size_t i, total = 0;
        const json_t *page;

        if (!json_is_array(pages))
                return garbled(err, "\"pages\" is no list");
        if (json_array_size(pages) > EXTRACT_PAGES_MAX) {
                extraction_end(x, EXTRACT_TOO_LARGE, "it has more than %d pages",
                               EXTRACT_PAGES_MAX);
                return 0;
        }
        for (i = 0; i < json_array_size(pages); i++) {
                page = json_array_get(pages, i);
                if (!json_is_string(page))
                        return garbled(err, "a page is no text");
                total += json_string_length(page);
                if (total > text_max) {
                        extraction_end(x, EXTRACT_TOO_LARGE, "it has more than %zu bytes of text",
                                       text_max);
                        return 0;
                }
                extraction_add_page(x, json_string_value(page), json_string_length(page));
        }
        return 0;
}

/* A list that is too long, or is none, is cut without a word: notes are a courtesy. */
static void read_notes(const json_t *notes, struct extraction *x)
{
        for (size_t i = 0; i < json_array_size(notes) && i < EXTRACT_NOTES_MAX; i++)
                if (json_is_string(json_array_get(notes, i)))
                        extraction_add_note(x, "%s", json_string_value(json_array_get(notes, i)));
}

static int read_record(const json_t *record, struct extraction *x, struct error *err)
{
        struct error why = {0};
        int r;

        if (!json_is_object(record))
                return garbled(err, "\"record\" is no object");
        r = meta_read_json(record, x->record, &why);
        if (r > 0)
                return garbled(err, why.message);
        if (r < 0 && err)
                *err = why;
        return r;
}

static int read_state(const json_t *answer, struct extraction *x, struct error *err)
{
        const char *name = json_text(answer, "state");
        const char *reason = json_text(answer, "reason");
        enum extract_state state;

        if (str_equal(name, STATE_PDF))
                return ANSWER_IS_PDF;
        if (!extract_state_find(name, &state))
                return garbled(err, "no such state");
        if (state != EXTRACT_OK)
                extraction_end(x, state, "%s", reason ? reason : extract_state_name(state));
        return 0;
}

/* They are looked at when they are taken in, each by itself. */
static void take_records(struct extraction *x, const char *lines, size_t n, size_t max)
{
        if (n > max) {
                extraction_end(x, EXTRACT_TOO_LARGE, "its records have more than %zu bytes", max);
                return;
        }
        x->records = arena_copy_bytes(&x->arena, lines, n);
        x->records_len = n;
}

int answer_read(const char *bytes, size_t n, size_t text_max, struct extraction *x,
                struct error *err)
{
        CLEANUP(json_freep) json_t *answer = NULL;
        struct error why = {0};
        const char *end = memchr(bytes, '\n', n); /* a line end inside the JSON is written as \n */
        int r = json_read(bytes, end ? (size_t)(end - bytes) : n, &answer, &why);

        if (r > 0 || (r == 0 && !json_is_object(answer)))
                return garbled(err, r ? why.message : "no object");
        if (r < 0) {
                if (err)
                        *err = why;
                return r;
        }
        if (!is_token(json_text(answer, "media_type")))
                return garbled(err, "no media type");
        extraction_set_type(x, json_text(answer, "media_type"));
        r = read_state(answer, x, err);
        if (r == 0)
                r = read_record(json_object_get(answer, "record"), x, err);
        if (r != 0)
                return r;
        read_notes(json_object_get(answer, "notes"), x);
        x->is_metadata = json_is_true(json_object_get(answer, "is_metadata"));
        if (is_token(json_text(answer, "declared_language")))
                extraction_set_language(x, json_text(answer, "declared_language"));
        if (x->state == EXTRACT_OK)
                r = read_pages(json_object_get(answer, "pages"), text_max, x, err);
        if (r == 0 && end && x->state == EXTRACT_OK && x->is_metadata)
                take_records(x, end + 1, n - (size_t)(end + 1 - bytes), text_max);
        return r == 0 && x->arena.failed ? error_no_memory(err) : r;
}
