/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records to CSL-JSON items (csl-data 1.0.2). The list around them is the table of formats'. */
#include "meta/text-fields.h"

#include "text/json.h"

#include <string.h>

/* Our type as CSL says it; genre: the type's name stands there, as CSL's does not say it. */
static const struct {
        const char *type, *csl;
        bool genre;
} types[] = {
        {"research-paper", "article-journal", false},
        {"conference-paper", "paper-conference", false},
        {"book", "book", false},
        {"book-chapter", "chapter", false},
        {"thesis", "thesis", false},
        {"report", "report", false},
        {"working-paper", "report", true},
        {"case-study", "report", true},
        {"position-paper", "report", true},
        {"think-piece", "post-weblog", false},
        {"policy-or-legislation", "legislation", false},
        {"dataset", "dataset", false},
        {"training-material", "document", true},
        {"other", "document", true},
};

static void put_type(json_t *item, const struct record *r)
{
        for (size_t i = 0; i < ARRAY_LEN(types); i++) {
                if (!str_equal(types[i].type, r->type))
                        continue;
                json_put_text(item, "type", types[i].csl);
                json_put_text(item, "genre", types[i].genre ? fields_type_label(r) : NULL);
                return;
        }
        json_put_text(item, "type", "document");
}

static json_t *name_json(const struct agent *a)
{
        json_t *name = json_object();

        if (a->is_organisation) {
                json_put_text(name, "literal", a->name);
        } else if (!a->family) {
                json_put_text(name, "family", a->name);
        } else {
                json_put_text(name, "family", a->family);
                json_put_text(name, "given", a->given);
                json_put_text(name, "suffix", name_suffix(a));
        }
        if (a->orcid) {
                CLEANUP(str_done) struct str url = STR_INIT;

                str_addf(&url, "https://orcid.org/%s", a->orcid);
                json_put_text(name, "ORCID", str_text(&url));
        }
        return name;
}

static void put_names(json_t *item, const char *key, const struct agents *list, const char *role)
{
        json_t *names = json_array();

        for (size_t i = 0; i < list->n; i++)
                if (!role || str_equal(list->items[i].role, role))
                        json_array_append_new(names, name_json(&list->items[i]));
        if (json_array_size(names))
                json_object_set(item, key, names);
        json_decref(names);
}

static void put_date(json_t *item, const struct record *r)
{
        struct fields_date d = fields_issued(r);
        json_t *parts = d.year ? json_pack("[i]", d.year) : NULL;

        if (!parts)
                return;
        if (d.month)
                json_array_append_new(parts, json_integer(d.month));
        if (d.day)
                json_array_append_new(parts, json_integer(d.day));
        json_object_set_new(item, "issued", json_pack("{s:[o]}", "date-parts", parts));
}

/* Apart by ',' or, where a keyword has a comma of its own, by ';'. */
static void put_keywords(json_t *item, const struct record *r)
{
        CLEANUP(str_done) struct str all = STR_INIT;
        bool commas = false;

        for (size_t i = 0; i < r->keywords.n; i++)
                commas |= strchr(r->keywords.items[i].text, ',') != NULL;
        for (size_t i = 0; i < r->keywords.n; i++)
                str_addf(&all, "%s%s", i ? (commas ? "; " : ", ") : "", r->keywords.items[i].text);
        if (commas)
                str_add_char(&all, ';');
        json_put_text(item, "keyword", all.len ? str_text(&all) : NULL);
}

static void put_identifiers(json_t *item, const struct record *r)
{
        static const struct {
                const char *type, *key;
        } numbers[] = {{"doi", "DOI"},
                       {"isbn", "ISBN"},
                       {"pmid", "PMID"},
                       {"pmcid", "PMCID"},
                       {"url", "URL"}};

        for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
                json_put_text(item, numbers[i].key, record_identifier(r, numbers[i].type));
        json_put_text(item, "ISSN", r->within.issn);
}

static void put_within(json_t *item, const struct record *r)
{
        const struct within *w = &r->within;

        json_put_text(item, "container-title", r->source);
        json_put_text(item, "collection-title", w->series);
        json_put_text(item, "volume", w->volume);
        json_put_text(item, "issue", w->issue);
        json_put_text(item, "page", w->pages);
        json_put_text(item, "edition", w->edition);
        json_put_text(item, "publisher", r->publisher);
        json_put_text(item, "publisher-place", w->place);
        json_put_text(item, "event-title", w->event);
}

/* Every item must have an id: its own, else what names it all over the world, else its title. */
static const char *id_of(const struct record *r)
{
        static const char *const ids[] = {"local", "doi", "handle", "url"};

        for (size_t i = 0; i < ARRAY_LEN(ids); i++)
                if (record_identifier(r, ids[i]))
                        return record_identifier(r, ids[i]);
        return record_title(r) ? record_title(r) : "work";
}

int meta_write_csl(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(json_freep) json_t *item = json_object();
        CLEANUP(str_done) struct str text = STR_INIT;
        int status;

        json_put_text(item, "id", id_of(r));
        put_type(item, r);
        json_put_text(item, "title", record_title(r));
        if (!name_editors_are_creators(r))
                put_names(item, "author", &r->creators, NULL);
        put_names(item, "editor", &r->contributors, "Editor");
        put_names(item, "translator", &r->contributors, "Translator");
        put_date(item, r);
        put_within(item, r);
        put_identifiers(item, r);
        json_put_text(item, "language", record_language(r));
        json_put_text(item, "abstract", lang_texts_best(&r->abstracts, record_language(r)));
        put_keywords(item, r);
        json_put_text(item, "license", r->licence);
        if (!item)
                return error_no_memory(err);
        status = json_write_pretty(item, &text, err);
        str_trim(&text);
        str_add(out, str_text(&text));
        return status < 0 ? status : out->failed ? error_no_memory(err) : 0;
}
