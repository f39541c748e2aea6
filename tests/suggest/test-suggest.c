/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "suggest/suggest.h"
#include "text/json.h"

#include <pthread.h>

static void suggest_in(const char *text, const char *language, struct arena *a,
                       struct suggestions *ret)
{
        struct suggest_text in = {.abstract = text, .language = language};
        struct error err = {0};

        assert_done(suggest_sdgs(&in, a, ret, &err), &err);
}

static const struct suggest_goal *goal_of(const struct suggestions *s, int goal)
{
        for (size_t i = 0; i < SUGGEST_GOALS; i++)
                if (s->goals[i].goal == goal)
                        return &s->goals[i];
        fail_msg("goal %d is missing", goal);
        return NULL;
}

static size_t count_suggested(const struct suggestions *s)
{
        size_t n = 0;

        for (size_t i = 0; i < SUGGEST_GOALS; i++)
                n += s->goals[i].is_suggested;
        return n;
}

/* --- what is found -------------------------------------------------------------------------------------- */

/* "fr TAB 1 TAB text": the goal is suggested and likelier than all others; "-": nothing is. */
static void check_sentence(char *line)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct suggestions found;
        char *goal = strchr(line, '\t'), *text = goal ? strchr(goal + 1, '\t') : NULL;

        assert_non_null(text);
        *goal++ = *text++ = '\0';
        suggest_in(text, NULL, &a, &found);
        if (!strcmp(goal, "-") && count_suggested(&found))
                fail_msg("goal %d for '%s'", found.goals[0].goal, text);
        if (strcmp(goal, "-") &&
            (!found.goals[0].is_suggested || atoi(goal) != found.goals[0].goal))
                fail_msg("goal %d (%.2f) instead of %s for '%s'", found.goals[0].goal,
                         found.goals[0].score, goal, text);
        if (strcmp(goal, "-"))
                assert_string_equal(found.language, line);
}

static void sentences_in_four_languages_tell_their_goal(void **state)
{
        CLEANUP(freep) char *path = path_join(source_dir(), "tests/suggest/sentences.tsv");
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        size_t len, n = 0;
        char *rest, *line;

        (void)state;
        assert_done(path_read(path, 1 << 20, &bytes, &len, &err), &err);
        for (line = strtok_r(bytes, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
                if (*line == '#')
                        continue;
                check_sentence(line);
                n++;
        }
        assert_true(n > 90);
}

static void every_goal_is_there_by_score(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct suggestions found;
        unsigned int seen = 0;

        (void)state;
        suggest_in("Forests shelter endangered species.", "en", &a, &found);
        for (size_t i = 0; i < SUGGEST_GOALS; i++) {
                const struct suggest_goal *g = &found.goals[i];

                seen |= 1u << g->goal;
                assert_true(g->score >= 0 && g->score <= 1);
                assert_true(!i || g->score <= g[-1].score);
                assert_true(str_starts(g->iri, "http://metadata.un.org/sdg/"));
                assert_int_equal(atoi(g->notation), g->goal);
        }
        assert_int_equal(seen, ((1u << SUGGEST_GOALS) - 1) << 1);
}

static void targets_are_told_where_words_name_them(void **state)
{
        static const struct {
                const char *target, *text;
        } cases[] = {
                {"8.3", "Worker cooperatives belong to the social and solidarity economy."},
                {"5.2", "Domestic violence against women goes unpunished."},
                {"14.4", "Overfishing has emptied fish stocks."},
                {"6.2", "Open defecation ends where latrines are built."},
                {"7.2", "Les panneaux solaires apportent une énergie renouvelable."},
                {"1.3",
                 "La protección social y las transferencias condicionadas alivian a los pobres."},
                {NULL, "Poverty persists."},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct suggestions found;
                const struct suggest_goal *g = &found.goals[0];

                suggest_in(cases[i].text, NULL, &a, &found);
                if (!g->is_suggested || !str_equal(g->target, cases[i].target))
                        fail_msg("target %s instead of %s for '%s'", g->target ? g->target : "none",
                                 cases[i].target ? cases[i].target : "none", cases[i].text);
                if (g->target)
                        assert_true(str_ends(g->iri, g->target));
        }
}

/* --- reasons -------------------------------------------------------------------------------------------- */

static void evidence_is_the_sentence_with_its_words(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const struct suggest_goal *g;
        struct suggestions found;

        (void)state;
        suggest_in("The team met in May (Smith et al. 2019). Open defecation fell by 12.5 per cent "
                   "once "
                   "latrines\n  were built! Nothing else changed.",
                   "en", &a, &found);
        g = goal_of(&found, 6);
        assert_true(g->is_suggested);
        assert_int_equal(g->n_evidence, 1);
        assert_string_equal(g->evidence[0].text,
                            "Open defecation fell by 12.5 per cent once latrines were built!");
        assert_int_equal(g->evidence[0].n_words, 2);
        assert_string_equal(g->evidence[0].words[0], "Open defecation");
        assert_string_equal(g->evidence[0].words[1], "latrines");
}

static void what_is_suggested_always_has_evidence(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct suggestions found;

        (void)state;
        suggest_in("Climate change threatens forests and species. Women earn lower wages than men. "
                   "Schools lack "
                   "teachers. Corruption in courts undermines justice.",
                   "en", &a, &found);
        assert_true(count_suggested(&found) > 3);
        for (size_t i = 0; i < SUGGEST_GOALS; i++)
                if (found.goals[i].is_suggested)
                        assert_true(found.goals[i].n_evidence &&
                                    found.goals[i].evidence[0].n_words);
}

static void a_very_long_sentence_is_shown_around_its_words(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(str_done) struct str text = STR_INIT;
        const struct suggest_goal *g;
        struct suggestions found;

        (void)state;
        for (int i = 0; i < 100; i++)
                str_add(&text, "neither here nor there ");
        str_add(&text, "malaria and tuberculosis ");
        for (int i = 0; i < 100; i++)
                str_add(&text, "neither here nor there ");
        suggest_in(str_text(&text), "en", &a, &found);
        g = goal_of(&found, 3);
        assert_true(g->is_suggested);
        assert_non_null(strstr(g->evidence[0].text, "malaria and tuberculosis"));
        assert_true(strlen(g->evidence[0].text) <= SUGGEST_SENTENCE_MAX + 2 * strlen("… "));
        assert_true(str_starts(g->evidence[0].text, "… ") && str_ends(g->evidence[0].text, " …"));
}

/* --- negations -------------------------------------------------------------------------------------------- */

static void what_a_text_says_it_is_not_about_is_not_suggested(void **state)
{
        static const struct {
                int goal;
                const char *text;
        } cases[] = {
                {5, "The survey on wells is not related to gender equality."},
                {5, "The survey does not address women, girls or gender equality."},
                {5, "Gender equality is not discussed in this survey of wells."},
                {15, "Forests and biodiversity were beyond the scope of the survey."},
                {5,
                 "Cette enquête n'est pas sans intérêt mais ne porte pas sur l'égalité des sexes."},
                {5, "La encuesta no aborda la igualdad de género."},
                {5, "A pesquisa não trata da igualdade de gênero."},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct suggestions found;

                suggest_in(cases[i].text, NULL, &a, &found);
                if (goal_of(&found, cases[i].goal)->is_suggested)
                        fail_msg("goal %d for '%s'", cases[i].goal, cases[i].text);
        }
}

static void a_negation_ends_with_its_clause(void **state)
{
        static const struct {
                int goal;
                const char *text;
        } cases[] = {
                {6, "The paper is not related to gender but drinking water and sanitation are its "
                    "matter."},
                {6, "The paper does not address gender. Drinking water and sanitation are its "
                    "matter."},
                {6, "The paper does not address gender; drinking water and sanitation are its "
                    "matter."},
                {6, "They have no access to drinking water."},
                {1, "No poverty is acceptable: extreme poverty must end."},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct suggestions found;

                suggest_in(cases[i].text, "en", &a, &found);
                if (!goal_of(&found, cases[i].goal)->is_suggested)
                        fail_msg("not goal %d for '%s'", cases[i].goal, cases[i].text);
        }
}

/* --- what decides ------------------------------------------------------------------------------------------- */

static void the_body_names_a_target_and_raises_no_score(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *page =
                "Overfishing of fish stocks and illegal fishing. Hospitals cure malaria.";
        size_t len = strlen(page);
        struct suggest_text text = {.title = "The sea",
                                    .abstract = "Of marine life and the ocean."};
        struct suggestions alone, with_body;
        struct error err = {0};

        (void)state;
        assert_done(suggest_sdgs(&text, &a, &alone, &err), &err);
        text.pages = &page;
        text.page_lens = &len;
        text.n_pages = 1;
        assert_done(suggest_sdgs(&text, &a, &with_body, &err), &err);
        for (int g = 1; g <= SUGGEST_GOALS; g++)
                assert_true(goal_of(&alone, g)->score == goal_of(&with_body, g)->score);
        assert_null(goal_of(&alone, 14)->target);
        assert_string_equal(goal_of(&with_body, 14)->target, "14.4");
        assert_false(goal_of(&with_body, 3)->is_suggested);
}

static void without_an_abstract_the_beginning_of_the_body_stands_in(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(str_done) struct str body = STR_INIT;
        struct suggest_text text = {.title = "A report", .n_pages = 1};
        const char *page;
        size_t len;
        struct suggestions found;
        struct error err = {0};

        (void)state;
        str_add(&body, "Malaria is a disease that hospitals cure. ");
        while (body.len < SUGGEST_STAND_IN_MAX)
                str_add(&body, "There is more of this. ");
        str_add(&body, "Forests and biodiversity.");
        page = str_text(&body);
        len = body.len;
        text.pages = &page;
        text.page_lens = &len;
        assert_done(suggest_sdgs(&text, &a, &found, &err), &err);
        assert_true(goal_of(&found, 3)->is_suggested);
        assert_false(goal_of(&found, 15)->is_suggested);
}

static void what_is_beyond_the_limit_does_not_decide_and_that_is_told(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(str_done) struct str text = STR_INIT;
        struct suggestions found;

        (void)state;
        while (text.len < SUGGEST_TEXT_MAX - 64)
                str_add(&text, "word and ");
        suggest_in(str_text(&text), "en", &a, &found);
        assert_false(found.is_cut);
        while (text.len < SUGGEST_TEXT_MAX)
                str_add(&text, "word and ");
        str_add(&text, "forests, biodiversity and endangered species.");
        suggest_in(str_text(&text), "en", &a, &found);
        assert_true(found.is_cut);
        assert_false(goal_of(&found, 15)->is_suggested);
}

static void nothing_is_suggested_for_nothing(void **state)
{
        static const char *const texts[] = {"",         " \n\t ", "?!. ...", "\xff\xfe\xff",
                                            "12 34 56", "x"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct suggestions found;

                suggest_in(texts[i], NULL, &a, &found);
                assert_int_equal(count_suggested(&found), 0);
        }
}

static void bytes_that_are_not_utf8_part_words_and_no_more(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(json_freep) json_t *j = NULL;
        const struct suggest_goal *g;
        struct suggestions found;

        (void)state;
        suggest_in("Hospitals \xc3\x28 treat \xff malaria and tuberculosis.", "en", &a, &found);
        g = goal_of(&found, 3);
        assert_true(g->is_suggested);
        j = json_string(g->evidence[0].text); /* NULL unless it is UTF-8 */
        assert_non_null(j);
}

static void a_language_without_rules_gets_no_suggestion(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct suggestions found;

        (void)state;
        suggest_in("Genossenschaften gehören den Menschen, die in ihnen arbeiten, und jedes "
                   "Mitglied hat eine "
                   "Stimme, wenn die Versammlung über den Überschuss entscheidet.",
                   NULL, &a, &found);
        assert_string_equal(found.language, "");
        assert_int_equal(count_suggested(&found), 0);
}

static void the_text_wins_over_a_language_that_is_plainly_wrong(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct suggestions found;

        (void)state;
        suggest_in(
                "Les femmes et les filles n'ont pas les mêmes droits que les hommes dans ce pays.",
                "en", &a, &found);
        assert_string_equal(found.language, "fr");
        assert_true(goal_of(&found, 5)->is_suggested);
}

/* --- threads -------------------------------------------------------------------------------------------------- */

static void *suggest_many(void *ret)
{
        double *score = ret;

        for (int i = 0; i < 50; i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct suggestions found;

                suggest_in("Forests shelter endangered species.", "en", &a, &found);
                *score = found.goals[0].score;
        }
        return NULL;
}

static void threads_get_the_same_answer(void **state)
{
        double scores[2] = {-1, -2};
        pthread_t threads[2];

        (void)state;
        for (size_t i = 0; i < 2; i++)
                assert_int_equal(pthread_create(&threads[i], NULL, suggest_many, &scores[i]), 0);
        for (size_t i = 0; i < 2; i++)
                pthread_join(threads[i], NULL);
        assert_true(scores[0] == scores[1]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(sentences_in_four_languages_tell_their_goal),
                cmocka_unit_test(every_goal_is_there_by_score),
                cmocka_unit_test(targets_are_told_where_words_name_them),
                cmocka_unit_test(evidence_is_the_sentence_with_its_words),
                cmocka_unit_test(what_is_suggested_always_has_evidence),
                cmocka_unit_test(a_very_long_sentence_is_shown_around_its_words),
                cmocka_unit_test(what_a_text_says_it_is_not_about_is_not_suggested),
                cmocka_unit_test(a_negation_ends_with_its_clause),
                cmocka_unit_test(the_body_names_a_target_and_raises_no_score),
                cmocka_unit_test(without_an_abstract_the_beginning_of_the_body_stands_in),
                cmocka_unit_test(what_is_beyond_the_limit_does_not_decide_and_that_is_told),
                cmocka_unit_test(nothing_is_suggested_for_nothing),
                cmocka_unit_test(bytes_that_are_not_utf8_part_words_and_no_more),
                cmocka_unit_test(a_language_without_rules_gets_no_suggestion),
                cmocka_unit_test(the_text_wins_over_a_language_that_is_plainly_wrong),
                cmocka_unit_test(threads_get_the_same_answer),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
