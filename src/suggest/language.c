/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which of the languages that have rules is a text in? Its function words tell, also of a single line, where
 * letter groups (extract_language) do not; those are asked where the words leave a doubt.
 */
#include "suggest/private.h"

#include "extract/extract.h"

#include <string.h>

enum {
        VOTES_MIN = 3,      /* function words that outweigh what was declared */
        LANGUAGES_MOST = 8, /* rows of the table, at most */
};

static bool is_tag_of(const char *declared, const char *tag)
{
        size_t n = strlen(tag);

        return declared && !strncmp(declared, tag, n) &&
               (declared[n] == '\0' || declared[n] == '-');
}

static const struct language *find(const char *declared)
{
        const struct language *l;

        for (size_t i = 0; (l = suggest_language_at(i)); i++)
                if (is_tag_of(declared, l->tag))
                        return l;
        return NULL;
}

static size_t votes_for(const struct language *l, const struct words *w)
{
        size_t n = 0;

        for (size_t i = 0; i < w->n; i++)
                n += map_find(&l->function_words, w->items[i].folded_hash) != MAP_NONE;
        return n;
}

/* The languages of most and of second most function words. */
struct ballot {
        const struct language *best;
        size_t most, second;
};

static struct ballot vote(const struct words *w)
{
        struct ballot b = {0};
        const struct language *l;

        for (size_t i = 0; i < LANGUAGES_MOST && (l = suggest_language_at(i)); i++) {
                size_t votes = votes_for(l, w);

                if (votes > b.most) {
                        b.second = b.most;
                        b.most = votes;
                        b.best = l;
                } else if (votes > b.second) {
                        b.second = votes;
                }
        }
        return b;
}

/* A quarter of all words, and half as many again as in the next language. */
static bool is_sure(const struct ballot *b, const struct words *w)
{
        return b->best && b->most * 4 >= w->n && b->most * 2 >= b->second * 3;
}

const struct language *language_choose(const struct words *w, const char *declared)
{
        const struct language *said = find(declared);
        struct ballot b = vote(w);
        const char *told;

        if (said && (b.most < VOTES_MIN || b.most <= 2 * votes_for(said, w)))
                return said;
        if (!said && declared && *declared && b.most < VOTES_MIN)
                return NULL;
        if (is_sure(&b, w))
                return b.best;
        told = extract_language(w->text, w->len);
        if (told && (find(told) || b.most * 4 < w->n))
                return find(told);
        return b.best ? b.best : suggest_language_at(0);
}
