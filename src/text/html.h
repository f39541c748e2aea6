/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strangers' HTML -> tree -> text. Parsed with libxml2's HTML parser; scripts and styles are never text. */
#ifndef SSEHUB_TEXT_HTML_H
#define SSEHUB_TEXT_HTML_H

#include "base/error.h"
#include "base/str.h"

#include <libxml/tree.h>

#define HTML_DAMAGED 1
/* bytes in any encoding (declared by <meta>, BOM, else UTF-8, else Windows-1252). */
int html_read(const char *bytes, size_t n, xmlDoc **ret, struct error *err);

/*
 * The text of the document on the page: title, authors, abstract, headings, paragraphs, lists, tables, captions,
 * notes, references, in the order of the page. Menus, notices, adverts, forms, tools and links to other
 * articles are left out where they can be told; in doubt a text is kept. A block is a paragraph ("\n\n"
 * between), a row of a table a line with tabs between its cells. Never empty where the page has text.
 */
int html_main_text(const xmlDoc *doc, struct str *out, struct error *err);

/* The same of all of a page or fragment, but scripts, styles and the like. */
int html_all_text(const xmlDoc *doc, struct str *out, struct error *err);

/*
 * What the page shows of the document it is about, where its metadata do not say it: the heading that has most
 * of what <title> says, or the one <h1>; and the part that is named an abstract, without its heading. Nothing is
 * added where there is none.
 */
int html_title_text(const xmlDoc *doc, struct str *out, struct error *err);
int html_abstract_text(const xmlDoc *doc, struct str *out, struct error *err);

#endif
