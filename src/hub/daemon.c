/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The daemon: the web front door over index.db, and one thread that keeps index.db up to the change log,
 * so that what another process publishes or withdraws shows without anybody's doing.
 */
#include "hub/follower.h"
#include "hub/hub.h"

#include "base/log.h"
#include "base/num.h"
#include "base/str.h"
#include "search/search.h"
#include "vocab/vocab.h"
#include "web/web.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

enum { STOP_SECONDS = 10, PORT_DEFAULT = 8080 };

/* "127.0.0.1:8080", "[::1]:8080", ":8080", "127.0.0.1" */
static bool read_listen(const char *listen, struct arena *a, struct web_options *w)
{
        const char *end = *listen == '[' ? strchr(listen, ']') : strrchr(listen, ':');
        const char *port = *listen == '[' ? (end ? end + 1 : NULL) : end;

        w->port = PORT_DEFAULT;
        if (*listen == '[') {
                if (!end)
                        return false;
                w->address = arena_copy_bytes(a, listen + 1, (size_t)(end - listen - 1));
        } else {
                w->address = end ? arena_copy_bytes(a, listen, (size_t)(end - listen))
                                 : arena_copy(a, listen);
        }
        if (w->address && !*w->address)
                w->address = "127.0.0.1";
        if (!port || !*port)
                return w->address;
        return *port == ':' && num_read_int(port + 1, 0, 65535, &w->port) && w->address;
}

static void announce(void *user, const char *address, int port)
{
        const struct ssehub_serve *options = user;
        CLEANUP(str_done) struct str url = STR_INIT;

        if (strchr(address, ':'))
                str_addf(&url, "http://[%s]:%d", address, port);
        else
                str_addf(&url, "http://%s:%d", address, port);
        if (options->listening)
                options->listening(options->user, str_text(&url));
}

static int rate_of(struct store *s, double *ret, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *value = NULL;
        int r = store_config_get(s, "requests-per-second", &a, &value, err);

        *ret = value ? strtod(value, NULL) : 0;
        return r < 0 ? r : 0;
}

/* Between the two starts and the two stops: wait for the signal that ends the daemon. */
static int serve_until_told(struct follower *f, struct web_options *w, const sigset_t *signals,
                            struct error *err)
{
        struct web *web = NULL;
        int number = 0;
        int r = rate_of(f->store, &w->requests_per_second, err);

        if (r == 0)
                r = web_start(w, &web, err);
        if (r != 0)
                return r == -EADDRINUSE || r == -EADDRNOTAVAIL ? 1 : r;
        while (sigwait(signals, &number) != 0)
                ;
        log_line(LOG_LEVEL_INFO, "stopping: %s", strsignal(number));
        web_stop(web, STOP_SECONDS);
        return 0;
}

int ssehub_run_daemon(const char *dir, const struct ssehub_serve *options, struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct web_options w = {.hub_dir = dir,
                                .threads = options->threads,
                                .quiet = options->quiet,
                                .listening = announce};
        struct ssehub_serve told = *options;
        struct follower f = {0};
        struct error e = {0};
        sigset_t signals;
        int r;

        w.user = &told;
        if (!read_listen(options->listen ? options->listen : "127.0.0.1:8080", &a, &w))
                return hub_no(err, "'%s' is not an address such as 127.0.0.1:8080",
                              options->listen);

        /* Before any thread starts, so that all inherit it and sigwait alone gets them. */
        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals, NULL);
        signal(SIGPIPE, SIG_IGN);

        r = vocab_init(&e);
        if (r == 0)
                r = follower_start(&f, dir, false, &e);
        if (r != 0)
                return hub_answer(r, &e, err);
        r = serve_until_told(&f, &w, &signals, &e);
        follower_stop(&f);
        return hub_answer(r, &e, err);
}
