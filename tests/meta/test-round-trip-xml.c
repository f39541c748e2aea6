/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record is written in each format of XML metadata and read back: it must be the same but for what the table
 * below says that the format cannot hold. A row that is not needed is wrong as well. Where the standards' own
 * schemas are at hand, what was written is checked against them.
 */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "meta/meta.h"
#include "text/json.h"
#include "text/xml.h"
#include "vocab/vocab.h"

enum { FILE_MAX = 1 << 20, RECORDS_MAX = 16 };

/* What a format cannot hold, by the names of JSON; NULL: any format. */
static const struct loss {
        const char *format, *path, *why;
} losses[] = {
        {NULL, "machine_read", "how a record was made is the hub's own business"},
        {NULL, "theme_suggestions", "a suggestion is not published"},

        {"datacite", "titles.language", "the first title inherits the language"},
        {"datacite", "summaries", "a description of another kind, which nobody marks as this one"},
        {"datacite", "creators.affiliations.country", "affiliations have no country"},
        {"datacite", "languages", "one language"},
        {"datacite", "place", "publishers have no place"},
        {"datacite", "event", "no conference"},
        {"datacite", "relations.text", "a related identifier has no words"},

        {"dc", "abstracts", "summaries come back among them"},
        {"dc", "summaries", "one kind of description"},
        {"dc", "creators.type", "one line a name, whoever has it"},
        {"dc", "creators.orcid", "one line a name"},
        {"dc", "creators.ror", "one line a name"},
        {"dc", "creators.affiliations", "one line a name"},
        {"dc", "creators.given", "only where the parts make up the name"},
        {"dc", "creators.family", "only where the parts make up the name"},
        {"dc", "contributors.type", "one line a name, whoever has it"},
        {"dc", "contributors.role", "no roles"},
        {"dc", "dates", "one date"},
        {"dc", "place", "no place of publication"},
        {"dc", "edition", "no edition"},
        {"dc", "series", "no series"},
        {"dc", "event", "no conference"},
        {"dc", "relations.type", "one kind of relation"},
        {"dc", "relations.text", "an address only"},
        {"dc", "references.doi", "words only"},
        {"dc", "references.year", "words only"},
        {"dc", "fundings.funder_id", "the funder's name and a number"},
        {"dc", "fundings.title", "the funder's name and a number"},

        {"jats", "titles.language", "a title inherits the language of the article"},
        {"jats", "languages", "one language"},
        {"jats", "place", "only of a publisher"},
        {"jats", "edition", "articles have no edition"},
        {"jats", "creators.given", "a name in one piece where its parts do not make it up"},
        {"jats", "creators.family", "a name in one piece where its parts do not make it up"},
        {"jats", "keywords.language", "a keyword inherits the language of the article"},

        {"marcxml", "titles.language", "fields have no language"},
        {"marcxml", "abstracts", "summaries come back among them, without a language"},
        {"marcxml", "summaries", "one kind of abstract"},
        {"marcxml", "keywords.language", "fields have no language"},
        {"marcxml", "creators.given", "only where the parts make up the name"},
        {"marcxml", "creators.family", "only where the parts make up the name"},
        {"marcxml", "creators.affiliations.ror", "affiliations are words"},
        {"marcxml", "creators.affiliations.country", "affiliations are words"},
        {"marcxml", "dates", "one date"},
        {"marcxml", "relations", "the numbers of catalogues, not ours"},
        {"marcxml", "references", "no cited works"},
        {"marcxml", "fundings.funder_id", "a name and a number"},
        {"marcxml", "fundings.title", "a name and a number"},

        {"mods", "creators.given", "a name in one piece where its parts do not make it up"},
        {"mods", "creators.family", "a name in one piece where its parts do not make it up"},
        {"mods", "creators.affiliations.ror", "affiliations are words"},
        {"mods", "creators.affiliations.country", "affiliations are words"},
        {"mods", "fundings.award", "the funder's name only"},
        {"mods", "fundings.funder_id", "the funder's name only"},
        {"mods", "fundings.title", "the funder's name only"},
};

static bool used[ARRAY_LEN(losses)];

/* --- records ---------------------------------------------------------------------------------------------- */

static struct record *hard_records[RECORDS_MAX];
static size_t n_records;

static char *read_source_file(const char *name, size_t *ret_n)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        char *bytes = NULL;
        struct error err = {0};

        str_addf(&path, "%s/%s", source_dir(), name);
        assert_done(path_read(str_text(&path), FILE_MAX, &bytes, ret_n, &err), &err);
        return bytes;
}

static void add_example(void)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err = {0};
        size_t n;
        CLEANUP(freep) char *bytes = read_source_file("schemas/record-example.xml", &n);

        hard_records[n_records] = record_new();
        assert_done(xml_read(bytes, n, &doc, &err), &err);
        assert_done(meta_read_xml(doc, hard_records[n_records], &err), &err);
        n_records++;
}

static void add_hard(void)
{
        CLEANUP(json_freep) json_t *list = NULL;
        struct error err = {0};
        size_t n, i;
        json_t *one;
        CLEANUP(freep) char *bytes = read_source_file("tests/meta/hard-records.json", &n);

        assert_done(json_read(bytes, n, &list, &err), &err);
        json_array_foreach(list, i, one)
        {
                hard_records[n_records] = record_new();
                assert_done(meta_read_json(one, hard_records[n_records], &err), &err);
                n_records++;
        }
}

static int set_up(void **state)
{
        struct error err;

        (void)state;
        if (vocab_init(&err) < 0)
                return -1;
        add_example();
        add_hard();
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        for (size_t i = 0; i < n_records; i++)
                record_free(hard_records[i]);
        return 0;
}

/* --- there and back ----------------------------------------------------------------------------------------- */

static void write_document(const struct meta_format *format, const struct record *r,
                           struct str *out)
{
        struct error err = {0};

        str_add(out, format->head);
        assert_done(format->write(r, out, &err), &err);
        str_add(out, format->foot);
}

static json_t *read_back(const struct str *document)
{
        CLEANUP(record_freep) struct record *back = record_new();
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err = {0};

        assert_done(xml_read(str_text(document), document->len, &doc, &err), &err);
        assert_done(meta_read_xml(doc, back, &err), &err);
        return meta_write_json(back);
}

static int by_words(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Dates and identifiers say the same in any order. */
static void sort(json_t *object, const char *key)
{
        json_t *list = json_object_get(object, key), *sorted = list ? json_array() : NULL;
        size_t n = json_array_size(list);
        char *words[RECORDS_MAX * 4];

        assert_true(n < ARRAY_LEN(words));
        for (size_t i = 0; i < n; i++)
                words[i] = json_dumps(json_array_get(list, i), JSON_SORT_KEYS);
        qsort(words, n, sizeof(words[0]), by_words);
        for (size_t i = 0; i < n; i++) {
                json_array_append_new(sorted, json_loads(words[i], 0, NULL));
                free(words[i]);
        }
        if (sorted)
                json_object_set_new(object, key, sorted);
}

/* A licence that nobody knows is a statement like any other, in formats that have one place for both. */
static void state_unknown_licence(json_t *j, const char *format)
{
        const char *licence = json_text(j, "licence");

        if (!licence || vocab_find(VOCAB_LICENCE, licence) || !strcmp(format, "jats"))
                return;
        assert_null(json_text(j, "rights"));
        json_put_text(j, "rights", licence);
        json_object_del(j, "licence");
}

/* What a person did not state is not written at all. */
static void drop_unstated(json_t *j)
{
        json_t *sdgs = json_object_get(j, "sdgs"), *one;
        size_t i;

        json_array_foreach(sdgs, i, one) if (str_equal(json_text(one, "by"), "machine"))
        {
                json_array_remove(sdgs, i);
                i--;
        }
}

/* Takes the values at "creators.affiliations.country" out, in every element of lists. */
static void strip(json_t *j, const char *path)
{
        size_t n = strcspn(path, "."), i;
        char key[32];
        json_t *item;

        if (json_is_array(j)) {
                json_array_foreach(j, i, item) strip(item, path);
                return;
        }
        snprintf(key, sizeof(key), "%.*s", (int)n, path);
        if (path[n])
                strip(json_object_get(j, key), path + n + 1);
        else
                json_object_del(j, key);
}

static void show(const char *format, size_t i, const json_t *before, const json_t *after)
{
        CLEANUP(str_done) struct str a = STR_INIT;
        CLEANUP(str_done) struct str b = STR_INIT;
        CLEANUP(str_done) struct str path_a = STR_INIT;
        CLEANUP(str_done) struct str path_b = STR_INIT;
        CLEANUP(str_done) struct str command = STR_INIT;

        json_write_pretty(before, &a, NULL);
        json_write_pretty(after, &b, NULL);
        str_addf(&path_a, "%s/round-trip-%s-%zu.before", build_dir(), format, i);
        str_addf(&path_b, "%s/round-trip-%s-%zu.after", build_dir(), format, i);
        path_write_atomic(str_text(&path_a), str_text(&a), a.len, 0644, NULL);
        path_write_atomic(str_text(&path_b), str_text(&b), b.len, 0644, NULL);
        str_addf(&command, "diff -u '%s' '%s' >&2", str_text(&path_a), str_text(&path_b));
        if (system(str_text(&command)) == -1)
                print_error("diff could not be run\n");
}

static bool is_of(const struct loss *loss, const char *format)
{
        return !loss->format || !strcmp(loss->format, format);
}

/* Would the two still differ without this row of the table, and only for it? */
static bool differs_at(const char *format, const json_t *before, const json_t *after,
                       const char *path)
{
        CLEANUP(json_freep) json_t *a = json_deep_copy(before);
        CLEANUP(json_freep) json_t *b = json_deep_copy(after);
        for (size_t i = 0; i < ARRAY_LEN(losses); i++)
                if (is_of(&losses[i], format) && strcmp(losses[i].path, path) != 0) {
                        strip(a, losses[i].path);
                        strip(b, losses[i].path);
                }
        return !json_equal(a, b);
}

static bool comes_back(const char *name, size_t i)
{
        const struct meta_format *format = meta_format_find(name);
        CLEANUP(str_done) struct str document = STR_INIT;
        CLEANUP(json_freep) json_t *before = meta_write_json(hard_records[i]);
        CLEANUP(json_freep) json_t *after = NULL;

        assert_non_null(format);
        write_document(format, hard_records[i], &document);
        after = read_back(&document);
        drop_unstated(before);
        state_unknown_licence(before, name);
        /* The first date and the first language said again. */
        for (size_t k = 0; k < 2; k++) {
                sort(before, k ? "dates" : "identifiers");
                sort(after, k ? "dates" : "identifiers");
                strip(before, k ? "year" : "language");
                strip(after, k ? "year" : "language");
        }
        for (size_t k = 0; k < ARRAY_LEN(losses); k++)
                if (is_of(&losses[k], name))
                        used[k] |= differs_at(name, before, after, losses[k].path);
        for (size_t k = 0; k < ARRAY_LEN(losses); k++)
                if (is_of(&losses[k], name)) {
                        strip(before, losses[k].path);
                        strip(after, losses[k].path);
                }
        if (json_equal(before, after))
                return true;
        show(name, i, before, after);
        return false;
}

static void check(const char *format)
{
        size_t wrong = 0;

        for (size_t i = 0; i < n_records; i++)
                wrong += !comes_back(format, i);
        assert_int_equal(wrong, 0);
}

static void datacite_comes_back(void **state)
{
        (void)state;
        check("datacite");
}

static void dublin_core_comes_back(void **state)
{
        (void)state;
        check("dc");
}

static void jats_comes_back(void **state)
{
        (void)state;
        check("jats");
}

static void mods_comes_back(void **state)
{
        (void)state;
        check("mods");
}

static void marcxml_comes_back(void **state)
{
        (void)state;
        check("marcxml");
}

static void every_loss_of_the_table_is_one(void **state)
{
        size_t wrong = 0;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(losses); i++)
                if (!used[i]) {
                        print_error("%s: %s (%s) comes back\n",
                                    losses[i].format ? losses[i].format : "all", losses[i].path,
                                    losses[i].why);
                        wrong++;
                }
        assert_int_equal(wrong, 0);
}

/* --- the standards' own schemas ----------------------------------------------------------------------------------- */

static bool standard_is_there(const char *name, struct str *path)
{
        str_addf(path, "%s/../shared/standards/%s", source_dir(), name);
        return access(str_text(path), R_OK) == 0 && system("xmllint --version 2>/dev/null") == 0;
}

static void check_valid(const char *name, const char *option, const char *schema)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        size_t wrong = 0;

        if (!standard_is_there(schema, &path)) {
                print_message("%s or xmllint is not there\n", schema);
                str_done(&path); /* skipping jumps out of the scope */
                skip();
        }
        for (size_t i = 0; i < n_records; i++) {
                CLEANUP(str_done) struct str document = STR_INIT;
                CLEANUP(str_done) struct str file = STR_INIT;
                CLEANUP(str_done) struct str command = STR_INIT;

                write_document(meta_format_find(name), hard_records[i], &document);
                str_addf(&file, "%s/written-%s-%zu.xml", build_dir(), name, i);
                path_write_atomic(str_text(&file), str_text(&document), document.len, 0644, NULL);
                str_addf(&command,
                         "XML_CATALOG_FILES='%s/../shared/standards/catalog.xml' xmllint --noout "
                         "--nonet %s '%s' '%s' >&2",
                         source_dir(), option, str_text(&path), str_text(&file));
                wrong += system(str_text(&command)) != 0;
        }
        assert_int_equal(wrong, 0);
}

static void datacite_is_valid_by_its_schema(void **state)
{
        (void)state;
        check_valid("datacite", "--schema", "datacite/kernel-4.6/metadata.xsd");
}

static void dublin_core_is_valid_by_its_schema(void **state)
{
        (void)state;
        check_valid("dc", "--schema", "oai/oai-all.xsd");
}

static void marcxml_is_valid_by_its_schema(void **state)
{
        (void)state;
        check_valid("marcxml", "--schema", "marcxml/MARC21slim.xsd");
}

static void jats_is_valid_by_its_dtd(void **state)
{
        (void)state;
        check_valid("jats", "--dtdvalid", "jats-1.3-dtd/JATS-archivearticle1-3.dtd");
}

/* --- what cannot be written --------------------------------------------------------------------------------------- */

static void datacite_refuses_what_has_no_identifier_or_year(void **state)
{
        CLEANUP(record_freep) struct record *r = record_new();
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        assert_int_equal(meta_write_datacite(r, &out, &err), META_INCOMPLETE);
        assert_non_null(strstr(err.message, "identifier"));
        record_add_identifier(r, "url", "https://example.org/1");
        assert_int_equal(meta_write_datacite(r, &out, &err), META_INCOMPLETE);
        assert_non_null(strstr(err.message, "year"));
        record_add_date(r, "Issued", "2020");
        assert_done(meta_write_datacite(r, &out, &err), &err);
        assert_non_null(strstr(str_text(&out), "identifierType=\"URL\""));
        assert_non_null(strstr(str_text(&out), "(:unav)"));
}

static void a_machine_suggestion_is_never_written(void **state)
{
        static const char *const names[] = {"datacite", "dc", "jats", "marcxml", "mods"};
        CLEANUP(record_freep) struct record *r = record_new();

        (void)state;
        record_add_identifier(r, "doi", "10.5555/1");
        record_add_date(r, "Issued", "2020");
        record_add_sdg(r, "8.3", ASSERTED_BY_MACHINE);
        record_add_sdg(r, "5", ASSERTED_BY_AUTHOR)->status = ASSERTION_REJECTED;
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                CLEANUP(str_done) struct str out = STR_INIT;

                write_document(meta_format_find(names[i]), r, &out);
                assert_null(strstr(str_text(&out), "8.3"));
                assert_null(strstr(str_text(&out), "sdg"));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(datacite_comes_back),
                cmocka_unit_test(dublin_core_comes_back),
                cmocka_unit_test(jats_comes_back),
                cmocka_unit_test(mods_comes_back),
                cmocka_unit_test(marcxml_comes_back),
                cmocka_unit_test(every_loss_of_the_table_is_one),
                cmocka_unit_test(datacite_is_valid_by_its_schema),
                cmocka_unit_test(dublin_core_is_valid_by_its_schema),
                cmocka_unit_test(marcxml_is_valid_by_its_schema),
                cmocka_unit_test(jats_is_valid_by_its_dtd),
                cmocka_unit_test(datacite_refuses_what_has_no_identifier_or_year),
                cmocka_unit_test(a_machine_suggestion_is_never_written),
        };

        return cmocka_run_group_tests_name("round-trip-xml", tests, set_up, tear_down);
}
