/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "web/limit.h"
#include "web/negotiate.h"

#include <arpa/inet.h>

static void gzip_is_sent_to_those_who_take_it(void **state)
{
        static const struct {
                const char *header;
                bool gzip;
        } rows[] = {
                {NULL, false},
                {"", false},
                {"gzip", true},
                {"GZip", true},
                {"deflate, gzip;q=1.0, *;q=0.5", true},
                {"gzip;q=0", false},
                {"gzip;q=0.000", false},
                {"gzip ; q=0.5, identity;q=0.9", false},
                {"gzip;q=0.9,identity;q=0.5", true},
                {"*", true},
                {"*;q=0", false},
                {"*;q=0, gzip", true},
                {"identity", false},
                {"br", false},
                {"xgzip, gzipx", false},
                {"gzip;q=2", false},
                {"gzip;q=", false},
                {"gzip;level=9", false},
                {",,, ,gzip", true},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                if (negotiate_gzip(rows[i].header) != rows[i].gzip)
                        fail_msg("Accept-Encoding: %s", rows[i].header ? rows[i].header : "(none)");
        }
}

static void tags_are_compared_weakly(void **state)
{
        (void)state;
        assert_true(negotiate_etag("\"a\"", "\"a\""));
        assert_true(negotiate_etag("W/\"a\"", "\"a\""));
        assert_true(negotiate_etag("\"x\", W/\"y\" , \"a\"", "W/\"a\""));
        assert_false(negotiate_etag("\"ab\"", "\"a\""));
        assert_false(negotiate_etag("a", "\"a\""));
        assert_false(negotiate_etag("*", "\"a\""));
        assert_false(negotiate_etag("", "\"a\""));
        assert_false(negotiate_etag(NULL, "\"a\""));
}

static void a_range_is_a_part_or_the_whole_or_beyond_the_end(void **state)
{
        static const struct {
                const char *header;
                int64_t size;
                enum range range;
                int64_t start, len;
        } rows[] = {
                {NULL, 100, RANGE_WHOLE, 0, 0},
                {"bytes=0-0", 100, RANGE_PART, 0, 1},
                {"bytes=0-99", 100, RANGE_PART, 0, 100},
                {"bytes=10-", 100, RANGE_PART, 10, 90},
                {"Bytes=10-500", 100, RANGE_PART, 10, 90},
                {"bytes=-10", 100, RANGE_PART, 90, 10},
                {"bytes=-500", 100, RANGE_PART, 0, 100},
                {"bytes=100-", 100, RANGE_UNSATISFIABLE, 0, 0},
                {"bytes=-0", 100, RANGE_UNSATISFIABLE, 0, 0},
                {"bytes=0-", 0, RANGE_UNSATISFIABLE, 0, 0},
                {"bytes=-1", 0, RANGE_UNSATISFIABLE, 0, 0},
                {"bytes=5-4", 100, RANGE_WHOLE, 0, 0},
                {"bytes=0-1,5-6", 100, RANGE_WHOLE, 0, 0},
                {"lines=0-1", 100, RANGE_WHOLE, 0, 0},
                {"bytes=a-b", 100, RANGE_WHOLE, 0, 0},
                {"bytes=--5", 100, RANGE_WHOLE, 0, 0},
                {"bytes=-", 100, RANGE_WHOLE, 0, 0},
                {"bytes=", 100, RANGE_WHOLE, 0, 0},
                {"bytes=99999999999999999999-", 100, RANGE_WHOLE, 0, 0},
                {"bytes=0-99999999999999999999", 100, RANGE_WHOLE, 0, 0},
                {"bytes=9223372036854775807-", 100, RANGE_UNSATISFIABLE, 0, 0},
                {"bytes=0-9223372036854775807", 100, RANGE_PART, 0, 100},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                int64_t start = 0, len = 0;
                enum range range = negotiate_range(rows[i].header, rows[i].size, &start, &len);

                if (range != rows[i].range || start != rows[i].start || len != rows[i].len)
                        fail_msg("Range: %s of %lld: %d, %lld, %lld", rows[i].header,
                                 (long long)rows[i].size, range, (long long)start, (long long)len);
        }
}

static void a_file_name_cannot_leave_its_header(void **state)
{
        struct str s = STR_INIT;

        (void)state;
        disposition_write(&s, true, "résumé \"1\"\r\nX: y%.pdf");
        assert_string_equal(str_text(&s),
                            "inline; filename=\"r_sum_ _1___X: y_.pdf\"; "
                            "filename*=UTF-8''r%C3%A9sum%C3%A9%20%221%22%0D%0AX%3A%20y%25.pdf");
        str_done(&s);
}

/* --- how much one address may ask --------------------------------------------------------------------- */

static struct limit_address address_of(const char *text)
{
        struct limit_address a;

        assert_true(limit_address_read(text, strlen(text), &a));
        return a;
}

static void an_address_has_a_burst_and_then_its_rate(void **state)
{
        struct limit_address one = address_of("203.0.113.7"), other = address_of("203.0.113.8");
        struct limit *l = NULL;
        struct error err;

        (void)state;
        assert_done(limit_new(2, &l, &err), &err);
        for (int i = 0; i < 2 * LIMIT_BURST_SECONDS; i++)
                assert_int_equal(limit_take(l, &one, 1000), 0);
        assert_int_equal(limit_take(l, &one, 1000), 1);
        assert_int_equal(limit_take(l, &other, 1000), 0);
        assert_int_equal(limit_take(l, &one, 1400), 1);
        assert_int_equal(limit_take(l, &one, 1600), 0);
        assert_int_equal(limit_take(l, &one, 1600), 1);
        limit_free(l);
}

static void a_slow_rate_asks_to_wait_long_but_not_for_ever(void **state)
{
        struct limit_address one = address_of("203.0.113.7");
        struct limit *l = NULL;
        struct error err;

        (void)state;
        assert_done(limit_new(1e-12, &l, &err), &err);
        for (int i = 0; i < LIMIT_BURST_MIN; i++)
                assert_int_equal(limit_take(l, &one, 1000), 0);
        assert_int_equal(limit_take(l, &one, 1000), LIMIT_WAIT_MAX);
        limit_free(l);
}

static void without_a_rate_nobody_waits(void **state)
{
        struct limit_address one = address_of("203.0.113.7");
        struct limit *l = NULL;
        struct error err;

        (void)state;
        assert_done(limit_new(0, &l, &err), &err);
        for (int i = 0; i < 1000; i++)
                assert_int_equal(limit_take(l, &one, 1000), 0);
        limit_free(l);
}

static void a_network_of_64_bits_is_one_address(void **state)
{
        struct limit_address a = address_of("2001:db8::1"), b = address_of("2001:db8::ffff:1");
        struct limit_address c = address_of("2001:db8:0:1::1"), d = address_of("::1");

        (void)state;
        assert_memory_equal(&a, &b, sizeof(a));
        assert_memory_not_equal(&a, &c, sizeof(a));
        assert_true(limit_address_is_loopback(&d));
        assert_false(limit_address_is_loopback(&a));
}

static void both_ways_to_write_ipv4_are_one_address(void **state)
{
        struct limit_address a = address_of("127.0.0.9"), b = address_of("::ffff:127.0.0.9"), c;

        (void)state;
        assert_memory_equal(&a, &b, sizeof(a));
        assert_true(limit_address_is_loopback(&a));
        assert_false(limit_address_read("127.0.0", 7, &c));
        assert_false(limit_address_read("", 0, &c));
        assert_false(limit_address_read(
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", 59, &c));
}

static void more_addresses_than_rows_do_no_harm(void **state)
{
        struct limit *l = NULL;
        struct error err;

        (void)state;
        assert_done(limit_new(1, &l, &err), &err);
        for (unsigned int i = 0; i < 4 * LIMIT_SETS * LIMIT_WAYS; i++) {
                struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(i)};
                struct limit_address a;

                assert_true(limit_address_of((struct sockaddr *)&in, &a));
                assert_int_equal(limit_take(l, &a, 1 + i), 0);
        }
        limit_free(l);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(gzip_is_sent_to_those_who_take_it),
                cmocka_unit_test(tags_are_compared_weakly),
                cmocka_unit_test(a_range_is_a_part_or_the_whole_or_beyond_the_end),
                cmocka_unit_test(a_file_name_cannot_leave_its_header),
                cmocka_unit_test(an_address_has_a_burst_and_then_its_rate),
                cmocka_unit_test(a_slow_rate_asks_to_wait_long_but_not_for_ever),
                cmocka_unit_test(without_a_rate_nobody_waits),
                cmocka_unit_test(a_network_of_64_bits_is_one_address),
                cmocka_unit_test(both_ways_to_write_ipv4_are_one_address),
                cmocka_unit_test(more_addresses_than_rows_do_no_harm),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
