/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CSL-JSON (citationstyles.org, csl-data 1.0.2) as Zotero, pandoc and Crossref's interface write it. Each item is
 * parsed on its own, so that a broken one spoils no other and memory stays flat.
 */
#include "meta/text-fields.h"

#include "text/json.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* Types of CSL, and of Crossref's works. Those that mean nothing to the hub are there to be known. */
static const struct fields_word types[] = {
        {"article", NULL},
        {"article-journal", "research-paper"},
        {"article-magazine", NULL},
        {"article-newspaper", NULL},
        {"bill", "policy-or-legislation"},
        {"book", "book"},
        {"broadcast", NULL},
        {"chapter", "book-chapter"},
        {"classic", "book"},
        {"collection", NULL},
        {"dataset", "dataset"},
        {"document", NULL},
        {"entry", NULL},
        {"entry-dictionary", NULL},
        {"entry-encyclopedia", NULL},
        {"figure", NULL},
        {"graphic", NULL},
        {"hearing", NULL},
        {"interview", NULL},
        {"legal_case", NULL},
        {"legislation", "policy-or-legislation"},
        {"manuscript", NULL},
        {"map", NULL},
        {"motion_picture", NULL},
        {"pamphlet", NULL},
        {"paper-conference", "conference-paper"},
        {"patent", NULL},
        {"periodical", NULL},
        {"post", NULL},
        {"post-weblog", "think-piece"},
        {"regulation", "policy-or-legislation"},
        {"report", "report"},
        {"review", NULL},
        {"review-book", NULL},
        {"software", NULL},
        {"song", NULL},
        {"speech", NULL},
        {"standard", NULL},
        {"thesis", "thesis"},
        {"treaty", "policy-or-legislation"},
        {"webpage", NULL},
        {"journal-article", "research-paper"},
        {"book-chapter", "book-chapter"},
        {"book-section", "book-chapter"},
        {"monograph", "book"},
        {"edited-book", "book"},
        {"reference-book", "book"},
        {"proceedings", "book"},
        {"proceedings-article", "conference-paper"},
        {"dissertation", "thesis"},
        {"posted-content", NULL},
        {"report-component", NULL},
};

static bool is_type(const char *word)
{
        for (size_t i = 0; word && i < ARRAY_LEN(types); i++)
                if (!strcasecmp(types[i].word, word))
                        return true;
        return false;
}

/* --- values --------------------------------------------------------------------------------------- */

/* A text, a number as text, the first of a list; in r's arena, not cleaned. NULL: nothing of the kind. */
static const char *text_of(struct record *r, const json_t *j)
{
        if (json_is_array(j))
                j = json_array_get(j, 0);
        if (json_is_string(j))
                return json_string_value(j);
        if (json_is_integer(j))
                return arena_printf(&r->arena, "%lld", (long long)json_integer_value(j));
        return NULL;
}

/* The first of these members that says something, cleaned. keys: "a b c". */
static const char *text(struct record *r, const json_t *item, const char *keys)
{
        CLEANUP(freep) char *copy = strdup(keys);
        const char *found = NULL;
        char *rest = copy;

        for (char *key; !found && rest && (key = strsep(&rest, " "));)
                clean_set(r, &found, text_of(r, json_object_get(item, key)));
        return found;
}

static void set(struct record *r, const json_t *item, const char **field, const char *keys)
{
        const char *value = text(r, item, keys);

        if (value)
                *field = value;
}

/* --- people --------------------------------------------------------------------------------------- */

/* "La" and "Fontaine" -> "La Fontaine" */
static const char *joined(struct record *r, const char *first, const char *second)
{
        if (!first || !second)
                return first ? first : second;
        /* "d'" and "al-" are not parted from what follows. */
        return arena_printf(
                &r->arena, "%s%s%s", first,
                str_ends(first, "'") || str_ends(first, "-") || str_ends(first, "’") ? "" : " ",
                second);
}

static void add_affiliations(struct record *r, struct agent *a, const json_t *list)
{
        size_t i;
        const json_t *one;

        json_array_foreach(list, i, one) agent_add_affiliation(
                r, a, json_is_string(one) ? json_string_value(one) : json_text(one, "name"), NULL,
                NULL);
}

static struct agent *add_name(struct record *r, struct agents *list, const json_t *name)
{
        const char *literal = text(r, name, "literal name");
        const char *family =
                joined(r, text(r, name, "non-dropping-particle prefix"), text(r, name, "family"));
        const char *given = joined(r, text(r, name, "given"), text(r, name, "dropping-particle"));
        struct agent *a;

        if (json_is_string(name))
                return name_add(r, list, json_string_value(name), true);
        if (family || given) {
                a = record_add_agent(r, list, family ? family : given);
                if (a && family && given)
                        meta_set_name(r, a, given, family, text(r, name, "suffix"), false);
        } else {
                a = record_add_agent(r, list, literal);
                if (a)
                        a->is_organisation = true;
        }
        if (a) {
                meta_set_orcid(r, a, text(r, name, "ORCID orcid"));
                add_affiliations(r, a, json_object_get(name, "affiliation"));
        }
        return a;
}

static void add_names(struct record *r, struct agents *list, const json_t *names, const char *role)
{
        size_t i;
        const json_t *name;

        if (json_is_string(names) || json_is_object(names)) {
                add_name(r, list, names);
                return;
        }
        json_array_foreach(names, i, name)
        {
                struct agent *a = list->n <= RECORD_LIST_MAX ? add_name(r, list, name) : NULL;

                if (a)
                        a->role = role;
        }
}

static void read_people(struct record *r, const json_t *item)
{
        add_names(r, &r->creators, json_object_get(item, "author"), NULL);
        add_names(r, &r->contributors, json_object_get(item, "editor"), "Editor");
        add_names(r, &r->contributors, json_object_get(item, "translator"), "Translator");
        name_editors_create(r);
}

/* --- dates ---------------------------------------------------------------------------------------- */

static int part(const json_t *parts, size_t i)
{
        const json_t *j = json_array_get(parts, i);

        if (json_is_string(j))
                return (int)strtol(json_string_value(j), NULL, 10);
        return json_is_integer(j) && json_integer_value(j) < 10000 ? (int)json_integer_value(j) : 0;
}

/* [[2019, 3, "15"]]; the second of two is the end of a range. Some leave the outer list out. */
static bool date_of_parts(const json_t *parts, char ret[META_DATE_SIZE])
{
        const json_t *first = json_array_get(parts, 0);

        if (json_is_array(first))
                parts = first;
        return meta_date_of_parts(part(parts, 0), part(parts, 1), part(parts, 2), ret);
}

static bool date_of(const json_t *j, char ret[META_DATE_SIZE])
{
        static const char *const words[] = {"raw", "literal", "year"};

        if (json_is_string(j))
                return meta_date(json_string_value(j), ret);
        if (date_of_parts(json_object_get(j, "date-parts"), ret))
                return true;
        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
                const json_t *value = json_object_get(j, words[i]);

                if (json_is_string(value) && meta_date(json_string_value(value), ret))
                        return true;
                if (json_is_integer(value) && json_integer_value(value) < 10000 &&
                    meta_date_of_parts((int)json_integer_value(value), 0, 0, ret))
                        return true;
        }
        return false;
}

static void read_date(struct record *r, const json_t *item)
{
        static const char *const keys[] = {"issued", "published-print", "published",
                                           "published-online"};
        char date[META_DATE_SIZE];

        for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
                if (!date_of(json_object_get(item, keys[i]), date))
                        continue;
                record_add_date(r, "Issued", date);
                return;
        }
}

/* --- the rest ------------------------------------------------------------------------------------- */

static void read_titles(struct record *r, const json_t *item)
{
        const char *title = text(r, item, "title"),
                   *subtitle = title ? text(r, item, "subtitle") : NULL;

        if (subtitle && !strstr(title, subtitle))
                title = arena_printf(&r->arena, "%s: %s", title, subtitle);
        record_add_text(r, &r->titles, title ? title : text(r, item, "title-short"), NULL);
}

static void read_within(struct record *r, const json_t *item)
{
        static const char *const journals[] = {"container-title", "journalAbbreviation",
                                               "container-title-short"};

        for (size_t i = 0; !r->source && i < ARRAY_LEN(journals); i++)
                set(r, item, &r->source, journals[i]);
        set(r, item, &r->publisher, "publisher");
        set(r, item, &r->within.place, "publisher-place publisher-location");
        set(r, item, &r->within.volume, "volume");
        set(r, item, &r->within.issue, "issue");
        if (!r->within.issue && str_equal(r->type, "report"))
                set(r, item, &r->within.issue, "number");
        set(r, item, &r->within.edition, "edition");
        set(r, item, &r->within.series, "collection-title");
        set(r, item, &r->within.event, "event-title event");
        r->within.pages = clean_pages(r, text(r, item, "page article-number"));
}

/* The page that the licence's address is at, in Crossref's list of them. */
static void read_licence(struct record *r, const json_t *item)
{
        const json_t *licence = json_object_get(item, "license");

        if (json_is_array(licence))
                licence = json_array_get(licence, 0);
        meta_set_licence(r, json_is_string(licence) ? json_string_value(licence)
                                                    : json_text(licence, "URL"));
}

static void read_identifiers(struct record *r, const json_t *item)
{
        static const struct {
                const char *key, *type;
        } numbers[] = {
                {"PMID", "pmid"}, {"PMCID", "pmcid"}, {"id", "local"}, {"citation-key", "local"}};
        const json_t *issn = json_object_get(item, "ISSN"), *isbn = json_object_get(item, "ISBN");
        size_t i;
        const json_t *one;

        fields_add_doi(r, text(r, item, "DOI doi"));
        r->within.issn = clean_issn(r, text_of(r, issn));
        if (json_is_string(isbn))
                clean_add_isbns(r, json_string_value(isbn));
        json_array_foreach(isbn, i, one)
                clean_add_isbns(r, json_is_string(one) ? json_string_value(one) : "");
        fields_add_urls(r, text_of(r, json_object_get(item, "URL")));
        for (i = 0; i < ARRAY_LEN(numbers); i++) {
                const char *value = text(r, item, numbers[i].key);

                if (value && str_equal(numbers[i].type, "local") && strstr(value, "://"))
                        fields_add_urls(
                                r, value); /* Zotero's web items have their address for an id */
                else
                        record_add_identifier(r, numbers[i].type, value);
        }
}

static void read_keywords(struct record *r, const json_t *item)
{
        static const char *const keys[] = {"keyword", "keywords", "subject", "categories"};
        size_t n;
        const json_t *one;

        for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
                const json_t *j = json_object_get(item, keys[i]);

                if (json_is_string(j))
                        fields_add_keywords(r, json_string_value(j), NULL, true);
                json_array_foreach(j, n,
                                   one) if (json_is_string(one) && r->keywords.n <= RECORD_LIST_MAX)
                        clean_add_subject(r, json_string_value(one), NULL);
        }
}

static void read_item(struct record *r, const json_t *item)
{
        const char *genre = text(r, item, "genre");

        if (!genre || !meta_set_known_type(r, genre))
                record_set(r, &r->type,
                           fields_word(types, ARRAY_LEN(types), json_text(item, "type")));
        read_titles(r, item);
        read_people(r, item);
        read_date(r, item);
        read_within(r, item);
        read_licence(r, item);
        read_identifiers(r, item);
        meta_add_language(r, text(r, item, "language"));
        record_add_text(r, &r->abstracts, text(r, item, "abstract"), NULL);
        read_keywords(r, item);
}

/* --- what is an item ------------------------------------------------------------------------------ */

bool meta_csl_is_item(const json_t *j)
{
        static const char *const others[] = {"@context", "titles", "schemaVersion", "resourceType"};
        static const char *const own[] = {"container-title", "issued", "title-short",
                                          "publisher-place"};

        if (!json_is_object(j))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(others); i++)
                if (json_object_get(j, others[i]))
                        return false;
        if (is_type(json_text(j, "type")) &&
            (json_object_get(j, "title") || json_object_get(j, "author") ||
             json_object_get(j, "id")))
                return true;
        for (size_t i = 0; i < ARRAY_LEN(own); i++)
                if (json_object_get(j, own[i]))
                        return true;
        return false;
}

/* --- the file ------------------------------------------------------------------------------------- */

struct walk {
        const char *p, *end;
        const char *counted; /* up to here lines are counted */
        long line;
        const struct meta_sink *sink;
        struct error *err;
        bool looking; /* whether there is any item at all */
        bool found;
};

static long line_of(struct walk *w, const char *at)
{
        for (; w->counted < at; w->counted++)
                w->line += *w->counted == '\n';
        return w->line;
}

/* Behind the object or list that starts at p, strings and what they hold left aside; NULL: it does not end. */
static const char *end_of_value(const char *p, const char *end)
{
        size_t depth = 0;
        bool in_string = false;

        for (; p < end; p++) {
                if (in_string) {
                        if (*p == '\\' && p + 1 < end)
                                p++;
                        else if (*p == '"')
                                in_string = false;
                } else if (*p == '"') {
                        in_string = true;
                } else if (*p == '{' || *p == '[') {
                        depth++;
                } else if (*p == '}' || *p == ']') {
                        if (depth <= 1)
                                return p + 1;
                        depth--;
                }
        }
        return NULL;
}

/* While looking it is enough that there is one. */
static int hand_on(struct walk *w, long line, const json_t *item)
{
        CLEANUP(record_freep) struct record *r = NULL;
        bool is_item = meta_csl_is_item(item);

        if (w->looking) {
                w->found |= is_item;
                return 0;
        }
        if (!is_item)
                return w->sink->problem(w->sink->user, line, "this is no item of CSL-JSON", w->err);
        r = record_new();
        if (!r)
                return error_no_memory(w->err);
        read_item(r, item);
        return r->arena.failed ? error_no_memory(w->err)
                               : w->sink->record(w->sink->user, line, STEAL(r), w->err);
}

/* Crossref's answers: {"status": "ok", "message": {item}} or {"message": {"items": [...]}}. */
static int unwrap(struct walk *w, long line, const json_t *j)
{
        const json_t *message = json_object_get(j, "message"), *items, *one;
        size_t i;
        int r = 0;

        if (json_is_object(message))
                j = message;
        items = json_object_get(j, "items");
        if (!json_is_array(items))
                return hand_on(w, line, j);
        json_array_foreach(items, i, one) if (r == 0) r = hand_on(w, line, one);
        return r;
}

/* The object at p. */
static int take_object(struct walk *w)
{
        CLEANUP(json_freep) json_t *j = NULL;
        const char *from = w->p, *end = end_of_value(from, w->end);
        long line = line_of(w, from);
        struct error why = {0};
        int r;

        w->p = end ? end : w->end;
        r = json_read(from, (size_t)(w->p - from), &j, &why);
        if (r == 0)
                return unwrap(w, line, j);
        if (r < 0) {
                if (w->err)
                        *w->err = why;
                return r;
        }
        return w->looking ? 0 : w->sink->problem(w->sink->user, line, why.message, w->err);
}

/* Every object of the outermost list, or the one there is. */
static int take_all(struct walk *w)
{
        int r = 0;

        while (r == 0 && w->p < w->end && !(w->looking && w->found)) {
                w->p = memchr(w->p, '{', (size_t)(w->end - w->p));
                if (!w->p)
                        return 0;
                r = take_object(w);
        }
        return r;
}

int meta_read_csl(const char *bytes, size_t n, const struct meta_sink *sink, struct error *err)
{
        struct walk w = {.p = bytes,
                         .end = bytes + n,
                         .counted = bytes,
                         .line = 1,
                         .sink = sink,
                         .err = err};
        struct walk look;
        int r;

        if (n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3))
                w.p += 3;
        while (w.p < w.end && strchr(" \t\r\n", *w.p))
                w.p++;
        if (w.p == w.end || (*w.p != '{' && *w.p != '[')) {
                error_set(err, -EINVAL, "it is no JSON");
                return META_NOT_MINE;
        }
        look = w;
        look.looking = true;
        r = take_all(&look);
        if (r == 0 && !look.found) {
                error_set(err, -EINVAL, "no item of CSL-JSON is in it");
                return META_NOT_MINE;
        }
        return r ? r : take_all(&w);
}
