/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/str.h"
#include "suggest/suggest.h"

static const struct assertion *find_sdg(const struct record *r, const char *notation)
{
        for (size_t i = 0; i < r->n_sdgs; i++)
                if (str_equal(r->sdgs[i].notation, notation))
                        return &r->sdgs[i];
        return NULL;
}

static const struct assertion *find_theme(const struct record *r, const char *notation)
{
        for (size_t i = 0; i < r->n_theme_suggestions; i++)
                if (str_equal(r->theme_suggestions[i].notation, notation))
                        return &r->theme_suggestions[i];
        return NULL;
}

static struct record *make_record(const char *title, const char *abstract, const char *language)
{
        struct record *r = record_new();

        assert_non_null(r);
        record_add_text(r, &r->titles, title, language);
        record_add_text(r, &r->abstracts, abstract, language);
        return r;
}

static void suggest(struct record *r)
{
        struct error err = {0};

        assert_done(suggest_for_record(r, NULL, NULL, 0, &err), &err);
}

static void goals_and_targets_become_assertions_of_a_machine(void **state)
{
        CLEANUP(record_freep)
        struct record *r =
                make_record("Fish", "Overfishing has emptied the fish stocks of the sea.", "en");
        const struct assertion *goal, *target;

        (void)state;
        suggest(r);
        goal = find_sdg(r, "14");
        target = find_sdg(r, "14.4");
        assert_non_null(goal);
        assert_non_null(target);
        assert_int_equal(goal->by, ASSERTED_BY_MACHINE);
        assert_int_equal(goal->status, ASSERTION_SUGGESTED);
        assert_string_equal(goal->method, SUGGEST_METHOD);
        assert_string_equal(goal->iri, "http://metadata.un.org/sdg/14");
        assert_true(goal->score > 0.5 && goal->score < 1);
        assert_true(target->score < goal->score);
        assert_true(str_starts(goal->evidence,
                               "Overfishing has emptied the fish stocks of the sea. ["));
        assert_non_null(strstr(goal->evidence, "Overfishing"));
}

static void what_is_asserted_already_is_left_alone(void **state)
{
        CLEANUP(record_freep)
        struct record *r =
                make_record("Fish", "Overfishing has emptied the fish stocks of the sea.", "en");
        struct assertion *rejected = record_add_sdg(r, "14.4", ASSERTED_BY_AUTHOR);

        (void)state;
        rejected->status = ASSERTION_REJECTED;
        suggest(r);
        assert_int_equal(r->n_sdgs, 1);
        assert_int_equal(r->sdgs[0].by, ASSERTED_BY_AUTHOR);
        assert_int_equal(r->sdgs[0].status, ASSERTION_REJECTED);
}

static void suggesting_twice_adds_nothing(void **state)
{
        CLEANUP(record_freep)
        struct record *r =
                make_record("Housing cooperatives", "Malaria and tuberculosis in hospitals.", "en");
        size_t n_sdgs, n_themes;

        (void)state;
        suggest(r);
        n_sdgs = r->n_sdgs;
        n_themes = r->n_theme_suggestions;
        assert_true(n_sdgs && n_themes);
        suggest(r);
        assert_int_equal(r->n_sdgs, n_sdgs);
        assert_int_equal(r->n_theme_suggestions, n_themes);
}

static void the_english_abstract_decides_where_there_are_several(void **state)
{
        CLEANUP(record_freep)
        struct record *r =
                make_record("Titre", "Le texte porte sur la musique et rien d'autre.", "fr");

        (void)state;
        record_add_text(r, &r->abstracts, "Malaria and tuberculosis in hospitals.", "en");
        suggest(r);
        assert_non_null(find_sdg(r, "3"));
}

static void a_record_without_text_gets_nothing(void **state)
{
        CLEANUP(record_freep) struct record *r = record_new();

        (void)state;
        suggest(r);
        assert_int_equal(r->n_sdgs, 0);
        assert_int_equal(r->n_theme_suggestions, 0);
}

/* --- themes ------------------------------------------------------------------------------------------------- */

static void themes_are_found_by_their_labels(void **state)
{
        static const struct {
                const char *theme, *language, *title;
        } cases[] = {
                {"sse", "en", "Measuring the social and solidarity economy"},
                {"sse", "fr", "Mesurer l'économie sociale et solidaire"},
                {"sse", "es", "Medir la economía social y solidaria"},
                {"sse", "pt", "Medir a economia social e solidária"},
                {"sse", "ru", "Социальная экономика сегодня"},
                {"sse", "zh", "关于社会和团结经济的研究"},
                {"sse", "en", "What SSE organisations do"},
                {"sse", "en", "MEASURING SOCIAL ECONOMIES"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(record_freep)
                struct record *r = make_record(cases[i].title, "", cases[i].language);
                const struct assertion *found;

                suggest(r);
                found = find_theme(r, cases[i].theme);
                if (!found)
                        fail_msg("not %s for '%s'", cases[i].theme, cases[i].title);
                assert_int_equal(found->by, ASSERTED_BY_MACHINE);
                assert_int_equal(found->status, ASSERTION_SUGGESTED);
                assert_string_equal(found->method, SUGGEST_THEME_METHOD);
                assert_true(found->score > 0.5 && found->score < 1);
                assert_non_null(strstr(found->evidence, "["));
        }
}

static void only_whole_words_and_the_language_of_the_text_count(void **state)
{
        static const struct {
                const char *language, *title;
        } cases[] = {
                {"en", "Antisocial economyx"},
                {"en", "An asse of no importance"},
                {"en", "A sse in small letters"},
                {"fr", "Le social. Solidarity economy n'est pas français"},
                {"en", "This note is not related to the social economy"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(record_freep)
                struct record *r = make_record(cases[i].title, "", cases[i].language);

                suggest(r);
                if (find_theme(r, "sse"))
                        fail_msg("sse for '%s'", cases[i].title);
        }
}

static void a_theme_that_is_given_is_not_suggested(void **state)
{
        CLEANUP(record_freep)
        struct record *r = make_record("The social and solidarity economy", "", "en");

        (void)state;
        record_add_string(r, &r->themes, "sse");
        suggest(r);
        assert_null(find_theme(r, "sse"));
}

static void keywords_name_themes_as_titles_do(void **state)
{
        CLEANUP(record_freep) struct record *r = make_record("Untitled", "", "en");

        (void)state;
        record_add_text(r, &r->keywords, "social economy", "en");
        suggest(r);
        assert_non_null(find_theme(r, "sse"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(goals_and_targets_become_assertions_of_a_machine),
                cmocka_unit_test(what_is_asserted_already_is_left_alone),
                cmocka_unit_test(suggesting_twice_adds_nothing),
                cmocka_unit_test(the_english_abstract_decides_where_there_are_several),
                cmocka_unit_test(a_record_without_text_gets_nothing),
                cmocka_unit_test(themes_are_found_by_their_labels),
                cmocka_unit_test(only_whole_words_and_the_language_of_the_text_count),
                cmocka_unit_test(a_theme_that_is_given_is_not_suggested),
                cmocka_unit_test(keywords_name_themes_as_titles_do),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
