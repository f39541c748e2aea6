/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One form for text that arrives in many: Unicode normalisation (ICU), white space, keys to compare by. */
#ifndef SSEHUB_TEXT_NORMAL_H
#define SSEHUB_TEXT_NORMAL_H

#include "base/error.h"
#include "base/str.h"

/*
 * For text of a document: valid UTF-8 in; NFC out (NFKC for presentation forms of Arabic and for
 * ligatures only), bidi controls, soft hyphens and unwanted controls dropped, line ends as "\n",
 * form feeds kept. Blank lines are kept; a run of spaces inside a line becomes one, or the tab in it,
 * which parts the cells of a table.
 */
int text_clean(const char *text, size_t n, struct str *out, struct error *err);

/* For a field of a record: as text_clean, and any white space is one space, none at the ends. */
int text_clean_line(const char *text, size_t n, struct str *out, struct error *err);

/* To compare by: NFKC, case folded, marks stripped, only letters and digits, single spaces between words. */
int text_key(const char *text, struct str *out, struct error *err);

/* Any encoding to UTF-8: a BOM or valid UTF-8 wins; else charset where named (ICU name); else Windows-1252
 * where every byte is defined there and the text reads as prose. TEXT_UNREADABLE: none of these. */
#define TEXT_UNREADABLE 1
int text_to_utf8(const char *bytes, size_t n, const char *charset, struct str *out,
                 struct error *err);

/*
 * For files made of lines from several places: as text_to_utf8 without a charset, but where the whole is not UTF-8
 * each line is taken on its own, so that a Latin-1 line spoils no other. TEXT_UNREADABLE as above, judged by the
 * lines that are not UTF-8.
 */
int text_lines_to_utf8(const char *bytes, size_t n, struct str *out, struct error *err);

#endif
