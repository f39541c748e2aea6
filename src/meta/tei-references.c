/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TEI: the list of what is cited, by elements (<biblStruct>) or as printed (<bibl>). */
#include "meta/tei.h"

#include "text/xml.h"

#include <string.h>

/* Commas between the authors of the analytic part, else of the monograph. */
static void add_authors(const xmlNode *bibl, struct str *out)
{
        static const char *const places[] = {"analytic", "monogr"};

        for (size_t i = 0; i < ARRAY_LEN(places) && !out->len; i++) {
                const xmlNode *place = xml_child(bibl, places[i]);

                for (const xmlNode *n = place ? xml_child(place, "author") : NULL; n;
                     n = xml_next(n, "author")) {
                        const xmlNode *person = xml_child(n, "persName");
                        CLEANUP(str_done) struct str name = STR_INIT;

                        if (!person || !tei_name(person, true, &name))
                                tei_text(n, &name);
                        if (name.len)
                                str_addf(out, "%s%s", out->len ? ", " : "", str_text(&name));
                }
        }
}

static const xmlNode *imprint_of(const xmlNode *bibl)
{
        return xml_path(bibl, "monogr/imprint");
}

static void add_year(const xmlNode *bibl, struct str *out)
{
        for (const xmlNode *n = bibl; n; n = xml_walk(n, bibl)) {
                CLEANUP(str_done) struct str text = STR_INIT;
                int year;

                if (!xml_is(n, "date"))
                        continue;
                tei_date(n, &text);
                year = date_year(str_text(&text));
                if (year) {
                        str_addf(out, "%d", year);
                        return;
                }
        }
}

/* Volume, issue or page: the words, else from @from to @to. */
static void add_scope(const xmlNode *imprint, const char *unit, const char *before,
                      const char *after, struct str *out)
{
        for (const xmlNode *n = imprint ? xml_child(imprint, "biblScope") : NULL; n;
             n = xml_next(n, "biblScope")) {
                CLEANUP(freep) char *from = xml_attr(n, "from");
                CLEANUP(freep) char *to = xml_attr(n, "to");
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!tei_attr_is(n, "unit", unit))
                        continue;
                tei_text(n, &text);
                if (!text.len && from)
                        str_addf(&text, "%s%s%s", from, to ? "-" : "", to ? to : "");
                if (text.len)
                        str_addf(out, "%s%s%s", before, str_text(&text), after);
                return;
        }
}

static void add_part(const xmlNode *bibl, const char *path, const char *before, const char *after,
                     struct str *out)
{
        const xmlNode *e = xml_path(bibl, path);
        CLEANUP(str_done) struct str text = STR_INIT;

        tei_text(e, &text);
        if (text.len)
                str_addf(out, "%s%s%s", before, str_text(&text), after);
}

/* "Ward B (1958). The firm … . Journal 48(2): 566-589. Publisher" */
static void add_composed(const xmlNode *bibl, const char *year, struct str *out)
{
        const xmlNode *imprint = imprint_of(bibl);

        add_authors(bibl, out);
        if (*year)
                str_addf(out, " (%s).", year);
        add_part(bibl, "analytic/title", " ", ".", out);
        add_part(bibl, "monogr/title", " ", "", out);
        add_scope(imprint, "volume", " ", "", out);
        add_scope(imprint, "issue", "(", ")", out);
        add_scope(imprint, "page", ": ", "", out);
        if (imprint)
                add_part(imprint, "publisher", ". ", "", out);
        str_trim(out);
}

/* GROBID keeps the words as printed where it is asked to. */
static const xmlNode *raw_of(const xmlNode *bibl)
{
        for (const xmlNode *n = xml_child(bibl, "note"); n; n = xml_next(n, "note"))
                if (tei_attr_is(n, "type", "raw_reference"))
                        return n;
        return NULL;
}

static void read_reference(struct tei *t, const xmlNode *bibl)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(str_done) struct str year = STR_INIT;
        const xmlNode *raw = xml_is(bibl, "bibl") ? bibl : raw_of(bibl);
        const char *doi = tei_doi(t->r, bibl);
        struct reference *added;

        add_year(bibl, &year);
        if (raw)
                tei_text(raw, &text);
        if (!text.len)
                add_composed(bibl, str_text(&year), &text);
        if (!text.len && doi)
                str_addf(&text, "https://doi.org/%s", doi);
        if (!text.len)
                return;
        added = record_add_reference(t->r, str_text(&text), doi);
        if (added && year.len)
                record_set(t->r, &added->year, str_text(&year));
}

static bool is_entry(const xmlNode *n)
{
        return (xml_is(n, "biblStruct") || xml_is(n, "bibl")) && xml_is(n->parent, "listBibl");
}

void tei_read_references(struct tei *t)
{
        const xmlNode *text = xml_child(t->root, "text");

        for (const xmlNode *n = text; n; n = xml_walk(n, text))
                if (is_entry(n))
                        read_reference(t, n);
}
