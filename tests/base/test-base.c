/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/num.h"
#include "base/path.h"
#include "base/resource.h"
#include "base/str.h"
#include "base/utf8.h"

#include <errno.h>
#include <sys/stat.h>

static void error_says_what_it_was_doing(void **state)
{
        struct error err;

        (void)state;
        assert_int_equal(error_errno(&err, ENOSPC, "writing '%s'", "x"), -ENOSPC);
        assert_int_equal(error_while(&err, -ENOSPC, "ingesting '%s'", "p17.xml"), -ENOSPC);
        assert_string_equal(err.message,
                            "ingesting 'p17.xml': writing 'x': No space left on device");
        assert_int_equal(err.code, -ENOSPC);
}

static void error_that_is_too_long_says_so(void **state)
{
        char long_text[3000];
        struct error err;

        (void)state;
        memset(long_text, 'a', sizeof(long_text));
        long_text[sizeof(long_text) - 1] = '\0';
        error_set(&err, -EINVAL, "%s", long_text);
        assert_int_equal(strlen(err.message), ERROR_MESSAGE_MAX - 1);
        assert_string_equal(err.message + ERROR_MESSAGE_MAX - 4, "...");
}

static void str_keeps_nul_bytes_and_trims(void **state)
{
        CLEANUP(str_done) struct str s = STR_INIT;

        (void)state;
        str_add_bytes(&s, " a\0b ", 5);
        str_trim(&s);
        assert_int_equal(s.len, 3);
        assert_memory_equal(s.data, "a\0b", 4);
        str_clear(&s);
        str_addf(&s, "%d-%s", 7, "x");
        str_add_code_point(&s, 0x20AC);
        assert_string_equal(s.data, "7-x\xE2\x82\xAC");
}

static void utf8_refuses_what_rfc_3629_refuses(void **state)
{
        static const char *const bad[] = {
                "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82",
                "\x80",     "\xFF",         "\xE0\x80\x80",     "\xF8\x88\x80\x80\x80"};
        const char *good = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8C\x8D";

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_int_equal(utf8_valid_len(bad[i], strlen(bad[i])), 0);
        assert_true(utf8_is_valid(good, strlen(good)));
        assert_int_equal(utf8_count(good, strlen(good)), 4);
        assert_int_equal(utf8_floor(good, strlen(good), 2), 1);
}

static void num_takes_the_whole_text_or_nothing(void **state)
{
        static const char *const bad[] = {
                "", " 1", "1 ", "+1", "1x", "0x10", "99999999999999999999"};
        int n = 42;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(num_read_int(bad[i], 0, 100, &n));
        assert_false(num_read_int("101", 0, 100, &n));
        assert_int_equal(n, 42);
        assert_true(num_read_int("-7", -10, 100, &n));
        assert_int_equal(n, -7);
}

static void hash_is_sha256(void **state)
{
        char hex[HASH_HEX_LEN];
        struct error err;

        (void)state;
        assert_done(hash_bytes("abc", 3, hex, &err), &err);
        assert_string_equal(hex,
                            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void file_is_written_whole_and_read_within_its_limit(void **state)
{
        char dir[] = "/tmp/ssehub-base-XXXXXX";
        CLEANUP(freep) char *path = NULL;
        CLEANUP(freep) char *bytes = NULL;
        struct error err;
        size_t len;

        (void)state;
        assert_non_null(mkdtemp(dir));
        path = path_join(dir, "a.txt");
        assert_done(path_write_atomic(path, "one", 3, 0644, &err), &err);
        assert_done(path_write_atomic(path, "three", 5, 0644, &err), &err);
        assert_int_equal(path_read(path, 4, &bytes, &len, &err), PATH_TOO_LARGE);
        assert_done(path_read(path, 5, &bytes, &len, &err), &err);
        assert_string_equal(bytes, "three");
        assert_int_equal(path_read(dir, 5, &bytes, &len, &err), -EISDIR);
        unlink(path);
        rmdir(dir);
}

static void arena_arrays_grow(void **state)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        int *items = NULL;
        size_t n = 0;

        (void)state;
        for (int i = 0; i < 1000; i++)
                *(int *)arena_push(&a, &items, &n, sizeof(*items)) = i;
        assert_int_equal(n, 1000);
        for (int i = 0; i < 1000; i++)
                assert_int_equal(items[i], i);
        assert_string_equal(arena_printf(&a, "%s-%d", "x", 5), "x-5");
        assert_null(arena_alloc(&a, (size_t)-1));
        assert_true(a.failed);
}

static void resources_are_those_of_the_tree(void **state)
{
        const struct resource *r = resource_find("schemas/hub/0001-first.sql");
        CLEANUP(freep) char *path = path_join(source_dir(), "schemas/hub/0001-first.sql");
        CLEANUP(freep) char *bytes = NULL;
        struct error err;
        size_t len;

        (void)state;
        assert_non_null(r);
        assert_done(path_read(path, 1 << 20, &bytes, &len, &err), &err);
        assert_int_equal(r->len, len);
        assert_memory_equal(r->bytes, bytes, len + 1);
        assert_null(resource_find("schemas/none"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(error_says_what_it_was_doing),
                cmocka_unit_test(error_that_is_too_long_says_so),
                cmocka_unit_test(str_keeps_nul_bytes_and_trims),
                cmocka_unit_test(utf8_refuses_what_rfc_3629_refuses),
                cmocka_unit_test(num_takes_the_whole_text_or_nothing),
                cmocka_unit_test(hash_is_sha256),
                cmocka_unit_test(file_is_written_whole_and_read_within_its_limit),
                cmocka_unit_test(arena_arrays_grow),
                cmocka_unit_test(resources_are_those_of_the_tree),
        };

        return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
