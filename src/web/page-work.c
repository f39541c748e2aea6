/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The landing page of a paper: what it says, what may be done with it, how to cite it, its files. */
#include "web/page.h"

#include "model/id.h"
#include "text/xml.h"
#include "web/cite.h"
#include "web/page-head.h"

#include <ctype.h>
#include <string.h>

/* --- texts ---------------------------------------------------------------------------------------- */

static void add_texts(xmlNode *page, const char *name, const struct lang_texts *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const struct lang_text *t = &list->items[i];
                xmlNode *node = page_add_text(page, name, t->text, t->language);

                xml_set(node, "language", page_language_name(t->language));
        }
}

static void add_titles(xmlNode *page, const struct record *r)
{
        const char *main_title = record_title(r);

        for (size_t i = 0; i < r->titles.n; i++) {
                const struct lang_text *t = &r->titles.items[i];

                page_add_text(page, t->text == main_title ? "heading" : "other-title", t->text,
                              t->language);
        }
}

/* --- subjects ------------------------------------------------------------------------------------- */

/* What has been confirmed; the index should have nothing else. */
static void add_goals(struct request *q, xmlNode *page, const struct record *r)
{
        for (size_t i = 0; i < r->n_sdgs; i++) {
                const struct concept *c = vocab_find(VOCAB_SDG, r->sdgs[i].notation);

                if (c && r->sdgs[i].status == ASSERTION_CONFIRMED)
                        page_add_goal(q, page, c, -1);
        }
}

static void add_terms(struct request *q, xmlNode *page, const char *name, enum vocab_scheme scheme,
                      const struct strings *list)
{
        for (size_t i = 0; i < list->n; i++)
                page_add_term(q, page, name, scheme, list->items[i]);
}

/* --- rights --------------------------------------------------------------------------------------- */

static bool forbids(const struct concept *licence, const char *property)
{
        return str_equal(concept_property(licence, property), "no");
}

static void add_licence(xmlNode *page, const struct record *r)
{
        const struct concept *c = r->licence ? vocab_find(VOCAB_LICENCE, r->licence) : NULL;
        xmlNode *node = xml_add(page, "licence", NULL);

        xml_set(node, "rights", r->rights);
        if (!c) {
                xml_set(node, "label", r->licence);
                return;
        }
        xml_set(node, "code", concept_notation(c));
        xml_set(node, "label", concept_label(c, "en"));
        xml_set(node, "text", concept_definition(c, "en"));
        if (str_starts(concept_iri(c), "http"))
                xml_set(node, "href", concept_iri(c));
        xml_set(node, "non-commercial", forbids(c, "commercial") ? "yes" : NULL);
        xml_set(node, "no-derivatives", forbids(c, "derivatives") ? "yes" : NULL);
}

/* --- files ---------------------------------------------------------------------------------------- */

/* What could be read of a file (extract_state_name), in words for readers. "ok" needs none. */
static const struct {
        const char *state, *words;
} file_states[] = {
        {"empty", "There is no text in this file, so it is not searched."},
        {"no-text-layer", "These are pictures of pages: their words cannot be searched yet."},
        {"encrypted", "This file needs a password, so its words are not searched."},
        {"damaged", "This file is damaged, so its words are not searched."},
        {"too-large", "This file is too large for its words to be searched."},
        {"timed-out", "Reading this file took too long, so its words are not searched."},
        {"unsupported", "The hub does not read this kind of file, so its words are not searched."},
};

static const char *state_words(const char *state)
{
        for (size_t i = 0; state && i < ARRAY_LEN(file_states); i++) {
                if (!strcmp(file_states[i].state, state))
                        return file_states[i].words;
        }
        return NULL;
}

static const struct {
        const char *media_type, *name;
} type_names[] = {
        {"application/pdf", "PDF"},
        {"text/html", "HTML"},
        {"application/xhtml+xml", "HTML"},
        {"text/plain", "Text"},
        {"text/markdown", "Markdown"},
        {"application/xml", "XML"},
        {"text/xml", "XML"},
        {"application/jats+xml", "JATS XML"},
        {"application/tei+xml", "TEI XML"},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"},
        {"application/vnd.oasis.opendocument.text", "ODT"},
        {"application/epub+zip", "EPUB"},
        {"application/rtf", "RTF"},
};

static const char *type_name(const char *media_type)
{
        for (size_t i = 0; i < ARRAY_LEN(type_names); i++) {
                if (!strcmp(type_names[i].media_type, media_type))
                        return type_names[i].name;
        }
        return media_type;
}

static void add_files(struct request *q, xmlNode *page, const struct public_doc *d)
{
        for (size_t i = 0; i < d->n_files; i++) {
                const struct public_file *f = &d->files[i];
                xmlNode *file = xml_add(page, "file", NULL);

                xml_set(file, "name", f->name);
                xml_set(file, "href", page_file_address(q, d->pid, f->name));
                xml_set(file, "type", type_name(f->media_type));
                xml_set(file, "media-type", f->media_type);
                xml_set(file, "size", page_size(q, f->size));
                if (f->n_pages > 1 || !strcmp(f->media_type, "application/pdf"))
                        xml_setf(file, "pages", "%lld", (long long)f->n_pages);
                xml_set(file, "state", f->state);
                xml_set(file, "words", state_words(f->state));
        }
}

/* --- ties ----------------------------------------------------------------------------------------- */

/* "IsTranslationOf" -> "is translation of" */
static const char *relation_label(struct request *q, const char *type)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        for (const char *p = type; *p; p++) {
                if (isupper((unsigned char)*p) && p > type)
                        str_add_char(&out, ' ');
                str_add_char(&out, (char)tolower((unsigned char)*p));
        }
        if (out.failed)
                q->arena.failed = true;
        return arena_copy(&q->arena, str_text(&out));
}

struct tie {
        const char *href, *text, *language;
        bool is_hidden; /* it names a work that is not public */
};

static int find_public(struct request *q, const char *pid, struct tie *ret, struct error *err)
{
        CLEANUP(public_doc_freep) struct public_doc *d = NULL;
        int r = search_doc(q->search, pid, &d, err);

        if (r < 0)
                return r;
        ret->is_hidden = r > 0;
        if (r > 0)
                return 0;
        ret->href = page_address(q, d->pid, d->slug);
        ret->text = arena_copy(&q->arena, d->is_entry ? d->entry->title : record_title(d->record));
        ret->language = arena_copy(&q->arena,
                                   d->is_entry ? d->entry->language : record_language(d->record));
        return 0;
}

static int read_tie(struct request *q, const struct relation *relation, struct tie *ret,
                    struct error *err)
{
        const char *target = relation->target;
        const char *doi = target ? doi_normalise(target, &q->arena) : NULL;
        CLEANUP(str_done) struct str href = STR_INIT;

        *ret = (struct tie){.text = relation->text ? relation->text : target};
        if (!target)
                return 0;
        if (id_is_valid(target))
                return find_public(q, target, ret, err);
        if (doi) {
                cite_doi_url(&href, doi);
                ret->href = arena_copy(&q->arena, str_text(&href));
        } else if (str_starts(target, "https://") || str_starts(target, "http://")) {
                ret->href = target;
        }
        return 0;
}

static int add_relations(struct request *q, xmlNode *page, const struct record *r,
                         struct error *err)
{
        for (size_t i = 0; i < r->n_relations; i++) {
                const struct relation *relation = &r->relations[i];
                struct tie tie;
                xmlNode *node;
                int result = read_tie(q, relation, &tie, err);

                if (result < 0)
                        return result;
                if (tie.is_hidden || !tie.text)
                        continue;
                node = page_add_text(page, "relation", tie.text, tie.language);
                xml_set(node, "label", relation_label(q, relation->type ? relation->type : ""));
                xml_set(node, "href", tie.href);
        }
        return 0;
}

static void add_references(struct request *q, xmlNode *page, const struct record *r)
{
        for (size_t i = 0; i < r->n_references; i++) {
                const struct reference *reference = &r->references[i];
                CLEANUP(str_done) struct str href = STR_INIT;
                xmlNode *node =
                        page_add_text(page, "reference",
                                      reference->text ? reference->text : reference->doi, NULL);

                if (!node || !reference->doi)
                        continue;
                cite_doi_url(&href, reference->doi);
                xml_set(node, "href", str_text(&href));
                if (href.failed)
                        q->arena.failed = true;
        }
        for (size_t i = 0; i < r->n_fundings; i++) {
                xmlNode *node = xml_add(page, "funding", NULL);

                xml_set(node, "funder", r->fundings[i].funder);
                xml_set(node, "award", r->fundings[i].award);
                xml_set(node, "title", r->fundings[i].title);
        }
}

static void add_identifiers(struct request *q, xmlNode *page, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];
                CLEANUP(str_done) struct str href = STR_INIT;
                xmlNode *node;

                if (str_equal(id->type, "local"))
                        continue;
                node = xml_add(page, "identifier", id->value);
                xml_set(node, "type", id->type);
                if (str_equal(id->type, "doi"))
                        cite_doi_url(&href, id->value);
                else if (str_starts(id->value, "https://") || str_starts(id->value, "http://"))
                        str_add(&href, id->value);
                if (href.len)
                        xml_set(node, "href", str_text(&href));
                if (href.failed)
                        q->arena.failed = true;
        }
}

static void add_citation(struct request *q, xmlNode *page, const struct public_doc *d)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(str_done) struct str bibtex = STR_INIT;
        struct cite cite = {.record = d->record,
                            .pid = d->pid,
                            .url = page_url(q, page_address(q, d->pid, NULL))};

        cite_text(&cite, &text);
        cite_bibtex(&cite, &bibtex);
        xml_add(page, "citation", str_text(&text));
        xml_add(page, "bibtex", str_text(&bibtex));
        if (text.failed || bibtex.failed)
                q->arena.failed = true;
}

/* --- the page ------------------------------------------------------------------------------------- */

static void add_about(struct request *q, xmlNode *page, const struct record *r)
{
        add_titles(page, r);
        page_add_agents(q, page, &r->creators);
        page_add_agents(q, page, &r->contributors);
        add_texts(page, "summary", &r->summaries);
        add_texts(page, "abstract", &r->abstracts);
        add_texts(page, "keyword", &r->keywords);
        add_goals(q, page, r);
        add_terms(q, page, "theme", VOCAB_THEME, &r->themes);
        add_terms(q, page, "country", VOCAB_PLACE, &r->countries);
        add_terms(q, page, "region", VOCAB_PLACE, &r->regions);
        add_terms(q, page, "language", VOCAB_LANGUAGE, &r->languages);
        page_add_term(q, page, "type", VOCAB_TYPE, r->type);
        add_licence(page, r);
        add_identifiers(q, page, r);
        add_references(q, page, r);
}

static xmlNode *new_page(struct request *q, const struct public_doc *d, xmlDoc **ret)
{
        const struct record *r = d->record;
        xmlNode *page = page_new(q, "work", record_title(r), ret);

        page_canonical(q, page, page_address(q, d->pid, NULL));
        xml_set(page, "id", d->pid);
        xml_set(page, "url", page_url(q, page_address(q, d->pid, NULL)));
        xml_set(page, "api", arena_printf(&q->arena, "/api/v1/works/%s", d->pid));
        xml_setf(page, "version", "%d", d->version);
        xml_set(page, "published", page_date(q, d->published));
        xml_set(page, "date", page_date(q, record_issued(r)));
        xml_set(page, "source", r->source);
        xml_set(page, "publisher", r->publisher);
        return page;
}

int page_work(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        CLEANUP(public_doc_freep) struct public_doc *d = NULL;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page;
        int r;

        r = search_doc(q->search, q->variables[0], &d, err);
        if (r == SEARCH_GONE)
                return page_gone(q, q->variables[0], reply, ret, err);
        if (r)
                return r < 0 ? r : 404;
        if (d->is_entry)
                return request_redirect(q, reply, page_address(q, d->pid, d->slug));
        page = new_page(q, d, &doc);
        add_about(q, page, d->record);
        add_files(q, page, d);
        add_citation(q, page, d);
        r = add_relations(q, page, d->record, err);
        if (r < 0)
                return r;
        page_add_links(q, page, "cited-by", d->cited_by, d->n_cited_by);
        page_head_work(q, reply, page, d);
        return page_ready(q, &doc, ret, err);
}
