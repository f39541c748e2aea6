/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the readers and writers of text formats (BibTeX, RIS, Refer, CSL-JSON, CSV) share. */
#ifndef SSEHUB_META_TEXT_FIELDS_H
#define SSEHUB_META_TEXT_FIELDS_H

#include "meta/clean.h"

/* What kind of thing a work is, as far as the fields of a format mean other things then. */
enum work_kind {
        KIND_WORK,
        KIND_ARTICLE,
        KIND_BOOK,
        KIND_PART,
        KIND_PAPER,
        KIND_THESIS,
        KIND_REPORT
};

/* --- text-fields.c ------------------------------------------------------------------------------------ */

/* Keywords of one text, apart by ';' where there is one, else by ',' where commas is set. Linear. */
void fields_add_keywords(struct record *r, const char *text, const char *language, bool commas);

/* The parts of text between separator, blank ones left out, in a copy; answers how many were handed on. */
typedef void (*fields_take)(struct record *r, const char *part, void *user);
size_t fields_split(struct record *r, const char *text, const char *separator, fields_take take,
                    void *user);

/* ISBNs and the first ISSN of "0001-8708 978-3-16-148410-0 (print)", each by its form. */
void fields_add_serials(struct record *r, const char *text);

/* A DOI in any of its dresses; what is none is left out. */
void fields_add_doi(struct record *r, const char *text);
/* An address, or several apart by white space; one that resolves a DOI is that DOI. */
void fields_add_urls(struct record *r, const char *text);

/* Our type of a word in a table of a format's own, or NULL. In any case. */
struct fields_word {
        const char *word, *means;
};
const char *fields_word(const struct fields_word *table, size_t n, const char *word);
/* The other way; NULL: none of the words means that. */
const char *fields_meaning(const struct fields_word *table, size_t n, const char *means);

/* Label in English of our type: what goes where a format has free words for it. NULL: no type. */
const char *fields_type_label(const struct record *r);

/* Numbers of an issued date, 0 for what it does not have. */
struct fields_date {
        int year, month, day;
};
struct fields_date fields_issued(const struct record *r);

/* --- names.c -------------------------------------------------------------------------------------------- */

enum { NAME_WORDS_MAX = 32 };
#define NAME_JOINT '\x1F' /* a space that does not part words: "Juan García\x1FMárquez" */

/* "World Health Organization", by words that people's names do not have. */
bool name_is_corporate(const char *name);

/* The same where a comma may part names: "Ministry of Works, Kenya", but not "Bank, Jane", nor "A, B. and C, D." */
bool name_is_body(const char *name);

/* "Given von Family Jr." without a comma, or an organisation. NULL when blank. */
struct agent *name_add_natural(struct record *r, struct agents *list, const char *text);

/*
 * As other systems export a name: entities undone; "Family, Given[, Jr.]"; "World Bank," and "University,, City"
 * (EndNote's sign for organisations). natural: without a comma the family name comes last; else such a name
 * stays in one piece.
 */
struct agent *name_add(struct record *r, struct agents *list, const char *text, bool natural);
struct agent *name_add_contributor(struct record *r, const char *text, const char *role,
                                   bool natural);
/* What stands behind the parts of a name as shown: "Jr." of "Juan Ruiz Jr."; NULL: nothing that is a suffix. */
const char *name_suffix(const struct agent *a);
/* The other way: "Family, Given[, Jr.]", "World Bank,". */
void name_write(struct str *out, const struct agent *a);

/* A work without authors was made by its editors: they become creators, and stay contributors. */
void name_editors_create(struct record *r);
/* The creators are but the editors, in order: a format with both needs to name them once only. */
bool name_editors_are_creators(const struct record *r);

#endif
