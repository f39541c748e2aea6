/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "hub/follower.h"

#include "base/log.h"
#include "search/search.h"
#include "store/store.h"

#include <time.h>

enum { FOLLOW_MS = 500 };

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

                if (r < 0 && !failed && !f->is_quiet)
                        log_line(LOG_LEVEL_ERROR, "following the change log: %s", err.message);
                if (r == 0 && failed && !f->is_quiet)
                        log_line(LOG_LEVEL_INFO, "following the change log again");
                if (applied && !f->is_quiet)
                        log_line(LOG_LEVEL_INFO, "index: %lld changes applied", (long long)applied);
                failed = r < 0;
        } while (wait_round(f));
        return NULL;
}

int follower_start(struct follower *f, const char *dir, bool is_quiet, struct error *err)
{
        int r;

        *f = (struct follower){0};
        r = store_open(dir, STORE_WRITE, &f->store, err);

        if (r == STORE_NO_SUCH_HUB)
                return error_set(err, 1, "there is no hub in '%s': 'ssehub init %s' makes one", dir,
                                 dir);
        if (r != 0)
                return r;
        f->is_quiet = is_quiet;
        pthread_mutex_init(&f->lock, NULL);
        pthread_cond_init(&f->wake, NULL);
        r = pthread_create(&f->thread, NULL, follow, f);
        if (r == 0)
                return 0;
        store_close(f->store);
        return error_errno(err, r, "starting a thread");
}

void follower_stop(struct follower *f)
{
        pthread_mutex_lock(&f->lock);
        f->stopping = true;
        pthread_cond_signal(&f->wake);
        pthread_mutex_unlock(&f->lock);
        pthread_join(f->thread, NULL);
        store_close(f->store);
}
