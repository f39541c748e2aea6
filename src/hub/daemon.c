/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The daemon: the web front door over index.db, and one thread that keeps index.db up to the change log,
 * so that what another process publishes or withdraws shows without anybody's doing.
 */
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

enum { FOLLOW_MS = 500, STOP_SECONDS = 10, PORT_DEFAULT = 8080 };

struct follower {
        pthread_t thread;
        pthread_mutex_t lock;
        pthread_cond_t wake;
        bool stopping;
        struct store *store;
};

/* Waits for the next round. false: time to stop. */
static bool wait_round(struct follower *f)
{
        struct timespec until;
        bool goes_on;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += FOLLOW_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_mutex_lock(&f->lock);
        if (!f->stopping)
                pthread_cond_timedwait(&f->wake, &f->lock, &until);
        goes_on = !f->stopping;
        pthread_mutex_unlock(&f->lock);
        return goes_on;
}

static void *follow(void *user)
{
        struct follower *f = user;
        bool failed = false;

        do {
                struct error err = {0};
                int64_t applied = 0;
                int r = search_follow(f->store, NULL, NULL, &applied, &err);

                if (r < 0 && !failed)
                        log_line(LOG_LEVEL_ERROR, "following the change log: %s", err.message);
                if (r == 0 && failed)
                        log_line(LOG_LEVEL_INFO, "following the change log again");
                if (applied)
                        log_line(LOG_LEVEL_INFO, "index: %lld changes applied", (long long)applied);
                failed = r < 0;
        } while (wait_round(f));
        return NULL;
}

static int follower_start(struct follower *f, const char *dir, struct error *err)
{
        int r = store_open(dir, STORE_WRITE, &f->store, err);

        if (r == STORE_NO_SUCH_HUB)
                return error_set(err, 1, "there is no hub in '%s': 'ssehub init %s' makes one", dir,
                                 dir);
        if (r != 0)
                return r;
        pthread_mutex_init(&f->lock, NULL);
        pthread_cond_init(&f->wake, NULL);
        r = pthread_create(&f->thread, NULL, follow, f);
        if (r == 0)
                return 0;
        store_close(f->store);
        return error_errno(err, r, "starting a thread");
}

static void follower_stop(struct follower *f)
{
        pthread_mutex_lock(&f->lock);
        f->stopping = true;
        pthread_cond_signal(&f->wake);
        pthread_mutex_unlock(&f->lock);
        pthread_join(f->thread, NULL);
        store_close(f->store);
}

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
                r = follower_start(&f, dir, &e);
        if (r != 0)
                return hub_answer(r, &e, err);
        r = serve_until_told(&f, &w, &signals, &e);
        follower_stop(&f);
        return hub_answer(r, &e, err);
}
