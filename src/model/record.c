/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making a record and asking it; identifiers, merging and validation have files of their own. */
#include "model/record.h"

#include "base/num.h"
#include "base/str.h"
#include "text/normal.h"
#include "vocab/vocab.h"

#include <string.h>

struct record *record_new(void)
{
        return calloc(1, sizeof(struct record));
}

void record_free(struct record *r)
{
        if (!r)
                return;
        arena_done(&r->arena);
        free(r);
}

void record_freep(struct record **r)
{
        record_free(*r);
        *r = NULL;
}

/* Cleaned copy in the arena; NULL for blank text. Out of memory shows in the arena. */
static const char *clean_copy(struct record *r, const char *text)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        if (str_is_blank(text))
                return NULL;
        if (text_clean_line(text, strlen(text), &out, NULL) < 0) {
                r->arena.failed = true;
                return NULL;
        }
        return out.len ? arena_copy_bytes(&r->arena, out.data, out.len) : NULL;
}

/* One element more, as long as the list is no longer than record_validate will have it. */
static void *push(struct record *r, void *array, size_t *n, size_t size)
{
        return *n <= RECORD_LIST_MAX ? arena_push(&r->arena, array, n, size) : NULL;
}

/* --- adding ---------------------------------------------------------------------------------------- */

void record_add_text(struct record *r, struct lang_texts *list, const char *text,
                     const char *language)
{
        /* A full list is not looked through again and again. */
        const char *copy = list->n <= RECORD_LIST_MAX ? clean_copy(r, text) : NULL;
        struct lang_text *t;

        if (!copy)
                return;
        for (size_t i = 0; i < list->n; i++) {
                if (str_equal(list->items[i].text, copy) &&
                    (!language || str_equal(list->items[i].language, language)))
                        return;
        }
        t = push(r, &list->items, &list->n, sizeof(*t));
        if (!t)
                return;
        t->text = copy;
        t->language = clean_copy(r, language);
}

void record_add_string(struct record *r, struct strings *list, const char *text)
{
        const char *copy = list->n <= RECORD_LIST_MAX ? clean_copy(r, text) : NULL;
        const char **s;

        if (!copy)
                return;
        for (size_t i = 0; i < list->n; i++) {
                if (str_equal(list->items[i], copy))
                        return;
        }
        s = push(r, &list->items, &list->n, sizeof(*s));
        if (s)
                *s = copy;
}

void record_set(struct record *r, const char **field, const char *text)
{
        const char *copy = clean_copy(r, text);

        if (copy)
                *field = copy;
}

struct agent *record_add_agent(struct record *r, struct agents *list, const char *name)
{
        const char *copy = clean_copy(r, name);
        struct agent *a = copy ? push(r, &list->items, &list->n, sizeof(*a)) : NULL;

        if (a)
                a->name = copy;
        return a;
}

void agent_add_affiliation(struct record *r, struct agent *a, const char *name, const char *ror,
                           const char *country)
{
        const char *copy = clean_copy(r, name);
        struct affiliation *f;

        if (!copy)
                return;
        f = push(r, &a->affiliations, &a->n_affiliations, sizeof(*f));
        if (!f)
                return;
        f->name = copy;
        f->ror = clean_copy(r, ror);
        f->country = clean_copy(r, country);
}

void record_add_date(struct record *r, const char *type, const char *value)
{
        const char *copy = clean_copy(r, value);
        struct record_date *d;

        if (!copy)
                return;
        d = push(r, &r->dates, &r->n_dates, sizeof(*d));
        if (!d)
                return;
        d->type = clean_copy(r, type);
        d->value = copy;
}

/* concept NULL: the notation is kept as it was given, for the check of the record to name. */
static struct assertion *add_assertion(struct record *r, struct assertion **list, size_t *n,
                                       const char *notation, const struct concept *concept,
                                       enum asserted_by by)
{
        struct assertion *a = push(r, list, n, sizeof(*a));

        if (!a)
                return NULL;
        a->notation = concept ? concept_notation(concept) : notation;
        a->iri = concept ? concept_iri(concept) : NULL;
        a->by = by;
        a->status = ASSERTION_SUGGESTED;
        a->score = 1;
        return a;
}

struct assertion *record_add_sdg(struct record *r, const char *notation, enum asserted_by by)
{
        const char *copy = clean_copy(r, notation);

        return copy ? add_assertion(r, &r->sdgs, &r->n_sdgs, copy, vocab_match_sdg(copy), by)
                    : NULL;
}

struct assertion *record_add_theme_suggestion(struct record *r, const char *notation)
{
        const char *copy = clean_copy(r, notation);

        return copy ? add_assertion(r, &r->theme_suggestions, &r->n_theme_suggestions, copy,
                                    vocab_find(VOCAB_THEME, copy), ASSERTED_BY_MACHINE)
                    : NULL;
}

static struct machine_read *machine_read_of(struct record *r, const char *field)
{
        for (size_t i = 0; i < r->n_machine_read; i++)
                if (str_equal(r->machine_read[i].field, field))
                        return &r->machine_read[i];
        return push(r, &r->machine_read, &r->n_machine_read, sizeof(*r->machine_read));
}

void record_set_machine_read(struct record *r, const char *field, double score, const char *method)
{
        const char *copy = clean_copy(r, field);
        struct machine_read *m = copy ? machine_read_of(r, copy) : NULL;

        if (!m)
                return;
        m->field = copy;
        m->method = clean_copy(r, method);
        m->score = score < 0 ? 0 : score > 1 ? 1 : score;
}

static const struct {
        const char *name;
        size_t offset;
} within_members[] = {
        {"volume", offsetof(struct within, volume)}, {"issue", offsetof(struct within, issue)},
        {"pages", offsetof(struct within, pages)},   {"edition", offsetof(struct within, edition)},
        {"series", offsetof(struct within, series)}, {"issn", offsetof(struct within, issn)},
        {"place", offsetof(struct within, place)},   {"event", offsetof(struct within, event)},
};

const char *within_name(size_t i)
{
        return i < ARRAY_LEN(within_members) ? within_members[i].name : NULL;
}

const char **within_member(struct within *w, const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(within_members); i++)
                if (str_equal(within_members[i].name, name))
                        return (const char **)((char *)w + within_members[i].offset);
        return NULL;
}

void record_add_relation(struct record *r, const char *type, const char *target, const char *text)
{
        const char *copy = clean_copy(r, target);
        struct relation *rel;

        if (!copy)
                return;
        rel = push(r, &r->relations, &r->n_relations, sizeof(*rel));
        if (!rel)
                return;
        rel->type = clean_copy(r, type);
        rel->target = copy;
        rel->text = clean_copy(r, text);
}

struct funding *record_add_funding(struct record *r, const char *funder, const char *award)
{
        struct funding *f;

        if (str_is_blank(funder) && str_is_blank(award))
                return NULL;
        f = push(r, &r->fundings, &r->n_fundings, sizeof(*f));
        if (!f)
                return NULL;
        f->funder = clean_copy(r, funder);
        f->award = clean_copy(r, award);
        return f;
}

struct reference *record_add_reference(struct record *r, const char *text, const char *doi)
{
        const char *copy = clean_copy(r, text);
        const char *normal = doi ? doi_normalise(doi, &r->arena) : NULL;
        struct reference *ref;

        if (!copy && !normal)
                return NULL;
        ref = push(r, &r->references, &r->n_references, sizeof(*ref));
        if (!ref)
                return NULL;
        ref->text = copy ? copy : normal;
        ref->doi = normal;
        return ref;
}

/* --- asking ---------------------------------------------------------------------------------------- */

/* "pt-BR" speaks for "pt" and the other way round. */
static bool same_language(const char *a, const char *b)
{
        size_t n = strcspn(a, "-");

        return n == strcspn(b, "-") && !strncmp(a, b, n);
}

const char *lang_texts_best(const struct lang_texts *list, const char *language)
{
        for (size_t i = 0; language && i < list->n; i++) {
                if (str_equal(list->items[i].language, language))
                        return list->items[i].text;
        }
        for (size_t i = 0; language && i < list->n; i++) {
                if (list->items[i].language && same_language(list->items[i].language, language))
                        return list->items[i].text;
        }
        return list->n ? list->items[0].text : NULL;
}

const char *record_language(const struct record *r)
{
        return r->languages.n ? r->languages.items[0] : NULL;
}

const char *record_title(const struct record *r)
{
        return lang_texts_best(&r->titles, record_language(r));
}

const char *record_identifier(const struct record *r, const char *type)
{
        for (size_t i = 0; i < r->n_identifiers; i++) {
                if (str_equal(r->identifiers[i].type, type))
                        return r->identifiers[i].value;
        }
        return NULL;
}

static const char *date_of_type(const struct record *r, const char *type)
{
        for (size_t i = 0; i < r->n_dates; i++) {
                if (str_equal(r->dates[i].type, type))
                        return r->dates[i].value;
        }
        return NULL;
}

const char *record_issued(const struct record *r)
{
        const char *date = date_of_type(r, "Issued");

        if (!date)
                date = date_of_type(r, "Available");
        return date ? date : r->n_dates ? r->dates[0].value : NULL;
}

int record_year(const struct record *r)
{
        const char *date = record_issued(r);

        return date ? date_year(date) : 0;
}

/* The family name as given, else what stands before a comma, else the last word. */
static char *family_of(const struct agent *a, struct arena *arena)
{
        const char *comma, *space;

        if (a->family)
                return arena_copy(arena, a->family);
        comma = strchr(a->name, ',');
        if (comma)
                return arena_copy_bytes(arena, a->name, (size_t)(comma - a->name));
        space = a->is_organisation ? NULL : strrchr(a->name, ' ');
        return arena_copy(arena, space ? space + 1 : a->name);
}

char *record_match_key(const struct record *r, struct arena *a)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        const char *title = record_title(r);
        char *family = r->creators.n ? family_of(&r->creators.items[0], a) : NULL;

        if (!title || text_key(title, &key, NULL) < 0 || !key.len)
                return NULL;
        str_addf(&key, "|%d|", record_year(r));
        if (family && text_key(family, &key, NULL) < 0)
                return NULL;
        return key.failed ? NULL : arena_copy_bytes(a, key.data, key.len);
}
