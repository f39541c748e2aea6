/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * RIS: Research Information Systems' tags as Reference Manager defined them in 2001, as EndNote redefined them in
 * 2011, and as publishers and databases understood either. What a tag means depends on the type of the work.
 */
#include "meta/tagged.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

static const struct ris_type {
        const char *name;
        enum work_kind kind;
        const char *type; /* ours, or NULL where the name does not say */
} types[] = {
        {"JOUR", KIND_ARTICLE, "research-paper"},
        {"EJOUR", KIND_ARTICLE, "research-paper"},
        {"INPR", KIND_ARTICLE, "research-paper"},
        {"ABST", KIND_ARTICLE, NULL},
        {"JFULL", KIND_ARTICLE, NULL},
        {"MGZN", KIND_ARTICLE, NULL},
        {"NEWS", KIND_ARTICLE, NULL},
        {"BOOK", KIND_BOOK, "book"},
        {"EBOOK", KIND_BOOK, "book"},
        {"EDBOOK", KIND_BOOK, "book"},
        {"CLSWK", KIND_BOOK, "book"},
        {"SER", KIND_BOOK, NULL},
        {"CHAP", KIND_PART, "book-chapter"},
        {"ECHAP", KIND_PART, "book-chapter"},
        {"DICT", KIND_PART, NULL},
        {"ENCYC", KIND_PART, NULL},
        {"CONF", KIND_PAPER, "conference-paper"},
        {"CPAPER", KIND_PAPER, "conference-paper"},
        {"THES", KIND_THESIS, "thesis"},
        {"RPRT", KIND_REPORT, "report"},
        {"GOVDOC", KIND_REPORT, NULL},
        {"UNPB", KIND_WORK, NULL},
        {"UNPD", KIND_WORK, NULL},
        {"DATA", KIND_WORK, "dataset"},
        {"AGGR", KIND_WORK, "dataset"},
        {"DBASE", KIND_WORK, "dataset"},
        {"BLOG", KIND_WORK, "think-piece"},
        {"BILL", KIND_WORK, "policy-or-legislation"},
        {"STAT", KIND_WORK, "policy-or-legislation"},
        {"GEN", KIND_WORK, NULL},
};

static const struct ris_type *type_of(const char *name)
{
        static const struct ris_type other = {"GEN", KIND_WORK, NULL};

        for (size_t i = 0; name && i < ARRAY_LEN(types); i++)
                if (!strcasecmp(types[i].name, name))
                        return &types[i];
        return &other;
}

/* --- people --------------------------------------------------------------------------------------- */

static void take_creator(struct record *r, const char *text, void *user UNUSED)
{
        if (r->creators.n <= RECORD_LIST_MAX)
                name_add(r, &r->creators, text, false);
}

static void take_contributor(struct record *r, const char *text, void *role)
{
        if (r->contributors.n <= RECORD_LIST_MAX)
                name_add_contributor(r, text, role, false);
}

static void read_people(struct tagged *t, enum work_kind kind)
{
        static char editor[] = "Editor", translator[] = "Translator", supervisor[] = "Supervisor",
                    other[] = "Other";
        bool whole = kind == KIND_BOOK || kind == KIND_REPORT;
        /* EndNote: of a whole work A2 edits the series and A3 the work, of a part it is the other way round. */
        bool has_both = tagged_raw(t, "A2") && tagged_raw(t, whole ? "A3 ED A1 AU" : "A3");

        tagged_each(t, "A1 AU", take_creator, NULL);
        if (kind == KIND_THESIS) {
                tagged_each(t, "A2 A3 ED", take_contributor, supervisor);
        } else {
                tagged_each(t, "A2", take_contributor, whole && has_both ? other : editor);
                tagged_each(t, "A3", take_contributor, !whole && has_both ? other : editor);
                tagged_each(t, "ED", take_contributor, editor);
        }
        tagged_each(t, "A4 TA", take_contributor, translator);
        name_editors_create(t->r);
        /* An address belongs to somebody only where there is one person. */
        if (t->r->creators.n == 1 && tagged_text(t, "AD"))
                agent_add_affiliation(t->r, &t->r->creators.items[0], tagged_text(t, "AD"), NULL,
                                      NULL);
}

/* --- dates ---------------------------------------------------------------------------------------- */

/* "2019/03/15/Spring", "2019/03//", "15 March 2019": what RIS says, and what people write. */
static bool read_date(const char *text, char ret[META_DATE_SIZE])
{
        return text && meta_date(text, ret);
}

/* PY has the year; DA the day of it, with the year or without. */
static void read_dates(struct tagged *t)
{
        char year[META_DATE_SIZE], day[META_DATE_SIZE];
        const char *da = tagged_text(t, "DA");
        bool has_year = read_date(tagged_text(t, "PY Y1"), year);

        if (!has_year) {
                has_year = read_date(da, year) || read_date(tagged_text(t, "YR DP"), year);
        } else if (da && strlen(year) == 4) {
                CLEANUP(str_done) struct str both = STR_INIT;

                str_addf(&both, "%s %s", da, year);
                if ((read_date(da, day) || read_date(str_text(&both), day)) &&
                    !memcmp(day, year, 4))
                        memcpy(year, day, sizeof(year));
        }
        if (has_year)
                record_add_date(t->r, "Issued", year);
}

/* --- where it appeared ---------------------------------------------------------------------------- */

static void read_source(struct tagged *t, enum work_kind kind)
{
        static const char *const sources[] = {
                [KIND_WORK] = "JF JO T2 BT JA J1 J2",
                [KIND_ARTICLE] = "JF T2 JO J1 BT JA J2",
                [KIND_BOOK] = "JF",
                [KIND_PART] = "BT T2 JF JO",
                [KIND_PAPER] = "C3 BT T2 JF JO JA J2",
                [KIND_THESIS] = "JF",
                [KIND_REPORT] = "JF JO",
        };
        struct within *w = &t->r->within;

        tagged_set(t, &t->r->source, sources[kind]);
        /* EndNote's conference papers: the proceedings in C3, the conference in T2. */
        if (kind == KIND_PAPER && tagged_text(t, "C3"))
                tagged_set(t, &w->event, "T2");
        if (kind == KIND_BOOK || kind == KIND_REPORT || kind == KIND_THESIS)
                tagged_set(t, &w->series, "T2 T3");
        else
                tagged_set(t, &w->series, "T3");
        tagged_set(t, &w->volume, "VL");
        tagged_set(t, &w->issue, kind == KIND_ARTICLE ? "IS CP M1" : "IS");
        tagged_set(t, &w->edition, "ET");
        tagged_set(t, &w->place, "CY PP");
        tagged_set(t, &t->r->publisher, "PB");
}

/* Of whole books and theses SP is how many pages there are. */
static void read_pages(struct tagged *t, enum work_kind kind)
{
        struct record *r = t->r;
        const char *first = tagged_text(t, "SP"), *last = tagged_text(t, "EP");

        if (kind != KIND_BOOK && kind != KIND_THESIS)
                r->within.pages = clean_page_range(r, first, last);
        if (!r->within.pages && (kind == KIND_ARTICLE || kind == KIND_PAPER))
                r->within.pages = clean_pages(r, tagged_text(t, "C7"));
}

/* --- the rest ------------------------------------------------------------------------------------- */

static void read_title(struct tagged *t, enum work_kind kind)
{
        const char *title = tagged_text(t, kind == KIND_BOOK ? "TI T1 CT BT" : "TI T1 CT");

        if (!title)
                title = tagged_text(t, "ST");
        record_add_text(t->r, &t->r->titles, title, NULL);
        record_add_text(t->r, &t->r->titles, tagged_text(t, "TT"), NULL); /* translated */
}

static void take_keywords(struct record *r, const char *text, void *user)
{
        const bool *commas = user;
        CLEANUP(str_done) struct str lines = STR_INIT;

        /* A keyword a line, where they go on over several. */
        for (const char *p = text; *p; p++)
                str_add_char(&lines, *p == '\n' || *p == '\r' ? ';' : *p);
        r->arena.failed |= lines.failed;
        fields_add_keywords(r, str_text(&lines), NULL, *commas);
}

static void take_nothing(struct record *r UNUSED, const char *text UNUSED, void *user UNUSED)
{
}

static bool has_two_commas(const char *text)
{
        const char *first = text ? strchr(text, ',') : NULL;

        return first && strchr(first + 1, ',');
}

static void read_keywords(struct tagged *t)
{
        /* One keyword may have a comma; one line with several of them is a list. */
        bool commas = tagged_each(t, "KW", take_nothing, NULL) == 1 &&
                      has_two_commas(tagged_raw(t, "KW"));

        tagged_each(t, "KW", take_keywords, &commas);
}

static void take_url(struct record *r, const char *text, void *user UNUSED)
{
        fields_add_urls(r, text);
}

static void take_serial(struct record *r, const char *text, void *user UNUSED)
{
        fields_add_serials(r, text);
}

static void read_identifiers(struct tagged *t)
{
        static const char *const dois[] = {"DO", "DI", "M3", "L3"};
        const char *pmcid = tagged_text(t, "C2");

        for (size_t i = 0; i < ARRAY_LEN(dois); i++)
                if (!record_identifier(t->r, "doi"))
                        fields_add_doi(t->r, tagged_text(t, dois[i]));
        tagged_each(t, "SN", take_serial, NULL);
        if (pmcid && str_starts(pmcid, "PMC"))
                record_add_identifier(t->r, "pmcid", pmcid);
        tagged_each(t, "UR", take_url, NULL);
        record_add_identifier(t->r, "local", tagged_text(t, "ID"));
}

static void read_type(struct tagged *t, const struct ris_type *type)
{
        const char *words = tagged_text(t, "M3");

        if (!words || !meta_set_known_type(t->r, words))
                record_set(t->r, &t->r->type, type->type);
}

static void read_fields(struct tagged *t)
{
        const struct ris_type *type = type_of(tagged_text(t, "TY"));

        read_title(t, type->kind);
        read_type(t, type);
        read_people(t, type->kind);
        read_dates(t);
        read_source(t, type->kind);
        read_pages(t, type->kind);
        read_identifiers(t);
        meta_add_language(t->r, tagged_text(t, "LA"));
        record_add_text(t->r, &t->r->abstracts, tagged_text(t, "AB N2"), NULL);
        read_keywords(t);
}

/* --- lines to records ----------------------------------------------------------------------------- */

/* How the tags of a record look; its TY says. */
struct style {
        size_t spaces;
        bool lower;
};

/* "TY  - " at the line's start: the length of all that, and how many spaces stand before the dash; else 0. */
static size_t tag_length(const char *line, size_t n, size_t *ret_spaces)
{
        size_t i = 2;

        if (n < 3 || !isalpha((unsigned char)line[0]) || !isalnum((unsigned char)line[1]))
                return 0;
        while (i < n && (line[i] == ' ' || line[i] == '\t'))
                i++;
        *ret_spaces = i - 2;
        if (i == 2 || i > 5 || i == n || line[i] != '-')
                return 0;
        i++;
        if (i < n && !isspace((unsigned char)line[i]) && *ret_spaces < 2)
                return 0;
        return i;
}

static bool is_tag(const char *line, const char *tag)
{
        return !strncasecmp(line, tag, 2);
}

static bool fits(const char *line, size_t spaces, const struct style *style)
{
        bool lower = islower((unsigned char)line[0]) != 0;

        return is_tag(line, "TY") || is_tag(line, "ER") ||
               (spaces >= style->spaces && lower == style->lower);
}

static int end_record(struct tagged *t, const struct meta_sink *sink, struct error *err)
{
        if (t->n == 1 && !strcmp(t->fields[0].tag, "TY"))
                return sink->problem(sink->user, t->line, "the record has a type and nothing else",
                                     err);
        return tagged_hand_on(t, read_fields, sink, err);
}

/* One line with a tag. */
static int take_tag(struct tagged *t, const struct lines *l, size_t length, size_t spaces,
                    struct style *style, const struct meta_sink *sink, struct error *err)
{
        bool starts = is_tag(l->text, "TY"), ends = is_tag(l->text, "ER");
        int r = 0;

        if (starts || ends) {
                r = end_record(t, sink, err);
                tagged_clear(t, l->number);
        }
        if (starts) {
                style->spaces = spaces < 2 ? 1 : 2;
                style->lower = islower((unsigned char)l->text[0]) != 0;
        }
        if (t->n == 0)
                t->line = l->number;
        if (!ends)
                tagged_add(t, (char[]){l->text[0], l->text[1], '\0'}, l->text + length,
                           l->n - length);
        return r;
}

bool meta_ris_starts(const char *line, size_t n)
{
        size_t spaces, length = tag_length(line, n, &spaces), letters = 0;

        if (!length || !is_tag(line, "TY"))
                return false;
        while (length < n && isspace((unsigned char)line[length]))
                length++;
        for (; length < n && isalnum((unsigned char)line[length]); length++)
                letters++;
        while (length < n && isspace((unsigned char)line[length]))
                length++;
        return length == n && letters >= 2 && letters <= 8;
}

int meta_read_ris(const char *text, size_t n, const struct meta_sink *sink, struct error *err)
{
        CLEANUP(tagged_done) struct tagged t = {.arena = ARENA_INIT};
        struct style style = {0};
        struct lines l = {.p = text, .end = text + n};
        bool started = false;
        int r = 0;

        if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
                l.p += 3;
        while (r == 0 && lines_next(&l)) {
                size_t spaces = 0, length = tag_length(l.text, l.n, &spaces);

                started = started || meta_ris_starts(l.text, l.n);
                if (!started)
                        continue; /* what a database says of itself before its records */
                if (length && fits(l.text, spaces, &style))
                        r = take_tag(&t, &l, length, spaces, &style, sink, err);
                else if (!lines_is_blank(&l))
                        tagged_extend(&t, l.text + l.n);
        }
        if (!started) {
                error_set(err, -EINVAL, "no RIS record starts in it (TY)");
                return META_NOT_MINE;
        }
        return r ? r : end_record(&t, sink, err);
}
