/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is nearly the same, and what is not. */
#include "unit.h"

#include "base/str.h"
#include "ingest/sketch.h"

/* n words of a text that a number makes; every `other`th word is another one. */
static void make_text(struct str *out, int n, int seed, int other)
{
        for (int i = 0; i < n; i++) {
                bool differs = other && i % other == 0;

                str_addf(out, "%sword%d ", differs ? "x" : "", (i * i + seed) % 9973);
        }
}

static double likeness(const char *a, const char *b)
{
        size_t n = strlen(a), m = strlen(b);
        uint32_t x[SKETCH_VALUES], y[SKETCH_VALUES];

        assert_true(sketch_text(&a, &n, 1, x));
        assert_true(sketch_text(&b, &m, 1, y));
        return sketch_text_likeness(x, y);
}

/* With one word in k changed about 5 of k runs of five words differ: J = (k - 5) / (k + 5). */
static void an_estimate_is_near_the_share_of_runs_in_common(void **state)
{
        static const struct {
                int other;
                double least, most;
        } cases[] = {{0, 1, 1}, {100, 0.80, 0.98}, {20, 0.42, 0.78}, {6, 0, 0.25}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(str_done) struct str a = STR_INIT;
                CLEANUP(str_done) struct str b = STR_INIT;
                double found;

                make_text(&a, 3000, 1, 0);
                make_text(&b, 3000, 1, cases[i].other);
                found = likeness(str_text(&a), str_text(&b));
                if (found < cases[i].least || found > cases[i].most)
                        fail_msg("one in %d: %.2f", cases[i].other, found);
        }
}

static void other_texts_have_nothing_in_common(void **state)
{
        CLEANUP(str_done) struct str a = STR_INIT;
        CLEANUP(str_done) struct str b = STR_INIT;

        (void)state;
        make_text(&a, 3000, 1, 0);
        make_text(&b, 3000, 5, 1);
        assert_true(likeness(str_text(&a), str_text(&b)) < 0.1);
}

static void case_punctuation_and_page_breaks_make_no_difference(void **state)
{
        CLEANUP(str_done) struct str a = STR_INIT;
        CLEANUP(str_done) struct str loud = STR_INIT;
        uint32_t x[SKETCH_VALUES], y[SKETCH_VALUES];
        const char *whole, *halves[2];
        size_t n, lens[2];

        (void)state;
        make_text(&a, 500, 1, 0);
        for (size_t i = 0; i < a.len; i++)
                str_addf(&loud, "%c%s", a.data[i] == 'w' ? 'W' : a.data[i],
                         a.data[i] == ' ' ? "\u2014 (" : "");
        assert_true(likeness(str_text(&a), str_text(&loud)) > 0.999);
        whole = str_text(&a);
        n = a.len;
        lens[0] = (size_t)(strchr(whole + n / 2, ' ') - whole);
        lens[1] = n - lens[0];
        halves[0] = whole;
        halves[1] = whole + lens[0];
        assert_true(sketch_text(&whole, &n, 1, x));
        assert_true(sketch_text(halves, lens, 2, y));
        assert_memory_equal(x, y, sizeof(x));
}

static void scripts_without_spaces_are_compared_by_characters(void **state)
{
        CLEANUP(str_done) struct str a = STR_INIT;
        CLEANUP(str_done) struct str b = STR_INIT;

        (void)state;
        for (unsigned i = 0; i < 400; i++) {
                str_add_code_point(&a, 0x4E00 + i * i % 4001);
                str_add_code_point(&b, 0x4E00 + i * i % 4001);
                if (i == 200)
                        str_add(&b, "\u3002\u5408\u4F5C\u793E");
        }
        assert_true(likeness(str_text(&a), str_text(&b)) > 0.9);
}

static void of_a_text_of_few_words_nothing_is_said(void **state)
{
        const char *text = "Too short to tell anything by.";
        size_t n = strlen(text);
        uint32_t x[SKETCH_VALUES];

        (void)state;
        assert_false(sketch_text(&text, &n, 1, x));
        assert_false(sketch_text(NULL, NULL, 0, x));
}

/* Bytes that are no UTF-8, a run without a space: read to the end, not further. */
static void any_bytes_have_a_sketch(void **state)
{
        char bytes[4096];
        const char *text = bytes;
        size_t n = sizeof(bytes);
        uint32_t x[SKETCH_VALUES];

        (void)state;
        for (size_t i = 0; i < n; i++)
                bytes[i] = (char)(i * 167 % 256);
        (void)sketch_text(&text, &n, 1, x);
        memset(bytes, 'a', n);
        assert_false(sketch_text(&text, &n, 1, x));
}

static void titles_are_compared_by_groups_of_letters(void **state)
{
        (void)state;
        assert_true(sketch_title_likeness("the common granary", "the common granary") > 0.99);
        assert_true(sketch_title_likeness("the common granary of the sahel",
                                          "the common granaries of the sahel") >=
                    SKETCH_TITLE_LIKE);
        assert_true(sketch_title_likeness("the common granary", "wind for all") < 0.2);
        assert_true(sketch_title_likeness("", "") > 0.99);
        assert_true(sketch_title_likeness("", "a") < 0.01);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_estimate_is_near_the_share_of_runs_in_common),
                cmocka_unit_test(other_texts_have_nothing_in_common),
                cmocka_unit_test(case_punctuation_and_page_breaks_make_no_difference),
                cmocka_unit_test(scripts_without_spaces_are_compared_by_characters),
                cmocka_unit_test(of_a_text_of_few_words_nothing_is_said),
                cmocka_unit_test(any_bytes_have_a_sketch),
                cmocka_unit_test(titles_are_compared_by_groups_of_letters),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
