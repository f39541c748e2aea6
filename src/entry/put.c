/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a Markdown file to a revision that waits for its review. */
#include "entry/entry.h"

#include "base/path.h"
#include "meta/meta.h"
#include "review/review.h"
#include "text/json.h"
#include "text/markdown.h"

#include <errno.h>
#include <string.h>

/* "cooperative-banks" of "entries/cooperative-banks.md". */
static char *slug_of(const char *path, struct arena *a)
{
        char *slug = arena_copy(a, path_base(path));
        char *dot = slug ? strrchr(slug, '.') : NULL;

        if (dot)
                *dot = '\0';
        return slug;
}

/* --- works that an entry speaks of ---------------------------------------------------------------------- */

/* "local:x" and "doi:x" are an identifier's type and value; anything else is a work's own identifier. */
static int find_work(struct store *s, const char *name, char ret_pid[ID_SIZE], struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *colon = strchr(name, ':');
        struct store_version v;
        const char *type, *value;
        int r;

        if (!colon) {
                r = store_version_find(s, name, &a, &v, err);
                if (r == 0)
                        memcpy(ret_pid, v.pid, ID_SIZE);
                return r;
        }
        type = arena_copy_bytes(&a, name, (size_t)(colon - name));
        value = str_equal(type, "doi") ? doi_normalise(name, &a) : colon + 1;
        if (a.failed)
                return error_no_memory(err);
        return value ? store_find_by_identifier(s, type, value, ret_pid, err) : STORE_NONE;
}

/* The names become identifiers, which never change their meaning. */
static int resolve_works(struct store *s, struct entry *e, struct error *err)
{
        for (size_t i = 0; i < e->works.n; i++) {
                char pid[ID_SIZE];
                int r = find_work(s, e->works.items[i], pid, err);

                if (r < 0)
                        return r;
                if (r > 0) {
                        error_set(err, ENTRY_REFUSED,
                                  "it cites the work '%s', which the hub does not have",
                                  e->works.items[i]);
                        return ENTRY_REFUSED;
                }
                e->works.items[i] = arena_copy(&e->arena, pid);
        }
        return e->arena.failed ? error_no_memory(err) : 0;
}

/* Position of the next "(work:" from `from` on, or NULL. */
static const char *next_work_link(const char *from)
{
        return strstr(from, "(work:");
}

/* Links in the body speak of works in the same ways; a name that is not there stays as it was written. */
static int resolve_links(struct store *s, struct entry *e, struct error *err)
{
        CLEANUP(str_done) struct str body = STR_INIT;
        const char *at = e->body;
        const char *link;

        while ((link = next_work_link(at))) {
                const char *name = link + strlen("(work:");
                size_t n = strcspn(name, ") \t\n\"");
                char *copy = arena_copy_bytes(&e->arena, name, n);
                char pid[ID_SIZE];
                int r = copy ? find_work(s, copy, pid, err) : error_no_memory(err);

                if (r < 0)
                        return r;
                str_add_bytes(&body, at, (size_t)(name - at));
                str_add(&body, r == 0 ? pid : copy);
                at = name + n;
        }
        str_add(&body, at);
        e->body = arena_copy_bytes(&e->arena, str_text(&body), body.len);
        return e->body && !body.failed ? 0 : error_no_memory(err);
}

/* --- storing -------------------------------------------------------------------------------------------- */

static int is_unchanged(const struct store_version *newest, const json_t *record, bool *ret,
                        struct error *err)
{
        CLEANUP(json_freep) json_t *stored = NULL;
        int r = json_read(newest->record_json, strlen(newest->record_json), &stored, err);

        *ret = r == 0 && json_equal(stored, record);
        return r < 0 ? r : 0;
}

/* Within a transaction. */
static int write_entry(struct store *s, const struct entry *e, int64_t actor,
                       struct store_version *ret, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(json_freep) json_t *record = meta_write_entry_json(e);
        struct store_version newest;
        bool unchanged = false;
        int r = record ? store_version_find(s, e->slug, &a, &newest, err) : error_no_memory(err);

        if (r < 0)
                return r;
        if (r == STORE_NO_SUCH_WORK) {
                r = store_work_add(s, e->slug, actor, record, NULL, ret, err);
        } else {
                r = is_unchanged(&newest, record, &unchanged, err);
                if (r == 0 && unchanged)
                        return ENTRY_UNCHANGED;
                if (r == 0)
                        r = desk_resubmit_in_transaction(s, newest.work, actor, record, NULL, ret,
                                                         err);
                if (r == REVIEW_REFUSED)
                        return ENTRY_REFUSED;
        }
        return r;
}

static int store_entry(struct store *s, const struct entry *e, int64_t actor,
                       struct store_version *ret, struct error *err)
{
        CLEANUP(store_rollbackp) struct store *open = NULL;
        int r = store_begin(s, err);

        if (r < 0)
                return r;
        open = s;
        r = write_entry(s, e, actor, ret, err);
        return r == 0 ? store_commit(s, err) : r;
}

/* --- reading -------------------------------------------------------------------------------------------- */

static int refuse(struct error *err, const char *why)
{
        error_set(err, ENTRY_REFUSED, "%s", why);
        return ENTRY_REFUSED;
}

static char *resolve_nothing(void *user, const char *kind, const char *name)
{
        (void)user;
        (void)kind;
        (void)name;
        return NULL;
}

/* What cannot become a page (text/markdown.h has the limits) is refused now, not when readers come. */
static int try_html(const struct entry *e, struct error *err)
{
        CLEANUP(str_done) struct str html = STR_INIT;
        int r = entry_html(e, resolve_nothing, NULL, &html, err);

        return r == -E2BIG ? ENTRY_REFUSED : r;
}

static int read_entry(const char *path, struct entry *e, struct error *err)
{
        CLEANUP(freep) char *bytes = NULL;
        const char *reason;
        size_t len;
        int r = path_read(path, MARKDOWN_SIZE_MAX, &bytes, &len, err);

        if (r < 0)
                return r;
        if (r == PATH_TOO_LARGE)
                return refuse(err, "it is longer than 4 MiB");
        /* Texts end at a NUL: what follows would be lost without a word. */
        if (memchr(bytes, '\0', len))
                return refuse(err, "it is not text in UTF-8: there are NUL bytes in it");
        r = meta_read_entry(bytes, len, slug_of(path, &e->arena), e, err);
        if (r > 0)
                return ENTRY_REFUSED;
        if (r == 0)
                r = entry_validate(e, &reason);
        if (r == ENTRY_INVALID)
                return refuse(err, reason);
        return r < 0 ? r : try_html(e, err);
}

int entry_put(struct store *s, const char *path, int64_t actor, struct store_version *ret,
              struct error *err)
{
        CLEANUP(entry_freep) struct entry *e = entry_new();
        int r = e ? read_entry(path, e, err) : error_no_memory(err);

        if (r == 0)
                r = resolve_works(s, e, err);
        if (r == 0)
                r = resolve_links(s, e, err);
        if (r == 0)
                r = store_entry(s, e, actor, ret, err);
        return r < 0 || r == ENTRY_REFUSED ? error_while(err, r, "putting the entry '%s'", path)
                                           : r;
}
