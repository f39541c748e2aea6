/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the golden pairs do not show: round trips, limits, and the small tables the readers share. */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "meta/private.h"
#include "text/html.h"
#include "text/json.h"
#include "text/xml.h"

#include <glob.h>

enum { FILE_MAX = 1 << 20 };

/* --- helpers ---------------------------------------------------------------------------------------------- */

static int read_json_text(const char *text, struct record *r, struct error *err)
{
        CLEANUP(json_freep) json_t *j = NULL;

        assert_done(json_read(text, strlen(text), &j, err), err);
        return meta_read_json(j, r, err);
}

static struct record *record_of_file(const char *path)
{
        CLEANUP(freep) char *bytes = NULL;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(record_freep) struct record *r = record_new();
        struct error err = {0};
        size_t n;
        bool is_html = str_ends(path, ".html");

        assert_done(path_read(path, FILE_MAX, &bytes, &n, &err), &err);
        assert_done(is_html ? html_read(bytes, n, &doc, &err) : xml_read(bytes, n, &doc, &err),
                    &err);
        assert_done(is_html ? meta_read_html(doc, r, &err) : meta_read_xml(doc, r, &err), &err);
        return STEAL(r);
}

static struct record *example_record(void)
{
        CLEANUP(str_done) struct str path = STR_INIT;

        str_addf(&path, "%s/schemas/record-example.xml", source_dir());
        return record_of_file(str_text(&path));
}

/* --- round trips ------------------------------------------------------------------------------------------ */

static void a_record_written_as_json_reads_back_the_same(void **state)
{
        CLEANUP(record_freep) struct record *r = example_record();
        CLEANUP(record_freep) struct record *back = record_new();
        CLEANUP(json_freep) json_t *first = meta_write_json(r);
        CLEANUP(json_freep) json_t *second = NULL;
        struct error err;

        (void)state;
        assert_done(meta_read_json(first, back, &err), &err);
        second = meta_write_json(back);
        assert_true(json_equal(first, second));
        assert_int_equal(json_object_size(first), 33); /* the example has every key there is */
}

static void a_record_written_as_xml_is_valid_and_reads_back_the_same(void **state)
{
        CLEANUP(record_freep) struct record *r = example_record();
        CLEANUP(record_freep) struct record *back = record_new();
        CLEANUP(json_freep) json_t *first = meta_write_json(r);
        CLEANUP(json_freep) json_t *second = NULL;
        CLEANUP(str_done) struct str xml = STR_INIT;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err;

        (void)state;
        assert_done(meta_write_ssehub(r, &xml, &err), &err);
        assert_done(xml_read(str_text(&xml), xml.len, &doc, &err), &err);
        assert_done(meta_read_ssehub(doc, back, &err), &err); /* checks the schema */
        second = meta_write_json(back);
        assert_true(json_equal(first, second));
}

/* What the schema has no place for is left out, so that the rest stays readable. */
static void a_record_with_codes_of_the_wild_still_writes_valid_xml(void **state)
{
        CLEANUP(record_freep) struct record *r = record_new();
        CLEANUP(record_freep) struct record *back = record_new();
        CLEANUP(str_done) struct str xml = STR_INIT;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err;

        (void)state;
        assert_done(
                read_json_text("{\"title\": \"<&>\\\"]]>\", \"creators\": [\"B\"], \"countries\": "
                               "[\"Atlantis\"], \"dates\": [{\"type\": \"Odd\", \"value\": "
                               "\"1999\"}, {\"type\": \"Issued\", \"value\": \"soon\"}], "
                               "\"relations\": [{\"type\": \"Likes\", \"target\": \"x\"}], "
                               "\"contributors\": [{\"name\": \"C\", \"role\": \"Cook\"}], "
                               "\"language\": \"nonsense words\", \"identifiers\": [{\"type\": "
                               "\"my id!\", \"value\": \"1\"}]}",
                               r, &err),
                &err);
        assert_done(meta_write_ssehub(r, &xml, &err), &err);
        assert_done(xml_read(str_text(&xml), xml.len, &doc, &err), &err);
        assert_done(meta_read_ssehub(doc, back, &err), &err);
        assert_string_equal(record_title(back), "<&>\"]]>");
        assert_int_equal(back->countries.n, 0);
        assert_string_equal(back->contributors.items[0].role, "Other");
        assert_string_equal(back->relations[0].type, "References");
        assert_int_equal(back->n_dates, 1);
}

static void an_entry_written_as_json_reads_back_the_same(void **state)
{
        static const char markdown[] = "---\nslug: a\ntitle: A\nlanguage: en\npart: actors\n"
                                       "authors: [{name: B, orcid: 0000-0002-1825-0097}]\n"
                                       "summary: S\nsdgs: [8, '8.3']\nthemes: [commons]\n"
                                       "see-also: [b]\nworks: ['local:x']\ntranslation-of: c\n"
                                       "---\n\nText  with\ttabs\n";
        CLEANUP(entry_freep) struct entry *e = entry_new();
        CLEANUP(entry_freep) struct entry *back = entry_new();
        CLEANUP(json_freep) json_t *first = NULL, *second = NULL;
        const char *reason = NULL;
        struct error err;

        (void)state;
        assert_done(meta_read_entry(markdown, strlen(markdown), "ignored", e, &err), &err);
        assert_int_equal(entry_validate(e, &reason), 0);
        assert_string_equal(e->slug, "a");
        assert_non_null(strstr(e->body, "Text  with\ttabs\n"));
        first = meta_write_entry_json(e);
        assert_done(meta_read_entry_json(first, back, &err), &err);
        second = meta_write_entry_json(back);
        assert_true(json_equal(first, second));
        assert_int_equal(json_object_size(first), 12);
}

/* --- the sample corpus reads as a whole -------------------------------------------------------------------- */

static void check_samples(const char *pattern, size_t at_least)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        glob_t found = {0};

        str_addf(&path, "%s/sample-corpus/papers/%s", source_dir(), pattern);
        assert_int_equal(glob(str_text(&path), 0, NULL, &found), 0);
        assert_true(found.gl_pathc >= at_least);
        for (size_t i = 0; i < found.gl_pathc; i++) {
                CLEANUP(record_freep) struct record *r = record_of_file(found.gl_pathv[i]);
                const char *reason = NULL;

                if (record_validate(r, &reason))
                        fail_msg("%s: %s", found.gl_pathv[i], reason);
                assert_true(vocab_find(VOCAB_LICENCE, r->licence) != NULL);
                assert_true(r->n_sdgs >= 2);
                assert_true(record_year(r) > 2000);
                assert_non_null(record_language(r));
                assert_non_null(record_identifier(r, "local"));
        }
        globfree(&found);
}

static void every_sample_record_is_valid_and_tagged(void **state)
{
        (void)state;
        check_samples("*.xml", 15);
        check_samples("*/*.xml", 2);
        check_samples("*.html", 4);
}

/* --- refusals ----------------------------------------------------------------------------------------------- */

static void wrong_json_is_refused_with_the_name_of_the_key(void **state)
{
        static const struct {
                const char *json, *says;
        } examples[] = {
                {"{\"titels\": []}", "\"titels\" is not a known key"},
                {"{\"title\": 3}", "\"title\" must be"},
                {"{\"titles\": [3]}", "\"titles\" must be"},
                {"{\"titles\": [{\"text\": 3}]}", "\"text\" in \"titles\""},
                {"{\"creators\": {}}", "\"creators\" must be"},
                {"{\"creators\": [{\"orcid\": \"x\"}]}", "\"creators\" must be"},
                {"{\"creators\": [{\"name\": \"A\", \"affiliations\": [7]}]}", "\"affiliations\""},
                {"{\"creators\": [{\"name\": \"A\", \"type\": \"robot\"}]}", "\"type\" must be"},
                {"{\"year\": \"next\"}", "\"year\" must be"},
                {"{\"year\": 20222}", "\"year\" must be"},
                {"{\"doi\": \"none\"}", "\"doi\" must be"},
                {"{\"sdgs\": [8.3]}", "\"sdgs\" must be"},
                {"{\"sdgs\": [{\"notation\": \"8\", \"by\": \"me\"}]}", "\"by\" must be"},
                {"{\"sdgs\": [{\"notation\": \"8\", \"score\": 2}]}", "\"score\" must be"},
                {"{\"sdgs\": [{\"notation\": \"8\", \"status\": \"x\"}]}", "\"status\" must be"},
                {"{\"countries\": [1]}", "\"countries\" must be"},
                {"{\"text\": []}", "\"text\" must be"},
                {"{\"references\": \"x\"}", "\"references\" must be"},
                {"{\"identifiers\": [{\"typ\": \"doi\"}]}", "\"typ\" in \"identifiers\""},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
                CLEANUP(record_freep) struct record *r = record_new();
                struct error err = {0};

                assert_int_equal(read_json_text(examples[i].json, r, &err), META_DAMAGED);
                if (!strstr(err.message, examples[i].says))
                        fail_msg("%s was refused with: %s", examples[i].json, err.message);
        }
}

static void json_that_is_no_object_is_not_ours(void **state)
{
        CLEANUP(record_freep) struct record *r = record_new();
        struct error err;

        (void)state;
        assert_int_equal(read_json_text("[]", r, &err), META_NOT_MINE);
}

/* Every key that schemas/record.schema.json describes is read, and every key that is written is described. */
static void the_json_schema_and_the_reader_know_the_same_keys(void **state)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        CLEANUP(json_freep) json_t *schema = NULL;
        CLEANUP(record_freep) struct record *r = example_record();
        CLEANUP(json_freep) json_t *written = meta_write_json(r);
        json_t *properties, *value;
        struct error err;
        const char *key;
        size_t n;

        (void)state;
        str_addf(&path, "%s/schemas/record.schema.json", source_dir());
        assert_done(path_read(str_text(&path), FILE_MAX, &bytes, &n, &err), &err);
        assert_done(json_read(bytes, n, &schema, &err), &err);
        properties = json_object_get(schema, "properties");
        assert_true(json_object_size(properties) >= 29);
        json_object_foreach(properties, key, value)
        {
                CLEANUP(json_freep) json_t *object = json_pack("{s:n}", key);
                CLEANUP(record_freep) struct record *empty = record_new();

                assert_done(meta_read_json(object, empty, &err), &err);
        }
        json_object_foreach(written, key, value) if (!json_object_get(properties, key))
                fail_msg("\"%s\" is written, but the schema does not know it", key);
}

static void null_in_json_is_as_if_left_out(void **state)
{
        CLEANUP(record_freep) struct record *r = record_new();
        struct error err;

        (void)state;
        assert_done(
                read_json_text("{\"title\": \"A\", \"publisher\": null, \"year\": null}", r, &err),
                &err);
        assert_null(r->publisher);
        assert_int_equal(r->n_dates, 0);
}

static void front_matter_of_more_than_256_kib_is_refused(void **state)
{
        CLEANUP(str_done) struct str yaml = STR_INIT;
        CLEANUP(json_freep) json_t *j = NULL;
        struct error err;

        (void)state;
        str_add(&yaml, "a: \"");
        while (yaml.len < (256 << 10) - 1)
                str_add_char(&yaml, 'x');
        str_add_char(&yaml, '"');
        assert_done(meta_read_yaml(str_text(&yaml), yaml.len, &j, &err), &err);
        str_add_char(&yaml, '\n');
        assert_int_equal(meta_read_yaml(str_text(&yaml), yaml.len, &j, &err), META_DAMAGED);
}

/* Counting the outermost list of keys. */
static int read_nested(int lists)
{
        CLEANUP(str_done) struct str yaml = STR_INIT;
        CLEANUP(json_freep) json_t *j = NULL;
        struct error err;

        str_add(&yaml, "a: ");
        for (int i = 0; i < lists; i++)
                str_add_char(&yaml, '[');
        for (int i = 0; i < lists; i++)
                str_add_char(&yaml, ']');
        return meta_read_yaml(str_text(&yaml), yaml.len, &j, &err);
}

static void front_matter_nests_32_levels_and_no_more(void **state)
{
        (void)state;
        assert_int_equal(read_nested(31), 0);
        assert_int_equal(read_nested(32), META_DAMAGED);
}

/* --- small tables ------------------------------------------------------------------------------------------- */

static void dates_are_read_in_many_dresses(void **state)
{
        static const struct {
                const char *text, *date;
        } examples[] = {
                {"2023", "2023"},
                {"2023-05", "2023-05"},
                {"2023-05-17", "2023-05-17"},
                {"2023/08/30", "2023-08-30"},
                {"2023.8.3", "2023-08-03"},
                {"20230830", "2023-08-30"},
                {"2023-05-17T10:00:00Z", "2023-05-17"},
                {"30 August 2023", "2023-08-30"},
                {"August 30, 2023", "2023-08-30"},
                {"2023 Aug 30", "2023-08-30"},
                {"Aug 2023", "2023-08"},
                {"30/08/2023", "2023"}, /* which is the month? */
                {"2023-02-30", "2023-02"},
                {"2023-13", "2023"},
                {"c2023", "2023"},
                {"", NULL},
                {"soon", NULL},
                {"0023", NULL},
                {"99999", NULL},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
                char date[META_DATE_SIZE] = "";
                bool known = meta_date(examples[i].text, date);

                if (known != (examples[i].date != NULL) ||
                    strcmp(date, known ? examples[i].date : ""))
                        fail_msg("'%s' gave '%s'", examples[i].text, date);
        }
}

static void titles_that_programs_make_up_are_known(void **state)
{
        static const char *const nonsense[] = {"",
                                               "   ",
                                               "Microsoft Word - paper.doc",
                                               "untitled",
                                               "Untitled-1",
                                               "final.pdf",
                                               "paper_v3.docx",
                                               "doi:10.1234/x",
                                               "PII: S0140",
                                               "s13002-015-0002",
                                               "12345",
                                               "abc",
                                               "Slide 1",
                                               "title"};
        static const char *const real[] = {"Commons",
                                           "Paper money and its enemies",
                                           "Titles to land",
                                           "Untangling the commons",
                                           "Slide rules in Kenya",
                                           "S0 and S1: two cooperatives"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(nonsense); i++)
                if (!meta_title_is_nonsense(nonsense[i]))
                        fail_msg("'%s' was taken for a title", nonsense[i]);
        for (size_t i = 0; i < ARRAY_LEN(real); i++)
                if (meta_title_is_nonsense(real[i]))
                        fail_msg("'%s' was taken for nonsense", real[i]);
}

static void people_in_one_line_are_told_apart(void **state)
{
        static const struct {
                const char *text, *names;
        } examples[] = {
                {"Amina Otieno", "Amina Otieno"},
                {"Otieno, Amina", "Amina Otieno"},
                {"Otieno, Amina; Ruiz, Tomas", "Amina Otieno|Tomas Ruiz"},
                {"Amina Otieno and Tomas Ruiz", "Amina Otieno|Tomas Ruiz"},
                {"Amina Otieno, Tomas Ruiz, Efua B. Adler",
                 "Amina Otieno|Tomas Ruiz|Efua B. Adler"},
                {"Amina Otieno, Tomas Ruiz & Efua Adler", "Amina Otieno|Tomas Ruiz|Efua Adler"},
                {"José Ortega y Gasset", "José Ortega y Gasset"},
                {"沈, 穗禾", "沈穗禾"},
                {" ; ", ""},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
                CLEANUP(record_freep) struct record *r = record_new();
                CLEANUP(str_done) struct str names = STR_INIT;

                meta_add_people(r, &r->creators, examples[i].text);
                for (size_t k = 0; k < r->creators.n; k++)
                        str_addf(&names, "%s%s", k ? "|" : "", r->creators.items[k].name);
                assert_string_equal(str_text(&names), examples[i].names);
        }
}

static void keywords_in_one_line_are_told_apart(void **state)
{
        CLEANUP(record_freep) struct record *r = record_new();

        (void)state;
        meta_add_subjects(r, "one, two; three", NULL); /* ';' wins */
        meta_add_subjects(r, "合作社；农民、土地", "zh");
        meta_add_subjects(r, "تعاونيات، نساء", "ar");
        assert_int_equal(r->keywords.n, 6);
        assert_string_equal(r->keywords.items[0].text, "one, two");
        assert_string_equal(r->keywords.items[2].text, "合作社");
        assert_string_equal(r->keywords.items[5].text, "نساء");
}

static void words_of_datacite_are_known_in_any_case(void **state)
{
        char word[WORD_SIZE];

        (void)state;
        assert_string_equal(meta_word(WORD_RELATION, "istranslationof"), "IsTranslationOf");
        assert_null(meta_word(WORD_ROLE, "Cook"));
        assert_null(meta_word(WORD_ROLE, NULL));
        meta_word_for_xml(WORD_DATE, "Issued", word);
        assert_string_equal(word, "issued");
        meta_word_for_xml(WORD_ROLE, NULL, word);
        assert_string_equal(word, "other");
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
                cmocka_unit_test(a_record_written_as_json_reads_back_the_same),
                cmocka_unit_test(a_record_written_as_xml_is_valid_and_reads_back_the_same),
                cmocka_unit_test(a_record_with_codes_of_the_wild_still_writes_valid_xml),
                cmocka_unit_test(an_entry_written_as_json_reads_back_the_same),
                cmocka_unit_test(every_sample_record_is_valid_and_tagged),
                cmocka_unit_test(wrong_json_is_refused_with_the_name_of_the_key),
                cmocka_unit_test(json_that_is_no_object_is_not_ours),
                cmocka_unit_test(the_json_schema_and_the_reader_know_the_same_keys),
                cmocka_unit_test(null_in_json_is_as_if_left_out),
                cmocka_unit_test(front_matter_of_more_than_256_kib_is_refused),
                cmocka_unit_test(front_matter_nests_32_levels_and_no_more),
                cmocka_unit_test(dates_are_read_in_many_dresses),
                cmocka_unit_test(titles_that_programs_make_up_are_known),
                cmocka_unit_test(people_in_one_line_are_told_apart),
                cmocka_unit_test(keywords_in_one_line_are_told_apart),
                cmocka_unit_test(words_of_datacite_are_known_in_any_case),
        };

        return cmocka_run_group_tests_name("meta", tests, read_vocabularies, NULL);
}
