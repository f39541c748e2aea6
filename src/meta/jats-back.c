/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JATS: who paid, and what is cited. */
#include "meta/jats.h"

#include "text/xml.h"

#include <string.h>

/* --- funding ------------------------------------------------------------------------------------------ */

static void read_funder(const xmlNode *source, struct str *name, struct str *id)
{
        const xmlNode *wrap = xml_child(source, "institution-wrap");
        const xmlNode *institution = wrap ? xml_child(wrap, "institution") : NULL;

        jats_add_text(institution ? institution : source, JATS_TITLE, name);
        str_trim(name);
        if (wrap)
                jats_child_text(wrap, "institution-id", id);
        str_trim(id);
}

static void add_funding(struct jats *j, const xmlNode *group, const xmlNode *award)
{
        CLEANUP(str_done) struct str funder = STR_INIT;
        CLEANUP(str_done) struct str funder_id = STR_INIT;
        CLEANUP(str_done) struct str number = STR_INIT;
        CLEANUP(str_done) struct str title = STR_INIT;
        const xmlNode *source = xml_child(group, "funding-source");
        struct funding *f;

        if (source)
                read_funder(source, &funder, &funder_id);
        if (award)
                jats_add_text(award, JATS_TITLE, &number);
        str_trim(&number);
        if (funder.len == 0 && number.len == 0)
                return;
        f = record_add_funding(j->r, funder.len ? str_text(&funder) : NULL,
                               number.len ? str_text(&number) : NULL);
        if (!f)
                return;
        jats_child_text(group, "award-name", &title);
        record_set(j->r, &f->title, str_text(&title));
        record_set(j->r, &f->funder_id, str_text(&funder_id));
}

/* One funding for each number; a funder without a number is one as well. */
static void read_award_group(struct jats *j, const xmlNode *group)
{
        const xmlNode *award = xml_child(group, "award-id");

        if (!award)
                add_funding(j, group, NULL);
        for (; award; award = xml_next(award, "award-id"))
                add_funding(j, group, award);
}

void jats_read_funding(struct jats *j)
{
        const xmlNode *groups[] = {xml_child(j->meta, "funding-group"), j->meta};

        for (size_t i = 0; i < ARRAY_LEN(groups); i++)
                for (const xmlNode *g = groups[i]; g; g = i ? NULL : xml_next(g, "funding-group"))
                        for (const xmlNode *n = xml_child(g, "award-group"); n;
                             n = xml_next(n, "award-group"))
                                read_award_group(j, n);
        /* NLM 2.x */
        for (const xmlNode *n = xml_child(j->meta, "contract-sponsor"); n;
             n = xml_next(n, "contract-sponsor")) {
                CLEANUP(str_done) struct str name = STR_INIT;

                jats_add_text(n, JATS_TITLE, &name);
                if (!str_is_blank(str_text(&name)))
                        record_add_funding(j->r, str_text(&name), NULL);
        }
}

/* --- references --------------------------------------------------------------------------------------- */

static bool is_citation(const xmlNode *n)
{
        return xml_is(n, "mixed-citation") || xml_is(n, "element-citation") ||
               xml_is(n, "citation") || xml_is(n, "nlm-citation");
}

/* Is there a word of its own between the elements, or are the elements all there is? */
static bool has_own_words(const xmlNode *citation)
{
        for (const xmlNode *n = citation->children; n; n = n->next)
                if (n->type == XML_TEXT_NODE && !str_is_blank((const char *)n->content))
                        return true;
        return false;
}

/* Markup inside a word, beside which no space is missing. */
static bool is_inline(const xmlNode *n)
{
        static const char *const names[] = {"italic", "bold",      "sub",       "sup",
                                            "sc",     "monospace", "underline", "styled-content",
                                            "xref"};

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (xml_is(n, names[i]))
                        return true;
        return false;
}

/* Where elements follow each other with nothing between, the publisher leaves spaces to the style. */
static void add_missing_space(const xmlNode *n, struct str *out)
{
        const xmlNode *before = n->prev;

        if (!before || before->type != XML_ELEMENT_NODE || is_inline(n) || is_inline(before) ||
            out->len == 0 || strchr(" \n\t(", out->data[out->len - 1]))
                return;
        str_add(out, xml_is(n, "name") && xml_is(before, "name") ? ", " : " ");
}

/* Text as it is printed. */
static void add_printed(const xmlNode *node, struct str *out)
{
        for (const xmlNode *n = node->children; n; n = n->next) {
                if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
                        str_add(out, (const char *)n->content);
                else if (n->type == XML_ENTITY_REF_NODE)
                        xml_text(n, out);
                else if (n->type == XML_ELEMENT_NODE)
                        add_missing_space(n, out);
                if (xml_is(n, "name"))
                        jats_name_text(n, true, out);
                else if (n->type == XML_ELEMENT_NODE && !xml_is(n, "label") && !xml_is(n, "fn"))
                        add_printed(n, out);
        }
}

static void add_names(const xmlNode *citation, struct str *out)
{
        size_t before = out->len;

        for (const xmlNode *n = xml_walk(citation, citation); n; n = xml_walk(n, citation)) {
                bool is_name = xml_is(n, "name") || xml_is(n, "string-name");

                if (!is_name && !xml_is(n, "collab") && !xml_is(n, "etal"))
                        continue;
                if (out->len > before)
                        str_add(out, ", ");
                if (xml_is(n, "etal"))
                        str_add(out, "et al.");
                else if (is_name)
                        jats_name_text(n, true, out);
                else
                        jats_add_text(n, JATS_TITLE, out);
        }
}

/* One line of a citation that has elements only: "Ward B (1958). The firm … . Journal 48: 566-589". */
static void add_composed(const xmlNode *citation, struct str *out)
{
        static const struct {
                const char *element, *before, *after;
        } parts[] = {
                {"year", " (", ")."},         {"chapter-title", " ", "."},
                {"article-title", " ", "."},  {"data-title", " ", "."},
                {"trans-title", " [", "]."},  {"source", " ", ""},
                {"edition", ", ", ""},        {"volume", " ", ""},
                {"issue", "(", ")"},          {"fpage", ": ", ""},
                {"lpage", "-", ""},           {"elocation-id", ": ", ""},
                {"publisher-name", ". ", ""}, {"publisher-loc", ", ", ""},
                {"comment", ". ", ""},
        };

        add_names(citation, out);
        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;

                jats_child_text(citation, parts[i].element, &text);
                str_trim(&text);
                if (text.len)
                        str_addf(out, "%s%s%s", parts[i].before, str_text(&text), parts[i].after);
        }
}

/* By <pub-id>, else by a link to the resolver. */
static const char *doi_of(struct jats *j, const xmlNode *ref)
{
        for (const xmlNode *n = xml_walk(ref, ref); n; n = xml_walk(n, ref)) {
                CLEANUP(str_done) struct str text = STR_INIT;
                CLEANUP(freep) char *href = NULL;
                const char *doi = NULL;

                if (xml_is(n, "pub-id") && jats_attr_is(n, "pub-id-type", "doi")) {
                        jats_add_text(n, JATS_TITLE, &text);
                        doi = doi_normalise(str_text(&text), &j->r->arena);
                } else if (xml_is(n, "ext-link") || xml_is(n, "uri")) {
                        href = xml_attr(n, "xlink:href");
                        jats_add_text(n, JATS_TITLE, &text);
                        if (href)
                                doi = doi_normalise(href, &j->r->arena);
                        if (!doi && strstr(str_text(&text), "doi"))
                                doi = doi_normalise(str_text(&text), &j->r->arena);
                }
                if (doi)
                        return doi;
        }
        return NULL;
}

static void year_of(const xmlNode *ref, struct str *out)
{
        for (const xmlNode *n = xml_walk(ref, ref); n && out->len == 0; n = xml_walk(n, ref)) {
                if (!xml_is(n, "year"))
                        continue;
                jats_add_text(n, JATS_TITLE, out);
                str_trim(out);
        }
}

/* A <ref> may hold one citation twice (mixed and by elements) or several; the printed form wins. */
static const xmlNode *citation_of(const xmlNode *ref)
{
        const xmlNode *first = NULL;

        for (const xmlNode *n = xml_walk(ref, ref); n; n = xml_walk(n, ref)) {
                if (!is_citation(n))
                        continue;
                if (has_own_words(n))
                        return n;
                first = first ? first : n;
        }
        return first;
}

static void read_reference(struct jats *j, const xmlNode *ref)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(str_done) struct str year = STR_INIT;
        const xmlNode *citation = citation_of(ref);
        const char *doi = doi_of(j, ref);
        struct reference *added;

        if (citation && !has_own_words(citation))
                add_composed(citation, &text);
        if (str_is_blank(str_text(&text)))
                add_printed(citation ? citation : ref, &text);
        if (str_is_blank(str_text(&text)) && doi)
                str_addf(&text, "https://doi.org/%s", doi);
        if (str_is_blank(str_text(&text)))
                return;
        added = record_add_reference(j->r, str_text(&text), doi);
        year_of(ref, &year);
        if (added && date_year(str_text(&year)))
                record_set(j->r, &added->year, str_text(&year));
}

void jats_read_references(struct jats *j)
{
        const xmlNode *back = xml_child(j->article, "back");

        for (const xmlNode *n = back ? xml_walk(back, back) : NULL; n; n = xml_walk(n, back))
                if (xml_is(n, "ref"))
                        read_reference(j, n);
}
