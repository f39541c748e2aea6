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

/* The text a reader of the page sees, a block a paragraph ("\n\n" between), without nav, header, footer,
 * aside, form, script, style, template, noscript; of <main> or <article> where there is one. */
int html_main_text(const xmlDoc *doc, struct str *out, struct error *err);

/* Text of one subtree, blocks apart: also used for XML bodies by passing is_block. */
typedef bool (*text_is_block)(const xmlNode *element);
typedef bool (*text_is_skipped)(const xmlNode *element);
int node_text_blocks(const xmlNode *top, text_is_block is_block, text_is_skipped is_skipped,
                     struct str *out, struct error *err);

#endif
