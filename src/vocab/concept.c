/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a concept says of itself. */
#include "vocab/private.h"

#include "base/str.h"

#include <string.h>

const char *concept_notation(const struct concept *c)
{
        return c->notation;
}

const char *concept_iri(const struct concept *c)
{
        return c->iri;
}

const struct concept *concept_broader(const struct concept *c)
{
        return c->broader.n ? c->broader.items[0] : NULL;
}

const struct concept *concept_narrower(const struct concept *c, size_t i)
{
        return i < c->narrower.n ? c->narrower.items[i] : NULL;
}

/* How well a literal's language serves a reader of `wanted`: the tag, its primary subtag, English, any. */
static int fitness(const char *language, const char *wanted)
{
        size_t n = wanted ? strcspn(wanted, "-") : 0;

        if (language && wanted && !strcmp(language, wanted))
                return 4;
        if (language && n && !strncmp(language, wanted, n) &&
            (language[n] == '\0' || language[n] == '-'))
                return 3;
        return language && !strcmp(language, "en") ? 2 : 1;
}

/* The best of the list for this language; name NULL: any, only_preferred: labels of that kind. */
static const char *best_literal(const struct literals *list, const char *name, bool only_preferred,
                                const char *language)
{
        const char *best = NULL;
        int best_fitness = 0;

        for (size_t i = 0; i < list->n && best_fitness < 4; i++) {
                const struct literal *l = &list->items[i];
                int fits = fitness(l->language, language);

                if ((only_preferred && !l->preferred) || (name && strcmp(l->name, name)))
                        continue;
                if (fits > best_fitness) {
                        best = l->text;
                        best_fitness = fits;
                }
        }
        return best;
}

const char *concept_label(const struct concept *c, const char *language)
{
        const char *label = best_literal(&c->labels, NULL, true, language);

        return label ? label : c->notation;
}

/* A short label in another language than the reader's is no better than the full one in it. */
const char *concept_short_label(const struct concept *c, const char *language)
{
        const char *label = best_literal(&c->properties, "short", false, language);

        return label ? label : concept_label(c, language);
}

const char *concept_definition(const struct concept *c, const char *language)
{
        return best_literal(&c->definitions, NULL, false, language);
}

const char *concept_any_label(const struct concept *c, size_t i, const char **ret_language,
                              bool *ret_preferred)
{
        if (i >= c->labels.n)
                return NULL;
        if (ret_language)
                *ret_language = c->labels.items[i].language;
        if (ret_preferred)
                *ret_preferred = c->labels.items[i].preferred;
        return c->labels.items[i].text;
}

const char *concept_property(const struct concept *c, const char *name)
{
        return best_literal(&c->properties, name, false, NULL);
}

/* Regions are not many levels deep, and each place has few parents: asking all of them is quick. */
bool vocab_place_is_within(const struct concept *place, const struct concept *within)
{
        if (!place || !within)
                return false;
        if (place == within)
                return true;
        for (size_t i = 0; i < place->broader.n; i++)
                if (vocab_place_is_within(place->broader.items[i], within))
                        return true;
        return false;
}
