/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Refer and BibIX (refer(1)) as EndNote exports them: a line a field that starts with '%' and a letter, blank lines
 * between records.
 */
#include "meta/tagged.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

/* EndNote's types of reference in %0. */
static const struct fields_word types[] = {
        {"Journal Article", "research-paper"},
        {"Electronic Article", "research-paper"},
        {"Article", "research-paper"},
        {"Book", "book"},
        {"Edited Book", "book"},
        {"Electronic Book", "book"},
        {"Classical Work", "book"},
        {"Book Section", "book-chapter"},
        {"Electronic Book Section", "book-chapter"},
        {"Conference Paper", "conference-paper"},
        {"Conference Proceedings", "conference-paper"},
        {"Thesis", "thesis"},
        {"Report", "report"},
        {"Dataset", "dataset"},
        {"Blog", "think-piece"},
        {"Bill", "policy-or-legislation"},
        {"Statute", "policy-or-legislation"},
        {"Legal Rule or Regulation", "policy-or-legislation"},
};

/* Where there is no %0, what is in the record says it (refer(1)). */
static const char *type_of(struct tagged *t)
{
        const char *declared = tagged_text(t, "0"), *words = tagged_text(t, "9");
        const struct concept *c = words ? vocab_match(VOCAB_TYPE, words) : NULL;

        if (c)
                return concept_notation(c);
        if (declared)
                return fields_word(types, ARRAY_LEN(types), declared);
        if (tagged_raw(t, "J"))
                return "research-paper";
        if (tagged_raw(t, "B"))
                return "book-chapter";
        if (tagged_raw(t, "R") && !doi_normalise(tagged_raw(t, "R"), &t->r->arena))
                return "report";
        return tagged_raw(t, "I") ? "book" : NULL;
}

static void take_author(struct record *r, const char *text, void *user UNUSED)
{
        if (r->creators.n <= RECORD_LIST_MAX)
                name_add(r, &r->creators, text, true);
}

/* %Q: an author that is not a person. */
static void take_corporate(struct record *r, const char *text, void *user UNUSED)
{
        struct agent *a =
                r->creators.n <= RECORD_LIST_MAX ? name_add(r, &r->creators, text, false) : NULL;

        if (a)
                a->is_organisation = true;
}

static void take_contributor(struct record *r, const char *text, void *role)
{
        if (r->contributors.n <= RECORD_LIST_MAX)
                name_add_contributor(r, text, role, true);
}

static void take_url(struct record *r, const char *text, void *user UNUSED)
{
        fields_add_urls(r, text);
}

static void take_keywords(struct record *r, const char *text, void *user UNUSED)
{
        CLEANUP(str_done) struct str lines = STR_INIT;

        for (const char *p = text; *p; p++)
                str_add_char(&lines, *p == '\n' || *p == '\r' ? ';' : *p);
        r->arena.failed |= lines.failed;
        fields_add_keywords(r, str_text(&lines), NULL, false);
}

static void read_people(struct tagged *t, bool is_thesis)
{
        static char editor[] = "Editor", translator[] = "Translator", supervisor[] = "Supervisor";

        tagged_each(t, "A", take_author, NULL);
        tagged_each(t, "Q", take_corporate, NULL);
        tagged_each(t, "E", take_contributor, is_thesis ? supervisor : editor);
        tagged_each(t, "Y", take_contributor, is_thesis ? supervisor : editor);
        tagged_each(t, "?", take_contributor, translator);
        name_editors_create(t->r);
        if (t->r->creators.n == 1 && tagged_text(t, "+"))
                agent_add_affiliation(t->r, &t->r->creators.items[0], tagged_text(t, "+"), NULL,
                                      NULL);
}

/* %D has the year, %8 the date: with its year or without. */
static void read_date(struct tagged *t)
{
        const char *year = tagged_text(t, "D"), *day = tagged_text(t, "8");
        char date[META_DATE_SIZE], whole[META_DATE_SIZE];
        bool has_year = year && meta_date(year, date);

        if (day && (!has_year || strlen(date) == 4)) {
                CLEANUP(str_done) struct str both = STR_INIT;

                str_addf(&both, "%s %s", day, has_year ? date : "");
                if ((meta_date(day, whole) || meta_date(str_text(&both), whole)) &&
                    (!has_year || !memcmp(whole, date, 4))) {
                        memcpy(date, whole, sizeof(date));
                        has_year = true;
                }
        }
        if (has_year)
                record_add_date(t->r, "Issued", date);
}

static void read_identifiers(struct tagged *t)
{
        static const char *const dois[] = {"R", "M", "U"};

        for (size_t i = 0; i < ARRAY_LEN(dois); i++)
                if (!record_identifier(t->r, "doi"))
                        fields_add_doi(t->r, tagged_text(t, dois[i]));
        if (tagged_text(t, "@"))
                fields_add_serials(t->r, tagged_text(t, "@"));
        tagged_each(t, "U", take_url, NULL);
        record_add_identifier(t->r, "local", tagged_text(t, "F"));
}

static void read_within(struct tagged *t)
{
        struct record *r = t->r;

        tagged_set(t, &r->source, "J B");
        tagged_set(t, &r->within.series, "S");
        tagged_set(t, &r->within.volume, "V");
        tagged_set(t, &r->within.issue, "N");
        tagged_set(t, &r->within.edition, "7");
        tagged_set(t, &r->within.place, "C");
        tagged_set(t, &r->publisher, "I");
        /* Of a whole work it is how many there are. */
        if (!str_equal(r->type, "book") && !str_equal(r->type, "thesis"))
                r->within.pages = clean_pages(r, tagged_text(t, "P"));
}

static void read_fields(struct tagged *t)
{
        struct record *r = t->r;

        record_set(r, &r->type, type_of(t));
        record_add_text(r, &r->titles, tagged_text(t, "T !"), NULL);
        read_people(t, str_equal(r->type, "thesis"));
        read_date(t);
        read_within(t);
        read_identifiers(t);
        meta_add_language(r, tagged_text(t, "G"));
        record_add_text(r, &r->abstracts, tagged_text(t, "X"), NULL);
        tagged_each(t, "K", take_keywords, NULL);
}

/* --- lines to records ----------------------------------------------------------------------------- */

/* "%A text": behind it, or 0. "%%" and "%-" are nobody's tags. */
static size_t tag_length(const char *line, size_t n)
{
        if (n < 2 || line[0] != '%' ||
            !(isalnum((unsigned char)line[1]) || strchr("@!?+[^&#$()*=~<>", line[1])))
                return 0;
        return n == 2 ? 2 : line[2] == ' ' || line[2] == '\t' ? 3 : 0;
}

bool meta_refer_starts(const char *line, size_t n)
{
        return tag_length(line, n) == 3 && strchr("0TAFJBQELD", line[1]);
}

static int end_record(struct tagged *t, const struct meta_sink *sink, struct error *err)
{
        return tagged_hand_on(t, read_fields, sink, err);
}

/* A record starts behind a blank line; in a file whose records have %0, there only. */
static bool starts_record(const struct lines *l, bool blank_before, bool has_types)
{
        return has_types ? blank_before && l->text[1] == '0' : blank_before;
}

int meta_read_refer(const char *text, size_t n, const struct meta_sink *sink, struct error *err)
{
        CLEANUP(tagged_done) struct tagged t = {.arena = ARENA_INIT};
        struct lines l = {.p = text, .end = text + n};
        bool blank = true, started = false, has_types = false;
        int r = 0;

        if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
                l.p += 3;
        while (r == 0 && lines_next(&l)) {
                size_t length = tag_length(l.text, l.n);

                if (!started && !meta_refer_starts(l.text, l.n))
                        continue;
                if (!started)
                        has_types = l.text[1] == '0';
                started = true;
                if (length && starts_record(&l, blank, has_types)) {
                        r = end_record(&t, sink, err);
                        tagged_clear(&t, l.number);
                }
                blank = lines_is_blank(&l);
                if (length)
                        tagged_add(&t, (char[]){l.text[1], '\0'}, l.text + length, l.n - length);
                else if (!blank)
                        tagged_extend(&t, l.text + l.n);
        }
        if (!started) {
                error_set(err, -EINVAL, "no Refer record starts in it (%%0, %%T, %%A)");
                return META_NOT_MINE;
        }
        return r ? r : end_record(&t, sink, err);
}
