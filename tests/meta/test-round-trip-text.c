/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Record -> text format -> record: what comes back is what went in, but for the fields that the table says the
 * format has no place for. Everything is compared as JSON, so that a new field of the record is noticed here.
 */
#include "unit.h"

#include "meta/records.h"

#include "base/path.h"
#include "text/xml.h"
#include "vocab/vocab.h"

enum { FILE_MAX = 1 << 20 };

/* What a format cannot hold, as a path into the JSON; "creators.*.orcid" is that of every creator. */
static const char *const bibtex_lacks[] = {
        "titles.*.language", /* one title, of no declared language */
        "titles.1",
        "abstracts.*.language",
        "abstracts.1",
        "summaries",
        "keywords.*.language",
        "creators.*.orcid",
        "creators.*.ror",
        "creators.*.affiliations",
        "contributors.*.orcid",
        "contributors.*.affiliations",
        "dates.1",
        "dates.2",
        "languages.1",
        "regions",
        "countries",
        "themes",
        "sdgs",
        "theme_suggestions",
        "relations",
        "fundings",
        "references",
        "machine_read",
        "identifiers.url.1",
        NULL};
static const char *const ris_lacks[] = {"titles.*.language",
                                        "titles.1",
                                        "abstracts.*.language",
                                        "abstracts.1",
                                        "summaries",
                                        "keywords.*.language",
                                        "creators.*.orcid",
                                        "creators.*.ror",
                                        "creators.*.affiliations",
                                        "contributors.*.orcid",
                                        "contributors.*.affiliations",
                                        "dates.1",
                                        "dates.2",
                                        "languages.1",
                                        "licence",
                                        "rights",
                                        "regions",
                                        "countries",
                                        "themes",
                                        "sdgs",
                                        "theme_suggestions",
                                        "relations",
                                        "fundings",
                                        "references",
                                        "machine_read",
                                        "identifiers.pmid",
                                        "event",
                                        NULL};
static const char *const csl_lacks[] = {"titles.*.language",
                                        "titles.1",
                                        "abstracts.*.language",
                                        "abstracts.1",
                                        "summaries",
                                        "keywords.*.language",
                                        "creators.*.ror",
                                        "creators.*.affiliations",
                                        "contributors.*.affiliations",
                                        "dates.1",
                                        "dates.2",
                                        "languages.1",
                                        "rights",
                                        "regions",
                                        "countries",
                                        "themes",
                                        "sdgs",
                                        "theme_suggestions",
                                        "relations",
                                        "fundings",
                                        "references",
                                        "machine_read",
                                        "identifiers.url.1",
                                        "identifiers.handle",
                                        NULL};
static const char *const csv_lacks[] = {"creators.*.ror",
                                        "creators.*.affiliations",
                                        "contributors.*.affiliations",
                                        "dates.1",
                                        "dates.2",
                                        "sdgs.*.evidence",
                                        "theme_suggestions",
                                        "relations.*.text",
                                        "fundings.*.title",
                                        "fundings.*.funder_id",
                                        "references",
                                        "machine_read",
                                        NULL};

static const struct {
        const char *name;
        read_records read;
        const char *const *lacks;
} formats[] = {
        {"bibtex", meta_read_bibtex, bibtex_lacks},
        {"ris", meta_read_ris, ris_lacks},
        {"csl", meta_read_csl, csl_lacks},
        {"csv", meta_read_csv, csv_lacks},
};

/* --- what a format lacks is taken off both ---------------------------------------------------------------- */

static void drop(json_t *j, char *path);

static void drop_each(json_t *list, const char *rest)
{
        size_t i;
        json_t *one;

        json_array_foreach(list, i, one)
        {
                CLEANUP(freep) char *copy = strdup(rest);

                drop(one, copy);
        }
}

/* "identifiers.url": all of that type; "identifiers.url.1": all but the first. */
static void drop_identifiers(json_t *list, const char *type, size_t keep)
{
        for (size_t i = 0, seen = 0; i < json_array_size(list);) {
                bool is_it = str_equal(json_text(json_array_get(list, i), "type"), type);

                if (is_it && seen++ >= keep)
                        json_array_remove(list, i);
                else
                        i++;
        }
}

static void drop(json_t *j, char *path)
{
        char *key = strsep(&path, ".");
        json_t *child = json_object_get(j, key);

        if (!path) {
                json_object_del(j, key);
        } else if (!strcmp(key, "identifiers")) {
                char *type = strsep(&path, ".");

                drop_identifiers(child, type, path ? 1 : 0);
        } else if (path[0] == '*') {
                drop_each(child, path + 2);
        } else {
                while (json_array_size(child) > (size_t)atoi(path))
                        json_array_remove(child, json_array_size(child) - 1);
        }
}

/* Contributors of roles that a format has no place for; the order of identifiers says nothing. */
static void drop_others(json_t *j, const char *format)
{
        json_t *list = json_object_get(j, "contributors");

        for (size_t i = 0; strcmp(format, "csv") != 0 && i < json_array_size(list);) {
                const char *role = json_text(json_array_get(list, i), "role");

                if (!str_equal(role, "Editor") && !str_equal(role, "Translator"))
                        json_array_remove(list, i);
                else
                        i++;
        }
        if (json_array_size(list) == 0)
                json_object_del(j, "contributors");
}

static int by_dump(const void *a, const void *b)
{
        char *const *x = a, *const *y = b;

        return strcmp(*x, *y);
}

static void sort_identifiers(json_t *j)
{
        json_t *list = json_object_get(j, "identifiers"), *sorted = json_array();
        char *texts[64];
        size_t n = json_array_size(list);

        assert_true(n <= ARRAY_LEN(texts));
        for (size_t i = 0; i < n; i++)
                texts[i] = json_dumps(json_array_get(list, i), JSON_SORT_KEYS);
        qsort(texts, n, sizeof(*texts), by_dump);
        for (size_t i = 0; i < n; i++) {
                json_array_append_new(sorted, json_loads(texts[i], 0, NULL));
                free(texts[i]);
        }
        json_object_set_new(j, "identifiers", sorted);
}

static json_t *held(const struct record *r, size_t format)
{
        json_t *j = meta_write_json(r);

        for (size_t i = 0; formats[format].lacks[i]; i++) {
                CLEANUP(freep) char *path = strdup(formats[format].lacks[i]);

                drop(j, path);
        }
        drop_others(j, formats[format].name);
        sort_identifiers(j);
        return j;
}

/* --- there and back --------------------------------------------------------------------------------------- */

static void write_document(const struct meta_format *f, const struct record *r, struct str *out)
{
        struct error err = {0};

        str_add(out, f->head);
        assert_done(f->write(r, out, &err), &err);
        str_add(out, f->between);
        assert_done(f->write(r, out, &err), &err); /* twice: a document of two records */
        str_add(out, f->foot);
}

/* Members of one that the other has not, or otherwise. */
static void show_difference(json_t *one, json_t *other)
{
        const char *key;
        json_t *value;

        json_object_foreach(one, key, value)
        {
                CLEANUP(freep) char *text = json_dumps(value, JSON_SORT_KEYS | JSON_ENCODE_ANY);

                if (!json_equal(value, json_object_get(other, key)))
                        print_error("%s: %s\n", key, text);
        }
}

static void check(const struct record *r, size_t format, const char *what)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        CLEANUP(json_freep) json_t *before = held(r, format);
        struct kept kept;
        struct error err = {0};

        write_document(meta_format_find(formats[format].name), r, &out);
        assert_done(keep_all(formats[format].read, str_text(&out), out.len, &kept, &err), &err);
        assert_int_equal(kept.n, 2);
        assert_int_equal(json_array_size(kept.problems), 0);
        for (size_t i = 0; i < 2; i++) {
                CLEANUP(json_freep) json_t *after = held(kept.records[i], format);

                if (json_equal(before, after))
                        continue;
                show_difference(before, after);
                show_difference(after, before);
                fail_msg("%s as %s:\n%s", what, formats[format].name, str_text(&out));
        }
        kept_done(&kept);
}

/* A name in one piece that is a person's is parted in two on the way: the example is given its parts. */
static struct record *example(void)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct record *r = record_new();
        struct error err = {0};
        size_t n;

        str_addf(&path, "%s/schemas/record-example.xml", source_dir());
        assert_done(path_read(str_text(&path), FILE_MAX, &bytes, &n, &err), &err);
        assert_done(xml_read(bytes, n, &doc, &err), &err);
        assert_done(meta_read_ssehub(doc, r, &err), &err);
        for (size_t i = 0; i < r->contributors.n; i++) {
                struct agent *a = &r->contributors.items[i];

                if (str_equal(a->name, "Tomas Verhaegen")) {
                        a->given = "Tomas";
                        a->family = "Verhaegen";
                }
        }
        /* What a machine proposed is nobody's word, and no format but our own has it. */
        r->n_sdgs = 1;
        return r;
}

static void the_example_comes_back(void **state)
{
        struct record *r = example();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(formats); i++)
                check(r, i, "the example");
        record_free(r);
}

/* Signs that mean something in one format or other. */
static struct record *hard_record(void)
{
        struct record *r = record_new();
        struct agent *a;

        record_add_text(r, &r->titles,
                        "50% & {more} \\section #1_a^b~c -- 'x' $5 \"q\" p < 0.05 ``y'' AT&T - ER",
                        "pt-BR");
        record_add_text(r, &r->abstracts,
                        "TY - is no tag; @article{x, neither. \"Quotes\", semicolons; %A", "pt-BR");
        record_add_text(r, &r->keywords, "banks, cooperative", "pt-BR");
        record_add_text(r, &r->keywords, "50% of #2", "pt-BR");
        a = record_add_agent(r, &r->creators, "Juan de la Cruz Jr.");
        record_set(r, &a->given, "Juan");
        record_set(r, &a->family, "de la Cruz");
        a = record_add_agent(r, &r->creators, "Ministry of Labour, Wages and Grain");
        a->is_organisation = true;
        a = record_add_agent(r, &r->creators, "Gabriel García Márquez");
        record_set(r, &a->given, "Gabriel");
        record_set(r, &a->family, "García Márquez");
        a = record_add_agent(r, &r->creators, "Пётр Семёнов");
        record_set(r, &a->given, "Пётр");
        record_set(r, &a->family, "Семёнов");
        a = record_add_agent(r, &r->contributors, "Ada Njoroge");
        record_set(r, &a->given, "Ada");
        record_set(r, &a->family, "Njoroge");
        record_set(r, &a->role, "Translator");
        record_set(r, &r->type, "book-chapter");
        record_add_date(r, "Issued", "2021-05-17");
        record_add_string(r, &r->languages, "pt-BR");
        record_set(r, &r->source, "Readings {on} grain & 'bread'");
        record_set(r, &r->publisher, "House #7");
        record_set(r, &r->within.pages, "e0115884");
        record_set(r, &r->within.issue, "2/3");
        record_set(r, &r->within.issn, "1234-5679");
        record_add_identifier(r, "doi", "10.1002/(sici)1097-4571(1997)48:3<a_b>3.0.co;2-#");
        record_add_identifier(r, "url", "https://example.org/~a_b--c?x=1&y=%20");
        record_add_identifier(r, "isbn", "9783161484100");
        record_add_identifier(r, "local", "garcia:2021");
        return r;
}

static void signs_of_the_formats_come_back(void **state)
{
        struct record *r = hard_record();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(formats); i++)
                check(r, i, "a hard record");
        record_free(r);
}

/* Every type of the vocabulary has a place in each format. */
static void every_type_comes_back(void **state)
{
        const struct concept *c;

        (void)state;
        for (size_t t = 0; (c = vocab_at(VOCAB_TYPE, t)); t++) {
                struct record *r = record_new();

                record_add_text(r, &r->titles, "A title", NULL);
                record_set(r, &r->type, concept_notation(c));
                record_set(r, &r->source, "A source");
                record_set(r, &r->publisher, "A publisher");
                record_add_identifier(r, "local", "a-1");
                for (size_t i = 0; i < ARRAY_LEN(formats); i++)
                        check(r, i, concept_notation(c));
                record_free(r);
        }
}

/* A book that its editors made names them once in the format, and twice in the record. */
static void editors_who_are_the_creators_come_back(void **state)
{
        struct record *r = record_new();

        (void)state;
        record_add_text(r, &r->titles, "Readings", NULL);
        record_set(r, &r->type, "book");
        for (int i = 0; i < 2; i++) {
                struct agents *lists[] = {&r->creators, &r->contributors};

                for (size_t l = 0; l < 2; l++) {
                        struct agent *a =
                                record_add_agent(r, lists[l], i ? "Ada Njoroge" : "Ha Le");

                        record_set(r, &a->given, i ? "Ada" : "Ha");
                        record_set(r, &a->family, i ? "Njoroge" : "Le");
                        if (l)
                                record_set(r, &a->role, "Editor");
                }
        }
        record_add_identifier(r, "local", "a-1");
        for (size_t i = 0; i < ARRAY_LEN(formats); i++)
                check(r, i, "an edited book");
        record_free(r);
}

static void an_empty_record_makes_a_document_all_the_same(void **state)
{
        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
                CLEANUP(record_freep) struct record *r = record_new();
                CLEANUP(str_done) struct str out = STR_INIT;

                write_document(meta_format_find(formats[i].name), r, &out);
                assert_true(out.len > 0);
        }
}

static int read_vocabularies(void **state)
{
        struct error err;

        (void)state;
        return vocab_init(&err);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_example_comes_back),
                cmocka_unit_test(signs_of_the_formats_come_back),
                cmocka_unit_test(every_type_comes_back),
                cmocka_unit_test(editors_who_are_the_creators_come_back),
                cmocka_unit_test(an_empty_record_makes_a_document_all_the_same),
        };

        return cmocka_run_group_tests_name("round trip text", tests, read_vocabularies, NULL);
}
