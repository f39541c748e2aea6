/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The public pages over HTTP: libmicrohttpd, one table of routes (web/routes.c). Opens index.db read only
 * and the blobs that it names, nothing else.
 */
#ifndef SSEHUB_WEB_WEB_H
#define SSEHUB_WEB_WEB_H

#include "base/error.h"

#include <stdbool.h>

enum {
        WEB_TARGET_MAX = 8192,    /* bytes of a request line's target: 414 beyond */
        WEB_PARAMETERS_MAX = 256, /* 400 beyond */
        WEB_BODY_MAX = 65536,     /* 413 beyond; no page of this daemon takes more */
        WEB_REQUEST_SECONDS =
                15, /* from the first byte to the end of the header, however slowly it comes */
        WEB_IDLE_SECONDS = 30,
        WEB_CONNECTIONS_MAX = 1000,
        WEB_CONNECTIONS_PER_ADDRESS = 100, /* not for loopback: a proxy stands there */
};

struct web_options {
        const char *hub_dir;
        const char *address;        /* "127.0.0.1", "::1", "0.0.0.0" */
        int port;                   /* 0: any free one; see `listening` */
        int threads;                /* 0 = as many as cores */
        double requests_per_second; /* of one address; 429 beyond; 0 = no limit */
        int request_seconds;        /* 0 = WEB_REQUEST_SECONDS */
        int connections_max;        /* 0 = WEB_CONNECTIONS_MAX */
        bool quiet;                 /* no access log lines */
        void (*listening)(void *user, const char *address,
                          int port); /* told once, before the first request */
        void *user;
};

struct web;
int web_start(const struct web_options *options, struct web **ret, struct error *err);
/* Takes no new connection, lets running replies end (at most `seconds`), then frees. */
void web_stop(struct web *w, int seconds);

#endif
