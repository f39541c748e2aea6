/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text as it comes out of other people's databases, made plain: what was escaped once too often, marked up
 * where no markup belongs, or taken for another encoding on its way. All take UTF-8 and NULL alike; nothing
 * here guesses: what is not plainly one of these faults stays as it is.
 */
#ifndef SSEHUB_META_CLEAN_H
#define SSEHUB_META_CLEAN_H

#include "meta/private.h"

/* --- steps: each appends to out what it makes of text --------------------------------------------------- */

/*
 * UTF-8 that was taken for Windows-1252 and encoded anew ("FranÃ§ois", even twice over). Only where the whole
 * text, undone, is valid UTF-8; else false, and nothing is added.
 */
bool clean_mojibake(const char *text, struct str *out);

/* &eacute; &#233; &#xE9; and what was escaped up to three times ("&amp;amp;"). Unknown names stay. */
enum { CLEAN_ESCAPES_MAX = 3 };
void clean_entities(const char *text, struct str *out);

/*
 * Without the tags of HTML and JATS (<i>, <sub>, <jats:p> …), comments and CDATA marks; blocks part words. A
 * '<' that starts none of these ("p < 0.05", "<unknown>") stays.
 */
void clean_tags(const char *text, struct str *out);
/* Is what stands in this element ("p", "br", "title") apart from the words around it? */
bool clean_stands_apart(const char *element);

/* --- all of them: what a field of a record gets ---------------------------------------------------------- */

void clean_text(const char *text, struct str *out);

/* As record_set, record_add_text …, with the text cleaned first. */
void clean_set(struct record *r, const char **field, const char *text);
void clean_add_text(struct record *r, struct lang_texts *list, const char *text,
                    const char *language);
void clean_add_subject(struct record *r, const char *text, const char *language);
struct agent *clean_add_person(struct record *r, struct agents *list, const char *text);

/* --- kinds of values ---------------------------------------------------------------------------------------- */

/*
 * Pages as a record has them, in r's arena: "pp. 123–129" is "123-129", "123--9" stays "123-9" (what is not
 * printed is not made up), "n/a" is NULL.
 */
const char *clean_pages(struct record *r, const char *text);
/* From a first and a last page, either of which may be missing; the same twice is one page. */
const char *clean_page_range(struct record *r, const char *first, const char *last);

/* The first ISSN in "ISSN 1234-5679 (print)" whose check digit is right, as "1234-5679"; else NULL. */
const char *clean_issn(struct record *r, const char *text);

/* Every ISBN of "978-3-525-56062-4 (hbk.) : EUR 85; 3-525-56062-1"; false: there was none that is right. */
bool clean_add_isbns(struct record *r, const char *text);

/* A surname's trailing mark of generation: "Jr.", "Sr", "III", "2nd". */
bool clean_is_suffix(const char *text);

#endif
