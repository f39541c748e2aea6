/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a landing page tells programs: Highwire and Dublin Core <meta>, JSON-LD, and the Link header fields of
 * FAIR Signposting (signposting.org).
 */
#include "web/page-head.h"

#include "text/xml.h"
#include "web/cite.h"
#include "web/page.h"

#include <string.h>

static void add_meta(xmlNode *page, const char *name, const char *content)
{
        xmlNode *meta = str_is_blank(content) ? NULL : xml_add(page, "meta", NULL);

        if (!meta)
                return;
        xml_set(meta, "name", name);
        xml_set(meta, "content", content);
}

/* --- Highwire --------------------------------------------------------------------------------------- */

static void add_authors(struct request *q, xmlNode *page, const struct agents *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const struct agent *a = &list->items[i];

                add_meta(page, "citation_author",
                         a->family && a->given
                                 ? arena_printf(&q->arena, "%s, %s", a->family, a->given)
                                 : a->name);
                for (size_t j = 0; j < a->n_affiliations; j++)
                        add_meta(page, "citation_author_institution", a->affiliations[j].name);
                if (a->orcid)
                        add_meta(page, "citation_author_orcid",
                                 arena_printf(&q->arena, "https://orcid.org/%s", a->orcid));
        }
}

/* "2021-05-17" -> "2021/05/17", as Highwire has it. */
static const char *slashed_date(struct request *q, const char *date)
{
        char *copy = arena_copy(&q->arena, date);

        for (char *p = copy; p && *p; p++) {
                if (*p == '-')
                        *p = '/';
        }
        return copy;
}

static void add_highwire(struct request *q, xmlNode *page, const struct public_doc *d)
{
        const struct record *r = d->record;

        add_meta(page, "citation_title", record_title(r));
        add_authors(q, page, &r->creators);
        add_meta(page, "citation_publication_date", slashed_date(q, record_issued(r)));
        add_meta(page, "citation_journal_title", r->source);
        add_meta(page, "citation_publisher", r->publisher);
        add_meta(page, "citation_doi", record_identifier(r, "doi"));
        add_meta(page, "citation_isbn", record_identifier(r, "isbn"));
        add_meta(page, "citation_language", record_language(r));
        for (size_t i = 0; i < r->keywords.n; i++)
                add_meta(page, "citation_keywords", r->keywords.items[i].text);
        add_meta(page, "citation_abstract_html_url", page_url(q, page_address(q, d->pid, NULL)));
        for (size_t i = 0; i < d->n_files; i++) {
                if (!strcmp(d->files[i].media_type, "application/pdf"))
                        add_meta(page, "citation_pdf_url",
                                 page_url(q, page_file_address(q, d->pid, d->files[i].name)));
        }
}

/* --- Dublin Core ------------------------------------------------------------------------------------ */

static void add_dublin_core(struct request *q, xmlNode *page, const struct public_doc *d)
{
        const struct record *r = d->record;

        add_meta(page, "DC.title", record_title(r));
        for (size_t i = 0; i < r->creators.n; i++)
                add_meta(page, "DC.creator", r->creators.items[i].name);
        add_meta(page, "DC.date", record_issued(r));
        add_meta(page, "DC.publisher", r->publisher);
        add_meta(page, "DC.type", r->type);
        for (size_t i = 0; i < r->languages.n; i++)
                add_meta(page, "DC.language", r->languages.items[i]);
        add_meta(page, "DC.identifier", page_url(q, page_address(q, d->pid, NULL)));
        add_meta(page, "DC.rights", r->licence ? r->licence : r->rights);
        add_meta(page, "description", lang_texts_best(&r->abstracts, record_language(r)));
}

/* --- links ------------------------------------------------------------------------------------------ */

static void add_link(struct request *q, struct reply *reply, const char *target, const char *rel,
                     const char *type)
{
        if (!target || strpbrk(target, "<> \""))
                return;
        reply_header(reply, &q->arena, "Link",
                     arena_printf(&q->arena, "<%s>; rel=\"%s\"%s%s%s", target, rel,
                                  type ? "; type=\"" : "", type ? type : "", type ? "\"" : ""));
}

static void add_links(struct request *q, struct reply *reply, const struct public_doc *d)
{
        const struct record *r = d->record;
        const struct concept *licence = r->licence ? vocab_find(VOCAB_LICENCE, r->licence) : NULL;
        const char *doi = record_identifier(r, "doi");
        CLEANUP(str_done) struct str cite_as = STR_INIT;

        if (doi)
                cite_doi_url(&cite_as, doi);
        else
                str_add(&cite_as, page_url(q, page_address(q, d->pid, NULL)));
        add_link(q, reply, str_text(&cite_as), "cite-as", NULL);
        add_link(q, reply, "https://schema.org/ScholarlyArticle", "type", NULL);
        add_link(q, reply, "https://schema.org/AboutPage", "type", NULL);
        if (licence && str_starts(concept_iri(licence), "http"))
                add_link(q, reply, concept_iri(licence), "license", NULL);
        add_link(q, reply, page_url(q, arena_printf(&q->arena, "/api/v1/works/%s", d->pid)),
                 "describedby", "application/json");
        for (size_t i = 0; i < r->creators.n; i++) {
                if (r->creators.items[i].orcid)
                        add_link(q, reply,
                                 arena_printf(&q->arena, "https://orcid.org/%s",
                                              r->creators.items[i].orcid),
                                 "author", NULL);
        }
        for (size_t i = 0; i < d->n_files; i++)
                add_link(q, reply, page_url(q, page_file_address(q, d->pid, d->files[i].name)),
                         "item", d->files[i].media_type);
}

void page_head_work(struct request *q, struct reply *reply, xmlNode *page,
                    const struct public_doc *d)
{
        CLEANUP(str_done) struct str json_ld = STR_INIT;
        struct cite cite = {.record = d->record,
                            .pid = d->pid,
                            .url = page_url(q, page_address(q, d->pid, NULL))};

        add_highwire(q, page, d);
        add_dublin_core(q, page, d);
        cite_json_ld(&cite, &json_ld);
        xml_add(page, "json-ld", str_text(&json_ld));
        if (json_ld.failed)
                q->arena.failed = true;
        add_links(q, reply, d);
}
