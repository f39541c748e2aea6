/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The daemon over real sockets: what it refuses, and how long it waits. */
#include "web/server.h"

#include "base/clock.h"

#include <time.h>

static void every_reply_carries_its_policy_and_no_cookie(void **state)
{
        static const char *const rows[] = {
                "/", "/search?q=lend", "/nothing", "/api/v1/search", "/style.css", "/healthz"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response r;

                get(rows[i], NULL, &r);
                assert_has(response_header(&r, "Content-Security-Policy"), "default-src 'none'");
                assert_string_equal(response_header(&r, "X-Content-Type-Options"), "nosniff");
                assert_non_null(response_header(&r, "Referrer-Policy"));
                assert_non_null(response_header(&r, "Cache-Control"));
                assert_null(response_header(&r, "Set-Cookie"));
                response_done(&r);
        }
}

/* --- malformed and too much --------------------------------------------------------------------------- */

static void malformed_targets_are_400(void **state)
{
        static const char *const rows[] = {"/%",   "/%zz",    "/?q=%4",         "/%00",   "/?q=%00",
                                           "/%ff", "/?q=%C3", "/%c0%ae%c0%ae/", "nothing"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response r;

                get(rows[i], NULL, &r);
                if (r.status != 400)
                        fail_msg("%s: %d", rows[i], r.status);
                assert_string_equal(response_header(&r, "Cache-Control"), "no-store");
                response_done(&r);
        }
}

static void over_long_targets_are_414(void **state)
{
        struct str target = STR_INIT;
        struct response r;

        (void)state;
        str_add(&target, "/search?q=");
        while (target.len <= WEB_TARGET_MAX)
                str_add_char(&target, 'a');
        get(str_text(&target), NULL, &r);
        assert_int_equal(r.status, 414);
        assert_has(r.body, "too long");
        response_done(&r);
        str_done(&target);
}

static void a_line_without_end_is_refused_before_it_fills_the_memory(void **state)
{
        int fd = client_open(server.port);
        struct response r = {.all = STR_INIT};
        char chunk[4096];

        (void)state;
        memset(chunk, 'a', sizeof(chunk));
        client_send(fd, "GET /", 5);
        /* The server stops listening long before a megabyte. */
        for (int i = 0; i < 256 && client_send(fd, chunk, sizeof(chunk)); i++)
                ;
        assert_true(client_read_all(fd, &r.all));
        response_parse(&r);
        if (r.status) /* its words may be lost with what was still on the way */
                assert_in_range(r.status, 400, 499);
        response_done(&r);
        close(fd);
        assert_alive();
}

static void ten_thousand_parameters_are_400(void **state)
{
        struct str target = STR_INIT;
        struct response r;

        (void)state;
        str_add(&target, "/search?");
        for (int i = 0; i < 10000; i++)
                str_add(&target, i ? "&a" : "a");
        get(str_text(&target), NULL, &r);
        assert_int_equal(r.status, 400);
        response_done(&r);
        str_done(&target);
}

static void ten_thousand_header_lines_are_refused(void **state)
{
        struct str headers = STR_INIT;
        struct response r;

        (void)state;
        for (int i = 0; i < 10000; i++)
                str_addf(&headers, "X-H%d: a\r\n", i);
        get("/", str_text(&headers), &r);
        if (r.status)
                assert_in_range(r.status, 400, 499);
        response_done(&r);
        str_done(&headers);
        assert_alive();
}

static void unknown_methods_are_405_and_say_which_are_known(void **state)
{
        static const char *const rows[] = {"POST", "PUT",   "DELETE", "TRACE",
                                           "BREW", "PATCH", "get"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response r;

                client_ask(server.port, rows[i], "/search", NULL, &r);
                assert_int_equal(r.status, 405);
                assert_string_equal(response_header(&r, "Allow"), "GET, HEAD, OPTIONS");
                response_done(&r);
        }
}

static void a_body_is_read_and_refused(void **state)
{
        static const char request[] = "POST /search HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n"
                                      "Content-Length: 11\r\n\r\nhello world";
        struct response r;

        (void)state;
        client_say(server.port, request, sizeof(request) - 1, &r);
        assert_int_equal(r.status, 405);
        response_done(&r);
}

static void a_body_that_says_it_is_too_large_is_413(void **state)
{
        struct response r;

        (void)state;
        client_ask(server.port, "POST", "/search", "Content-Length: 65537\r\n", &r);
        assert_int_equal(r.status, 413);
        response_done(&r);
}

static void a_body_that_turns_out_too_large_is_413(void **state)
{
        struct str s = STR_INIT;
        struct response r;

        (void)state;
        str_add(&s, "POST /search HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++) {
                str_add(&s, "1000\r\n");
                for (int j = 0; j < 0x1000; j++)
                        str_add_char(&s, 'b');
                str_add(&s, "\r\n");
        }
        str_add(&s, "0\r\n\r\n");
        client_say(server.port, s.data, s.len, &r);
        assert_int_equal(r.status, 413);
        response_done(&r);
        str_done(&s);
}

static void bytes_that_are_no_http_get_an_error_or_nothing(void **state)
{
        static const char *const rows[] = {
                "\x16\x03\x01\x02\x01\x01\xfc\x03\x03 hello tls\r\n\r\n",
                "\r\n\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\nHost hub\r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET /\x01\x02 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response r;

                client_say(server.port, rows[i], strlen(rows[i]), &r);
                if (r.status && (r.status < 400 || r.status > 505))
                        fail_msg("row %zu: %d", i, r.status);
                response_done(&r);
        }
        assert_alive();
}

static void line_ends_in_an_address_make_no_header(void **state)
{
        static const char *const rows[] = {"/search?q=a%0d%0aX-Evil:%201", "/sdg%0d%0aX-Evil:%201/",
                                           "/nothing%0d%0aX-Evil:%201",
                                           "/search/?q=a%0d%0aX-Evil:%201"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response r;

                get(rows[i], NULL, &r);
                assert_null(response_header(&r, "X-Evil"));
                response_done(&r);
        }
}

static void no_address_leads_out_of_the_hub(void **state)
{
        static const char *const tails[] = {"../../../../hub.db",
                                            "%2e%2e%2f%2e%2e%2fhub.db",
                                            "..%2f..%2fhub.db",
                                            "....//hub.db",
                                            "/etc/passwd",
                                            "%2fetc%2fpasswd",
                                            "paper.pdf/../../../hub.db"};
        char target[256];

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
                struct response r;

                snprintf(target, sizeof(target), "/works/%s/files/%s", paper.pid, tails[i]);
                get(target, NULL, &r);
                assert_int_equal(r.status, 404);
                assert_has_not(r.body, "SQLite");
                assert_has_not(r.body, "root:");
                response_done(&r);
        }
}

/* --- time --------------------------------------------------------------------------------------------- */

/* Sends a byte each 100 ms for as long as the other end listens; returns how long that was. */
static int64_t drip(int fd, const char *bytes, int64_t at_most_ms)
{
        const struct timespec pause = {.tv_nsec = 100 * 1000000};
        int64_t start = clock_monotonic_ms();

        while (clock_monotonic_ms() - start < at_most_ms) {
                char c;

                if (!client_send(fd, *bytes ? bytes : "x", 1))
                        break;
                if (*bytes)
                        bytes++;
                nanosleep(&pause, NULL);
                if (recv(fd, &c, 1, MSG_DONTWAIT | MSG_PEEK) >= 0)
                        break;
        }
        return clock_monotonic_ms() - start;
}

static void assert_cut_off(const char *first, const char *then)
{
        int64_t limit = (DEADLINE_SECONDS + 4) * 1000;
        int fd = client_open(server.port);
        struct response r = {.all = STR_INIT};
        int64_t took;

        client_send(fd, first, strlen(first));
        took = drip(fd, then, limit);
        if (took < DEADLINE_SECONDS * 900 || took >= limit)
                fail_msg("cut off after %lld ms", (long long)took);
        assert_true(client_read_all(fd, &r.all));
        response_parse(&r);
        assert_int_equal(r.status, 408);
        response_done(&r);
        close(fd);
        assert_alive();
}

static void a_request_line_that_comes_too_slowly_is_cut_off(void **state)
{
        (void)state;
        assert_cut_off("", "GET /search?q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

static void headers_that_come_too_slowly_are_cut_off(void **state)
{
        (void)state;
        assert_cut_off("GET / HTTP/1.1\r\nHost: hub\r\n",
                       "X-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

static void a_body_that_comes_too_slowly_is_cut_off(void **state)
{
        (void)state;
        assert_cut_off("POST / HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\n", "");
}

static void a_connection_that_says_nothing_is_cut_off(void **state)
{
        int fd = client_open(server.port);
        int64_t start = clock_monotonic_ms();
        struct str all = STR_INIT;

        (void)state;
        assert_true(client_read_all(fd, &all));
        assert_in_range(clock_monotonic_ms() - start, 900, (DEADLINE_SECONDS + 4) * 1000);
        str_done(&all);
        close(fd);
}

/* --- many at once ------------------------------------------------------------------------------------- */

static void pipelined_requests_are_all_answered_in_order(void **state)
{
        static const char requests[] = "GET /healthz HTTP/1.1\r\nHost: hub\r\n\r\n"
                                       "GET /nothing HTTP/1.1\r\nHost: hub\r\n\r\n"
                                       "GET /robots.txt HTTP/1.1\r\nHost: hub\r\n"
                                       "Connection: close\r\n\r\n";
        struct response r;
        const char *first, *second, *third;

        (void)state;
        client_say(server.port, requests, sizeof(requests) - 1, &r);
        first = strstr(str_text(&r.all), "\"status\":\"ok\"");
        second = strstr(str_text(&r.all), "HTTP/1.1 404");
        third = strstr(str_text(&r.all), "User-agent:");
        assert_true(first && second && third && first < second && second < third);
        response_done(&r);
}

static void connections_beyond_the_limit_wait_for_a_slow_one_to_end(void **state)
{
        struct server small = {0};
        int idle[4];
        struct response r;

        (void)state;
        start(&small, (struct web_options){.threads = 1,
                                           .connections_max = 2,
                                           .request_seconds = DEADLINE_SECONDS});
        for (size_t i = 0; i < ARRAY_LEN(idle); i++)
                idle[i] = client_open(small.port);
        client_ask(small.port, "GET", "/healthz", NULL, &r);
        assert_int_equal(r.status, 200);
        response_done(&r);
        for (size_t i = 0; i < ARRAY_LEN(idle); i++)
                close(idle[i]);
        web_stop(small.web, 1);
}

static void who_asks_too_much_is_told_when_to_come_back(void **state)
{
        struct server limited = {0};
        struct response r;
        int refused = 0;

        (void)state;
        start(&limited, (struct web_options){.threads = 1, .requests_per_second = 0.1});
        for (int i = 0; i < 8; i++) {
                client_ask(limited.port, "GET", "/about", NULL, &r);
                if (r.status == 429) {
                        refused++;
                        assert_in_range(atoi(response_header(&r, "Retry-After")), 1, 60);
                        assert_string_equal(response_header(&r, "Cache-Control"), "no-store");
                } else {
                        assert_int_equal(r.status, 200);
                }
                response_done(&r);
        }
        assert_int_equal(refused, 3); /* LIMIT_BURST_MIN came through */

        client_ask(limited.port, "GET", "/healthz", NULL, &r);
        assert_int_equal(r.status, 200);
        response_done(&r);
        /* Behind a proxy on this machine each reader is one's own. */
        client_ask(limited.port, "GET", "/about", "X-Forwarded-For: 1.2.3.4, 203.0.113.9\r\n", &r);
        assert_int_equal(r.status, 200);
        response_done(&r);
        client_ask(limited.port, "GET", "/api/v1/search", NULL, &r);
        assert_int_equal(r.status, 429);
        assert_has(r.body, "{\"error\":{\"status\":429");
        response_done(&r);
        web_stop(limited.web, 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_reply_carries_its_policy_and_no_cookie),
                cmocka_unit_test(malformed_targets_are_400),
                cmocka_unit_test(over_long_targets_are_414),
                cmocka_unit_test(a_line_without_end_is_refused_before_it_fills_the_memory),
                cmocka_unit_test(ten_thousand_parameters_are_400),
                cmocka_unit_test(ten_thousand_header_lines_are_refused),
                cmocka_unit_test(unknown_methods_are_405_and_say_which_are_known),
                cmocka_unit_test(a_body_is_read_and_refused),
                cmocka_unit_test(a_body_that_says_it_is_too_large_is_413),
                cmocka_unit_test(a_body_that_turns_out_too_large_is_413),
                cmocka_unit_test(bytes_that_are_no_http_get_an_error_or_nothing),
                cmocka_unit_test(line_ends_in_an_address_make_no_header),
                cmocka_unit_test(no_address_leads_out_of_the_hub),
                cmocka_unit_test(a_request_line_that_comes_too_slowly_is_cut_off),
                cmocka_unit_test(headers_that_come_too_slowly_are_cut_off),
                cmocka_unit_test(a_body_that_comes_too_slowly_is_cut_off),
                cmocka_unit_test(a_connection_that_says_nothing_is_cut_off),
                cmocka_unit_test(pipelined_requests_are_all_answered_in_order),
                cmocka_unit_test(connections_beyond_the_limit_wait_for_a_slow_one_to_end),
                cmocka_unit_test(who_asks_too_much_is_told_when_to_come_back),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
