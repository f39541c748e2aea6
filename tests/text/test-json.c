/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON of strangers is taken whole or refused with its place. */
#include "unit.h"

#include "text/json.h"

static void what_is_read_is_written_again_in_its_order(void **state)
{
        static const char text[] = "{\"z\":1,\"a\":[true,null,\"é\"],\"m\":{}}";
        CLEANUP(json_freep) json_t *j = NULL;
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        assert_done(json_read(text, strlen(text), &j, &err), &err);
        assert_done(json_write(j, &out, &err), &err);
        assert_string_equal(str_text(&out), text);
}

static void pretty_json_is_indented_and_ends_its_last_line(void **state)
{
        CLEANUP(json_freep) json_t *j = json_pack("{s:i}", "n", 1);
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        assert_done(json_write_pretty(j, &out, &err), &err);
        assert_string_equal(str_text(&out), "{\n  \"n\": 1\n}\n");
}

static void assert_refused(const char *bytes, size_t n, const char *words)
{
        json_t *j = NULL;
        struct error err = {0};

        assert_int_equal(json_read(bytes, n, &j, &err), JSON_DAMAGED);
        assert_null(j);
        if (!strstr(err.message, words))
                fail_msg("'%s' does not say '%s'", err.message, words);
}

static void damage_is_told_with_its_place(void **state)
{
        static const char nul[] = "{\"a\":\"x\0y\"}";

        (void)state;
        assert_refused("", 0, "line 1");
        assert_refused("{\"a\":1,\n\"b\":}", 13, "line 2");
        assert_refused("{\"a\":1,\"a\":2}", 13, "duplicate");
        assert_refused("{\"a\":\"\\u0000\"}", 14, "line 1");
        assert_refused(nul, sizeof(nul) - 1, "line 1");
        assert_refused("\"\xff\"", 3, "line 1");
        assert_refused("[1] x", 5, "line 1");
        assert_refused("[1e999]", 7, "line 1");
}

static void deep_nesting_is_refused(void **state)
{
        enum { DEPTH = 100000 };
        CLEANUP(freep) char *text = malloc(DEPTH);

        (void)state;
        memset(text, '[', DEPTH);
        assert_refused(text, DEPTH, "depth");
}

static void members_that_are_not_text_or_not_there_are_null(void **state)
{
        CLEANUP(json_freep) json_t *j = json_pack("{s:i, s:s}", "n", 1, "t", "x");

        (void)state;
        assert_null(json_text(j, "n"));
        assert_null(json_text(j, "missing"));
        assert_null(json_text(NULL, "t"));
        assert_string_equal(json_text(j, "t"), "x");
        json_put_text(j, "absent", NULL);
        assert_null(json_object_get(j, "absent"));
        json_put_text(j, "there", "é");
        assert_string_equal(json_text(j, "there"), "é");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_read_is_written_again_in_its_order),
                cmocka_unit_test(pretty_json_is_indented_and_ends_its_last_line),
                cmocka_unit_test(damage_is_told_with_its_place),
                cmocka_unit_test(deep_nesting_is_refused),
                cmocka_unit_test(members_that_are_not_text_or_not_there_are_null),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
