/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Search results as the JSON that search.h documents. */
#include "search/private.h"

#include "base/str.h"
#include "base/utf8.h"
#include "text/json.h"

/* Bytes of the snippet -> code points. */
static json_t *marks_json(const struct search_hit *h)
{
        json_t *marks = json_array();

        for (size_t i = 0; i < h->n_spans; i++) {
                size_t start = utf8_count(h->snippet, h->spans[i].start);
                size_t end = utf8_count(h->snippet, h->spans[i].end);

                json_array_append_new(marks, json_pack("[II]", (json_int_t)start, (json_int_t)end));
        }
        return marks;
}

static json_t *names_json(const struct search_hit *h)
{
        json_t *names = json_array();

        for (size_t i = 0; i < h->n_creators; i++)
                json_array_append_new(names, json_string(h->creators[i]));
        return names;
}

static json_t *url_json(const struct search_hit *h)
{
        return h->is_entry && h->slug ? json_sprintf("/encyclopedia/%s", h->slug)
                                      : json_sprintf("/works/%s", h->pid);
}

static json_t *hit_json(const struct search_hit *h)
{
        json_t *j = json_object();

        json_put_text(j, "id", h->pid);
        json_put_text(j, "kind", h->is_entry ? "entry" : "paper");
        json_put_text(j, "slug", h->slug);
        json_object_set_new(j, "url", url_json(h));
        json_put_text(j, "title", h->title);
        json_put_text(j, "language", h->language);
        json_object_set_new(j, "creators", names_json(h));
        json_object_set_new(j, "year", h->year ? json_integer(h->year) : json_null());
        json_put_text(j, "type", h->type);
        json_object_set_new(j, "page", h->page ? json_integer(h->page) : json_null());
        json_put_text(j, "file", h->file);
        json_put_text(j, "snippet", h->snippet);
        json_object_set_new(j, "marks", marks_json(h));
        json_object_set_new(j, "score", json_real(h->score));
        return j;
}

static json_t *hits_json(const struct search_results *r)
{
        json_t *hits = json_array();

        for (size_t i = 0; i < r->n_hits; i++)
                json_array_append_new(hits, hit_json(&r->hits[i]));
        return hits;
}

static json_t *values_json(const struct search_value *values, size_t n)
{
        json_t *list = json_array();

        for (size_t i = 0; i < n; i++) {
                json_t *v = json_object();

                json_put_text(v, "value", values[i].value);
                json_put_text(v, "label", values[i].label);
                json_object_set_new(v, "count", json_integer(values[i].count));
                if (values[i].is_selected)
                        json_object_set_new(v, "selected", json_true());
                json_array_append_new(list, v);
        }
        return list;
}

static json_t *facets_json(const struct search_results *r)
{
        json_t *facets = json_object();

        for (int f = 0; f < FACET_KINDS; f++)
                json_object_set_new(facets, search_facet_name(f),
                                    values_json(r->facets[f], r->n_facets[f]));
        return facets;
}

json_t *search_results_json(const struct search_results *r)
{
        json_t *j = json_object();

        json_put_text(j, "query", r->query);
        json_object_set_new(j, "total", json_integer(r->total));
        json_object_set_new(j, "offset", json_integer(r->offset));
        json_object_set_new(j, "limit", json_integer(r->limit));
        json_put_text(j, "note", r->note);
        json_object_set_new(j, "hits", hits_json(r));
        json_object_set_new(j, "facets", facets_json(r));
        return j;
}
