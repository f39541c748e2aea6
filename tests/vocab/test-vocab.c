/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/str.h"
#include "vocab/vocab.h"

#include <pthread.h>

/* A text and what it must match: a notation, or NULL for nothing. */
struct example {
        const char *text, *notation;
};

static void assert_match(const struct concept *c, const struct example *e)
{
        const char *notation = c ? concept_notation(c) : NULL;

        if (!str_equal(notation, e->notation))
                fail_msg("'%s' gave %s, not %s", e->text, notation ? notation : "nothing",
                         e->notation ? e->notation : "nothing");
}

static size_t count(enum vocab_scheme scheme)
{
        size_t n = 0;

        while (vocab_at(scheme, n))
                n++;
        return n;
}

/* --- all of them ---------------------------------------------------------------------------------------- */

static void all_vocabularies_are_built_in(void **state)
{
        struct error err = {0};
        size_t goals = 0, targets = 0;

        (void)state;
        assert_done(vocab_init(&err), &err);
        assert_done(vocab_init(&err), &err); /* again: at once */
        for (size_t i = 0; vocab_at(VOCAB_SDG, i); i++) {
                goals += vocab_sdg_is_goal(vocab_at(VOCAB_SDG, i));
                targets += vocab_sdg_is_target(vocab_at(VOCAB_SDG, i));
        }
        assert_int_equal(goals, 17);
        assert_int_equal(targets, 169);
        assert_true(count(VOCAB_SDG) > 17 + 169 + 200);
        assert_true(count(VOCAB_PLACE) > 249);
        assert_true(count(VOCAB_LANGUAGE) > 150);
        assert_true(count(VOCAB_LICENCE) > 30);
        assert_true(count(VOCAB_THEME) > 40);
        assert_true(count(VOCAB_TYPE) >= 10);
}

static void every_concept_is_found_by_notation_and_iri(void **state)
{
        (void)state;
        for (int s = 0; s < VOCAB_SCHEMES; s++) {
                for (size_t i = 0; vocab_at((enum vocab_scheme)s, i); i++) {
                        const struct concept *c = vocab_at((enum vocab_scheme)s, i);

                        assert_ptr_equal(vocab_find((enum vocab_scheme)s, concept_notation(c)), c);
                        assert_ptr_equal(vocab_find_iri(concept_iri(c)), c);
                        assert_true(concept_label(c, "fr")[0]);
                }
        }
        assert_null(vocab_find(VOCAB_SDG, "18"));
        assert_null(vocab_find(VOCAB_SDG, NULL));
        assert_null(vocab_find_iri("http://metadata.un.org/sdg/99"));
}

static void an_indicator_is_found_by_each_of_its_numbers(void **state)
{
        (void)state;
        assert_non_null(vocab_find(VOCAB_SDG, "1.5.1"));
        assert_ptr_equal(vocab_find(VOCAB_SDG, "13.1.1"), vocab_find(VOCAB_SDG, "1.5.1"));
}

static void labels_come_in_the_language_asked_for_else_in_english(void **state)
{
        const struct concept *goal = vocab_find(VOCAB_SDG, "8");
        const char *language;
        bool preferred;

        (void)state;
        assert_string_equal(concept_label(goal, "fr"), "Travail décent et croissance économique");
        assert_string_equal(concept_label(goal, "fr-CA"), concept_label(goal, "fr"));
        assert_string_equal(concept_label(goal, "tlh"), "Decent work and economic growth");
        assert_string_equal(concept_label(goal, NULL), "Decent work and economic growth");
        assert_non_null(concept_definition(goal, "en"));
        assert_string_equal(concept_property(goal, "colour"), "#A21942");
        assert_null(concept_property(goal, "no such thing"));
        assert_non_null(concept_any_label(goal, 0, &language, &preferred));
        assert_true(preferred);
        assert_null(concept_any_label(goal, 10000, NULL, NULL));
        assert_string_not_equal(concept_short_label(vocab_find(VOCAB_SDG, "8.3"), "en"),
                                concept_label(vocab_find(VOCAB_SDG, "8.3"), "en"));
}

static void targets_lie_below_their_goal(void **state)
{
        const struct concept *goal = vocab_find(VOCAB_SDG, "8");
        bool found = false;

        (void)state;
        assert_ptr_equal(concept_broader(vocab_find(VOCAB_SDG, "8.3")), goal);
        assert_null(concept_broader(goal));
        for (size_t i = 0; concept_narrower(goal, i); i++)
                found |= concept_narrower(goal, i) == vocab_find(VOCAB_SDG, "8.3");
        assert_true(found);
}

static void *ask_from_a_thread(void *ret)
{
        const struct concept **c = ret;

        *c = vocab_match(VOCAB_THEME, "économie sociale et solidaire");
        return NULL;
}

static void threads_may_ask_at_once(void **state)
{
        pthread_t threads[8];
        const struct concept *answers[ARRAY_LEN(threads)] = {0};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
                assert_int_equal(pthread_create(&threads[i], NULL, ask_from_a_thread, &answers[i]),
                                 0);
        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
                pthread_join(threads[i], NULL);
        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
                assert_string_equal(concept_notation(answers[i]), "sse");
}

/* --- places ----------------------------------------------------------------------------------------------- */

static void places_match_by_name_and_code(void **state)
{
        static const struct example examples[] = {
                {"Kenya", "KE"},
                {"KEN", "KE"},
                {"404", "KE"},
                {" ke ", "KE"},
                {"Brésil", "BR"},
                {"BRASIL", "BR"},
                {"Côte d'Ivoire", "CI"},
                {"South Korea", "KR"},
                {"202", "202"},
                {"Sub-Saharan Africa", "202"},
                {"The Netherlands", "NL"},
                {"كينيا", "KE"},
                {"肯尼亚", "KE"},
                {"Atlantis", NULL},
                {"", NULL},
                {"   ", NULL},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++)
                assert_match(vocab_match(VOCAB_PLACE, examples[i].text), &examples[i]);
        assert_null(vocab_match(VOCAB_PLACE, NULL));
}

/* The region and the country are both called so. */
static void an_ambiguous_name_matches_nothing(void **state)
{
        (void)state;
        assert_null(vocab_match(VOCAB_PLACE, "Micronesia"));
        assert_non_null(vocab_match(VOCAB_PLACE, "FM"));
        assert_non_null(vocab_match(VOCAB_PLACE, "057"));
}

static void a_country_lies_in_all_its_regions(void **state)
{
        static const char *const regions[] = {"014", "202", "002", "001", "KE"};
        const struct concept *kenya = vocab_find(VOCAB_PLACE, "KE");

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(regions); i++)
                assert_true(vocab_place_is_within(kenya, vocab_find(VOCAB_PLACE, regions[i])));
        assert_false(vocab_place_is_within(kenya, vocab_find(VOCAB_PLACE, "019")));
        assert_false(vocab_place_is_within(vocab_find(VOCAB_PLACE, "002"), kenya));
        assert_false(vocab_place_is_within(NULL, kenya));
}

/* --- SDG -------------------------------------------------------------------------------------------------- */

static void goals_and_targets_match_as_people_write_them(void **state)
{
        static const struct example examples[] = {
                {"8", "8"},
                {"8.3", "8.3"},
                {"08", "8"},
                {"SDG 8", "8"},
                {"sdg8", "8"},
                {"SDG-8", "8"},
                {"SDG 8.3", "8.3"},
                {"SDG8: Decent work and economic growth", "8"},
                {"SDG 13 - Climate Action", "13"},
                {"SDG 1.A", "1.a"},
                {"Goal 8", "8"},
                {"Target 8.3", "8.3"},
                {"ODD 8", "8"},
                {"ODS 8.3", "8.3"},
                {"Meta 8.3", "8.3"},
                {"objectif de développement durable 4", "4"},
                {"Sustainable Development Goal 3", "3"},
                {"ЦУР 8", "8"},
                {"可持续发展目标8", "8"},
                {"الهدف 8", "8"},
                {"http://metadata.un.org/sdg/8.3", "8.3"},
                {"https://metadata.un.org/sdg/8", "8"},
                {"https://sdgs.un.org/goals/goal8", "8"},
                {"https://sdgs.un.org/goals/goal8#targets_and_indicators", "8"},
                {"Decent work and economic growth", "8"},
                {"Égalité entre les sexes", "5"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++)
                assert_match(vocab_match_sdg(examples[i].text), &examples[i]);
}

static void other_numbers_are_no_goals(void **state)
{
        static const struct example examples[] = {
                {"18", NULL},
                {"0", NULL},
                {"8.99", NULL},
                {"2020", NULL},
                {"8 hours", NULL},
                {"3D printing", NULL},
                {"8.3.1", NULL},
                {"SDG 8.3.1", NULL},
                {"SDG 8 and SDG 5", NULL},
                {"8.", "8"},
                {"1.abc", NULL},
                {"Goal 8 of the plan", NULL},
                {"SDG", NULL},
                {"", NULL},
                {"http://metadata.un.org/sdg/C010101", NULL},
                {"http://metadata.un.org/sdg/81", NULL},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++)
                assert_match(vocab_match_sdg(examples[i].text), &examples[i]);
        assert_null(vocab_match_sdg(NULL));
}

/* --- licences --------------------------------------------------------------------------------------------- */

static void licences_match_by_address_and_name(void **state)
{
        static const struct example examples[] = {
                {"CC-BY-4.0", "CC-BY-4.0"},
                {"cc-by-4.0", "CC-BY-4.0"},
                {"CC BY 4.0", "CC-BY-4.0"},
                {"http://creativecommons.org/licenses/by/4.0", "CC-BY-4.0"},
                {"https://www.creativecommons.org/licenses/by/4.0/legalcode", "CC-BY-4.0"},
                {"https://creativecommons.org/licenses/by/4.0/deed.fr", "CC-BY-4.0"},
                {"HTTP://CREATIVECOMMONS.ORG/LICENSES/BY-NC/2.5/", "CC-BY-NC-2.5"},
                {"https://creativecommons.org/licenses/by-nc-nd/3.0/us/", "CC-BY-NC-ND-3.0"},
                {"http://creativecommons.org/licenses/by/3.0/igo/", "CC-BY-3.0-IGO"},
                {"CC BY-NC-SA 3.0 IGO", "CC-BY-NC-SA-3.0-IGO"},
                {"Creative Commons Attribution 4.0 International License", "CC-BY-4.0"},
                {"Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)", "CC-BY-NC-4.0"},
                {"Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", "CC-BY-NC-ND-4.0"},
                {"Creative Commons Attribution Non-Commercial Share Alike, version 3.0",
                 "CC-BY-NC-SA-3.0"},
                {"This is an open-access article distributed under the terms of the Creative "
                 "Commons Attribution License 4.0, which permits noncommercial and other use",
                 "CC-BY-4.0"},
                {"distributed under the Creative Commons Attribution License "
                 "(http://creativecommons.org/licenses/by/2.0), which permits",
                 "CC-BY-2.0"},
                {"CC0", "CC0-1.0"},
                {"made available under the Creative Commons CC0 public domain dedication",
                 "CC0-1.0"},
                {"https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"},
                {"https://creativecommons.org/publicdomain/mark/1.0/", "CC-PDM-1.0"},
                {"Apache License 2.0", "Apache-2.0"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++)
                assert_match(vocab_match_licence(examples[i].text), &examples[i]);
}

static void a_version_that_is_not_declared_is_not_made_up(void **state)
{
        static const struct example examples[] = {
                {"CC BY", "CC-BY"},
                {"CC BY-NC-ND", "CC-BY-NC-ND"},
                {"Creative Commons Attribution License", "CC-BY"},
                {"under the terms of the Creative Commons Attribution License, which permits",
                 "CC-BY"},
                {"http://creativecommons.org/licenses/by", "CC-BY"},
                {"CC BY (https://creativecommons.org/licenses/by/4.0/)", "CC-BY-4.0"},
                {"Creative Commons Attribution License (CC BY 4.0)", "CC-BY-4.0"},
                {"https://creativecommons.org/licenses/by/5.0/", NULL},
                {"https://creativecommons.org/licenses/by-xx/4.0/", NULL},
                {"CC BY 4.0 or CC BY-SA 4.0", NULL},
                {"https://creativecommons.org/licenses/by/4.0/ "
                 "https://creativecommons.org/licenses/by-nc/4.0/",
                 NULL},
                {"Creative Commons", NULL},
                {"free as in 4.0", NULL},
                {"", NULL},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++)
                assert_match(vocab_match_licence(examples[i].text), &examples[i]);
        assert_null(vocab_match_licence(NULL));
}

static void a_licence_says_whether_translations_may_be_published(void **state)
{
        const struct concept *c = vocab_find(VOCAB_LICENCE, "CC-BY-NC-ND-4.0");

        (void)state;
        assert_string_equal(concept_property(c, "derivatives"), "no");
        assert_string_equal(concept_property(c, "commercial"), "no");
}

/* --- languages -------------------------------------------------------------------------------------------- */

static void languages_get_one_form_of_tag(void **state)
{
        static const struct {
                const char *text, *tag;
        } examples[] = {
                {"pt", "pt"},
                {"PT", "pt"},
                {"por", "pt"},
                {"fre", "fr"},
                {"fra", "fr"},
                {"pt_BR", "pt-BR"},
                {"pt-br", "pt-BR"},
                {"zh-hans", "zh-Hans"},
                {"zh-hant-tw", "zh-Hant-TW"},
                {"es-419", "es-419"},
                {"en_US.UTF-8", "en-US"},
                {"cmn", "zh"},
                {"fil", "fil"},
                {"Portuguese", "pt"},
                {"português", "pt"},
                {"PORTUGUES", "pt"},
                {"Русский", "ru"},
                {"한국어", "ko"},
                {"العربية", "ar"},
                {"中文", "zh"},
                {"de-1996", "de-1996"},
        };
        char tag[36];

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
                assert_true(vocab_match_language(examples[i].text, tag));
                assert_string_equal(tag, examples[i].tag);
        }
}

static void what_is_no_language_leaves_the_answer_untouched(void **state)
{
        static const char *const texts[] = {
                "",      "x",   "zxx",        "und",
                "mul",   "xyz", "Klingonese", "en-this-is-far-too-long-for-a-tag",
                "en-x-", "12"};
        char tag[36] = "before";

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                if (vocab_match_language(texts[i], tag))
                        fail_msg("'%s' gave %s", texts[i], tag);
        assert_string_equal(tag, "before");
        assert_false(vocab_match_language(NULL, tag));
}

static void right_to_left_is_known_by_language_and_script(void **state)
{
        static const char *const rtl[] = {"ar", "ar-EG", "he", "fa", "ur", "az-Arab", "AR"};
        static const char *const ltr[] = {"en", "zh", "ar-Latn", "", "x", "ku-Latn"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rtl); i++)
                assert_true(vocab_language_is_rtl(rtl[i]));
        for (size_t i = 0; i < ARRAY_LEN(ltr); i++)
                assert_false(vocab_language_is_rtl(ltr[i]));
        assert_false(vocab_language_is_rtl(NULL));
}

/* --- themes and types ---------------------------------------------------------------------------------------- */

static void themes_and_types_match_by_label_of_any_language(void **state)
{
        static const struct example themes[] = {
                {"sse", "sse"},
                {"Social and Solidarity Economy", "sse"},
                {"economía social y solidaria", "sse"},
                {"dragons", NULL},
        };
        static const struct example types[] = {
                {"working-paper", "working-paper"},
                {"Working Paper", "working-paper"},
                {"Journal article", "research-paper"},
                {"haiku", NULL},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(themes); i++)
                assert_match(vocab_match(VOCAB_THEME, themes[i].text), &themes[i]);
        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                assert_match(vocab_match(VOCAB_TYPE, types[i].text), &types[i]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(all_vocabularies_are_built_in),
                cmocka_unit_test(threads_may_ask_at_once),
                cmocka_unit_test(every_concept_is_found_by_notation_and_iri),
                cmocka_unit_test(an_indicator_is_found_by_each_of_its_numbers),
                cmocka_unit_test(labels_come_in_the_language_asked_for_else_in_english),
                cmocka_unit_test(targets_lie_below_their_goal),
                cmocka_unit_test(places_match_by_name_and_code),
                cmocka_unit_test(an_ambiguous_name_matches_nothing),
                cmocka_unit_test(a_country_lies_in_all_its_regions),
                cmocka_unit_test(goals_and_targets_match_as_people_write_them),
                cmocka_unit_test(other_numbers_are_no_goals),
                cmocka_unit_test(licences_match_by_address_and_name),
                cmocka_unit_test(a_version_that_is_not_declared_is_not_made_up),
                cmocka_unit_test(a_licence_says_whether_translations_may_be_published),
                cmocka_unit_test(languages_get_one_form_of_tag),
                cmocka_unit_test(what_is_no_language_leaves_the_answer_untouched),
                cmocka_unit_test(right_to_left_is_known_by_language_and_script),
                cmocka_unit_test(themes_and_types_match_by_label_of_any_language),
        };

        return cmocka_run_group_tests_name("vocab", tests, NULL, NULL);
}
