/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Threads that start fenced children and wait for them: one child a thread at a time. */
#include "ingest/pool.h"

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

enum { AHEAD_PER_JOB = 2, JOBS_MAX = 64 };

struct slot {
        struct read_batch batch;
        bool is_ready;
};

struct pool {
        const struct walk *walk;
        const struct extract_options *options;
        pthread_mutex_t lock;
        pthread_cond_t changed;
        pthread_t threads[JOBS_MAX];
        size_t n_threads;
        struct slot *slots; /* batch i waits in slot i % n_slots */
        size_t n_slots;
        size_t taken; /* batches that a thread has begun with */
        size_t given; /* batches that pool_next has handed out */
        bool stopping;
};

void read_batch_done(struct read_batch *b)
{
        for (size_t i = 0; i < b->n_files; i++) {
                closep(&b->files[i].fd);
                extraction_free(b->files[i].x);
        }
        free(b->files);
        *b = (struct read_batch){0};
}

static int read_one(struct read_file *f, const struct extract_options *options, struct error *err)
{
        struct stat st;

        /* Not blocking, so that a pipe put in the file's place meanwhile cannot hold us. */
        f->fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (f->fd < 0 || fstat(f->fd, &st) < 0) {
                f->problem = strerror(errno);
                return 0;
        }
        if (!S_ISREG(st.st_mode)) {
                f->problem = "it is not a regular file";
                return 0;
        }
        return extract_fd(f->fd, path_base(f->path), options, &f->x, err);
}

/* options: of the thread, with its own worker. */
static void read_all(const struct extract_options *options, const struct batch *batch,
                     struct read_batch *ret)
{
        ret->batch = batch;
        if (batch->kind != BATCH_FILES && batch->kind != BATCH_FOLDER)
                return;
        ret->files = calloc(batch->n_paths, sizeof(*ret->files));
        if (!ret->files) {
                ret->r = error_no_memory(&ret->error);
                return;
        }
        for (size_t i = 0; i < batch->n_paths; i++) {
                struct read_file *f = &ret->files[ret->n_files++];

                f->path = batch->paths[i];
                f->fd = -1;
                ret->r = read_one(f, options, &ret->error);
                if (ret->r < 0)
                        return;
        }
}

/* Takes the number of the next batch to read; false: there is none, or the pool stops. */
static bool take_next(struct pool *p, size_t *ret)
{
        bool is_there;

        pthread_mutex_lock(&p->lock);
        while (!p->stopping && p->taken < p->walk->n_batches && p->taken >= p->given + p->n_slots)
                pthread_cond_wait(&p->changed, &p->lock);
        is_there = !p->stopping && p->taken < p->walk->n_batches;
        if (is_there)
                *ret = p->taken++;
        pthread_mutex_unlock(&p->lock);
        return is_there;
}

static void *run(void *user)
{
        struct pool *p = user;
        CLEANUP(extract_standby_closep) struct extract_standby *standby = NULL;
        struct extract_options options = *p->options;
        size_t i;

        while (take_next(p, &i)) {
                struct read_batch batch = {0};

                if (!standby)
                        batch.r = extract_standby_open(&options, &standby, &batch.error);
                options.standby = standby;
                if (batch.r == 0)
                        read_all(&options, &p->walk->batches[i], &batch);
                batch.batch = &p->walk->batches[i];
                pthread_mutex_lock(&p->lock);
                p->slots[i % p->n_slots] = (struct slot){batch, true};
                pthread_cond_broadcast(&p->changed);
                pthread_mutex_unlock(&p->lock);
        }
        return NULL;
}

static size_t jobs_of(int jobs)
{
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        long n = jobs > 0 ? jobs : cores;

        return n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (size_t)n;
}

int pool_start(const struct walk *walk, int jobs, const struct extract_options *options,
               struct pool **ret, struct error *err)
{
        struct pool *p = calloc(1, sizeof(*p));
        size_t n = jobs_of(jobs);

        if (!p)
                return error_no_memory(err);
        p->walk = walk;
        p->options = options;
        p->n_slots = n * AHEAD_PER_JOB;
        p->slots = calloc(p->n_slots, sizeof(*p->slots));
        pthread_mutex_init(&p->lock, NULL);
        pthread_cond_init(&p->changed, NULL);
        if (!p->slots) {
                pool_stop(p);
                return error_no_memory(err);
        }
        for (; p->n_threads < n; p->n_threads++) {
                int problem = pthread_create(&p->threads[p->n_threads], NULL, run, p);

                if (problem && p->n_threads == 0) {
                        pool_stop(p);
                        return error_errno(err, problem, "starting a thread");
                }
                if (problem)
                        break; /* fewer will do */
        }
        *ret = p;
        return 0;
}

bool pool_next(struct pool *p, struct read_batch *ret)
{
        struct slot *slot = &p->slots[p->given % p->n_slots];

        if (p->given == p->walk->n_batches)
                return false;
        pthread_mutex_lock(&p->lock);
        while (!slot->is_ready)
                pthread_cond_wait(&p->changed, &p->lock);
        *ret = slot->batch;
        *slot = (struct slot){0};
        p->given++;
        pthread_cond_broadcast(&p->changed);
        pthread_mutex_unlock(&p->lock);
        return true;
}

void pool_stop(struct pool *p)
{
        if (!p)
                return;
        pthread_mutex_lock(&p->lock);
        p->stopping = true;
        pthread_cond_broadcast(&p->changed);
        pthread_mutex_unlock(&p->lock);
        for (size_t i = 0; i < p->n_threads; i++)
                pthread_join(p->threads[i], NULL);
        for (size_t i = 0; p->slots && i < p->n_slots; i++)
                read_batch_done(&p->slots[i].batch);
        free(p->slots);
        pthread_mutex_destroy(&p->lock);
        pthread_cond_destroy(&p->changed);
        free(p);
}

void pool_stopp(struct pool **p)
{
        pool_stop(*p);
        *p = NULL;
}
