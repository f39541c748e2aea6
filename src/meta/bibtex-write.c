/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records to BibTeX: classic types and fields, and those of biblatex where BibTeX has none (which it passes over). */
#include "meta/latex.h"
#include "meta/text-fields.h"

#include "text/normal.h"

#include <ctype.h>
#include <string.h>

enum { KEY_WORD_MAX = 24 };

/* --- kinds of entries ----------------------------------------------------------------------------- */

static const struct entry_kind {
        const char *type; /* ours */
        const char *name;
        const char *source, *publisher; /* fields of these names */
        bool label; /* the type's name stands in "type", as the entry's does not say it */
} kinds[] = {
        {"research-paper", "article", "journal", "publisher", false},
        {"conference-paper", "inproceedings", "booktitle", "publisher", false},
        {"book", "book", "journal", "publisher", false},
        {"book-chapter", "incollection", "booktitle", "publisher", false},
        {"thesis", "phdthesis", "journal", "school", false},
        {"report", "techreport", "journal", "institution", false},
        {"working-paper", "techreport", "journal", "institution", true},
        {"think-piece", "techreport", "journal", "institution", true},
        {"position-paper", "techreport", "journal", "institution", true},
        {"case-study", "techreport", "journal", "institution", true},
};

static const struct entry_kind *kind_of(const struct record *r)
{
        static const struct entry_kind other = {NULL, "misc", "journal", "publisher", true};

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (str_equal(kinds[i].type, r->type))
                        return &kinds[i];
        return &other;
}

/* --- fields --------------------------------------------------------------------------------------- */

static void open_field(struct str *out, const char *name)
{
        str_addf(out, ",\n  %s = {", name);
}

static void add_field(struct str *out, const char *name, const char *text)
{
        if (str_is_blank(text))
                return;
        open_field(out, name);
        latex_escape(out, text);
        str_add_char(out, '}');
}

/* Addresses and DOIs are read as they stand (biblatex, 2.3.1, verbatim fields); braces must balance all the same. */
static void add_verbatim(struct str *out, const char *name, const char *text)
{
        if (str_is_blank(text))
                return;
        open_field(out, name);
        for (; *text; text++) {
                if (strchr("{}\\", *text))
                        str_addf(out, "%%%02X", (unsigned char)*text);
                else
                        str_add_char(out, *text);
        }
        str_add_char(out, '}');
}

/* A part of a name; braces hold together what would be taken for two. */
static void add_name_part(struct str *out, const char *part)
{
        bool hold = strchr(part, ',') || strstr(part, " and ");

        str_add(out, hold ? "{" : "");
        latex_escape(out, part);
        str_add(out, hold ? "}" : "");
}

static void add_name(struct str *out, const struct agent *a)
{
        const char *suffix = name_suffix(a);

        if (a->is_organisation) { /* Braces keep an organisation's name in one piece. */
                str_add_char(out, '{');
                latex_escape(out, a->name);
                str_add_char(out, '}');
                return;
        }
        if (!a->family) {
                add_name_part(out, a->name);
                return;
        }
        add_name_part(out, a->family);
        str_add(out, ", ");
        if (suffix)
                str_addf(out, "%s, ", suffix);
        add_name_part(out, a->given ? a->given : "");
}

/* role NULL: all of the list. */
static void add_names(struct str *out, const char *field, const struct agents *list,
                      const char *role)
{
        size_t n = 0;

        for (size_t i = 0; i < list->n; i++) {
                if (role && !str_equal(list->items[i].role, role))
                        continue;
                if (n++)
                        str_add(out, " and ");
                else
                        open_field(out, field);
                add_name(out, &list->items[i]);
        }
        if (n)
                str_add_char(out, '}');
}

static void add_date(struct str *out, const struct record *r)
{
        static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                             "jul", "aug", "sep", "oct", "nov", "dec"};
        struct fields_date d = fields_issued(r);

        if (d.year)
                str_addf(out, ",\n  year = {%04d}", d.year);
        if (d.month)
                str_addf(out, ",\n  month = %s", months[d.month - 1]);
        if (d.day)
                str_addf(out, ",\n  day = {%d}", d.day);
}

/* Apart by ',' as biblatex has it; by ';' where a keyword has a comma of its own. */
static void add_keywords(struct str *out, const struct record *r)
{
        const struct lang_texts *list = &r->keywords;
        bool commas = false;

        for (size_t i = 0; i < list->n; i++)
                commas |= strchr(list->items[i].text, ',') != NULL;
        for (size_t i = 0; i < list->n; i++) {
                if (i)
                        str_add(out, commas ? "; " : ", ");
                else
                        open_field(out, "keywords");
                latex_escape(out, list->items[i].text);
        }
        if (list->n)
                str_add(out, commas ? ";}" : "}");
}

static void add_identifiers(struct str *out, const struct record *r, const char *url)
{
        static const struct {
                const char *type, *field;
        } numbers[] = {
                {"handle", "hdl"}, {"pmid", "pmid"},   {"pmcid", "pmcid"},
                {"lccn", "lccn"},  {"mr", "mrnumber"}, {"zbl", "zmnumber"},
        };
        const char *arxiv = record_identifier(r, "arxiv");

        add_verbatim(out, "doi", record_identifier(r, "doi"));
        add_field(out, "isbn", record_identifier(r, "isbn"));
        add_field(out, "issn", r->within.issn);
        for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
                add_verbatim(out, numbers[i].field, record_identifier(r, numbers[i].type));
        add_verbatim(out, "eprint", arxiv);
        add_field(out, "eprinttype", arxiv ? "arxiv" : NULL);
        add_field(out, "language", record_language(r));
        add_verbatim(out, "url", url ? url : record_identifier(r, "url"));
}

static void add_rest(struct str *out, const struct record *r)
{
        add_field(out, "abstract", lang_texts_best(&r->abstracts, record_language(r)));
        add_keywords(out, r);
        add_field(out, "license", r->licence);
        add_field(out, "copyright", r->rights);
}

void meta_bibtex_entry(const struct record *r, const char *key, const char *url, struct str *out)
{
        const struct entry_kind *kind = kind_of(r);
        const struct within *w = &r->within;

        str_addf(out, "@%s{%s", kind->name, key);
        if (!name_editors_are_creators(r))
                add_names(out, "author", &r->creators, NULL);
        add_field(out, "title", record_title(r));
        add_date(out, r);
        add_field(out, kind->source, r->source);
        add_field(out, "volume", w->volume);
        add_field(out, "number", w->issue);
        add_field(out, "pages", w->pages);
        add_field(out, "edition", w->edition);
        add_field(out, "series", w->series);
        add_field(out, kind->publisher, r->publisher);
        add_field(out, "address", w->place);
        add_field(out, "eventtitle", w->event);
        add_names(out, "editor", &r->contributors, "Editor");
        add_names(out, "translator", &r->contributors, "Translator");
        add_field(out, "type", kind->label ? fields_type_label(r) : NULL);
        add_identifiers(out, r, url);
        add_rest(out, r);
        str_add(out, "\n}\n");
}

/* --- keys ----------------------------------------------------------------------------------------- */

static bool is_key(const char *text)
{
        if (!text || !*text)
                return false;
        for (; *text; text++)
                if (!isalnum((unsigned char)*text) && !strchr(":._/+-", *text))
                        return false;
        return true;
}

/* The first word of text in ASCII letters and digits. */
static void add_key_word(struct str *out, const char *text)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        size_t n = 0;

        if (!text || text_key(text, &key, NULL) < 0)
                return;
        for (const char *p = str_text(&key); *p && *p != ' ' && n < KEY_WORD_MAX; p++) {
                if (!isalnum((unsigned char)*p))
                        continue;
                str_add_char(out, *p);
                n++;
        }
}

/* Its own, which the entry had when it was read; else as people make them: "otieno2021savings". */
static void add_key(struct str *out, const struct record *r)
{
        const char *local = record_identifier(r, "local");
        const struct agent *first = r->creators.n ? &r->creators.items[0] : NULL;
        int year = record_year(r);

        if (is_key(local)) {
                str_add(out, local);
                return;
        }
        if (first)
                add_key_word(out, first->family ? first->family : first->name);
        if (year)
                str_addf(out, "%d", year);
        add_key_word(out, record_title(r));
        if (!out->len)
                str_add(out, "work");
}

int meta_write_bibtex(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str key = STR_INIT;

        add_key(&key, r);
        meta_bibtex_entry(r, str_text(&key), NULL, out);
        return out->failed || key.failed ? error_no_memory(err) : 0;
}
