/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the readers share: fields that many formats declare in the same words. */
#ifndef SSEHUB_META_PRIVATE_H
#define SSEHUB_META_PRIVATE_H

#include "meta/meta.h"

#include "vocab/vocab.h"

enum { META_DATE_SIZE = 11 }; /* "2023-05-17" and the NUL */

/* --- fields.c: one declared value each; what says nothing is left out --------------------------------- */

/* BCP 47 in r's arena, or NULL where the language is not known. */
const char *meta_language(struct record *r, const char *declared);
void meta_add_language(struct record *r, const char *declared);

/* The notation where the licence is known, else as declared. A known one is never replaced by words. */
void meta_set_licence(struct record *r, const char *declared);
bool meta_set_known_licence(struct record *r, const char *declared);

/* One of our types by its notation or a label, or by the words of other systems; false: not known. */
bool meta_set_known_type(struct record *r, const char *declared);

/* false: no such country or region; no such theme; no such goal or target. */
bool meta_add_place(struct record *r, const char *declared);
bool meta_add_theme(struct record *r, const char *declared);
bool meta_add_sdg(struct record *r, const char *declared); /* asserted by the author */

/* A subject or keyword: SDG where it is an IRI or "SDG 8", theme where it is a slug, else a keyword. */
void meta_add_subject(struct record *r, const char *text, const char *language);

/* Several in one text, apart by ';', else by ','. */
void meta_add_subjects(struct record *r, const char *text, const char *language);

/* Dates in many dresses ("2023/08/30", "30 August 2023", "2023-08-30T10:00Z") to the form of a record. */
bool meta_date(const char *text, char ret[META_DATE_SIZE]);
bool meta_date_of_parts(int year, int month, int day, char ret[META_DATE_SIZE]); /* 0: not given */
int meta_month(const char *text); /* 1 … 12 from a number or an English name, else 0 */
void meta_add_date(struct record *r, const char *type, const char *text);

/* DOI, ISBN, Handle or URL by its looks, else "local"; an ISSN is left out (it names a journal). */
void meta_add_identifier(struct record *r, const char *text);

/* "doi:10.1/x", a URL, "local:…" where the text is one; else NULL. In r's arena. */
const char *meta_relation_target(struct record *r, const char *text);

/* Titles that programs make up: "Microsoft Word - x.doc", "untitled", a file name, an identifier. */
bool meta_title_is_nonsense(const char *title);

/* --- people.c ----------------------------------------------------------------------------------------- */

/* "Family, Given" or as shown. NULL when blank or out of memory. */
struct agent *meta_add_person(struct record *r, struct agents *list, const char *text);
/* Name as shown from its parts; eastern: the family name comes first. */
void meta_set_name(struct record *r, struct agent *a, const char *given, const char *family,
                   const char *suffix, bool eastern);
/* Bytes at the end of a name that say when somebody lived: ", 1848-1914", " [1848-1914]"; 0: none. */
size_t meta_life_dates(const char *name);
void meta_set_orcid(struct record *r, struct agent *a, const char *text);
const char *meta_ror(struct record *r, const char *text); /* "https://ror.org/…", or NULL */
const char *meta_country(const char *text);               /* ISO 3166-1, or NULL */
/* Several people in one text: "A. Otieno; B. Ruiz", "A. Otieno and B. Ruiz", "A. Otieno, B. Ruiz". */
void meta_add_people(struct record *r, struct agents *list, const char *text);

/* --- terms.c: a Dublin Core element by its name ("title", "issued", "spatial") ------------------------ */

/* false: no such element. language may be NULL. */
bool meta_add_term(struct record *r, const char *element, const char *text, const char *language);

/* --- words.c: DataCite's words for dates, roles and relations ------------------------------------------- */

enum word_list { WORD_DATE, WORD_ROLE, WORD_RELATION };
enum { WORD_SIZE = 32 };

/* As DataCite writes it ("IsTranslationOf"), whatever the case of text; NULL: not one of its words. */
const char *meta_word(enum word_list list, const char *text);
/* With a small first letter, as our XML has it; what is not in the list becomes its most general word. */
void meta_word_for_xml(enum word_list list, const char *text, char ret[WORD_SIZE]);

/* --- assertion.c: "author", "machine" …; "suggested" … -------------------------------------------------- */

const char *meta_by_name(enum asserted_by by);
bool meta_find_by(const char *name, enum asserted_by *ret); /* false: untouched */
const char *meta_status_name(enum assertion_status status);
bool meta_find_status(const char *name, enum assertion_status *ret);
double meta_number(const char *text); /* a score, 0 … 1; what is none is 1 */

/* --- schema.c: our XML against schemas/record.rng ------------------------------------------------------ */
int schema_check(xmlDoc *doc, struct error *err); /* 0, META_DAMAGED, or a failure */

/* --- ris.c: a line that starts a record ("TY  - JOUR") --------------------------------------------------- */
bool meta_ris_starts(const char *line, size_t n);

bool meta_refer_starts(const char *line, size_t n); /* refer.c: "%T A title" */
bool meta_csl_is_item(const json_t *j);             /* csl.c */

/* --- csv.c: a header of ours or DSpace's; of a file that is not called .csv more than a title is asked --- */
bool meta_csv_has_header(const char *text, size_t n, bool is_named_so);

/* --- for readers of XML -------------------------------------------------------------------------------- */

/* Has an element of this namespace, whose end (after the last '/' or ':') does not matter. */
bool meta_in_namespace(const xmlNode *node, const char *prefix);

/* --- json-ld.c ------------------------------------------------------------------------------------------ */

/* schema.org's description of an article in a <script type="application/ld+json">. Bad JSON adds nothing. */
void meta_read_json_ld(const char *text, size_t n, struct record *r);

/* --- datacite-json.c: a document of its records (the first decides), to tell its kind ------------------ */
bool meta_is_datacite_json(json_t *document);

/* --- json-fields.c: one key of our JSON each ------------------------------------------------------------ */

/* Names a key and what it must be. */
int json_refuse(const char *key, const char *wanted, struct error *err); /* META_DAMAGED */

/* An object of these keys only, whose values are texts (or null, as if left out). */
int json_check_texts(const char *key, const json_t *object, const char *const *known, size_t n,
                     struct error *err);

/* Reads "creators": an array of objects or strings, into a list of r. */
int json_read_agents(struct record *r, const char *key, const json_t *j, struct agents *list,
                     struct error *err);

/* The members of an array of strings (one string stands for an array of one). */
typedef void (*json_take_text)(void *user, const char *text);
int json_each_text(const char *key, const json_t *j, json_take_text take, void *user,
                   struct error *err);

json_t *json_write_agents(const struct agents *list);

#endif
