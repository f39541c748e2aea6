/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The daemon over real sockets: what it refuses, how long it waits, how it lets go. */
#include "web/client.h"
#include "web/site.h"

#include "base/clock.h"
#include "web/web.h"

#include <pthread.h>
#include <time.h>
#include <zlib.h>

enum {
        DEADLINE_SECONDS = 1,
        BIG_FILE = 24 << 20, /* more than all the buffers between the two ends */
};

struct server {
        struct web *web;
        int port;
};

static struct hub hub;
static struct store_version paper;
static struct server server;
static char file_address[128];

static void on_listening(void *user, const char *address, int port)
{
        struct server *s = user;

        assert_string_equal(address, "127.0.0.1");
        s->port = port;
}

static void start(struct server *s, struct web_options options)
{
        struct error err = {0};

        options.hub_dir = options.hub_dir ? options.hub_dir : hub.dir;
        options.address = "127.0.0.1";
        options.quiet = true;
        options.listening = on_listening;
        options.user = s;
        assert_done(web_start(&options, &s->web, &err), &err);
        assert_true(s->port > 0);
}

static void add_big_file(struct hub *h, struct store_version *v)
{
        char *bytes = malloc(BIG_FILE), sha256[65];
        struct store_file file = {.is_paper = true,
                                  .position = 1,
                                  .name = "big.bin",
                                  .media_type = "application/octet-stream",
                                  .state = "unsupported",
                                  .size = BIG_FILE,
                                  .sha256 = sha256};

        for (size_t i = 0; i < BIG_FILE; i++)
                bytes[i] = (char)(i * 7 >> 3);
        assert_done(store_blob_put(h->store, bytes, BIG_FILE, sha256, &h->err), &h->err);
        assert_done(store_begin(h->store, &h->err), &h->err);
        assert_done(store_version_add_file(h->store, v->id, &file, NULL, NULL, 0, &h->err),
                    &h->err);
        assert_done(store_commit(h->store, &h->err), &h->err);
        free(bytes);
}

static int set_up(void **state)
{
        const char *page = "Members lend to members.";

        (void)state;
        hub_init(&hub);
        paper = hub_add(&hub, NULL,
                        "{'titles':[{'text':'Credit unions','language':'en'}],"
                        "'creators':[{'name':'Amina Otieno'}],'year':2021}",
                        "en", &page, 1);
        add_big_file(&hub, &paper);
        hub_set_state(&hub, paper.id, STATE_PUBLISHED);
        hub_follow(&hub);
        snprintf(file_address, sizeof(file_address), "/works/%s/files/paper.pdf", paper.pid);
        start(&server, (struct web_options){.threads = 2, .request_seconds = DEADLINE_SECONDS});
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        web_stop(server.web, 1);
        hub_done(&hub);
        return 0;
}

static void get(const char *target, const char *headers, struct response *r)
{
        client_ask(server.port, "GET", target, headers, r);
}

static void assert_alive(void)
{
        struct response r;

        get("/healthz", NULL, &r);
        assert_int_equal(r.status, 200);
        response_done(&r);
}

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
