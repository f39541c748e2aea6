/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/api.h"

#include "meta/meta.h"
#include "text/json.h"
#include "web/error-text.h"
#include "web/filters.h"
#include "web/page.h"

#include <string.h>

static int write_body(struct reply *reply, const json_t *j, struct error *err)
{
        int r;

        if (!j)
                return error_no_memory(err);
        r = json_write(j, &reply->body, err);
        if (r < 0)
                return r;
        str_add_char(&reply->body, '\n');
        reply->media_type = "application/json";
        return 0;
}

int api_error(struct reply *reply, int status, const char *message, struct error *err)
{
        const struct error_text *text = error_text_find(status);
        CLEANUP(json_freep) json_t *j = NULL;

        j = json_pack("{s:{s:i, s:s}}", "error", "status", status, "message",
                      message ? message : text->title);
        return write_body(reply, j, err);
}

/* Programs are told what was wrong with a filter; they must not take a wider answer for theirs. */
static int refuse(struct request *q, struct reply *reply, const struct filters *f)
{
        CLEANUP(str_done) struct str why = STR_INIT;

        for (size_t i = 0; i < f->n_notices; i++) {
                str_add(&why, i ? " " : "");
                str_add(&why, f->notices[i]);
        }
        reply_error(q, reply, 400, str_text(&why));
        return 0;
}

int api_search(struct request *q, struct reply *reply, struct error *err)
{
        CLEANUP(search_results_freep) struct search_results *results = NULL;
        CLEANUP(json_freep) json_t *j = NULL;
        struct filters f;
        int r;

        filters_read(&q->target, &q->arena, &f);
        if (f.n_notices)
                return refuse(q, reply, &f);
        r = search_run(q->search, &f.query, &results, err);
        if (r < 0)
                return r;
        j = search_results_json(results);
        return write_body(reply, j, err);
}

static json_t *files_json(struct request *q, const struct public_doc *doc)
{
        json_t *list = json_array();

        for (size_t i = 0; i < doc->n_files; i++) {
                const struct public_file *f = &doc->files[i];
                json_t *file =
                        json_pack("{s:s, s:s, s:s, s:I, s:I, s:s}", "name", f->name, "media_type",
                                  f->media_type, "state", f->state, "size", (json_int_t)f->size,
                                  "pages", (json_int_t)f->n_pages, "sha256", f->sha256);

                json_put_text(file, "url", page_url(q, page_file_address(q, doc->pid, f->name)));
                json_array_append_new(list, file);
        }
        return list;
}

static json_t *links_json(const struct public_link *links, size_t n)
{
        json_t *list = json_array();

        for (size_t i = 0; i < n; i++) {
                json_t *link = json_pack("{s:s, s:s}", "id", links[i].pid, "title",
                                         links[i].title ? links[i].title : "");

                json_put_text(link, "slug", links[i].slug);
                json_array_append_new(list, link);
        }
        return list;
}

/* The record as it is stored, with what the hub knows around it. */
static json_t *doc_json(struct request *q, const struct public_doc *doc)
{
        json_t *j =
                doc->is_entry ? meta_write_entry_json(doc->entry) : meta_write_json(doc->record);

        if (!j)
                return NULL;
        json_put_text(j, "id", doc->pid);
        json_put_text(j, "kind", doc->is_entry ? "entry" : "paper");
        json_put_text(j, "state", "published");
        json_object_set_new(j, "version", json_integer(doc->version));
        json_put_text(j, "published", doc->published);
        json_put_text(j, "changed", doc->changed);
        json_put_text(j, "url", page_url(q, page_address(q, doc->pid, doc->slug)));
        json_object_set_new(j, "files", files_json(q, doc));
        json_object_set_new(j, "cited_by", links_json(doc->cited_by, doc->n_cited_by));
        return j;
}

static int gone(struct request *q, struct reply *reply, struct error *err)
{
        CLEANUP(json_freep) json_t *j = NULL;
        struct public_tombstone t = {0};
        json_t *e;
        int r;

        r = search_tombstone(q->search, q->variables[0], &q->arena, &t, err);
        if (r)
                return r < 0 ? r : 404;
        reply->status = 410;
        reply->cache = CACHE_NEVER;
        j = json_pack("{s:{s:i, s:s}}", "error", "status", 410, "message", t.reason);
        e = json_object_get(j, "error");
        json_put_text(e, "withdrawn", t.at);
        json_put_text(e, "replaced_by", t.replaced_by);
        return write_body(reply, j, err);
}

int api_work(struct request *q, struct reply *reply, struct error *err)
{
        CLEANUP(public_doc_freep) struct public_doc *doc = NULL;
        CLEANUP(json_freep) json_t *j = NULL;
        int r;

        r = search_doc(q->search, q->variables[0], &doc, err);
        if (r == SEARCH_GONE)
                return gone(q, reply, err);
        if (r)
                return r < 0 ? r : 404;
        j = doc_json(q, doc);
        return write_body(reply, j, err);
}
