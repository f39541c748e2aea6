/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A thread that keeps index.db up to the change log every half second, as long as something writes or is served. */
#ifndef SSEHUB_HUB_FOLLOWER_H
#define SSEHUB_HUB_FOLLOWER_H

#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>

struct follower {
        pthread_t thread;
        pthread_mutex_t lock;
        pthread_cond_t wake;
        bool stopping;
        bool is_quiet; /* logs nothing: whoever started it follows once more at the end, and tells */
        struct store *store;
};

/* 1: no hub in dir. f must stay where it is until follower_stop(). */
int follower_start(struct follower *f, const char *dir, bool is_quiet, struct error *err);
void follower_stop(struct follower *f);

#endif
