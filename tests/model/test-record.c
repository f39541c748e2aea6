/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The record: what is put in comes out clean, in one form, and only what is right is taken in. */
#include "unit.h"

#include "base/str.h"
#include "model/record.h"

static struct record *record(void)
{
        struct record *r = record_new();

        assert_non_null(r);
        return r;
}

/* A record that has all it needs. */
static struct record *good_record(void)
{
        struct record *r = record();

        record_add_text(r, &r->titles, "Mutual aid", "en");
        record_add_agent(r, &r->creators, "Amina Otieno");
        record_add_date(r, "Issued", "2021-05");
        return r;
}

/* --- adding ---------------------------------------------------------------------------------------- */

static void texts_are_copied_clean_and_blank_ones_left_out(void **state)
{
        CLEANUP(record_freep) struct record *r = record();
        char title[] = "  Cafe\xCC\x81 \n coop\x01 ";

        (void)state;
        record_add_text(r, &r->titles, title, "fr");
        memset(title, 'x', sizeof(title) - 1);
        record_add_text(r, &r->titles, " \n ", "en");
        record_add_text(r, &r->titles, NULL, "en");
        assert_int_equal(r->titles.n, 1);
        assert_string_equal(r->titles.items[0].text, "Café coop");
        assert_string_equal(r->titles.items[0].language, "fr");
        record_set(r, &r->publisher, "A  B");
        record_set(r, &r->publisher, "  ");
        assert_string_equal(r->publisher, "A B");
        assert_null(record_add_agent(r, &r->creators, " "));
}

static void the_same_text_is_kept_once(void **state)
{
        CLEANUP(record_freep) struct record *r = record();

        (void)state;
        record_add_text(r, &r->keywords, "coop", "en");
        record_add_text(r, &r->keywords, "coop ", "en");
        record_add_text(r, &r->keywords, "coop", "es");
        assert_int_equal(r->keywords.n, 2);
        record_add_string(r, &r->themes, "finance");
        record_add_string(r, &r->themes, " finance");
        assert_int_equal(r->themes.n, 1);
}

static void identifiers_have_one_form_whatever_their_dress(void **state)
{
        static const struct {
                const char *type, *value, *expected_type, *expected;
        } cases[] = {
                {"doi", "https://doi.org/10.1234/ABC", "doi", "10.1234/abc"},
                {"url", "http://dx.doi.org/10.1234%2Fd", "doi", "10.1234/d"},
                {"DOI", "doi: 10.5555/x.y.", "doi", "10.5555/x.y"},
                {"doi", "no such thing", "doi", "no such thing"},
                {"isbn", "ISBN 978-3-16-148410-0", "isbn", "9783161484100"},
                {"isbn", "0-306-40615-2", "isbn", "0306406152"},
                {"isbn", "0-8044-2957-x", "isbn", "080442957X"},
                {"isbn", "978-3-16-148410-1", "isbn", "978-3-16-148410-1"},
                {"handle", "https://hdl.handle.net/10986/2", "handle", "10986/2"},
                {"handle", "hdl:10986/3", "handle", "10986/3"},
                {"url", "https://x.example/A", "url", "https://x.example/A"},
                {"local", " P\n17 ", "local", "P 17"},
        };
        CLEANUP(record_freep) struct record *r = record();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                r->n_identifiers = 0;
                record_add_identifier(r, cases[i].type, cases[i].value);
                assert_int_equal(r->n_identifiers, 1);
                assert_string_equal(r->identifiers[0].type, cases[i].expected_type);
                assert_string_equal(r->identifiers[0].value, cases[i].expected);
        }
        record_add_identifier(r, "local", "P 17");
        record_add_identifier(r, "local", " ");
        record_add_identifier(r, NULL, "x");
        record_add_identifier(r, "local", NULL);
        assert_int_equal(r->n_identifiers, 1);
}

static void an_sdg_gets_its_notation_and_iri_however_it_is_written(void **state)
{
        CLEANUP(record_freep) struct record *r = record();
        struct assertion *a = record_add_sdg(r, "SDG 8.3", ASSERTED_BY_MACHINE);

        (void)state;
        assert_string_equal(a->notation, "8.3");
        assert_string_equal(a->iri, "http://metadata.un.org/sdg/8.3");
        assert_int_equal(a->by, ASSERTED_BY_MACHINE);
        assert_int_equal(a->status, ASSERTION_SUGGESTED);
        assert_true(a->score == 1);
        assert_null(record_add_sdg(r, "", ASSERTED_BY_AUTHOR));
}

static void references_relations_and_funding_need_something_to_say(void **state)
{
        CLEANUP(record_freep) struct record *r = record();
        struct reference *ref = record_add_reference(r, NULL, "https://doi.org/10.1/A");

        (void)state;
        assert_string_equal(ref->doi, "10.1/a");
        assert_string_equal(ref->text, "10.1/a");
        assert_null(record_add_reference(r, " ", "no doi"));
        assert_null(record_add_funding(r, " ", NULL));
        assert_string_equal(record_add_funding(r, NULL, "A-1")->award, "A-1");
        record_add_relation(r, "Cites", NULL, "text");
        assert_int_equal(r->n_relations, 0);
        record_add_relation(r, "Cites", "doi:10.1/a", NULL);
        assert_string_equal(r->relations[0].target, "doi:10.1/a");
}

/* --- parts that stand alone ------------------------------------------------------------------------ */

static void an_orcid_is_known_by_its_check_digit(void **state)
{
        static const char *const bad[] = {"",
                                          "0000-0002-1825-0098",
                                          "0000-0002-1825-009",
                                          "0000-0002-1825-00977",
                                          "0000-0002-1825-009A",
                                          "X000-0002-1825-0097",
                                          "https://orcid.org/"};
        char orcid[20];

        (void)state;
        assert_true(orcid_normalise("https://orcid.org/0000-0002-1825-0097", orcid));
        assert_string_equal(orcid, "0000-0002-1825-0097");
        assert_true(orcid_normalise("000000021694233x", orcid));
        assert_string_equal(orcid, "0000-0002-1694-233X");
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(orcid_normalise(bad[i], orcid));
}

static void what_is_no_doi_is_told_apart(void **state)
{
        static const char *const bad[] = {"",
                                          "10.",
                                          "10./x",
                                          "10.1234",
                                          "10.1234/",
                                          "11.1/x",
                                          "10.12a/x",
                                          "10.1234/.",
                                          "x 10.1/a",
                                          "10.1234/ x",
                                          "https://x.example/10.1/a"};
        struct arena a = ARENA_INIT;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                if (doi_normalise(bad[i], &a))
                        fail_msg("'%s' was taken for a DOI", bad[i]);
        }
        assert_string_equal(doi_normalise("10.1016/S0140-6736(05)67889-6, and more", &a),
                            "10.1016/s0140-6736(05)67889-6");
        assert_string_equal(doi_normalise("info:doi/10.1000.10/1", &a), "10.1000.10/1");
        arena_done(&a);
}

static void only_days_of_the_calendar_are_dates(void **state)
{
        static const char *const good[] = {"2021",       "2021-05",    "2021-05-17",
                                           "2024-02-29", "2000-02-29", "0800"};
        static const char *const bad[] = {"",           "21",         "2021-13",    "2021-00",
                                          "2021-05-32", "2021-04-31", "2023-02-29", "1900-02-29",
                                          "2021/05/17", "2021-5-7",   "0000",       "2021-05-17T",
                                          "May 2021",   "2021-05-00", "-021",       "2021-0a"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(good); i++)
                assert_true(date_is_valid(good[i]));
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                if (date_is_valid(bad[i]))
                        fail_msg("'%s' was taken for a date", bad[i]);
        }
        assert_int_equal(date_year("2021-05"), 2021);
        assert_int_equal(date_year("soon"), 0);
        assert_int_equal(date_year(""), 0);
}

/* --- asking ---------------------------------------------------------------------------------------- */

static void the_title_is_the_one_in_the_main_language(void **state)
{
        CLEANUP(record_freep) struct record *r = record();

        (void)state;
        assert_null(record_title(r));
        record_add_text(r, &r->titles, "Solidarity", "en");
        record_add_text(r, &r->titles, "Solidariedade", "pt-BR");
        assert_string_equal(record_title(r), "Solidarity");
        record_add_string(r, &r->languages, "pt");
        assert_string_equal(record_title(r), "Solidariedade");
        assert_string_equal(lang_texts_best(&r->titles, "ko"), "Solidarity");
        assert_string_equal(record_language(r), "pt");
}

static void the_year_is_of_the_issue_else_of_what_is_known(void **state)
{
        CLEANUP(record_freep) struct record *r = record();

        (void)state;
        assert_int_equal(record_year(r), 0);
        record_add_date(r, "Accepted", "2019");
        assert_int_equal(record_year(r), 2019);
        record_add_date(r, "Available", "2020-01");
        assert_int_equal(record_year(r), 2020);
        record_add_date(r, "Issued", "2021");
        assert_string_equal(record_issued(r), "2021");
}

static void assert_key(const char *title, const char *name, const char *family, const char *key)
{
        CLEANUP(record_freep) struct record *r = record();
        struct agent *a;

        record_add_text(r, &r->titles, title, NULL);
        a = record_add_agent(r, &r->creators, name);
        if (a)
                record_set(r, &a->family, family);
        record_add_date(r, "Issued", "2021-03-01");
        assert_string_equal(record_match_key(r, &r->arena), key);
}

static void the_same_work_has_the_same_key_however_it_is_typed(void **state)
{
        CLEANUP(record_freep) struct record *untitled = record();

        (void)state;
        assert_key("L’Économie sociale!", "Amina Otieno", "Otieno",
                   "l economie sociale|2021|otieno");
        assert_key("L'ECONOMIE  SOCIALE", "Otieno, Amina", NULL, "l economie sociale|2021|otieno");
        assert_key("l'économie sociale", "A. Otiéno", NULL, "l economie sociale|2021|otieno");
        assert_key("X", NULL, NULL, "x|2021|");
        assert_null(record_match_key(untitled, &untitled->arena));
}

/* --- merging --------------------------------------------------------------------------------------- */

static void what_is_laid_over_replaces_and_the_rest_stays(void **state)
{
        CLEANUP(record_freep) struct record *base = good_record();
        struct record *over = record();
        struct agent *a;

        (void)state;
        record_set(base, &base->publisher, "Old");
        record_set(base, &base->source, "Journal");
        record_add_identifier(base, "doi", "10.1/a");
        record_add_reference(base, "One", NULL);
        record_add_text(over, &over->titles, "Entraide", "fr");
        record_set(over, &over->publisher, "New");
        record_add_identifier(over, "doi", "10.1/A");
        record_add_identifier(over, "local", "p17");
        record_add_reference(over, "One", NULL);
        record_add_reference(over, "Two", "10.1/two")->year = "1999";
        a = record_add_agent(over, &over->contributors, "Editor");
        record_set(over, &a->role, "Editor");
        agent_add_affiliation(over, a, "University", "https://ror.org/x", "KE");
        record_merge(base, over);
        record_free(over); /* all is copied */

        assert_int_equal(base->titles.n, 1);
        assert_string_equal(record_title(base), "Entraide");
        assert_string_equal(base->publisher, "New");
        assert_string_equal(base->source, "Journal");
        assert_int_equal(base->creators.n, 1);
        assert_int_equal(record_year(base), 2021);
        assert_int_equal(base->n_identifiers, 2);
        assert_int_equal(base->n_references, 2);
        assert_string_equal(base->references[1].year, "1999");
        assert_string_equal(base->contributors.items[0].role, "Editor");
        assert_string_equal(base->contributors.items[0].affiliations[0].country, "KE");
}

static void what_a_record_says_takes_the_place_of_what_a_machine_read(void **state)
{
        CLEANUP(record_freep) struct record *base = record_new();
        CLEANUP(record_freep) struct record *over = record_new();

        (void)state;
        record_add_text(base, &base->titles, "Tytle", NULL);
        record_set_machine_read(base, "titles", 0.4, "first page 1");
        record_set_machine_read(base, "titles", 0.5, "first page 1");
        record_set_machine_read(base, "dates", 7, NULL);
        assert_int_equal(base->n_machine_read, 2);
        assert_true(base->machine_read[0].score > 0.49 && base->machine_read[1].score <= 1);
        record_add_text(over, &over->titles, "Title", NULL);
        record_set(over, within_member(&over->within, "volume"), "12");
        record_merge(base, over);
        assert_int_equal(base->n_machine_read, 1);
        assert_string_equal(base->machine_read[0].field, "dates");
        assert_string_equal(base->within.volume, "12");
        assert_null(within_member(&base->within, "colour"));
}

static void an_assertion_keeps_who_why_and_how_sure_when_merged(void **state)
{
        CLEANUP(record_freep) struct record *base = good_record();
        CLEANUP(record_freep) struct record *over = record();
        struct assertion *a = record_add_sdg(over, "8", ASSERTED_BY_MACHINE);

        (void)state;
        record_add_sdg(base, "1", ASSERTED_BY_AUTHOR);
        a->status = ASSERTION_CONFIRMED;
        a->score = 0.5;
        record_set(over, &a->evidence, "decent work");
        record_set(over, &a->method, "rules 1");
        record_merge(base, over);
        assert_int_equal(base->n_sdgs, 1);
        assert_string_equal(base->sdgs[0].notation, "8");
        assert_int_equal(base->sdgs[0].status, ASSERTION_CONFIRMED);
        assert_string_equal(base->sdgs[0].evidence, "decent work");
        assert_true(base->sdgs[0].score == 0.5);
}

/* --- validating ------------------------------------------------------------------------------------ */

static void assert_invalid(struct record *r, const char *words)
{
        const char *reason = NULL;

        assert_int_equal(record_validate(r, &reason), RECORD_INVALID);
        if (!strstr(reason, words))
                fail_msg("'%s' does not say '%s'", reason, words);
}

static void a_title_and_a_creator_are_all_that_is_needed(void **state)
{
        CLEANUP(record_freep) struct record *r = good_record();
        CLEANUP(record_freep) struct record *empty = record();
        const char *reason = "untouched";

        (void)state;
        assert_int_equal(record_validate(r, &reason), 0);
        assert_string_equal(reason, "untouched");
        assert_invalid(empty, "it has no title; it has no creator");
}

static void known_codes_are_valid_and_a_licence_may_be_any_words(void **state)
{
        CLEANUP(record_freep) struct record *r = good_record();
        const char *reason = "";

        (void)state;
        record_set(r, &r->type, "working-paper");
        record_set(r, &r->licence, "all rights reserved by nobody");
        record_add_string(r, &r->countries, "KE");
        record_add_string(r, &r->regions, "202");
        record_add_string(r, &r->languages, "pt-BR");
        record_add_sdg(r, "8.3", ASSERTED_BY_AUTHOR);
        if (record_validate(r, &reason) != 0)
                fail_msg("%s", reason);
}

static void everything_that_is_wrong_is_said_at_once(void **state)
{
        CLEANUP(record_freep) struct record *r = good_record();
        static const char *const expected[] = {"type 'napkin'", "theme 'no-theme'", "country 'QQ'",
                                               "region '999'",  "SDG '18'",         "'2021-02-30'",
                                               "'0000-0000-1'", "'not a tag'",      "'x_y'"};

        (void)state;
        record_set(r, &r->type, "napkin");
        record_add_string(r, &r->themes, "no-theme");
        record_add_string(r, &r->countries, "QQ");
        record_add_string(r, &r->regions, "999");
        record_add_sdg(r, "18", ASSERTED_BY_AUTHOR);
        record_add_date(r, "Available", "2021-02-30");
        r->creators.items[0].orcid = "0000-0000-1";
        record_add_string(r, &r->languages, "not a tag");
        record_add_text(r, &r->abstracts, "text", "x_y");
        for (size_t i = 0; i < ARRAY_LEN(expected); i++)
                assert_invalid(r, expected[i]);
}

static void language_tags_have_the_form_of_bcp_47(void **state)
{
        static const char *const good[] = {"en", "pt-BR",     "zh-Hant-TW", "es-419",
                                           "sw", "x-private", "de-CH-1996"};
        static const char *const bad[] = {"e",     "en-", "-en",      "en--US", "en-toolongsubtag",
                                          "en US", "1en", "français", "x",      "a-b"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                CLEANUP(record_freep) struct record *r = good_record();
                const char *reason = "";

                record_add_string(r, &r->languages, good[i]);
                if (record_validate(r, &reason) != 0)
                        fail_msg("%s", reason);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                CLEANUP(record_freep) struct record *r = good_record();

                record_add_string(r, &r->languages, bad[i]);
                assert_invalid(r, bad[i]);
        }
}

static void a_list_has_a_limit(void **state)
{
        CLEANUP(record_freep) struct record *r = good_record();
        const char *reason = "";

        (void)state;
        for (int i = 0; i < RECORD_LIST_MAX; i++) {
                char text[20];

                snprintf(text, sizeof(text), "k%d", i);
                record_add_text(r, &r->keywords, text, "en");
        }
        assert_int_equal(record_validate(r, &reason), 0);
        for (int i = 0; i < 10; i++) {
                char text[20];

                snprintf(text, sizeof(text), "more%d", i);
                record_add_text(r, &r->keywords, text, "en");
        }
        assert_int_equal(r->keywords.n, RECORD_LIST_MAX + 1);
        assert_invalid(r, "more than 10000 keywords");
}

static void a_thousand_wrong_things_are_told_in_one_screen(void **state)
{
        CLEANUP(record_freep) struct record *r = good_record();
        const char *reason = "";

        (void)state;
        for (int i = 0; i < 1000; i++)
                record_add_date(r, "Issued", "never in this life");
        assert_int_equal(record_validate(r, &reason), RECORD_INVALID);
        assert_true(strlen(reason) < 5000);
        assert_true(str_ends(reason, "; and more"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(texts_are_copied_clean_and_blank_ones_left_out),
                cmocka_unit_test(the_same_text_is_kept_once),
                cmocka_unit_test(identifiers_have_one_form_whatever_their_dress),
                cmocka_unit_test(an_sdg_gets_its_notation_and_iri_however_it_is_written),
                cmocka_unit_test(references_relations_and_funding_need_something_to_say),
                cmocka_unit_test(an_orcid_is_known_by_its_check_digit),
                cmocka_unit_test(what_is_no_doi_is_told_apart),
                cmocka_unit_test(only_days_of_the_calendar_are_dates),
                cmocka_unit_test(the_title_is_the_one_in_the_main_language),
                cmocka_unit_test(the_year_is_of_the_issue_else_of_what_is_known),
                cmocka_unit_test(the_same_work_has_the_same_key_however_it_is_typed),
                cmocka_unit_test(what_is_laid_over_replaces_and_the_rest_stays),
                cmocka_unit_test(what_a_record_says_takes_the_place_of_what_a_machine_read),
                cmocka_unit_test(an_assertion_keeps_who_why_and_how_sure_when_merged),
                cmocka_unit_test(a_title_and_a_creator_are_all_that_is_needed),
                cmocka_unit_test(known_codes_are_valid_and_a_licence_may_be_any_words),
                cmocka_unit_test(everything_that_is_wrong_is_said_at_once),
                cmocka_unit_test(language_tags_have_the_form_of_bcp_47),
                cmocka_unit_test(a_list_has_a_limit),
                cmocka_unit_test(a_thousand_wrong_things_are_told_in_one_screen),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
