/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ingest/group.h"

#include "base/str.h"

/* The files of one base name, of those that are left (NULL: taken already). */
static size_t take_stem(struct read_file **left, size_t n, struct read_file **ret)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *stem = NULL;
        size_t n_ret = 0;

        for (size_t i = 0; i < n; i++) {
                const char *its;

                if (!left[i])
                        continue;
                its = walk_stem(&a, left[i]->path);
                if (!stem)
                        stem = its;
                if (str_equal(its, stem))
                        ret[n_ret++] = STEAL(left[i]);
        }
        return n_ret;
}

static bool is_metadata(const struct read_file *f)
{
        return f->x && f->x->state == EXTRACT_OK && f->x->is_metadata;
}

static bool has_many_records(const struct read_file *f)
{
        return f->x && f->x->records;
}

/* A folder is one work when just one of its files is a record, and the rest are not. */
static bool is_one_work(const struct read_batch *b)
{
        size_t records = 0;

        for (size_t i = 0; i < b->n_files; i++)
                records += is_metadata(&b->files[i]) && !has_many_records(&b->files[i]);
        return b->batch->kind == BATCH_FILES || records == 1;
}

static int add_item(struct read_batch *b, struct read_file *const *files, size_t n,
                    struct error *err)
{
        struct item **slot = arena_push(&b->arena, &b->items, &b->n_items, sizeof(*slot));
        int r;

        if (!slot)
                return error_no_memory(err);
        r = item_of_files(files, n, slot, err);
        if (r < 0)
                b->n_items--;
        return r;
}

int group_files(struct read_batch *b, struct error *err)
{
        struct read_file **left = arena_alloc(&b->arena, (b->n_files + 1) * sizeof(*left));
        struct read_file **work = arena_alloc(&b->arena, (b->n_files + 1) * sizeof(*work));
        size_t n = 0;
        int r = 0;

        if (!left || !work)
                return error_no_memory(err);
        for (size_t i = 0; i < b->n_files; i++)
                if (!has_many_records(&b->files[i]))
                        left[n++] = &b->files[i];
        if (n && is_one_work(b))
                return add_item(b, left, n, err);
        while (r == 0) {
                size_t n_work = take_stem(left, n, work);

                if (n_work == 0)
                        break;
                r = add_item(b, work, n_work, err);
        }
        return r;
}
