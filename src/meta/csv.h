/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows and columns of CSV files, between their reader (csv.c), the scanner of cells and the table of columns. */
#ifndef SSEHUB_META_CSV_H
#define SSEHUB_META_CSV_H

#include "meta/text-fields.h"

enum { CSV_COLUMNS_MAX = 1000 };

/* --- csv-scan.c: RFC 4180, and what spreadsheets make of it ---------------------------------------------- */

struct csv {
        const char *p, *end; /* the rest */
        char separator;
        bool one_line; /* a cell ends with its line: some quotation mark further up was not closed */
        long line;     /* of p */
        struct arena arena; /* of the row at hand */
        char **cells;
        size_t n;
        long row_line; /* where the row at hand starts */
};

enum csv_answer {
        CSV_END,
        CSV_ROW,
        CSV_UNCLOSED, /* a quotation mark is not closed; the next row is the next line */
        CSV_TOO_MANY  /* more than CSV_COLUMNS_MAX cells; the row is passed over */
};

void csv_done(struct csv *c);
enum csv_answer csv_next(struct csv *c);
bool csv_row_is_blank(const struct csv *c);

/* --- csv-columns.c --------------------------------------------------------------------------------------- */

/* What becomes of one value of a cell. language: of the column or the row, or NULL. */
typedef void (*csv_take)(struct record *r, const char *value, const char *language);

struct csv_column {
        const char *name; /* small letters, without spaces, '_' and '-' */
        csv_take take;    /* NULL: known, and of no use to a record */
        bool ours;        /* texts without a language are in the row's */
};

/* By the name in a header; ret_language: a BCP 47 tag in a of "title@fr" or "dc.title[fr]", else NULL. */
const struct csv_column *csv_column_find(const char *header, struct arena *a,
                                         const char **ret_language);
bool csv_column_is(const struct csv_column *c, const char *name);

#endif
