/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/connection.h"

#include "base/clock.h"
#include "web/web.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum phase {
        PHASE_FRESH,     /* accepted; nothing asked yet */
        PHASE_READING,   /* in the middle of a request */
        PHASE_ANSWERING, /* no deadline but libmicrohttpd's for inactivity: files may be long */
        PHASE_RESTING,   /* kept alive */
        PHASE_ENDED,     /* shut down by us, not yet closed */
};

struct connection {
        struct connections *all;
        struct connection *prev, *next;
        struct limit_address address;
        int fd;
        enum phase phase;
        int64_t deadline_ms; /* 0 = none */
};

struct connections {
        pthread_mutex_t lock;
        pthread_cond_t changed;
        pthread_t reaper;
        struct connection *first;
        int request_ms;
        bool is_draining, is_ending;
};

enum { REAPER_TICK_MS = 200 };

static const char late[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
                           "Content-Length: 0\r\n\r\n";

/* The socket is still ours: connection_close takes the row out, under the same lock, before it goes. */
static void end_connection(struct connection *c)
{
        if (c->phase == PHASE_READING || c->phase == PHASE_FRESH)
                send(c->fd, late, sizeof(late) - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
        shutdown(c->fd, SHUT_RDWR);
        c->phase = PHASE_ENDED;
        c->deadline_ms = 0;
}

static void wait_until(struct connections *cs, int64_t ms)
{
        struct timespec at = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

        pthread_cond_timedwait(&cs->changed, &cs->lock, &at);
}

static void *reap(void *user)
{
        struct connections *cs = user;

        pthread_mutex_lock(&cs->lock);
        while (!cs->is_ending) {
                int64_t now = clock_monotonic_ms();

                for (struct connection *c = cs->first; c; c = c->next) {
                        if (c->deadline_ms && c->deadline_ms <= now)
                                end_connection(c);
                }
                if (cs->first)
                        wait_until(cs, now + REAPER_TICK_MS);
                else
                        pthread_cond_wait(&cs->changed, &cs->lock);
        }
        pthread_mutex_unlock(&cs->lock);
        return NULL;
}

int connections_new(int request_seconds, struct connections **ret, struct error *err)
{
        struct connections *cs = calloc(1, sizeof(*cs));
        pthread_condattr_t monotonic;
        int r;

        if (!cs)
                return error_no_memory(err);
        cs->request_ms = request_seconds * 1000;
        pthread_mutex_init(&cs->lock, NULL);
        pthread_condattr_init(&monotonic);
        pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
        pthread_cond_init(&cs->changed, &monotonic);
        pthread_condattr_destroy(&monotonic);

        r = pthread_create(&cs->reaper, NULL, reap, cs);
        if (r) {
                free(cs);
                return error_errno(err, r, "starting the thread that ends slow connections");
        }
        *ret = cs;
        return 0;
}

void connections_free(struct connections *cs)
{
        if (!cs)
                return;
        pthread_mutex_lock(&cs->lock);
        cs->is_ending = true;
        pthread_cond_broadcast(&cs->changed);
        pthread_mutex_unlock(&cs->lock);
        pthread_join(cs->reaper, NULL);
        pthread_cond_destroy(&cs->changed);
        pthread_mutex_destroy(&cs->lock);
        free(cs);
}

bool connections_admit(struct connections *cs, const struct limit_address *address)
{
        int n = 0;

        if (limit_address_is_loopback(address))
                return true;
        pthread_mutex_lock(&cs->lock);
        for (const struct connection *c = cs->first; c; c = c->next)
                n += !memcmp(&c->address, address, sizeof(*address));
        pthread_mutex_unlock(&cs->lock);
        return n < WEB_CONNECTIONS_PER_ADDRESS;
}

struct connection *connection_open(struct connections *cs, int fd,
                                   const struct limit_address *address)
{
        struct connection *c = calloc(1, sizeof(*c));

        if (!c)
                return NULL;
        *c = (struct connection){.all = cs, .address = *address, .fd = fd, .phase = PHASE_FRESH};
        c->deadline_ms = clock_monotonic_ms() + cs->request_ms;
        pthread_mutex_lock(&cs->lock);
        c->next = cs->first;
        if (c->next)
                c->next->prev = c;
        else
                pthread_cond_broadcast(&cs->changed); /* the reaper sleeps while there is none */
        cs->first = c;
        pthread_mutex_unlock(&cs->lock);
        return c;
}

void connection_close(struct connection *c)
{
        struct connections *cs = c ? c->all : NULL;

        if (!c)
                return;
        pthread_mutex_lock(&cs->lock);
        if (c->prev)
                c->prev->next = c->next;
        else
                cs->first = c->next;
        if (c->next)
                c->next->prev = c->prev;
        if (cs->is_draining)
                pthread_cond_broadcast(&cs->changed);
        pthread_mutex_unlock(&cs->lock);
        free(c);
}

static void set_phase(struct connection *c, enum phase phase, int64_t deadline_ms)
{
        pthread_mutex_lock(&c->all->lock);
        if (c->phase != PHASE_ENDED) {
                c->phase = phase;
                c->deadline_ms = deadline_ms;
        }
        if (c->all->is_draining)
                pthread_cond_broadcast(&c->all->changed);
        pthread_mutex_unlock(&c->all->lock);
}

void connection_reading(struct connection *c)
{
        set_phase(c, PHASE_READING, clock_monotonic_ms() + c->all->request_ms);
}

void connection_answering(struct connection *c)
{
        set_phase(c, PHASE_ANSWERING, 0);
}

void connection_resting(struct connection *c)
{
        set_phase(c, PHASE_RESTING, clock_monotonic_ms() + WEB_IDLE_SECONDS * 1000);
}

const struct limit_address *connection_address(const struct connection *c)
{
        return &c->address;
}

/* Ends what rests; true while a request or reply is under way. */
static bool sweep(struct connections *cs)
{
        bool is_busy = false;

        for (struct connection *c = cs->first; c; c = c->next) {
                if (c->phase == PHASE_RESTING || c->phase == PHASE_FRESH)
                        end_connection(c);
                is_busy |= c->phase == PHASE_READING || c->phase == PHASE_ANSWERING;
        }
        return is_busy;
}

void connections_drain(struct connections *cs, int seconds)
{
        int64_t end = clock_monotonic_ms() + (int64_t)seconds * 1000;

        pthread_mutex_lock(&cs->lock);
        cs->is_draining = true;
        while (sweep(cs) && clock_monotonic_ms() < end)
                wait_until(cs, end);
        pthread_mutex_unlock(&cs->lock);
}

bool connections_draining(struct connections *cs)
{
        bool is_draining;

        pthread_mutex_lock(&cs->lock);
        is_draining = cs->is_draining;
        pthread_mutex_unlock(&cs->lock);
        return is_draining;
}
