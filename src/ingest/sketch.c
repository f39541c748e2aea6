/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ingest/sketch.h"

#include "base/str.h"
#include "base/utf8.h"
#include "text/normal.h"

#include <string.h>

/* --- words ------------------------------------------------------------------------------------------- */

/* Scripts that are written without spaces, and Hangul: each character stands for a word. */
static bool is_word_alone(unsigned int c)
{
        return (c >= 0x2E80 && c <= 0x9FFF && !(c >= 0x3000 && c <= 0x3004)) ||
               (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0x0E00 && c <= 0x0E7F) ||
               (c >= 0x20000 && c <= 0x3FFFF);
}

/* Rough on purpose: both texts are treated alike, and no table is needed. */
static bool is_letter(unsigned int c)
{
        if (c < 0x80)
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return c >= 0xC0 && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x3004) &&
               c != 0xD7 && c != 0xF7;
}

static uint64_t mix(uint64_t h)
{
        h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
        h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
        return h ^ (h >> 33);
}

/* --- the sketch of a text ------------------------------------------------------------------------------ */

struct sketcher {
        uint64_t words[SKETCH_SHINGLE]; /* the last ones, in a ring */
        size_t n_words;
        uint64_t word; /* the one being read; 0: none */
        size_t n_shingles;
        uint32_t min[SKETCH_VALUES];
};

static void take_word(struct sketcher *s, uint64_t word)
{
        uint64_t h = 0;
        size_t bin;

        s->words[s->n_words++ % SKETCH_SHINGLE] = word;
        if (s->n_words < SKETCH_SHINGLE)
                return;
        for (size_t i = 0; i < SKETCH_SHINGLE; i++)
                h = mix(h + s->words[(s->n_words + i) % SKETCH_SHINGLE]);
        bin = (size_t)((h >> 32) % SKETCH_VALUES);
        if ((uint32_t)h < s->min[bin])
                s->min[bin] = (uint32_t)h;
        s->n_shingles++;
}

static void end_word(struct sketcher *s)
{
        if (s->word)
                take_word(s, s->word);
        s->word = 0;
}

static void take_text(struct sketcher *s, const char *text, size_t n)
{
        for (size_t i = 0; i < n;) {
                unsigned int c = (unsigned char)text[i];
                size_t len = c < 0x80 ? 1 : utf8_decode(text + i, n - i, &c);

                i += len ? len : 1;
                if (is_word_alone(c)) {
                        end_word(s);
                        take_word(s, mix(c));
                } else if (is_letter(c)) {
                        c = c >= 'A' && c <= 'Z' ? c + 32 : c;
                        s->word = (s->word ? s->word : 0xcbf29ce484222325ULL) * 31 + c + 1;
                } else {
                        end_word(s);
                }
        }
        end_word(s);
}

/* An empty bin takes the value of the next one that is not, changed by how far away it is. */
static void fill_empty(const uint32_t min[SKETCH_VALUES], uint32_t ret[SKETCH_VALUES])
{
        for (size_t i = 0; i < SKETCH_VALUES; i++) {
                size_t away = 0;

                while (min[(i + away) % SKETCH_VALUES] == UINT32_MAX)
                        away++;
                ret[i] = min[(i + away) % SKETCH_VALUES] + (uint32_t)away * 0x9E3779B1U;
        }
}

bool sketch_text(const char *const *pages, const size_t *lens, size_t n,
                 uint32_t ret[SKETCH_VALUES])
{
        struct sketcher s = {.n_words = 0};

        memset(s.min, 0xFF, sizeof(s.min));
        for (size_t i = 0; i < n; i++)
                take_text(&s, pages[i], lens[i]);
        if (s.n_shingles < SKETCH_SHINGLES_MIN)
                return false;
        fill_empty(s.min, ret);
        return true;
}

double sketch_text_likeness(const uint32_t a[SKETCH_VALUES], const uint32_t b[SKETCH_VALUES])
{
        size_t same = 0;

        for (size_t i = 0; i < SKETCH_VALUES; i++)
                same += a[i] == b[i];
        return (double)same / SKETCH_VALUES;
}

/* --- titles -------------------------------------------------------------------------------------------- */

enum { TITLE_MAX = 1000 /* bytes that are compared */ };

static int by_value(const void *a, const void *b)
{
        const uint32_t *x = a, *y = b;

        return *x < *y ? -1 : *x > *y;
}

/* Groups of three bytes, sorted: folded titles are compared with folded titles, so bytes do for letters. */
static size_t groups_of(const char *text, uint32_t groups[TITLE_MAX])
{
        const unsigned char *bytes = (const unsigned char *)text;
        size_t n = 0, len = strlen(text);

        for (size_t i = 0; i + 2 < len && n < TITLE_MAX; i++)
                groups[n++] = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        if (n)
                qsort(groups, n, sizeof(*groups), by_value);
        return n;
}

double sketch_title_likeness(const char *a, const char *b)
{
        uint32_t x[TITLE_MAX], y[TITLE_MAX];
        size_t n = groups_of(a, x), m = groups_of(b, y), common = 0;

        for (size_t i = 0, k = 0; i < n && k < m;) {
                common += x[i] == y[k];
                if (x[i] == y[k]) {
                        i++;
                        k++;
                } else if (x[i] < y[k]) {
                        i++;
                } else {
                        k++;
                }
        }
        return n + m ? 2.0 * (double)common / (double)(n + m) : strcmp(a, b) == 0;
}

/* --- a record -------------------------------------------------------------------------------------------- */

static const char *folded(const char *text, struct arena *a, struct error *err)
{
        CLEANUP(str_done) struct str key = STR_INIT;

        if (!text || text_key(text, &key, err) < 0)
                return NULL;
        return arena_copy(a, str_text(&key));
}

int sketch_record(const struct record *r, struct arena *a, struct store_sketch *ret,
                  struct error *err)
{
        const struct agent *first = r->creators.n ? &r->creators.items[0] : NULL;
        const char *name =
                first ? folded(first->family ? first->family : first->name, a, err) : NULL;
        const char *title = folded(record_title(r), a, err);

        *ret = (struct store_sketch){.title = title ? title : ""};
        if (name && *name && record_year(r))
                ret->author_year = arena_printf(a, "%s %d", name, record_year(r));
        return a->failed ? error_no_memory(err) : 0;
}
