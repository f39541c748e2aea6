/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * BibTeX and biblatex entries to records: what each field means, by the type of its entry, and what an entry
 * inherits. The grammar is bibtex-scan.c's, names are bibtex-names.c's, LaTeX is latex.c's.
 */
#include "meta/bibtex.h"

#include "meta/latex.h"
#include "meta/text-fields.h"

#include "base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

static const struct bib_type {
        const char *name;
        enum work_kind kind;
        const char *type; /* ours, or NULL where the name does not say */
} types[] = {
        {"article", KIND_ARTICLE, "research-paper"},
        {"suppperiodical", KIND_ARTICLE, "research-paper"},
        {"review", KIND_ARTICLE, "research-paper"},
        {"book", KIND_BOOK, "book"},
        {"mvbook", KIND_BOOK, "book"},
        {"collection", KIND_BOOK, "book"},
        {"mvcollection", KIND_BOOK, "book"},
        {"reference", KIND_BOOK, "book"},
        {"proceedings", KIND_BOOK, "book"},
        {"mvproceedings", KIND_BOOK, "book"},
        {"periodical", KIND_BOOK, NULL},
        {"inbook", KIND_PART, "book-chapter"},
        {"bookinbook", KIND_PART, "book-chapter"},
        {"suppbook", KIND_PART, "book-chapter"},
        {"incollection", KIND_PART, "book-chapter"},
        {"suppcollection", KIND_PART, "book-chapter"},
        {"inreference", KIND_PART, "book-chapter"},
        {"inproceedings", KIND_PAPER, "conference-paper"},
        {"conference", KIND_PAPER, "conference-paper"},
        {"phdthesis", KIND_THESIS, "thesis"},
        {"mastersthesis", KIND_THESIS, "thesis"},
        {"thesis", KIND_THESIS, "thesis"},
        {"techreport", KIND_REPORT, "report"},
        {"report", KIND_REPORT, "report"},
        {"dataset", KIND_WORK, "dataset"},
        {"legislation", KIND_WORK, "policy-or-legislation"},
};

enum { ANCESTORS_MAX = BIB_XREF_MAX * (1 + BIB_PARENTS_MAX) };

/* One entry on its way to be a record. */
struct reading {
        struct bib_file *f;
        struct ancestor {
                const struct bib_entry *entry;
                bool by_crossref; /* else it is the entry itself, or data for it */
        } ancestors[ANCESTORS_MAX];
        size_t n_ancestors;
        struct bib_entry *e;
        const struct bib_type *type;
        struct record *r;
        bool too_much; /* what it inherits does not fit */
};

static const struct bib_type *type_of(struct bib_value name)
{
        static const struct bib_type other = {"misc", KIND_WORK, NULL};

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (bib_is(name, types[i].name))
                        return &types[i];
        return &other;
}

/* --- inheriting ----------------------------------------------------------------------------------- */

/* What is the parent's own: its text and its numbers name the parent, not what is in it. */
static bool is_inherited(enum bib_code code)
{
        static const enum bib_code own[] = {BIB_ABSTRACT,   BIB_CROSSREF, BIB_DOI,      BIB_EPRINT,
                                            BIB_EPRINTTYPE, BIB_HANDLE,   BIB_KEYWORDS, BIB_LCCN,
                                            BIB_MR,         BIB_NOTE,     BIB_PAGES,    BIB_PMCID,
                                            BIB_PMID,       BIB_SUBTITLE, BIB_TITLE,    BIB_TYPE,
                                            BIB_URL,        BIB_XDATA,    BIB_ZBL};

        for (size_t i = 0; i < ARRAY_LEN(own); i++)
                if (own[i] == code)
                        return false;
        return true;
}

/* The parent's name for it: a child's book is what its parent is called. */
static enum bib_code code_in_parent(const struct bib_entry *parent, enum bib_code code)
{
        if (code == BIB_BOOKTITLE && !bib_own(parent, BIB_BOOKTITLE))
                return BIB_TITLE;
        if (code == BIB_BOOKSUBTITLE && !bib_own(parent, BIB_BOOKSUBTITLE))
                return BIB_SUBTITLE;
        return code;
}

/* Key i of "a, b, c". */
static bool key_at(struct bib_value keys, size_t i, struct bib_value *ret)
{
        const char *p = keys.text, *end = keys.text + keys.n;

        for (; i; i--) {
                p = memchr(p, ',', (size_t)(end - p));
                if (!p)
                        return false;
                p++;
        }
        while (p < end && isspace((unsigned char)*p))
                p++;
        ret->text = p;
        ret->n = 0;
        while (p < end && *p != ',' && !isspace((unsigned char)*p)) {
                p++;
                ret->n++;
        }
        return ret->n > 0;
}

static void add_ancestor(struct reading *x, const struct bib_entry *e, bool by_crossref)
{
        if (e && !e->problem && x->n_ancestors < ANCESTORS_MAX)
                x->ancestors[x->n_ancestors++] = (struct ancestor){e, by_crossref};
}

/* The entry itself with its xdata, then its parent with its own, and so on: looked up once for all fields. */
static void find_ancestors(struct reading *x)
{
        const struct bib_entry *e = x->e;

        for (int generation = 0; e && generation < BIB_XREF_MAX; generation++) {
                const struct bib_value *keys = bib_own(e, BIB_XDATA),
                                       *parent = bib_own(e, BIB_CROSSREF);
                struct bib_value key;

                add_ancestor(x, e, generation > 0);
                for (size_t i = 0; keys && i < BIB_PARENTS_MAX && key_at(*keys, i, &key); i++)
                        add_ancestor(x, bib_find(x->f, key), generation > 0);
                e = parent ? bib_find(x->f, *parent) : NULL;
        }
}

static const struct bib_value *value(struct reading *x, enum bib_code code)
{
        const struct bib_value *v = NULL;
        size_t i;

        for (i = 0; i < x->n_ancestors && !v; i++) {
                const struct ancestor *a = &x->ancestors[i];

                if (!a->by_crossref)
                        v = bib_own(a->entry, code);
                else if (is_inherited(code))
                        v = bib_own(a->entry, code_in_parent(a->entry, code));
        }
        if (!v || i == 1) /* none, or the entry's own */
                return v;
        x->too_much |= !bib_make(x->f, v->n);
        return x->too_much ? NULL : v;
}

/* --- texts ---------------------------------------------------------------------------------------- */

/* In r's arena, LaTeX undone and cleaned; NULL where it says nothing. */
static const char *text_as(struct reading *x, enum bib_code code, enum latex_as as)
{
        const struct bib_value *v = value(x, code);
        CLEANUP(str_done) struct str plain = STR_INIT;
        const char *ret = NULL;

        if (!v)
                return NULL;
        latex_to_text(v->text, v->n, as, &plain);
        x->r->arena.failed |= plain.failed;
        if (as == LATEX_VERBATIM)
                record_set(x->r, &ret, str_text(&plain));
        else
                clean_set(x->r, &ret, str_text(&plain));
        return ret;
}

static const char *text(struct reading *x, enum bib_code code)
{
        return text_as(x, code, LATEX_TEXT);
}

/* "Title: subtitle" */
static const char *title_of(struct reading *x, enum bib_code title, enum bib_code subtitle)
{
        const char *main = text(x, title), *sub = main ? text(x, subtitle) : NULL;

        return sub ? arena_printf(&x->r->arena, "%s%s %s", main,
                                  strchr(".?!:", main[strlen(main) - 1]) ? "" : ":", sub)
                   : main;
}

static void take(struct reading *x, const char **field, enum bib_code code)
{
        if (!*field)
                *field = text(x, code);
}

/* --- fields --------------------------------------------------------------------------------------- */

static void read_people(struct reading *x)
{
        const struct bib_value *authors = value(x, BIB_AUTHOR), *editors = value(x, BIB_EDITOR),
                               *translators = value(x, BIB_TRANSLATOR);

        if (authors)
                bib_add_names(x->r, &x->r->creators, NULL, *authors);
        if (editors)
                bib_add_names(x->r, &x->r->contributors, "Editor", *editors);
        if (translators)
                bib_add_names(x->r, &x->r->contributors, "Translator", *translators);
        name_editors_create(x->r);
}

/* year, month and day of BibTeX; a month may hold the day too ("10 May"). */
static void read_date(struct reading *x)
{
        const char *date = text_as(x, BIB_DATE, LATEX_VERBATIM), *year, *month, *day;
        CLEANUP(str_done) struct str all = STR_INIT;
        char found[META_DATE_SIZE];

        if (date && meta_date(date, found)) {
                record_add_date(x->r, "Issued", found);
                return;
        }
        year = text(x, BIB_YEAR);
        if (!year)
                return;
        month = text(x, BIB_MONTH);
        day = text(x, BIB_DAY);
        if (strlen(year) == 4 && meta_month(month) && strlen(month) <= 2)
                str_addf(&all, "%s-%02d", year, meta_month(month));
        else
                str_addf(&all, "%s%s%s", month ? month : "", month ? " " : "", year);
        if (day && month)
                str_addf(&all, "%s%s", strchr(str_text(&all), '-') ? "-" : " ", day);
        /* What is beside the year may be nonsense; the year then stands alone. */
        if (meta_date(str_text(&all), found) || meta_date(year, found))
                record_add_date(x->r, "Issued", found);
        x->r->arena.failed |= all.failed;
}

static void read_source(struct reading *x)
{
        struct record *r = x->r;
        enum work_kind kind = x->type->kind;

        take(x, &r->source, BIB_FULL_JOURNAL);
        take(x, &r->source, BIB_JOURNAL);
        if (!r->source && kind != KIND_BOOK)
                r->source = title_of(x, BIB_BOOKTITLE, BIB_BOOKSUBTITLE);
        take(x, &r->within.series, BIB_SERIES);
        take(x, &r->within.event, BIB_EVENT);
        take(x, &r->within.volume, BIB_VOLUME);
        take(x, &r->within.issue, BIB_NUMBER);
        take(x, &r->within.issue, BIB_ISSUE); /* of biblatex: "Spring", beside the number */
        take(x, &r->within.edition, BIB_EDITION);
        take(x, &r->within.place, BIB_ADDRESS);
        r->within.pages = clean_pages(r, text(x, BIB_PAGES));
        if (!r->within.pages)
                r->within.pages = clean_pages(r, text(x, BIB_EID));
}

/* Who brought it out: of theses and reports that is the house they were written in. */
static void read_publisher(struct reading *x)
{
        const char **publisher = &x->r->publisher;

        if (x->type->kind == KIND_THESIS)
                take(x, publisher, BIB_SCHOOL);
        if (x->type->kind == KIND_THESIS || x->type->kind == KIND_REPORT)
                take(x, publisher, BIB_INSTITUTION);
        take(x, publisher, BIB_PUBLISHER);
        take(x, publisher, BIB_INSTITUTION);
        take(x, publisher, BIB_SCHOOL);
        take(x, publisher, BIB_ORGANISATION);
        if (*publisher || x->type->kind != KIND_WORK)
                return;
        *publisher = text(x, BIB_HOWPUBLISHED);
        if (*publisher && strstr(*publisher, "://")) {
                fields_add_urls(x->r, *publisher);
                *publisher = NULL;
        }
}

static void read_type(struct reading *x)
{
        const char *words = text(x, BIB_TYPE);

        if (words && meta_set_known_type(x->r, words))
                return;
        record_set(x->r, &x->r->type, x->type->type);
}

/* The archive where a preprint lies names its number. */
static void read_eprint(struct reading *x)
{
        static const struct fields_word archives[] = {{"pubmed", "pmid"}, {"hdl", "handle"}};
        const char *number = text_as(x, BIB_EPRINT, LATEX_VERBATIM);
        const char *archive = number ? text(x, BIB_EPRINTTYPE) : NULL;
        const char *known = fields_word(archives, ARRAY_LEN(archives), archive);

        if (!archive && number)
                archive = strpbrk(number, "./") ? "arxiv" : "eprint";
        if (number && strstr(number, "://"))
                fields_add_urls(x->r, number);
        else
                record_add_identifier(x->r, known ? known : archive, number);
}

static void read_identifiers(struct reading *x)
{
        static const struct {
                enum bib_code code;
                const char *type;
        } numbers[] = {
                {BIB_PMID, "pmid"}, {BIB_PMCID, "pmcid"}, {BIB_HANDLE, "handle"},
                {BIB_LCCN, "lccn"}, {BIB_MR, "mr"},       {BIB_ZBL, "zbl"},
        };
        CLEANUP(str_done) struct str key = STR_INIT;

        fields_add_doi(x->r, text_as(x, BIB_DOI, LATEX_VERBATIM));
        clean_add_isbns(x->r, text(x, BIB_ISBN));
        fields_add_serials(x->r, text(x, BIB_ISSN));
        for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
                record_add_identifier(x->r, numbers[i].type,
                                      text_as(x, numbers[i].code, LATEX_VERBATIM));
        read_eprint(x);
        fields_add_urls(x->r, text_as(x, BIB_URL, LATEX_VERBATIM));
        str_add_bytes(&key, x->e->key.text, x->e->key.n);
        record_add_identifier(x->r, "local", str_text(&key));
        x->r->arena.failed |= key.failed;
}

static void read_rights(struct reading *x)
{
        const char *licence = text(x, BIB_LICENCE), *rights = text(x, BIB_RIGHTS);

        if (licence)
                meta_set_licence(x->r, licence);
        if (rights && !meta_set_known_licence(x->r, rights))
                x->r->rights = rights;
}

static void read_entry(struct reading *x)
{
        const char *title;

        find_ancestors(x);
        title = title_of(x, BIB_TITLE, BIB_SUBTITLE);
        record_add_text(x->r, &x->r->titles, title, NULL);
        read_type(x);
        read_people(x);
        read_date(x);
        read_source(x);
        read_publisher(x);
        read_identifiers(x);
        read_rights(x);
        meta_add_language(x->r, text(x, BIB_LANGUAGE));
        record_add_text(x->r, &x->r->abstracts, text(x, BIB_ABSTRACT), NULL);
        fields_add_keywords(x->r, text(x, BIB_KEYWORDS), NULL, true);
}

/* --- the file ------------------------------------------------------------------------------------- */

static int tell_problem(const struct bib_entry *e, const char *what, const struct meta_sink *sink,
                        struct error *err)
{
        char reason[200];

        snprintf(reason, sizeof(reason), "@%.*s{%.*s}: %s", (int)(e->type.n < 30 ? e->type.n : 30),
                 e->type.text,
                 (int)(e->key.n < 60 ? utf8_floor(e->key.text, e->key.n, 60) : e->key.n),
                 e->key.text, what);
        return sink->problem(sink->user, e->line, reason, err);
}

static int hand_on(struct bib_file *f, struct bib_entry *e, const struct meta_sink *sink,
                   struct error *err)
{
        CLEANUP(record_freep) struct record *r = record_new();
        struct reading x = {.f = f, .e = e, .type = type_of(e->type), .r = r};

        if (!r)
                return error_no_memory(err);
        read_entry(&x);
        if (r->arena.failed)
                return error_no_memory(err);
        if (x.too_much)
                return tell_problem(e, "it inherits more text than this file may make", sink, err);
        return sink->record(sink->user, e->line, STEAL(r), err);
}

/* What only lends its fields to others, or is of programs. */
static bool is_no_work(const struct bib_entry *e)
{
        return bib_is(e->type, "xdata") || bib_is(e->type, "set") || bib_is(e->type, "control");
}

int meta_read_bibtex(const char *text, size_t n, const struct meta_sink *sink, struct error *err)
{
        CLEANUP(bib_file_done) struct bib_file f = {.arena = ARENA_INIT};
        int r = bib_scan(text, n, &f, err);

        if (r < 0)
                return r;
        if (!f.first) {
                error_set(err, -EINVAL, "no BibTeX entry is in it");
                return META_NOT_MINE;
        }
        for (struct bib_entry *e = f.first; e && r == 0; e = e->next) {
                if (e->problem)
                        r = tell_problem(e, e->problem, sink, err);
                else if (!is_no_work(e))
                        r = hand_on(&f, e, sink, err);
        }
        return r;
}
