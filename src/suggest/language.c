/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which of the languages that have rules is a text in? Its function words tell, also of a single line, where
 * letter groups (extract_language) do not; those are asked only to keep other languages out.
 */
#include "suggest/private.h"

#include "extract/extract.h"

#include <string.h>

enum {
        VOTES_MIN = 3,      /* function words that outweigh what was declared */
        VOTES_SURE = 5,     /* function words a hundred words that need no second opinion */
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
                n += map_find(&l->function_words, w->items[i].plain_hash) != MAP_NONE;
        return n;
}

/* The text is in a language that has no rules, as far as its letters tell. */
static bool is_foreign(const struct words *w)
{
        const char *told = extract_language(w->text, w->len);

        return told && !find(told);
}

const struct language *language_choose(const struct words *w, const char *declared)
{
        const struct language *l, *best = NULL, *said = find(declared);
        size_t most = 0, second = 0, votes, said_votes = 0;

        for (size_t i = 0; i < LANGUAGES_MOST && (l = suggest_language_at(i)); i++) {
                votes = votes_for(l, w);
                if (l == said)
                        said_votes = votes;
                if (votes > most) {
                        second = most;
                        most = votes;
                        best = l;
                } else if (votes > second) {
                        second = votes;
                }
        }
        if (said && (most < VOTES_MIN || most <= 2 * said_votes))
                return said;
        if (!said && declared && *declared && most < VOTES_MIN)
                return NULL;
        if (best && most > second && most * 100 >= w->n * (size_t)VOTES_SURE * 5)
                return best;
        if (is_foreign(w))
                return NULL;
        return best ? best : suggest_language_at(0);
}
