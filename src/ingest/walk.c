/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Walks what was named on the command line and puts files that may belong together into one batch. */
#include "ingest/walk.h"

#include "base/path.h"
#include "base/str.h"
#include "ingest/ingest.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Words before the extension that name the format and not the work: "p17.jats.xml". */
static const char *const format_words[] = {"jats", "crossref", "dc",   "oai_dc",   "ssehub",
                                           "meta", "metadata", "mods", "datacite", "tei"};

/* Names of metadata files that speak for their whole folder, however many papers are in it. */
static const char *const folder_records[] = {"metadata.xml", "record.xml", "dublin_core.xml",
                                             "dc.xml",       "oai_dc.xml", "ssehub.xml"};

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (!strcasecmp(name, names[i]))
                        return true;
        }
        return false;
}

static void cut_extension(char *name)
{
        char *dot = strrchr(name, '.');

        if (dot && dot != name)
                *dot = '\0';
}

char *walk_stem(struct arena *a, const char *path)
{
        char *stem = arena_copy(a, path_base(path));

        if (!stem)
                return NULL;
        cut_extension(stem);
        if (is_one_of(path_extension(stem), format_words, ARRAY_LEN(format_words)))
                cut_extension(stem);
        return stem;
}

static bool is_records_file(const char *path)
{
        const char *extension = path_extension(path);

        return !strcasecmp(extension, "jsonl") || !strcasecmp(extension, "ndjson");
}

static void add_refused(struct walk *w, const char *path, const char *reason)
{
        struct batch *b = arena_push(&w->arena, &w->batches, &w->n_batches, sizeof(*b));
        const char **p;

        if (!b)
                return;
        b->kind = BATCH_REFUSED;
        b->reason = arena_copy(&w->arena, reason);
        p = arena_push(&w->arena, &b->paths, &b->n_paths, sizeof(*p));
        if (p)
                *p = arena_copy(&w->arena, path);
        w->n_files++;
}

/* Starts a batch unless the file continues the last one. */
static void add_file(struct walk *w, struct batch *into, const char *path)
{
        const char **p;

        if (!into)
                into = arena_push(&w->arena, &w->batches, &w->n_batches, sizeof(*into));
        if (!into)
                return;
        into->kind = is_records_file(path) ? BATCH_RECORDS : BATCH_FILES;
        p = arena_push(&w->arena, &into->paths, &into->n_paths, sizeof(*p));
        if (p)
                *p = arena_copy(&w->arena, path);
        w->n_files++;
}

struct name {
        const char *name, *stem;
};

struct names {
        struct name *items;
        size_t n;
};

/* By stem first, so that the files of one work are neighbours. */
static int by_stem(const void *a, const void *b)
{
        const struct name *x = a;
        const struct name *y = b;
        int order = strcmp(x->stem, y->stem);

        return order ? order : strcmp(x->name, y->name);
}

static int read_folder(const char *dir, struct arena *a, struct names *ret)
{
        DIR *d = opendir(dir);
        struct dirent *e;

        if (!d)
                return errno;
        while ((e = readdir(d))) {
                struct name *name;

                if (e->d_name[0] == '.')
                        continue;
                name = arena_push(a, &ret->items, &ret->n, sizeof(*name));
                if (!name)
                        break;
                name->name = arena_copy(a, e->d_name);
                name->stem = walk_stem(a, e->d_name);
        }
        closedir(d);
        if (a->failed)
                return ENOMEM;
        if (ret->n)
                qsort(ret->items, ret->n, sizeof(*ret->items), by_stem);
        return 0;
}

/* The last batch (not before `first`) where the file is of the same folder and base name, else NULL. */
static struct batch *batch_to_continue(struct walk *w, size_t first, const char *path)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct batch *last = w->n_batches > first ? &w->batches[w->n_batches - 1] : NULL;
        size_t dir_len = (size_t)(path_base(path) - path);

        if (!last || last->kind != BATCH_FILES || is_records_file(path) ||
            (size_t)(path_base(last->paths[0]) - last->paths[0]) != dir_len ||
            strncmp(last->paths[0], path, dir_len) != 0)
                return NULL;
        return str_equal(walk_stem(&a, last->paths[0]), walk_stem(&a, path)) ? last : NULL;
}

static bool is_lone_xml(const struct batch *b)
{
        return b->kind == BATCH_FILES && b->n_paths == 1 &&
               !strcasecmp(path_extension(b->paths[0]), "xml");
}

/*
 * A folder with one XML file and one paper of another base name, or with a metadata file of a name that
 * speaks for its folder, becomes one batch; what is in the files decides later whether they are one work.
 */
static void join_folder(struct walk *w, size_t first)
{
        size_t n = w->n_batches - first;
        size_t record = w->n_batches;
        struct batch joined = {.kind = BATCH_FOLDER};

        for (size_t i = first; i < w->n_batches; i++) {
                if (w->batches[i].kind != BATCH_FILES)
                        return;
                if (!is_lone_xml(&w->batches[i]))
                        continue;
                if (record < w->n_batches)
                        return; /* two: neither speaks for the folder */
                record = i;
        }
        if (record == w->n_batches || n < 2)
                return;
        if (n > 2 && !is_one_of(path_base(w->batches[record].paths[0]), folder_records,
                                ARRAY_LEN(folder_records)))
                return;
        for (size_t i = first; i < w->n_batches; i++) {
                for (size_t k = 0; k < w->batches[i].n_paths; k++) {
                        const char **p =
                                arena_push(&w->arena, &joined.paths, &joined.n_paths, sizeof(*p));

                        if (p)
                                *p = w->batches[i].paths[k];
                }
        }
        w->n_batches = first;
        *(struct batch *)arena_push(&w->arena, &w->batches, &w->n_batches, sizeof(joined)) = joined;
}

/* A list that may name papers of its folder comes before them, so that they go in with what it says. */
static bool is_list(const struct batch *b)
{
        const char *extension = path_extension(b->paths[0]);

        return b->kind == BATCH_FILES && b->n_paths == 1 &&
               (!strcasecmp(extension, "csv") || !strcasecmp(extension, "tsv"));
}

static void put_lists_first(struct walk *w, size_t first)
{
        size_t next = first;

        for (size_t i = first; i < w->n_batches; i++) {
                struct batch list = w->batches[i];

                if (!is_list(&list))
                        continue;
                memmove(&w->batches[next + 1], &w->batches[next], (i - next) * sizeof(list));
                w->batches[next++] = list;
        }
}

static int walk_folder(struct walk *w, const char *dir, int depth, struct error *err);

static int walk_inside(struct walk *w, const char *path, mode_t mode, size_t first, int depth,
                       struct error *err)
{
        if (S_ISDIR(mode))
                return walk_folder(w, path, depth + 1, err);
        if (S_ISLNK(mode))
                add_refused(w, path,
                            "it is a symbolic link, which is not followed: name its target");
        else if (!S_ISREG(mode))
                add_refused(w, path, "it is not a regular file");
        else
                add_file(w, batch_to_continue(w, first, path), path);
        return 0;
}

/* One round over the names: the folders among them, or everything else. */
static int walk_names(struct walk *w, const char *dir, const struct names *names, bool folders,
                      size_t first, int depth, struct error *err)
{
        for (size_t i = 0; i < names->n; i++) {
                CLEANUP(freep) char *path = path_join(dir, names->items[i].name);
                struct stat st;
                int r = 0;

                if (!path)
                        return error_no_memory(err);
                if (lstat(path, &st) < 0) {
                        if (!folders)
                                add_refused(w, path, strerror(errno));
                        continue;
                }
                if (S_ISDIR(st.st_mode) == folders)
                        r = walk_inside(w, path, st.st_mode, first, depth, err);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* Files first and then folders, so that the files of one folder stand together. */
static int walk_folder(struct walk *w, const char *dir, int depth, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct names names = {0};
        size_t first = w->n_batches;
        int problem, r;

        if (depth > INGEST_DEPTH_MAX) {
                add_refused(w, dir, "folders are nested too deeply");
                return 0;
        }
        problem = read_folder(dir, &a, &names);
        if (problem) {
                add_refused(w, dir, strerror(problem));
                return 0;
        }
        r = walk_names(w, dir, &names, false, first, depth, err);
        if (r < 0)
                return r;
        join_folder(w, first);
        put_lists_first(w, first);
        r = walk_names(w, dir, &names, true, first, depth, err);
        if (r < 0)
                return r;
        return w->arena.failed ? error_no_memory(err) : 0;
}

static int walk_named(struct walk *w, const char *named, struct error *err)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        struct stat st;

        str_add(&path, named);
        while (path.len > 1 && path.data[path.len - 1] == '/')
                path.data[--path.len] = '\0';
        if (path.failed)
                return error_no_memory(err);
        if (stat(str_text(&path), &st) < 0)
                add_refused(w, str_text(&path), strerror(errno));
        else if (S_ISDIR(st.st_mode))
                return walk_folder(w, str_text(&path), 0, err);
        else if (S_ISREG(st.st_mode))
                add_file(w, batch_to_continue(w, 0, str_text(&path)), str_text(&path));
        else
                add_refused(w, str_text(&path), "it is not a regular file");
        return 0;
}

int walk_paths(const char *const *paths, size_t n, struct walk *ret, struct error *err)
{
        struct walk w = {0};
        int r = 0;

        for (size_t i = 0; i < n && r == 0; i++)
                r = walk_named(&w, paths[i], err);
        if (r == 0 && w.arena.failed)
                r = error_no_memory(err);
        if (r < 0) {
                walk_done(&w);
                return r;
        }
        *ret = w;
        return 0;
}

void walk_done(struct walk *w)
{
        arena_done(&w->arena);
}
