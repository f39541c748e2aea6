/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The daemon over real sockets: what it sends, and how it lets go. */
#include "web/server.h"

#include "base/clock.h"

#include <pthread.h>
#include <zlib.h>

/* --- replies ------------------------------------------------------------------------------------------ */

static void head_is_get_without_its_body(void **state)
{
        const char *const rows[] = {"/", "/nothing", "/style.css", file_address};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response whole, head;
                char length[32];

                get(rows[i], NULL, &whole);
                client_ask(server.port, "HEAD", rows[i], NULL, &head);
                assert_int_equal(head.status, whole.status);
                assert_int_equal(head.body_len, 0);
                snprintf(length, sizeof(length), "%.31s",
                         response_header(&whole, "Content-Length"));
                assert_int_equal(atoi(length), (int)whole.body_len);
                assert_string_equal(response_header(&head, "Content-Length"), length);
                response_done(&whole);
                response_done(&head);
        }
}

static void options_tells_what_can_be_asked(void **state)
{
        static const char *const rows[] = {"*", "/search"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response r;

                client_ask(server.port, "OPTIONS", rows[i], NULL, &r);
                assert_int_equal(r.status, 204);
                assert_string_equal(response_header(&r, "Allow"), "GET, HEAD, OPTIONS");
                response_done(&r);
        }
}

static void gunzip(const char *bytes, size_t n, struct str *out)
{
        unsigned char chunk[16384];
        z_stream z = {.next_in = (unsigned char *)(uintptr_t)bytes, .avail_in = (unsigned int)n};
        int r;

        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        do {
                z.next_out = chunk;
                z.avail_out = sizeof(chunk);
                r = inflate(&z, Z_NO_FLUSH);
                assert_true(r == Z_OK || r == Z_STREAM_END);
                str_add_bytes(out, chunk, sizeof(chunk) - z.avail_out);
        } while (r != Z_STREAM_END);
        inflateEnd(&z);
}

static void a_compressed_page_is_the_page(void **state)
{
        struct response plain, packed;
        struct str unpacked = STR_INIT;
        char etag[96];

        (void)state;
        get("/search", NULL, &plain);
        get("/search", "Accept-Encoding: br;q=1.0, gzip;q=0.8\r\n", &packed);
        assert_null(response_header(&plain, "Content-Encoding"));
        assert_string_equal(response_header(&packed, "Content-Encoding"), "gzip");
        assert_string_equal(response_header(&packed, "Vary"), "Accept-Encoding");
        assert_true(packed.body_len < plain.body_len);
        gunzip(packed.body, packed.body_len, &unpacked);
        assert_int_equal(unpacked.len, plain.body_len);
        assert_memory_equal(unpacked.data, plain.body, plain.body_len);
        snprintf(etag, sizeof(etag), "%.80s", response_header(&plain, "ETag"));
        assert_string_not_equal(response_header(&packed, "ETag"), etag);
        str_done(&unpacked);
        response_done(&plain);
        response_done(&packed);
}

static void what_the_client_has_is_not_sent_again(void **state)
{
        const char *const rows[] = {"/search?q=lend", "/style.css", file_address};
        char header[128], etag[96];

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct response r;

                get(rows[i], NULL, &r);
                snprintf(etag, sizeof(etag), "%.80s", response_header(&r, "ETag"));
                response_done(&r);
                snprintf(header, sizeof(header), "If-None-Match: \"x\", %s\r\n", etag);
                get(rows[i], header, &r);
                assert_int_equal(r.status, 304);
                assert_int_equal(r.body_len, 0);
                assert_string_equal(response_header(&r, "ETag"), etag);
                response_done(&r);
                get(rows[i], "If-None-Match: *\r\n", &r);
                assert_int_equal(r.status, 304);
                response_done(&r);
        }
}

static void a_file_is_sent_whole_or_in_parts(void **state)
{
        struct response whole, r;
        char etag[96], header[160];

        (void)state;
        get(file_address, NULL, &whole);
        assert_int_equal(whole.status, 200);
        assert_string_equal(response_header(&whole, "Content-Type"), "application/pdf");
        assert_has(response_header(&whole, "Content-Disposition"),
                   "inline; filename=\"paper.pdf\"");
        assert_string_equal(response_header(&whole, "Accept-Ranges"), "bytes");
        snprintf(etag, sizeof(etag), "%.80s", response_header(&whole, "ETag"));
        assert_int_equal(strlen(etag), 66);

        get(file_address, "Range: bytes=5-14\r\n", &r);
        assert_int_equal(r.status, 206);
        assert_int_equal(r.body_len, 10);
        assert_memory_equal(r.body, whole.body + 5, 10);
        snprintf(header, sizeof(header), "bytes 5-14/%zu", whole.body_len);
        assert_string_equal(response_header(&r, "Content-Range"), header);
        response_done(&r);

        get(file_address, "Range: bytes=-7\r\n", &r);
        assert_int_equal(r.status, 206);
        assert_memory_equal(r.body, whole.body + whole.body_len - 7, 7);
        response_done(&r);

        get(file_address, "Range: bytes=99999999-\r\n", &r);
        assert_int_equal(r.status, 416);
        snprintf(header, sizeof(header), "bytes */%zu", whole.body_len);
        assert_string_equal(response_header(&r, "Content-Range"), header);
        response_done(&r);

        snprintf(header, sizeof(header), "Range: bytes=0-0\r\nIf-Range: %s\r\n", etag);
        get(file_address, header, &r);
        assert_int_equal(r.status, 206);
        response_done(&r);
        get(file_address, "Range: bytes=0-0\r\nIf-Range: \"other\"\r\n", &r);
        assert_int_equal(r.status, 200);
        response_done(&r);
        response_done(&whole);
}

static void a_file_that_could_carry_script_is_saved_not_shown(void **state)
{
        char target[128];
        struct response r;

        (void)state;
        snprintf(target, sizeof(target), "/works/%s/files/big.bin", paper.pid);
        client_ask(server.port, "HEAD", target, NULL, &r);
        assert_int_equal(r.status, 200);
        assert_has(response_header(&r, "Content-Disposition"), "attachment; ");
        assert_has(response_header(&r, "Content-Security-Policy"), "sandbox");
        response_done(&r);
}

/* --- start and stop ------------------------------------------------------------------------------------ */

static void a_hub_without_an_index_answers_503_until_it_has_one(void **state)
{
        struct hub fresh;
        struct server s = {0};
        struct response r;

        (void)state;
        hub_init(&fresh);
        start(&s, (struct web_options){.hub_dir = fresh.dir, .threads = 2});
        client_ask(s.port, "GET", "/search", NULL, &r);
        assert_int_equal(r.status, 503);
        assert_non_null(response_header(&r, "Retry-After"));
        response_done(&r);
        hub_follow(&fresh);
        client_ask(s.port, "GET", "/search", NULL, &r);
        assert_int_equal(r.status, 200);
        response_done(&r);
        web_stop(s.web, 1);
        hub_done(&fresh);
}

static void a_port_that_is_taken_is_said(void **state)
{
        struct web_options o = {.hub_dir = hub.dir, .address = "127.0.0.1", .port = server.port};
        struct error err = {0};
        struct web *w = NULL;

        (void)state;
        assert_int_equal(web_start(&o, &w, &err), -EADDRINUSE);
        assert_has(err.message, "listening on 127.0.0.1 port");
        o.address = "localhost";
        assert_int_equal(web_start(&o, &w, &err), -EINVAL);
        o.address = "127.0.0.1";
        o.port = 70000;
        assert_int_equal(web_start(&o, &w, &err), -EINVAL);
        assert_null(w);
}

static void *stop_in_time(void *user)
{
        struct server *s = user;

        web_stop(s->web, 15);
        return NULL;
}

/* Reads the head and no more than a little of the body. */
static size_t read_beginning(int fd)
{
        char chunk[4096];
        ssize_t n = recv(fd, chunk, sizeof(chunk), 0);
        const char *end = n > 0 ? memmem(chunk, (size_t)n, "\r\n\r\n", 4) : NULL;

        assert_non_null(end);
        return (size_t)n - (size_t)(end + 4 - chunk);
}

static void a_download_under_way_ends_before_the_daemon_does(void **state)
{
        struct server s = {0};
        struct str rest = STR_INIT;
        pthread_t stopper;
        char request[256];
        int fd, resting;
        size_t n;

        (void)state;
        start(&s, (struct web_options){.threads = 2});
        resting = client_open(s.port); /* does not hold the daemon up */
        fd = client_open(s.port);
        snprintf(request, sizeof(request),
                 "GET /works/%s/files/big.bin HTTP/1.1\r\nHost: hub\r\n\r\n", paper.pid);
        assert_true(client_send(fd, request, strlen(request)));
        n = read_beginning(fd);
        assert_true(n < BIG_FILE);

        assert_int_equal(pthread_create(&stopper, NULL, stop_in_time, &s), 0);
        assert_true(client_read_all(fd, &rest));
        assert_int_equal(n + rest.len, BIG_FILE);
        pthread_join(stopper, NULL);
        close(fd);
        close(resting);
        str_done(&rest);
}

static void a_reader_who_does_not_read_holds_the_stop_up_no_longer_than_told(void **state)
{
        struct server s = {0};
        char request[256];
        int64_t began;
        int fd;

        (void)state;
        start(&s, (struct web_options){.threads = 1});
        fd = client_open(s.port);
        snprintf(request, sizeof(request),
                 "GET /works/%s/files/big.bin HTTP/1.1\r\nHost: hub\r\n\r\n", paper.pid);
        assert_true(client_send(fd, request, strlen(request)));
        read_beginning(fd);
        began = clock_monotonic_ms();
        web_stop(s.web, 1);
        assert_in_range(clock_monotonic_ms() - began, 900, 5000);
        close(fd);
}

static void it_starts_at_once(void **state)
{
        int64_t began = clock_monotonic_ms();
        struct server s = {0};

        (void)state;
        start(&s, (struct web_options){.threads = 2});
        /* 50 ms is the promise for a release build; this one may be instrumented. */
        assert_in_range(clock_monotonic_ms() - began, 0, 1000);
        web_stop(s.web, 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(head_is_get_without_its_body),
                cmocka_unit_test(options_tells_what_can_be_asked),
                cmocka_unit_test(a_compressed_page_is_the_page),
                cmocka_unit_test(what_the_client_has_is_not_sent_again),
                cmocka_unit_test(a_file_is_sent_whole_or_in_parts),
                cmocka_unit_test(a_file_that_could_carry_script_is_saved_not_shown),
                cmocka_unit_test(a_hub_without_an_index_answers_503_until_it_has_one),
                cmocka_unit_test(a_port_that_is_taken_is_said),
                cmocka_unit_test(a_download_under_way_ends_before_the_daemon_does),
                cmocka_unit_test(a_reader_who_does_not_read_holds_the_stop_up_no_longer_than_told),
                cmocka_unit_test(it_starts_at_once),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
