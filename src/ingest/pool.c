/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Threads that start fenced children and wait for them: one child a thread at a time. */
#include "ingest/pool.h"

#include "base/path.h"
#include "ingest/group.h"
#include "ingest/item.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

enum { AHEAD_PER_JOB = 8, JOBS_MAX = 64 };

struct slot {
        struct read_batch batch;
        bool is_ready;
};

struct pool {
        const struct walk *walk;
        const struct pool_options *options;
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

/* What a thread has for itself. */
struct hand {
        struct extract_options options;
        struct extract_standby *standby;
        struct store *store; /* to ask what is known; or NULL */
};

void read_batch_done(struct read_batch *b)
{
        for (size_t i = 0; i < b->n_items; i++)
                item_free(b->items[i]);
        for (size_t i = 0; i < b->n_files; i++) {
                closep(&b->files[i].fd);
                extraction_free(b->files[i].x);
        }
        arena_done(&b->arena);
        *b = (struct read_batch){0};
}

bool read_file_is_taken(const struct read_file *f)
{
        return f->x && (f->x->state == EXTRACT_OK || f->x->state == EXTRACT_NO_TEXT_LAYER);
}

/* Not blocking, so that a pipe put in the file's place meanwhile cannot hold us. */
static void open_one(struct read_file *f)
{
        struct error err = {0};
        struct stat st;

        f->fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (f->fd < 0 || fstat(f->fd, &st) < 0)
                f->problem = strerror(errno);
        else if (!S_ISREG(st.st_mode))
                f->problem = "it is not a regular file";
        else if (hash_fd(f->fd, f->sha256, &f->size, &err) < 0)
                f->problem = "it cannot be read";
}

/* Is every file of the batch in the hub? Then nothing of it is read again. */
static int ask_known(struct hand *h, struct read_batch *b, struct error *err)
{
        int r = 0;

        if (!h->store)
                return 0;
        for (size_t i = 0; i < b->n_files && r == 0; i++) {
                struct read_file *f = &b->files[i];

                if (f->problem)
                        return 0;
                r = store_find_file(h->store, f->sha256, &b->arena, f->known_as, &f->known_state,
                                    err);
        }
        b->is_known = r == 0;
        return r < 0 ? r : 0;
}

static int extract_all(struct hand *h, struct read_batch *b, struct error *err)
{
        int r = 0;

        if (!h->standby)
                r = extract_standby_open(&h->options, &h->standby, err);
        h->options.standby = h->standby;
        for (size_t i = 0; i < b->n_files && r == 0; i++) {
                struct read_file *f = &b->files[i];

                if (!f->problem)
                        r = extract_fd(f->fd, path_base(f->path), &h->options, &f->x, err);
        }
        return r < 0 ? r : group_files(b, err);
}

static int read_all(struct hand *h, const struct batch *batch, struct read_batch *ret,
                    struct error *err)
{
        int r;

        ret->batch = batch;
        if (batch->kind != BATCH_FILES && batch->kind != BATCH_FOLDER)
                return 0;
        ret->files = arena_alloc(&ret->arena, batch->n_paths * sizeof(*ret->files));
        if (!ret->files)
                return error_no_memory(err);
        for (size_t i = 0; i < batch->n_paths; i++) {
                struct read_file *f = &ret->files[ret->n_files++];

                f->path = batch->paths[i];
                open_one(f);
        }
        r = ask_known(h, ret, err);
        return r < 0 || ret->is_known ? r : extract_all(h, ret, err);
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
        struct hand h = {.options = *p->options->extract};
        size_t i;

        while (take_next(p, &i)) {
                struct read_batch batch = {0};

                if (p->options->hub && !h.store)
                        batch.r = store_open(p->options->hub, STORE_READ, &h.store, &batch.error);
                if (batch.r > 0) /* its folder went away under us */
                        batch.r = -ENOENT;
                if (batch.r == 0)
                        batch.r = read_all(&h, &p->walk->batches[i], &batch, &batch.error);
                batch.batch = &p->walk->batches[i];
                pthread_mutex_lock(&p->lock);
                p->slots[i % p->n_slots] = (struct slot){batch, true};
                pthread_cond_broadcast(&p->changed);
                pthread_mutex_unlock(&p->lock);
        }
        extract_standby_close(h.standby);
        store_close(h.store);
        return NULL;
}

static size_t jobs_of(int jobs)
{
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        long n = jobs > 0 ? jobs : cores;

        return n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (size_t)n;
}

int pool_start(const struct walk *walk, const struct pool_options *options, struct pool **ret,
               struct error *err)
{
        struct pool *p = calloc(1, sizeof(*p));
        size_t n = jobs_of(options->jobs);

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

bool pool_is_ready(struct pool *p)
{
        bool is_ready;

        if (p->given == p->walk->n_batches)
                return true;
        pthread_mutex_lock(&p->lock);
        is_ready = p->slots[p->given % p->n_slots].is_ready;
        pthread_mutex_unlock(&p->lock);
        return is_ready;
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
