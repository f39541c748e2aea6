/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The result itself: states and their names, pages, the reason. */
#include "extract/parts.h"

#include "base/utf8.h"
#include "text/normal.h"

#include <stdarg.h>
#include <string.h>

static const char *const state_names[EXTRACT_STATES] = {
        [EXTRACT_OK] = "ok",
        [EXTRACT_EMPTY] = "empty",
        [EXTRACT_NO_TEXT_LAYER] = "no-text-layer",
        [EXTRACT_ENCRYPTED] = "encrypted",
        [EXTRACT_DAMAGED] = "damaged",
        [EXTRACT_TOO_LARGE] = "too-large",
        [EXTRACT_TIMED_OUT] = "timed-out",
        [EXTRACT_UNSUPPORTED] = "unsupported",
};

const char *extract_state_name(enum extract_state s)
{
        return (unsigned)s < EXTRACT_STATES ? state_names[s] : "unknown";
}

bool extract_state_find(const char *name, enum extract_state *ret)
{
        for (int i = 0; i < EXTRACT_STATES; i++)
                if (str_equal(name, state_names[i])) {
                        *ret = (enum extract_state)i;
                        return true;
                }
        return false;
}

struct extraction *extraction_new(void)
{
        struct extraction *x = calloc(1, sizeof(*x));

        if (!x)
                return NULL;
        x->arena = (struct arena)ARENA_INIT;
        x->media_type = "application/octet-stream";
        x->record = record_new();
        if (!x->record) {
                free(x);
                return NULL;
        }
        return x;
}

void extraction_free(struct extraction *x)
{
        if (!x)
                return;
        record_free(x->record);
        arena_done(&x->arena);
        free(x);
}

void extraction_freep(struct extraction **x)
{
        extraction_free(*x);
        *x = NULL;
}

void extraction_set_type(struct extraction *x, const char *media_type)
{
        const char *copy = arena_copy(&x->arena, media_type);

        if (copy)
                x->media_type = copy;
}

void extraction_set_language(struct extraction *x, const char *language)
{
        x->language = str_is_blank(language) ? NULL : arena_copy(&x->arena, language);
}

void extraction_add_page(struct extraction *x, const char *text, size_t n)
{
        size_t n_lens = x->n_pages;
        size_t *len = arena_push(&x->arena, &x->page_lens, &n_lens, sizeof(*len));
        const char **page = arena_push(&x->arena, &x->pages, &x->n_pages, sizeof(*page));

        if (!len || !page)
                return;
        *len = n;
        *page = arena_copy_bytes(&x->arena, text, n);
}

/* A reason is shown on one line: what a parser says of a stranger's file may hold anything. */
static void make_one_line(char *s)
{
        for (; *s; s++)
                if ((unsigned char)*s < 0x20 || *s == 0x7F)
                        *s = ' ';
}

/* Cut to whole characters, on one line. */
static void finish_line(char *line)
{
        line[utf8_valid_len(line, strlen(line))] = '\0';
        make_one_line(line);
}

void extraction_add_note(struct extraction *x, const char *fmt, ...)
{
        char line[ERROR_MESSAGE_MAX];
        const char **note;
        va_list ap;

        va_start(ap, fmt);
        vsnprintf(line, sizeof(line), fmt, ap);
        va_end(ap);
        finish_line(line);
        if (str_is_blank(line) || x->notes.n >= EXTRACT_NOTES_MAX)
                return;
        for (size_t i = 0; i < x->notes.n; i++)
                if (str_equal(x->notes.items[i], line))
                        return;
        note = arena_push(&x->arena, &x->notes.items, &x->notes.n, sizeof(*note));
        if (note)
                *note = arena_copy(&x->arena, line);
}

void extraction_end(struct extraction *x, enum extract_state state, const char *fmt, ...)
{
        char reason[ERROR_MESSAGE_MAX];
        va_list ap;

        va_start(ap, fmt);
        vsnprintf(reason, sizeof(reason), fmt, ap);
        va_end(ap);
        finish_line(reason);
        x->state = state;
        x->reason = arena_copy(&x->arena, reason);
        x->pages = NULL;
        x->page_lens = NULL;
        x->n_pages = 0;
}

/* A PDF's map from glyphs to letters can hold half surrogates, and poppler writes them. */
void utf8_repair(struct str *out, const char *text, size_t n)
{
        while (n) {
                size_t good = utf8_valid_len(text, n);

                str_add_bytes(out, text, good);
                text += good;
                n -= good;
                if (n) {
                        str_add_code_point(out, 0xFFFD);
                        text++;
                        n--;
                }
        }
}

static int add_clean_page(struct extraction *x, const char *text, size_t n, struct error *err)
{
        CLEANUP(str_done) struct str repaired = STR_INIT;
        CLEANUP(str_done) struct str clean = STR_INIT;
        int r;

        if (!utf8_is_valid(text, n)) {
                utf8_repair(&repaired, text, n);
                if (repaired.failed)
                        return error_no_memory(err);
                text = repaired.data;
                n = repaired.len;
        }
        r = text_clean(text, n, &clean, err);
        if (r < 0)
                return r;
        str_trim(&clean);
        if (clean.failed)
                return error_no_memory(err);
        extraction_add_page(x, str_text(&clean), clean.len);
        return x->arena.failed ? error_no_memory(err) : 0;
}

int extraction_add_text(struct extraction *x, const char *text, size_t n, struct error *err)
{
        while (n) {
                const char *feed = memchr(text, '\f', n);
                size_t len = feed ? (size_t)(feed - text) : n;
                int r;

                if (x->n_pages == EXTRACT_PAGES_MAX) {
                        extraction_end(x, EXTRACT_TOO_LARGE, "it has more than %d pages",
                                       EXTRACT_PAGES_MAX);
                        return 0;
                }
                r = add_clean_page(x, text, len, err);
                if (r < 0)
                        return r;
                len += feed ? 1 : 0;
                text += len;
                n -= len;
        }
        return 0;
}

bool extraction_is_blank(const struct extraction *x)
{
        for (size_t i = 0; i < x->n_pages; i++)
                if (!str_is_blank(x->pages[i]))
                        return false;
        return true;
}
