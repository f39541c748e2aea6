/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/str.h"
#include "suggest/private.h"
#include "vocab/vocab.h"

static int read_rules(const char *text, struct language *l, struct arena *a, struct error *err)
{
        int r = vocab_init(err);

        *l = (struct language){.tag = "en", .stemmer = "english"};
        return r < 0 ? r : rules_read(l, text, strlen(text), a, err);
}

/* Points of a goal in a text under these rules. */
static double points(const char *rules, int goal, const char *text)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct error err = {0};
        struct language l;
        struct words w;
        struct hits hits;

        assert_done(read_rules(rules, &l, &a, &err), &err);
        words_split(text, strlen(text), &a, &w);
        assert_done(words_stem(&w, &l, &a, &err), &err);
        match_rules(&l, &w, &a, &hits);
        return hits.scores[goal];
}

static void rules_match_as_their_manual_says(void **state)
{
        static const struct {
                const char *rules, *text;
                double points;
        } cases[] = {
                {"[1]\n3 poverty\n", "Poverty.", 3},
                {"[1]\n3 poor household\n", "POOR HOUSEHOLDS", 3},
                {"[1]\n3 poor household\n", "Poor people and households", 0},
                {"[1]\n3 poor household|people\n", "poor people", 3},
                {"[1]\n3 poverty ~ reduction\n", "reduction in urban child poverty", 3},
                {"[1]\n3 poverty ~ reduction\n", "poverty, and its slow reduction", 3},
                {"[1]\n3 poverty ~ reduction\n", "poverty. Reduction", 0},
                {"[1]\n3 agro*\n", "agroforestry", 3},
                {"[1]\n3 =mean\n", "means", 0},
                {"[1]\n3 =mean\n", "Mean", 3},
                {"[1]\n1 poor\n3 poor household\n", "poor household", 3},
                {"[1]\n0 poor quality\n2 poor\n", "poor quality", 0},
                {"[1]\n0 poor quality\n2 poor\n", "poor quality for the poor", 2},
                {"[all]\n0 poor quality\n[1]\n2 poor\n", "poor quality", 0},
                {"[1]\n2 poor\n", "poor poor", 2.6},
                {"[1]\n2 poor\n", "poor poor poor poor poor", 2.9},
                {"[function words]\nof the\n[1]\n3 end poverty\n", "end of the poverty", 3},
                {"[1.1]\n3 poverty\n", "poverty", 3},
                {"[not before]\nnot about\n[1]\n3 poverty\n", "not about poverty", 0},
                {"[not after]\nis ignored\n[1]\n3 poverty\n", "poverty is ignored", 0},
                {"[not before]\nnot about\n[not until]\nbut\n[1]\n3 poverty\n",
                 "not about x but poverty", 3},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                double got = points(cases[i].rules, 1, cases[i].text);

                if (got < cases[i].points - 1e-9 || got > cases[i].points + 1e-9)
                        fail_msg("%g points for '%s' by '%s'", got, cases[i].text, cases[i].rules);
        }
}

static void a_rule_that_cannot_be_read_is_named_by_its_line(void **state)
{
        static const struct {
                const char *rules, *says;
        } cases[] = {
                {"3 poverty\n", "line 1: a rule before the first section"},
                {"[18]\n", "line 1: '18' is no goal"},
                {"[1.99]\n", "line 1: '1.99' is no goal"},
                {"[1\n", "line 1: a section is"},
                {"# text\n[1]\npoverty\n", "line 3: a rule is a weight"},
                {"[1]\n10 poverty\n", "line 2: a rule is a weight"},
                {"[1]\n-1 poverty\n", "line 2: a rule is a weight"},
                {"[all]\n1 poverty\n", "line 2: '[all]' has weight 0 only"},
                {"[function words]\nthe\n[1]\n3 the\n", "line 4: a phrase without a word"},
                {"[1]\n3 po*\n", "line 2: fewer than 3 letters"},
                {"[1]\n3 a ~ b ~ c\n", "line 2: more than one '~'"},
                {"[1]\n3 a b c d e f g h i\n", "line 2: more than 8 words"},
                {"[1]\n3 a|\n", "line 2: an empty alternative"},
                {"[1]\n3 a|b c|d e|f g|h i|j k|l m|n\n", "line 2: more than 64 forms"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct error err = {0};
                struct language l;

                assert_true(read_rules(cases[i].rules, &l, &a, &err) < 0);
                if (!str_starts(err.message, cases[i].says))
                        fail_msg("'%s' instead of '%s'", err.message, cases[i].says);
        }
}

static void a_line_that_is_too_long_is_refused(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(str_done) struct str rules = STR_INIT;
        struct error err = {0};
        struct language l;

        (void)state;
        str_add(&rules, "[1]\n3 ");
        while (rules.len <= RULE_LINE_MAX + 8)
                str_add(&rules, "a ");
        assert_true(read_rules(str_text(&rules), &l, &a, &err) < 0);
        assert_non_null(strstr(err.message, "more than 400 bytes"));
}

static void damaged_tables_of_weights_are_refused(void **state)
{
        static const char *const tables[] = {"word\n", "word\tx\t1:1\n", "word\t1\t18:1\n",
                                             "word\t1\t1;1\n", "word\t1\t1:1x\n"};
        static const char *const scores[] = {"other\tbias\t1\n", "model\tsize\t1\n",
                                             "model\tgoal\t18\t0\t0.5\n", "model\tgoal\t1\t0\n",
                                             "model\tbias\tmuch\n"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct models m = {0};
                struct error err = {0};

                assert_true(model_read(&m, tables[i], strlen(tables[i]), &a, &err) < 0);
                assert_true(str_starts(err.message, "line 1: "));
                assert_true(scores_read(&m, scores[i], strlen(scores[i]), &err) < 0);
                assert_true(str_starts(err.message, "line 1: "));
        }
}

static void a_word_of_more_than_60_bytes_is_none(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        char text[2 * WORD_MAX + 3];
        struct words w;

        (void)state;
        memset(text, 'a', sizeof(text));
        text[WORD_MAX] = ' ';
        words_split(text, sizeof(text) - 1, &a, &w);
        assert_int_equal(w.n, 1);
        assert_int_equal(w.items[0].len, WORD_MAX);
}

static void sentences_end_where_people_end_them(void **state)
{
        static const struct {
                const char *text;
                size_t n;
        } cases[] = {
                {"One. Two! Three?", 3},         {"See Smith et al. 2019 for more.", 1},
                {"It rose by 2.5 per cent.", 1}, {"A title\n\nAn abstract", 2},
                {"e.g. this, i.e. that", 1},     {"J. Smith wrote it.", 1},
                {"The end. and on it goes", 1},  {"", 0},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct words w;

                words_split(cases[i].text, strlen(cases[i].text), &a, &w);
                if (w.n_sentences != cases[i].n)
                        fail_msg("%u sentences in '%s'", w.n_sentences, cases[i].text);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rules_match_as_their_manual_says),
                cmocka_unit_test(a_rule_that_cannot_be_read_is_named_by_its_line),
                cmocka_unit_test(a_line_that_is_too_long_is_refused),
                cmocka_unit_test(damaged_tables_of_weights_are_refused),
                cmocka_unit_test(a_word_of_more_than_60_bytes_is_none),
                cmocka_unit_test(sentences_end_where_people_end_them),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
