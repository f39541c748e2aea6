/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records to RIS, in the tags that EndNote and Zotero both read. A field is a line: the record has no line ends. */
#include "meta/text-fields.h"

#include <string.h>

/* Our type, its TY; label: the type's name stands in M3, as TY does not say it. */
static const struct {
        const char *type, *name;
        bool label;
} types[] = {
        {"research-paper", "JOUR", false},
        {"conference-paper", "CPAPER", false},
        {"book", "BOOK", false},
        {"book-chapter", "CHAP", false},
        {"thesis", "THES", false},
        {"report", "RPRT", false},
        {"working-paper", "RPRT", true},
        {"case-study", "RPRT", true},
        {"position-paper", "RPRT", true},
        {"dataset", "DATA", false},
        {"think-piece", "BLOG", false},
        {"policy-or-legislation", "STAT", false},
        {"training-material", "GEN", true},
        {"other", "GEN", true},
};

static void add(struct str *out, const char *tag, const char *text)
{
        if (!str_is_blank(text))
                str_addf(out, "%s  - %s\r\n", tag, text);
}

static const char *add_type(struct str *out, const struct record *r)
{
        for (size_t i = 0; i < ARRAY_LEN(types); i++) {
                if (!str_equal(types[i].type, r->type))
                        continue;
                add(out, "TY", types[i].name);
                add(out, "M3", types[i].label ? fields_type_label(r) : NULL);
                return types[i].name;
        }
        add(out, "TY", "GEN");
        return "GEN";
}

static void add_people(struct str *out, const char *tag, const struct agents *list,
                       const char *role)
{
        for (size_t i = 0; i < list->n; i++) {
                CLEANUP(str_done) struct str name = STR_INIT;

                if (role && !str_equal(list->items[i].role, role))
                        continue;
                name_write(&name, &list->items[i]);
                add(out, tag, str_text(&name));
        }
}

static void add_date(struct str *out, const struct record *r)
{
        struct fields_date d = fields_issued(r);

        if (!d.year)
                return;
        str_addf(out, "PY  - %04d\r\n", d.year);
        if (d.month)
                str_addf(out, "DA  - %04d/%02d/", d.year, d.month);
        if (d.day)
                str_addf(out, "%02d", d.day);
        if (d.month)
                str_add(out, "/\r\n");
}

static bool is(const char *type, const char *name)
{
        return !strcmp(type, name);
}

/* Where each type has the source, the series, the conference: see the table of sources in ris.c. */
static void add_source(struct str *out, const struct record *r, const char *type)
{
        const struct within *w = &r->within;
        bool is_paper = is(type, "CPAPER"), has_event = is_paper && w->event;
        bool whole = is(type, "BOOK") || is(type, "RPRT") || is(type, "THES");

        add(out, has_event ? "C3" : whole ? "JF" : "T2", r->source);
        add(out, "T2", has_event ? w->event : NULL);
        add(out, "T3", w->series);
        add(out, "VL", w->volume);
        add(out, "IS", w->issue);
        add(out, "ET", w->edition);
        add(out, "CY", w->place);
        add(out, "PB", r->publisher);
}

/* "17-29" in two tags; what is no such range stands in one. */
static void add_pages(struct str *out, const char *pages, const char *type)
{
        const char *dash = pages ? strchr(pages, '-') : NULL;

        if (!pages || is(type, "BOOK") || is(type, "THES"))
                return;
        if (!dash || dash == pages || strpbrk(dash + 1, "-, ;") || strpbrk(pages, ",; ") ||
            !dash[1]) {
                add(out, "SP", pages);
                return;
        }
        str_addf(out, "SP  - %.*s\r\n", (int)(dash - pages), pages);
        add(out, "EP", dash + 1);
}

static void add_identifiers(struct str *out, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];

                if (str_equal(id->type, "url"))
                        add(out, "UR", id->value);
                else if (str_equal(id->type, "isbn"))
                        add(out, "SN", id->value);
        }
        if (record_identifier(r, "handle"))
                str_addf(out, "UR  - https://hdl.handle.net/%s\r\n",
                         record_identifier(r, "handle"));
        add(out, "DO", record_identifier(r, "doi"));
        add(out, "C2", record_identifier(r, "pmcid"));
        add(out, "SN", r->within.issn);
        add(out, "ID", record_identifier(r, "local"));
}

int meta_write_ris(const struct record *r, struct str *out, struct error *err)
{
        const char *type = add_type(out, r);

        add(out, "TI", record_title(r));
        if (!name_editors_are_creators(r))
                add_people(out, "AU", &r->creators, NULL);
        add_people(out, "ED", &r->contributors, is(type, "THES") ? "Supervisor" : "Editor");
        add_people(out, "A4", &r->contributors, "Translator");
        add_date(out, r);
        add_source(out, r, type);
        add_pages(out, r->within.pages, type);
        add_identifiers(out, r);
        add(out, "LA", record_language(r));
        add(out, "AB", lang_texts_best(&r->abstracts, record_language(r)));
        for (size_t i = 0; i < r->keywords.n; i++)
                add(out, "KW", r->keywords.items[i].text);
        str_add(out, "ER  - \r\n");
        return out->failed ? error_no_memory(err) : 0;
}
