/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The encyclopedia: its contents by part, and one entry. */
#include "web/page.h"

#include "entry/entry.h"
#include "text/escape.h"
#include "text/html.h"
#include "text/xml.h"

#include <string.h>

/* The parts in the order of the book. */
static const struct {
        const char *name, *label;
} parts[] = {
        {"histories", "Histories, concepts and theories"},
        {"actors", "Actors and organisations"},
        {"linkages", "Linkages to development"},
        {"governance", "Enabling environment and governance"},
        {NULL, "Other entries"},
};

static bool part_has(size_t part, const struct public_entry *e)
{
        if (parts[part].name)
                return str_equal(parts[part].name, e->part);
        for (size_t i = 0; i + 1 < ARRAY_LEN(parts); i++) {
                if (str_equal(parts[i].name, e->part))
                        return false;
        }
        return true;
}

static const char *part_label(const char *name)
{
        for (size_t i = 0; i + 1 < ARRAY_LEN(parts); i++) {
                if (str_equal(parts[i].name, name))
                        return parts[i].label;
        }
        return NULL;
}

static void add_part(struct request *q, xmlNode *page, size_t part,
                     const struct public_entry *entries, size_t n)
{
        xmlNode *list = NULL;

        for (size_t i = 0; i < n; i++) {
                const struct public_entry *e = &entries[i];
                xmlNode *node;

                if (!part_has(part, e))
                        continue;
                if (!list) {
                        list = xml_add(page, "part", NULL);
                        xml_set(list, "label", parts[part].label);
                        xml_set(list, "id", parts[part].name ? parts[part].name : "other");
                }
                node = xml_add(list, "entry", NULL);
                xml_set(node, "href", page_address(q, e->pid, e->slug));
                xml_set(node, "language", page_language_name(e->language));
                page_add_text(node, "title", e->title, e->language);
                page_add_text(node, "summary", e->summary, e->language);
        }
}

int page_entries(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page = page_new(q, "entries", "Encyclopedia", &doc);
        struct public_entry *entries = NULL;
        size_t n = 0;
        int r;

        (void)reply;
        page_canonical(q, page, "/encyclopedia");
        r = search_entries(q->search, &q->arena, &entries, &n, err);
        if (r < 0)
                return r;
        for (size_t part = 0; part < ARRAY_LEN(parts); part++)
                add_part(q, page, part, entries, n);
        return page_ready(q, &doc, ret, err);
}

/* --- one entry ----------------------------------------------------------------------------------- */

/* "entry:SLUG#part" and "work:ID" in the text: only what is public has an address. */
static char *resolve(void *user, const char *kind, const char *name)
{
        CLEANUP(public_doc_freep) struct public_doc *doc = NULL;
        CLEANUP(str_done) struct str address = STR_INIT;
        struct request *q = user;
        size_t n = strcspn(name, "#");
        const char *id = arena_copy_bytes(&q->arena, name, n);
        struct error err;

        (void)kind;
        if (!id || search_doc(q->search, id, &doc, &err) != 0)
                return NULL;
        str_add(&address, page_address(q, doc->pid, doc->slug));
        if (name[n] && name[n + 1]) {
                str_add_char(&address, '#');
                url_part(&address, name + n + 1);
        }
        return str_steal(&address);
}

static xmlNode *body_of(const xmlDoc *html)
{
        xmlNode *root = xmlDocGetRootElement(html);

        return root ? xml_child(root, "body") : NULL;
}

/* The HTML that entry_html made (safe by then) becomes a subtree of the page. */
static int add_body(struct request *q, xmlNode *page, const struct entry *e, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *parsed = NULL;
        CLEANUP(str_done) struct str html = STR_INIT;
        xmlNode *body = page_add_text(page, "body", "", e->language);
        const xmlNode *from;
        int r;

        if (!e->body)
                return 0;
        r = entry_html(e, resolve, q, &html, err);
        if (r < 0 || !html.len)
                return r;
        r = html_read(html.data, html.len, &parsed, err);
        if (r)
                return r < 0 ? r : 500;
        from = body_of(parsed);
        for (xmlNode *c = from ? from->children : NULL; c; c = c->next) {
                xmlNode *copy = xmlDocCopyNode(c, page->doc, 1);

                if (!copy || !xmlAddChild(body, copy))
                        return error_no_memory(err);
        }
        return 0;
}

static void add_subjects(struct request *q, xmlNode *page, const struct entry *e)
{
        for (size_t i = 0; i < e->sdgs.n; i++) {
                const struct concept *c = vocab_find(VOCAB_SDG, e->sdgs.items[i]);

                if (c)
                        page_add_goal(q, page, c, -1);
        }
        for (size_t i = 0; i < e->themes.n; i++)
                page_add_term(q, page, "theme", VOCAB_THEME, e->themes.items[i]);
}

static void add_ties(struct request *q, xmlNode *page, const struct public_doc *d)
{
        page_add_links(q, page, "cites", d->cites, d->n_cites);
        page_add_links(q, page, "see-also", d->see_also, d->n_see_also);
        page_add_links(q, page, "translations", d->translations, d->n_translations);
        page_add_links(q, page, "cited-by", d->cited_by, d->n_cited_by);
}

static xmlNode *new_page(struct request *q, const struct public_doc *d, xmlDoc **ret)
{
        const struct entry *e = d->entry;
        xmlNode *page = page_new(q, "entry", e->title, ret);

        page_canonical(q, page, page_address(q, d->pid, d->slug));
        xml_set(page, "id", d->pid);
        xml_setf(page, "version", "%d", d->version);
        xml_set(page, "changed", page_date(q, d->changed));
        xml_set(page, "language", page_language_name(e->language));
        xml_set(page, "part", part_label(e->part));
        xml_set(page, "part-id", e->part);
        xml_set(page, "api", arena_printf(&q->arena, "/api/v1/works/%s", d->pid));
        page_add_text(page, "heading", e->title, e->language);
        page_add_text(page, "summary", e->summary, e->language);
        page_add_agents(q, page, &e->authors);
        return page;
}

int page_entry(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        CLEANUP(public_doc_freep) struct public_doc *d = NULL;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page;
        int r;

        r = search_doc(q->search, q->variables[0], &d, err);
        if (r == SEARCH_GONE)
                return page_gone(q, q->variables[0], reply, ret, err);
        if (r < 0)
                return r;
        if (r || !d->is_entry)
                return 404;
        page = new_page(q, d, &doc);
        r = add_body(q, page, d->entry, err);
        if (r)
                return r;
        add_subjects(q, page, d->entry);
        add_ties(q, page, d);
        return page_ready(q, &doc, ret, err);
}
