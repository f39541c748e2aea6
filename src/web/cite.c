/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/cite.h"

#include "base/utf8.h"
#include "meta/meta.h"
#include "text/escape.h"
#include "vocab/vocab.h"

#include <string.h>

enum { AUTHORS_MAX = 20 /* as many as APA names before it takes to "…" */ };

void cite_doi_url(struct str *out, const char *doi)
{
        str_add(out, "https://doi.org/");
        for (; *doi; doi++) {
                char one[2] = {*doi, '\0'};

                /* A DOI's own characters that a URL's path may have as they are (RFC 3986, 3.3). */
                if (strchr("/:;()", *doi))
                        str_add_char(out, *doi);
                else
                        url_part(out, one);
        }
}

static void add_address(const struct cite *c, struct str *out)
{
        const char *doi = record_identifier(c->record, "doi");

        if (doi)
                cite_doi_url(out, doi);
        else
                str_add(out, c->url);
}

/* --- for people ----------------------------------------------------------------------------------- */

/* "Ana María" -> "A. M." */
static void add_initials(struct str *out, const char *given)
{
        size_t n = strlen(given);

        for (size_t i = 0; i < n;) {
                unsigned int code_point;
                size_t len = utf8_decode(given + i, n - i, &code_point);

                if (!len)
                        return;
                str_add(out, i ? " " : "");
                str_add_bytes(out, given + i, len);
                str_add_char(out, '.');
                i += strcspn(given + i, " ");
                i += strspn(given + i, " ");
        }
}

static void add_author(struct str *out, const struct agent *a)
{
        if (!a->family || a->is_organisation) {
                str_add(out, a->name);
                return;
        }
        str_add(out, a->family);
        if (!str_is_blank(a->given)) {
                str_add(out, ", ");
                add_initials(out, a->given);
        }
}

static void add_authors(struct str *out, const struct agents *list)
{
        size_t n = list->n;

        for (size_t i = 0; i < n; i++) {
                bool is_last = i + 1 == n;

                if (n > AUTHORS_MAX && i == AUTHORS_MAX - 1) {
                        str_add(out, ", \u2026 ");
                        i = n - 1;
                } else if (i) {
                        str_add(out, is_last ? ", & " : ", ");
                }
                add_author(out, &list->items[i]);
        }
}

static void end_sentence(struct str *out)
{
        if (out->len && !strchr(".?!", out->data[out->len - 1]))
                str_add_char(out, '.');
        str_add_char(out, ' ');
}

/* ", 12(3), 17–29" */
static void add_place_in_source(struct str *out, const struct within *w)
{
        if (w->volume)
                str_addf(out, ", %s", w->volume);
        if (w->issue)
                str_addf(out, w->volume ? "(%s)" : ", (%s)", w->issue);
        if (!w->pages)
                return;
        str_add(out, ", ");
        for (const char *p = w->pages; *p; p++)
                if (*p == '-')
                        str_add(out, "\u2013");
                else
                        str_add_char(out, *p);
}

void cite_text(const struct cite *c, struct str *out)
{
        const struct record *r = c->record;
        int year = record_year(r);
        const char *source = r->source ? r->source : r->publisher;

        add_authors(out, &r->creators);
        if (r->creators.n)
                str_add_char(out, ' ');
        if (year)
                str_addf(out, "(%d). ", year);
        else
                str_add(out, "(n.d.). ");
        str_add(out, record_title(r));
        end_sentence(out);
        if (source) {
                str_add(out, source);
                if (r->source)
                        add_place_in_source(out, &r->within);
                end_sentence(out);
        }
        add_address(c, out);
}

void cite_bibtex(const struct cite *c, struct str *out)
{
        meta_bibtex_entry(c->record, c->pid, c->url, out);
}

/* --- JSON-LD -------------------------------------------------------------------------------------- */

static void add_member(struct str *out, const char *name, const char *value)
{
        if (str_is_blank(value))
                return;
        str_addf(out, ",\"%s\":", name);
        json_quoted(out, value);
}

static void add_person(struct str *out, const struct agent *a)
{
        str_addf(out, "{\"@type\":\"%s\"", a->is_organisation ? "Organization" : "Person");
        add_member(out, "name", a->name);
        add_member(out, "givenName", a->given);
        add_member(out, "familyName", a->family);
        if (a->orcid)
                str_addf(out, ",\"@id\":\"https://orcid.org/%s\"", a->orcid);
        if (a->n_affiliations) {
                str_add(out, ",\"affiliation\":{\"@type\":\"Organization\"");
                add_member(out, "name", a->affiliations[0].name);
                str_add_char(out, '}');
        }
        str_add_char(out, '}');
}

static void add_people(struct str *out, const struct agents *list)
{
        if (!list->n)
                return;
        str_add(out, ",\"author\":[");
        for (size_t i = 0; i < list->n; i++) {
                str_add(out, i ? "," : "");
                add_person(out, &list->items[i]);
        }
        str_add_char(out, ']');
}

static void add_keywords(struct str *out, const struct lang_texts *list)
{
        if (!list->n)
                return;
        str_add(out, ",\"keywords\":[");
        for (size_t i = 0; i < list->n; i++) {
                str_add(out, i ? "," : "");
                json_quoted(out, list->items[i].text);
        }
        str_add_char(out, ']');
}

void cite_json_ld(const struct cite *c, struct str *out)
{
        const struct record *r = c->record;
        const struct concept *licence = r->licence ? vocab_find(VOCAB_LICENCE, r->licence) : NULL;
        CLEANUP(str_done) struct str address = STR_INIT;

        add_address(c, &address);
        str_add(out, "{\"@context\":\"https://schema.org\",\"@type\":\"ScholarlyArticle\"");
        add_member(out, "@id", str_text(&address));
        add_member(out, "url", c->url);
        add_member(out, "name", record_title(r));
        add_member(out, "headline", record_title(r));
        add_people(out, &r->creators);
        add_member(out, "datePublished", record_issued(r));
        add_member(out, "inLanguage", record_language(r));
        add_member(out, "abstract", lang_texts_best(&r->abstracts, record_language(r)));
        add_keywords(out, &r->keywords);
        add_member(out, "license", licence ? concept_iri(licence) : r->licence);
        if (r->publisher) {
                str_add(out, ",\"publisher\":{\"@type\":\"Organization\"");
                add_member(out, "name", r->publisher);
                str_add_char(out, '}');
        }
        if (r->source) {
                str_add(out, ",\"isPartOf\":{\"@type\":\"Periodical\"");
                add_member(out, "name", r->source);
                str_add_char(out, '}');
        }
        str_add_char(out, '}');
        if (address.failed)
                out->failed = true;
}
