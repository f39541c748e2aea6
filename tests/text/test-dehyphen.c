/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "text/dehyphen.h"

static void assert_joined(const char *text, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        assert_done(text_join_hyphens(text, strlen(text), &out, &err), &err);
        assert_string_equal(str_text(&out), expected);
}

static void a_word_cut_by_a_line_end_is_whole_again(void **state)
{
        (void)state;
        assert_joined("the coopera-\ntive way\nof work", "the cooperative\nway\nof work");
        assert_joined("the coopera-\r\n  tives. They", "the cooperatives.\nThey");
        assert_joined("die Genossen-\nschaft", "die Genossenschaft");
        assert_joined("la décou-\nverte, ici", "la découverte,\nici");
        assert_joined("коопе-\nратив", "кооператив");
        assert_joined("soft\xC2\xAD\nened", "softened");
        assert_joined("pro\xE2\x80\x90\nduction", "production");
}

static void the_rest_of_the_text_tells_whether_a_word_has_a_hyphen(void **state)
{
        (void)state;
        assert_joined("a co-operative is a co-\noperative", "a co-operative is a co-operative");
        assert_joined("a cooperative is a co-\noperative", "a cooperative is a cooperative");
        assert_joined("is it self-\nhelp", "is it self-help");
        assert_joined("selfhelp or self-\nhelp", "selfhelp or selfhelp");
}

static void what_is_not_plainly_a_cut_word_is_left_alone(void **state)
{
        static const char *const texts[] = {
                "micro-\nand macroeconomic",
                "Ein- oder Aus-\noder Umzug",
                "North-\nSouth",
                "COVID-\n19",
                "a -\nb",
                "x-\ny",
                "coopera-\n\ntive",
                "the state-of-\nthe art",
                "- item\n- item",
                "1990-\n1995",
                "--\nno",
                "x86-\nbased",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                assert_joined(texts[i], texts[i]);
}

static void any_bytes_are_passed_on(void **state)
{
        (void)state;
        assert_joined("", "");
        assert_joined("-\n", "-\n");
        assert_joined("a-", "a-");
        assert_joined("ab-\n", "ab-\n");
        assert_joined("ab-\n\xC3", "ab-\n\xC3");
        assert_joined("\xFF-\n\xFE", "\xFF-\n\xFE");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_word_cut_by_a_line_end_is_whole_again),
                cmocka_unit_test(the_rest_of_the_text_tells_whether_a_word_has_a_hyphen),
                cmocka_unit_test(what_is_not_plainly_a_cut_word_is_left_alone),
                cmocka_unit_test(any_bytes_are_passed_on),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
