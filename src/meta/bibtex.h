/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of a BibTeX file between its reader (bibtex.c), its scanner, and the one who knows names. */
#ifndef SSEHUB_META_BIBTEX_H
#define SSEHUB_META_BIBTEX_H

#include "meta/private.h"

#include <stdint.h>

/* Fields that a record has a use for; BibTeX and biblatex have several names for most. */
enum bib_code {
        BIB_ABSTRACT,
        BIB_ADDRESS,
        BIB_AUTHOR,
        BIB_BOOKTITLE,
        BIB_BOOKSUBTITLE,
        BIB_CROSSREF,
        BIB_DATE,
        BIB_DAY,
        BIB_DOI,
        BIB_EDITION,
        BIB_EDITOR,
        BIB_EID,
        BIB_EPRINT,
        BIB_EPRINTTYPE,
        BIB_EVENT,
        BIB_FULL_JOURNAL,
        BIB_HANDLE,
        BIB_HOWPUBLISHED,
        BIB_INSTITUTION,
        BIB_ISBN,
        BIB_ISSN,
        BIB_ISSUE,
        BIB_JOURNAL,
        BIB_KEYWORDS,
        BIB_LANGUAGE,
        BIB_LCCN,
        BIB_LICENCE,
        BIB_MONTH,
        BIB_MR,
        BIB_NOTE,
        BIB_NUMBER,
        BIB_ORGANISATION,
        BIB_PAGES,
        BIB_PMCID,
        BIB_PMID,
        BIB_PUBLISHER,
        BIB_RIGHTS,
        BIB_SCHOOL,
        BIB_SERIES,
        BIB_SUBTITLE,
        BIB_TITLE,
        BIB_TRANSLATOR,
        BIB_TYPE,
        BIB_URL,
        BIB_VOLUME,
        BIB_XDATA,
        BIB_YEAR,
        BIB_ZBL,
        BIB_CODES
};

/* As it stands in the file, without its braces or quotes; where '#' or a macro made it, in the file's arena. */
struct bib_value {
        const char *text;
        size_t n;
};

struct bib_field {
        enum bib_code code;
        struct bib_value value;
};

struct bib_entry {
        struct bib_value type, key;
        long line;
        const char *problem; /* why it cannot be read, or NULL */
        struct bib_field *fields;
        size_t n_fields;
        uint64_t has;              /* a bit for each code */
        struct bib_entry *next;    /* in the file */
        struct bib_entry *in_slot; /* of another key, at the same place of the table */
};

enum {
        BIB_MADE_MAX = 16 << 20, /* bytes that macros and parents make beyond … */
        BIB_MADE_TIMES = 4,      /* … so many times the file itself */
        BIB_XREF_MAX = 4,        /* generations that an entry inherits from, with itself */
        BIB_PARENTS_MAX = 8,     /* containers of data (xdata) of one entry */
        BIB_NAME_MAX = 64,       /* letters of the name of an entry's type, a field, a macro */
        BIB_PIECES_MAX = 1000    /* that '#' joins into one value */
};

struct bib_file {
        struct arena arena;
        struct bib_entry *first, *last;
        struct bib_entry **slots; /* by key */
        size_t n_slots, n_entries;
        struct bib_macro **macros; /* by name */
        size_t made, made_max;     /* bytes, see BIB_MADE_MAX */
};

/* Counts n bytes more. false: that is too much for the file. */
static inline bool bib_make(struct bib_file *f, size_t n)
{
        if (n > f->made_max - f->made)
                return false;
        f->made += n;
        return true;
}

void bib_file_done(struct bib_file *f);

/* bibtex-scan.c: every entry of the text, in order; broken ones with their problem. */
int bib_scan(const char *text, size_t n, struct bib_file *f, struct error *err);
/* Of the key, whatever the case of its letters; the first of several. NULL: there is none. */
struct bib_entry *bib_find(const struct bib_file *f, struct bib_value key);
bool bib_is(struct bib_value v, const char *word);                              /* in any case */
const struct bib_value *bib_own(const struct bib_entry *e, enum bib_code code); /* or NULL */

/* bibtex-names.c: "First von Last and von Last, Jr, First and {An Organisation} and others", LaTeX as it is. */
void bib_add_names(struct record *r, struct agents *list, const char *role, struct bib_value names);

#endif
