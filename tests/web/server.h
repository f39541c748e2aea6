/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A daemon on a port of its own over a small hub, for the tests that speak HTTP to it. */
#ifndef SSEHUB_TESTS_WEB_SERVER_H
#define SSEHUB_TESTS_WEB_SERVER_H

#include "web/client.h"
#include "web/site.h"

#include "web/web.h"

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

static inline void on_listening(void *user, const char *address, int port)
{
        struct server *s = user;

        assert_string_equal(address, "127.0.0.1");
        s->port = port;
}

static inline void start(struct server *s, struct web_options options)
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

static inline void add_big_file(struct hub *h, struct store_version *v)
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

static inline int set_up(void **state)
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

static inline int tear_down(void **state)
{
        (void)state;
        web_stop(server.web, 1);
        hub_done(&hub);
        return 0;
}

static inline void get(const char *target, const char *headers, struct response *r)
{
        client_ask(server.port, "GET", target, headers, r);
}

static inline void assert_alive(void)
{
        struct response r;

        get("/healthz", NULL, &r);
        assert_int_equal(r.status, 200);
        response_done(&r);
}

#endif
