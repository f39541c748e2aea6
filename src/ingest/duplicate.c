/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether the hub has a work already, or one that is nearly the same. */
#include "ingest/item.h"

#include "base/str.h"
#include "ingest/sketch.h"

#include <string.h>

/* Identifiers that name one work all over the world; a "local" one does not. */
static const char *const global_identifiers[] = {"doi", "handle", "pmid", "pmcid"};

/* --- what is the same -------------------------------------------------------------------------------- */

/* One thing to know a work by: where it is looked up, and its name among those of a dry run. */
struct trait {
        const char *kind; /* "bytes", "title", or the type of an identifier */
        const char *value;
};

static int look_up(struct intake *in, const struct trait *t, char pid[ID_SIZE], struct error *err)
{
        if (!strcmp(t->kind, "bytes"))
                return store_find_by_bytes(in->store, t->value, pid, err);
        if (!strcmp(t->kind, "title"))
                return store_find_by_match_key(in->store, t->value, pid, err);
        return store_find_by_identifier(in->store, t->kind, t->value, pid, err);
}

/* Calls back for each trait until one answers something else than STORE_NONE. */
static int each_trait(const struct item *it,
                      int (*look)(void *user, const struct trait *t, struct error *err), void *user,
                      struct error *err)
{
        int r = STORE_NONE;

        for (size_t i = 0; r == STORE_NONE && it->compares_bytes && i < it->n_parts; i++) {
                const struct trait t = {"bytes", it->parts[i].file.sha256};

                if (it->parts[i].file.is_paper)
                        r = look(user, &t, err);
        }
        for (size_t i = 0; r == STORE_NONE && i < ARRAY_LEN(global_identifiers); i++) {
                const struct trait t = {global_identifiers[i],
                                        record_identifier(it->record, global_identifiers[i])};

                if (t.value)
                        r = look(user, &t, err);
        }
        if (r == STORE_NONE && it->key) {
                const struct trait t = {"title", it->key};

                r = look(user, &t, err);
        }
        return r;
}

struct lookup {
        struct intake *in;
        struct item *it;
};

static int find_one(void *user, const struct trait *t, struct error *err)
{
        const struct lookup *l = user;
        CLEANUP(str_done) struct str name = STR_INIT;
        char pid[ID_SIZE];
        int r = look_up(l->in, t, pid, err);

        if (r == 0)
                memcpy(l->it->duplicate_of, pid, ID_SIZE);
        if (r != STORE_NONE || !l->in->seen)
                return r;
        str_addf(&name, "%s %s", t->kind, t->value);
        l->it->duplicate_path = json_string_value(json_object_get(l->in->seen, str_text(&name)));
        return l->it->duplicate_path ? 0 : STORE_NONE;
}

int item_find_duplicate(struct intake *in, struct item *it, struct error *err)
{
        struct lookup l = {in, it};

        return in->version_of ? STORE_NONE : each_trait(it, find_one, &l, err);
}

static int remember_one(void *user, const struct trait *t, struct error *err)
{
        const struct lookup *l = user;
        CLEANUP(str_done) struct str name = STR_INIT;
        const char *path = l->it->n_files ? l->it->files[0]->path : l->it->path;

        str_addf(&name, "%s %s", t->kind, t->value);
        if (name.failed || json_object_set_new(l->in->seen, name.data, json_string(path)) < 0)
                return error_no_memory(err);
        return STORE_NONE;
}

int item_remember(struct intake *in, const struct item *it, struct error *err)
{
        struct item copy = {.files = it->files, .n_files = it->n_files, .path = it->path};
        struct lookup l = {in, &copy};
        int r;

        if (!in->seen)
                in->seen = json_object();
        if (!in->seen)
                return error_no_memory(err);
        r = each_trait(it, remember_one, &l, err);
        return r < 0 ? r : 0;
}

/* --- what is nearly the same --------------------------------------------------------------------------- */

static int compare(void *user, const struct store_likeness *one)
{
        struct item *it = user;
        double text = it->sketch.has_text && one->has_text
                              ? sketch_text_likeness(it->sketch.minhash, one->minhash)
                              : 0;
        double title = sketch_title_likeness(it->sketch.title, one->title);
        double likeness = text >= SKETCH_TEXT_LIKE ? text : title >= SKETCH_TITLE_LIKE ? title : 0;

        if (likeness > it->likeness) {
                it->likeness = likeness;
                memcpy(it->resembles, one->pid, ID_SIZE);
        }
        return 0;
}

/* A band of the text's sketch may meet a title that is alike by another author: that counts for nothing. */
static int compare_text(void *user, const struct store_likeness *one)
{
        struct store_likeness copy = *one;

        copy.title = "";
        return compare(user, &copy);
}

int item_find_likeness(struct intake *in, struct item *it, struct error *err)
{
        struct store_sketch title = it->sketch, text = it->sketch;
        int r;

        title.has_text = false;
        text.author_year = NULL;
        r = store_sketch_each(in->store, &title, in->version_of, compare, it, err);
        if (r == 0)
                r = store_sketch_each(in->store, &text, in->version_of, compare_text, it, err);
        return r;
}
