/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/str.h"
#include "web/target.h"
#include "web/web.h"

static int read_target(const char *raw, struct arena *a, struct target *t)
{
        int r = target_read(raw, a, t);

        assert_false(a->failed);
        return r;
}

static void assert_refused(const char *raw, int answer)
{
        struct arena a = ARENA_INIT;
        struct target t;

        if (read_target(raw, &a, &t) != answer)
                fail_msg("'%s' was not refused with %d", raw, answer);
        arena_done(&a);
}

static void a_path_is_split_and_decoded(void **state)
{
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        assert_int_equal(read_target("/works/b7x/files/r%C3%A9sum%C3%A9%2f.pdf", &a, &t), 0);
        assert_int_equal(t.n_segments, 4);
        assert_string_equal(t.segments[0], "works");
        assert_string_equal(t.segments[3], "résumé/.pdf");
        assert_false(t.has_trailing_slash);
        arena_done(&a);
}

static void the_root_has_no_segments(void **state)
{
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        assert_int_equal(read_target("/", &a, &t), 0);
        assert_int_equal(t.n_segments, 0);
        assert_false(t.has_trailing_slash);
        assert_null(t.query);
        arena_done(&a);
}

static void empty_segments_stay_and_a_last_slash_is_told(void **state)
{
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        assert_int_equal(read_target("//evil.example/sdg/", &a, &t), 0);
        assert_int_equal(t.n_segments, 3);
        assert_string_equal(t.segments[0], "");
        assert_true(t.has_trailing_slash);
        arena_done(&a);
}

static void parameters_are_decoded_and_repeat(void **state)
{
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        assert_int_equal(read_target("/search?q=a+b%2Bc&sdg=8&sdg=8.3&&flag&e=", &a, &t), 0);
        assert_int_equal(t.n_parameters, 5);
        assert_string_equal(target_get(&t, "q"), "a b+c");
        assert_string_equal(target_get(&t, "sdg"), "8");
        assert_string_equal(t.parameters[2].value, "8.3");
        assert_string_equal(target_get(&t, "flag"), "");
        assert_string_equal(target_get(&t, "e"), "");
        assert_null(target_get(&t, "nothing"));
        assert_string_equal(t.query, "q=a+b%2Bc&sdg=8&sdg=8.3&&flag&e=");
        arena_done(&a);
}

static void control_characters_in_parameters_become_spaces(void **state)
{
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        assert_int_equal(read_target("/search?q=a%0d%0ab%01c%EF%BF%BE", &a, &t), 0);
        assert_string_equal(target_get(&t, "q"), "a  b c ");
        arena_done(&a);
}

static void a_whole_address_is_taken_too(void **state)
{
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        assert_int_equal(read_target("http://hub.example:80/sdg/8?x=1", &a, &t), 0);
        assert_string_equal(t.raw_path, "/sdg/8");
        assert_int_equal(read_target("HTTP://hub.example", &a, &t), 0);
        assert_int_equal(t.n_segments, 0);
        arena_done(&a);
}

static void what_is_no_target_is_refused(void **state)
{
        static const char *const malformed[] = {
                "",
                "works",
                "*",
                "/%",
                "/%4",
                "/%zz",
                "/a%00b",
                "/?q=%00",
                "/?q=%",
                "/?%zz=1",
                "/%ff",
                "/?q=%C3%28",
                "/?q=%ED%A0%80",
                "/a b",
                "/a\x01",
                "/a#b",
                "ftp://x/y",
                "/?q=\xff",
                "/%c0%ae%c0%ae",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(malformed); i++)
                assert_refused(malformed[i], TARGET_MALFORMED);
}

static void the_longest_target_is_read_and_one_byte_more_is_not(void **state)
{
        char *raw = malloc(WEB_TARGET_MAX + 2);
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        memset(raw, 'a', WEB_TARGET_MAX + 1);
        raw[0] = '/';
        raw[WEB_TARGET_MAX + 1] = '\0';
        assert_refused(raw, TARGET_TOO_LONG);
        raw[WEB_TARGET_MAX] = '\0';
        assert_int_equal(read_target(raw, &a, &t), 0);
        arena_done(&a);
        free(raw);
}

static char *with_parameters(int n)
{
        struct str s = STR_INIT;

        str_add(&s, "/search?");
        for (int i = 0; i < n; i++)
                str_add(&s, i ? "&a=1" : "a=1");
        return str_steal(&s);
}

static void as_many_parameters_as_allowed_are_read_and_one_more_is_not(void **state)
{
        char *allowed = with_parameters(WEB_PARAMETERS_MAX);
        char *more = with_parameters(WEB_PARAMETERS_MAX + 1);
        char *many = with_parameters(10000);
        struct arena a = ARENA_INIT;
        struct target t;

        (void)state;
        assert_int_equal(read_target(allowed, &a, &t), 0);
        assert_int_equal(t.n_parameters, WEB_PARAMETERS_MAX);
        assert_refused(more, TARGET_TOO_MANY);
        assert_refused(many, TARGET_TOO_MANY);
        arena_done(&a);
        free(allowed);
        free(more);
        free(many);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_path_is_split_and_decoded),
                cmocka_unit_test(the_root_has_no_segments),
                cmocka_unit_test(empty_segments_stay_and_a_last_slash_is_told),
                cmocka_unit_test(parameters_are_decoded_and_repeat),
                cmocka_unit_test(control_characters_in_parameters_become_spaces),
                cmocka_unit_test(a_whole_address_is_taken_too),
                cmocka_unit_test(what_is_no_target_is_refused),
                cmocka_unit_test(the_longest_target_is_read_and_one_byte_more_is_not),
                cmocka_unit_test(as_many_parameters_as_allowed_are_read_and_one_more_is_not),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
