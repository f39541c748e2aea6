/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whatever somebody typed stays text wherever it is put. */
#include "unit.h"

#include "text/escape.h"

typedef void (*escape)(struct str *out, const char *text);

static void assert_escaped(escape f, const char *text, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        f(&out, text);
        assert_string_equal(str_text(&out), expected);
}

static void html_text_cannot_open_a_tag_or_end_an_attribute(void **state)
{
        (void)state;
        assert_escaped(html_text, "\"><script>alert('&')</script>",
                       "&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;");
        assert_escaped(html_text, "Économie sociale, 社会", "Économie sociale, 社会");
        assert_escaped(html_text, NULL, "");
}

static void a_part_of_an_address_keeps_only_unreserved_characters(void **state)
{
        (void)state;
        assert_escaped(url_part, "a-b._~9", "a-b._~9");
        assert_escaped(url_part, "a/b?c=d&e#f g+é", "a%2Fb%3Fc%3Dd%26e%23f%20g%2B%C3%A9");
}

static void json_in_a_page_cannot_end_its_script(void **state)
{
        (void)state;
        assert_escaped(json_quoted, "</script><!--", "\"\\u003c/script\\u003e\\u003c!--\"");
        assert_escaped(json_quoted, "a\"b\\c\n\x01", "\"a\\\"b\\\\c\\u000a\\u0001\"");
        assert_escaped(json_quoted, "\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\"");
        assert_escaped(json_quoted, "بيت 🏠", "\"بيت 🏠\"");
        assert_escaped(json_quoted, NULL, "");
}

static void json_is_valid_even_of_broken_utf8(void **state)
{
        (void)state;
        assert_escaped(json_quoted, "a\xFF\xC3", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void a_csv_field_is_quoted_and_never_a_formula(void **state)
{
        static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"};

        (void)state;
        assert_escaped(csv_field, "plain, \"quoted\"\nline", "\"plain, \"\"quoted\"\"\nline\"");
        for (size_t i = 0; i < ARRAY_LEN(formulas); i++) {
                CLEANUP(str_done) struct str out = STR_INIT;

                csv_field(&out, formulas[i]);
                assert_int_equal(out.data[0], '"');
                assert_int_equal(out.data[1], '\'');
        }
}

static void assert_decoded(const char *text, bool form, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        assert_true(url_decode(text, strlen(text), form, &out));
        assert_string_equal(str_text(&out), expected);
}

static void percent_escapes_are_undone(void **state)
{
        (void)state;
        assert_decoded("caf%C3%a9%20x", false, "café x");
        assert_decoded("a+b%2B", true, "a b+");
        assert_decoded("a+b", false, "a+b");
        assert_decoded("", false, "");
        assert_decoded("%41", false, "A");
}

static void malformed_escapes_nul_and_broken_utf8_are_refused(void **state)
{
        static const char *const bad[] = {"%",   "%4",  "%zz",  "a%2", "%00",
                                          "%ff", "%C3", "a%g1", "%-1"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                CLEANUP(str_done) struct str out = STR_INIT;

                if (url_decode(bad[i], strlen(bad[i]), true, &out))
                        fail_msg("'%s' was taken", bad[i]);
        }
}

static void what_is_escaped_for_an_address_is_decoded_to_the_same(void **state)
{
        CLEANUP(str_done) struct str all = STR_INIT;
        CLEANUP(str_done) struct str escaped = STR_INIT;

        (void)state;
        for (unsigned int c = 1; c < 0x3000; c += 7)
                str_add_code_point(&all, c);
        url_part(&escaped, str_text(&all));
        assert_decoded(str_text(&escaped), true, str_text(&all));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(html_text_cannot_open_a_tag_or_end_an_attribute),
                cmocka_unit_test(a_part_of_an_address_keeps_only_unreserved_characters),
                cmocka_unit_test(json_in_a_page_cannot_end_its_script),
                cmocka_unit_test(json_is_valid_even_of_broken_utf8),
                cmocka_unit_test(a_csv_field_is_quoted_and_never_a_formula),
                cmocka_unit_test(percent_escapes_are_undone),
                cmocka_unit_test(malformed_escapes_nul_and_broken_utf8_are_refused),
                cmocka_unit_test(what_is_escaped_for_an_address_is_decoded_to_the_same),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
