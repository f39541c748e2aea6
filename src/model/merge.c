/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One record laid upon another. Everything is copied into the arena of the one below. */
#include "base/str.h"
#include "model/record.h"

#include <string.h>

static const char *copy(struct record *r, const char *text)
{
        return arena_copy(&r->arena, text);
}

static void replace_texts(struct record *r, struct lang_texts *base, const struct lang_texts *over)
{
        if (!over->n)
                return;
        *base = (struct lang_texts){0};
        for (size_t i = 0; i < over->n; i++)
                record_add_text(r, base, over->items[i].text, over->items[i].language);
}

static void replace_strings(struct record *r, struct strings *base, const struct strings *over)
{
        if (!over->n)
                return;
        *base = (struct strings){0};
        for (size_t i = 0; i < over->n; i++)
                record_add_string(r, base, over->items[i]);
}

static void copy_agent(struct record *r, struct agents *list, const struct agent *from)
{
        struct agent *to = record_add_agent(r, list, from->name);

        if (!to)
                return;
        to->given = copy(r, from->given);
        to->family = copy(r, from->family);
        to->orcid = copy(r, from->orcid);
        to->ror = copy(r, from->ror);
        to->role = copy(r, from->role);
        to->is_organisation = from->is_organisation;
        for (size_t i = 0; i < from->n_affiliations; i++)
                agent_add_affiliation(r, to, from->affiliations[i].name, from->affiliations[i].ror,
                                      from->affiliations[i].country);
}

static void replace_agents(struct record *r, struct agents *base, const struct agents *over)
{
        if (!over->n)
                return;
        *base = (struct agents){0};
        for (size_t i = 0; i < over->n; i++)
                copy_agent(r, base, &over->items[i]);
}

static void replace_text(struct record *r, const char **base, const char *over)
{
        if (over)
                *base = copy(r, over);
}

static void replace_dates(struct record *base, const struct record *over)
{
        if (!over->n_dates)
                return;
        base->dates = NULL;
        base->n_dates = 0;
        for (size_t i = 0; i < over->n_dates; i++)
                record_add_date(base, over->dates[i].type, over->dates[i].value);
}

static void copy_assertion(struct record *base, struct assertion *to, const struct assertion *from)
{
        if (!to)
                return;
        to->status = from->status;
        to->evidence = copy(base, from->evidence);
        to->method = copy(base, from->method);
        to->score = from->score;
}

static void replace_sdgs(struct record *base, const struct record *over)
{
        if (!over->n_sdgs)
                return;
        base->sdgs = NULL;
        base->n_sdgs = 0;
        for (size_t i = 0; i < over->n_sdgs; i++)
                copy_assertion(base, record_add_sdg(base, over->sdgs[i].notation, over->sdgs[i].by),
                               &over->sdgs[i]);
}

static void replace_theme_suggestions(struct record *base, const struct record *over)
{
        if (!over->n_theme_suggestions)
                return;
        base->theme_suggestions = NULL;
        base->n_theme_suggestions = 0;
        for (size_t i = 0; i < over->n_theme_suggestions; i++) {
                const struct assertion *from = &over->theme_suggestions[i];

                copy_assertion(base, record_add_theme_suggestion(base, from->notation), from);
        }
}

static void replace_within(struct record *base, const struct record *over)
{
        struct within w = over->within;

        for (size_t i = 0; within_name(i); i++)
                replace_text(base, within_member(&base->within, within_name(i)),
                             *within_member(&w, within_name(i)));
}

/* Which fields `over` has, by the names of JSON: what it says replaces what a machine read. */
static bool has_field(const struct record *r, const char *field)
{
        const struct {
                const char *field;
                bool is_there;
        } fields[] = {
                {"titles", r->titles.n > 0},
                {"abstracts", r->abstracts.n > 0},
                {"creators", r->creators.n > 0},
                {"keywords", r->keywords.n > 0},
                {"dates", r->n_dates > 0},
                {"languages", r->languages.n > 0},
                {"identifiers", r->n_identifiers > 0},
                {"source", r->source != NULL},
                {"type", r->type != NULL},
                {"licence", r->licence != NULL},
                {"publisher", r->publisher != NULL},
        };

        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                if (str_equal(fields[i].field, field))
                        return fields[i].is_there;
        return false;
}

/* Marks of fields that stay, and those that `over` brings along. */
static void merge_machine_read(struct record *base, const struct record *over)
{
        size_t n = 0;

        for (size_t i = 0; i < base->n_machine_read; i++)
                if (!has_field(over, base->machine_read[i].field))
                        base->machine_read[n++] = base->machine_read[i];
        base->n_machine_read = n;
        for (size_t i = 0; i < over->n_machine_read; i++)
                record_set_machine_read(base, over->machine_read[i].field,
                                        over->machine_read[i].score, over->machine_read[i].method);
}

static void replace_relations(struct record *base, const struct record *over)
{
        if (!over->n_relations)
                return;
        base->relations = NULL;
        base->n_relations = 0;
        for (size_t i = 0; i < over->n_relations; i++)
                record_add_relation(base, over->relations[i].type, over->relations[i].target,
                                    over->relations[i].text);
}

static void replace_fundings(struct record *base, const struct record *over)
{
        if (!over->n_fundings)
                return;
        base->fundings = NULL;
        base->n_fundings = 0;
        for (size_t i = 0; i < over->n_fundings; i++) {
                const struct funding *from = &over->fundings[i];
                struct funding *to = record_add_funding(base, from->funder, from->award);

                if (!to)
                        continue;
                to->funder_id = copy(base, from->funder_id);
                to->title = copy(base, from->title);
        }
}

static bool has_reference(const struct record *r, const struct reference *ref)
{
        for (size_t i = 0; i < r->n_references; i++) {
                const struct reference *known = &r->references[i];

                if (str_equal(known->text, ref->text) ||
                    (ref->doi && str_equal(known->doi, ref->doi)))
                        return true;
        }
        return false;
}

static void unite_references(struct record *base, const struct record *over)
{
        for (size_t i = 0; i < over->n_references; i++) {
                const struct reference *from = &over->references[i];
                struct reference *to = NULL;

                if (!has_reference(base, from))
                        to = record_add_reference(base, from->text, from->doi);
                if (to)
                        to->year = copy(base, from->year);
        }
}

void record_merge(struct record *base, const struct record *over)
{
        replace_texts(base, &base->titles, &over->titles);
        replace_texts(base, &base->abstracts, &over->abstracts);
        replace_texts(base, &base->summaries, &over->summaries);
        replace_texts(base, &base->keywords, &over->keywords);
        replace_agents(base, &base->creators, &over->creators);
        replace_agents(base, &base->contributors, &over->contributors);
        replace_text(base, &base->type, over->type);
        replace_dates(base, over);
        replace_strings(base, &base->languages, &over->languages);
        replace_text(base, &base->publisher, over->publisher);
        replace_text(base, &base->source, over->source);
        replace_within(base, over);
        for (size_t i = 0; i < over->n_identifiers; i++)
                record_add_identifier(base, over->identifiers[i].type, over->identifiers[i].value);
        replace_text(base, &base->licence, over->licence);
        replace_text(base, &base->rights, over->rights);
        replace_sdgs(base, over);
        replace_strings(base, &base->themes, &over->themes);
        replace_theme_suggestions(base, over);
        replace_strings(base, &base->countries, &over->countries);
        replace_strings(base, &base->regions, &over->regions);
        replace_relations(base, over);
        replace_fundings(base, over);
        unite_references(base, over);
        merge_machine_read(base, over);
}
