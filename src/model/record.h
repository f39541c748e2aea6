/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The record: what a repository knows of a work, as DataCite 4.6 and the Dublin Core terms have it.
 *
 * Plain structs. Everything a record points to lives in its arena; text is valid UTF-8, NFC, without
 * control characters. An absent text is NULL, an absent list has n = 0. Codes (type, licence, theme,
 * country, region, SDG) are notations of the vocabularies (vocab/vocab.h).
 */
#ifndef SSEHUB_MODEL_RECORD_H
#define SSEHUB_MODEL_RECORD_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Text in one language. language: BCP 47, or NULL where it is not known. */
struct lang_text {
        const char *text;
        const char *language;
};

struct lang_texts {
        struct lang_text *items;
        size_t n;
};

struct strings {
        const char **items;
        size_t n;
};

struct affiliation {
        const char *name;
        const char *ror;     /* "https://ror.org/…" */
        const char *country; /* ISO 3166-1 alpha-2 */
};

/* A creator or contributor (DataCite 4.6, properties 2 and 7). */
struct agent {
        const char *name; /* as shown; never NULL: "Amina Otieno" */
        const char *given, *family;
        const char *orcid; /* "0000-0002-1825-0097", check digit verified */
        const char *ror;   /* of an organisation */
        const char *role;  /* contributors only: DataCite contributorType, e.g. "Editor" */
        bool is_organisation;
        struct affiliation *affiliations;
        size_t n_affiliations;
};

struct agents {
        struct agent *items;
        size_t n;
};

/* value: EDTF-lenient, "2021", "2021-05" or "2021-05-17". */
struct record_date {
        const char *type; /* DataCite dateType, e.g. "Issued", "Accepted", "Available" */
        const char *value;
};

struct identifier {
        const char *type;  /* "doi", "isbn", "handle", "url", "pmid", "pmcid", "local" … */
        const char *value; /* normalised: a DOI is "10.1234/abc" in lower case, no resolver */
};

enum asserted_by { ASSERTED_BY_AUTHOR, ASSERTED_BY_MACHINE, ASSERTED_BY_REVIEWER };
enum assertion_status { ASSERTION_SUGGESTED, ASSERTION_CONFIRMED, ASSERTION_REJECTED };

/* "This work is about SDG 8.3": who says so, how sure, and why. */
struct assertion {
        const char *notation; /* "8" or "8.3" */
        const char *iri;      /* http://metadata.un.org/sdg/8.3 */
        enum asserted_by by;
        enum assertion_status status;
        const char *evidence; /* words of the work, or NULL */
        const char *method;   /* of a machine: name and version, or NULL */
        double score;         /* of a machine, 0 … 1; else 1 */
};

/* A tie to another work (DataCite relationType: IsVersionOf, IsTranslationOf, IsPartOf, Cites …). */
struct relation {
        const char *type;
        const char *target; /* "ID", "doi:10.…", "local:…" or a URL */
        const char *text;   /* as shown, or NULL */
};

struct funding {
        const char *funder, *funder_id, *award, *title;
};

struct reference {
        const char *text;
        const char *doi;
        const char *year;
};

/* Where in its source a work stands: what a citation needs beside the source's name. As written there. */
struct within {
        const char *volume, *issue;
        const char *pages; /* "17-29", "e0115884" */
        const char *edition;
        const char *series; /* that the source or the book belongs to */
        const char *issn;   /* of the source, "1234-567X" */
        const char *place;  /* of publication */
        const char *event;  /* the conference a paper was given at */
};

/* A field that a machine read off a page, for a person to confirm. */
struct machine_read {
        const char *field;  /* as JSON names it: "titles", "creators", "abstracts", "dates" … */
        const char *method; /* "first page 1" */
        double score;       /* 0 … 1 */
};

struct record {
        struct arena arena; /* owns everything below */

        struct lang_texts titles;
        struct lang_texts abstracts;
        struct lang_texts summaries; /* plain-language */
        struct lang_texts keywords;
        struct agents creators, contributors;
        const char *type; /* notation of scheme "type" */
        struct record_date *dates;
        size_t n_dates;
        struct strings languages; /* of the work itself, first the main one */
        const char *publisher;
        const char *source; /* journal, series or book it appeared in */
        struct within within;
        struct identifier *identifiers;
        size_t n_identifiers;
        const char *licence; /* notation of scheme "licence" where known, else as declared */
        const char *rights;  /* rights statement or copyright line as declared */
        struct assertion *sdgs;
        size_t n_sdgs;
        struct strings themes, countries, regions;
        struct assertion *theme_suggestions; /* by a machine; once confirmed also in themes */
        size_t n_theme_suggestions;
        struct relation *relations;
        size_t n_relations;
        struct funding *fundings;
        size_t n_fundings;
        struct reference *references;
        size_t n_references;
        struct machine_read *machine_read;
        size_t n_machine_read;
};

/* Elements of one list. One more is kept, so that record_validate can tell; what is beyond is not added. */
enum { RECORD_LIST_MAX = 10000 };

struct record *record_new(void); /* NULL when out of memory */
void record_free(struct record *r);
void record_freep(struct record **r); /* for CLEANUP */

/*
 * Adding. Texts are copied, cleaned (NFC, white space collapsed, controls dropped) and skipped when
 * blank. Out of memory shows in r->arena.failed.
 */
void record_add_text(struct record *r, struct lang_texts *list, const char *text,
                     const char *language);
void record_add_string(struct record *r, struct strings *list, const char *text); /* once each */
void record_set(struct record *r, const char **field, const char *text);
struct agent *record_add_agent(struct record *r, struct agents *list, const char *name);
void agent_add_affiliation(struct record *r, struct agent *a, const char *name, const char *ror,
                           const char *country);
void record_add_date(struct record *r, const char *type, const char *value);
/* Normalises by type ("https://doi.org/10.X" -> doi, "10.x"); an unknown type is kept as it is. */
void record_add_identifier(struct record *r, const char *type, const char *value);
struct assertion *record_add_sdg(struct record *r, const char *notation, enum asserted_by by);
/* By a machine, to be confirmed. notation: of a theme. */
struct assertion *record_add_theme_suggestion(struct record *r, const char *notation);
/* The field was read by a machine; a second call for a field replaces the first. */
void record_set_machine_read(struct record *r, const char *field, double score, const char *method);
void record_add_relation(struct record *r, const char *type, const char *target, const char *text);
struct funding *record_add_funding(struct record *r, const char *funder, const char *award);
struct reference *record_add_reference(struct record *r, const char *text, const char *doi);

/* Members of struct within by the name that JSON and XML give them ("volume"); NULL behind the last. */
const char *within_name(size_t i);
/* The member of that name; NULL: there is none. */
const char **within_member(struct within *w, const char *name);

/* Asking. All may answer NULL (0 for the year). */
const char *
record_title(const struct record *r); /* the title in the main language, else the first */
const char *lang_texts_best(const struct lang_texts *list, const char *language);
const char *record_identifier(const struct record *r, const char *type);
const char *
record_issued(const struct record *r); /* the Issued date, else Available, else the first */
int record_year(const struct record *r);
const char *record_language(const struct record *r);

/* The key under which "the same work" is found: normalised title, year, first author's family name. */
char *record_match_key(const struct record *r,
                       struct arena *a); /* NULL where the title is missing */

/*
 * Lays `over` upon `base`: each field that `over` has replaces that of base; lists are replaced whole,
 * identifiers and references united. For a paper with a metadata file: base from the paper's own bytes.
 */
void record_merge(struct record *base, const struct record *over);

#define RECORD_INVALID 1 /* *ret_reason (in r's arena) says what is missing or wrong, all of it */
/* What every record needs to be taken in: a title and a creator; codes known; dates and check digits right. */
int record_validate(struct record *r, const char **ret_reason);

/*
 * What publication needs and the record lacks, in plain words: "a licence, an abstract or plain-language
 * summary"; NULL where nothing is missing. A submission may lack all but title and creator. In a.
 */
const char *record_missing(const struct record *r, struct arena *a);

/* Parts that stand alone. */
bool orcid_normalise(const char *text, char ret[20]); /* ISO 7064 mod 11-2 */
/* The DOI in any of its dresses ("doi:10.1/X", "https://doi.org/10.1%2FX") as "10.1/x" in a; else NULL. */
const char *doi_normalise(const char *text, struct arena *a);
bool date_is_valid(const char *text); /* year, year-month or day; real calendar days only */
int date_year(const char *text);      /* 0 when there is none */

#endif
