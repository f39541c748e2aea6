/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Strangers' XML, read safely: no network, no file, no external entity, no entity declared by the
 * document itself; nesting and size are limited. The names of characters that JATS and XHTML declare in
 * their DTDs (&nbsp;, &eacute; …) are known without reading any DTD; values that an <!ATTLIST> would add
 * are left out. A prefix without a namespace is no damage.
 */
#ifndef SSEHUB_TEXT_XML_H
#define SSEHUB_TEXT_XML_H

#include "base/error.h"
#include "base/str.h"

#include <libxml/tree.h>

enum {
        XML_SIZE_MAX = 64 << 20, /* bytes of one document */
        XML_DEPTH_MAX = 256,     /* elements in elements */
};

void xml_doc_freep(xmlDoc **doc); /* for CLEANUP */

#define XML_DAMAGED                                                                                \
        1 /* not well-formed, or refused by the rules above; err says what and at which line */
int xml_read(const char *bytes, size_t n, xmlDoc **ret, struct error *err);

/* Trusted documents only (our own, such as the built-in vocabularies): the same without limits on size. */
int xml_read_trusted(const char *bytes, size_t n, xmlDoc **ret, struct error *err);

/* Walking. Local names; namespace NULL means any. */
bool xml_is(const xmlNode *node, const char *name);
xmlNode *xml_child(const xmlNode *parent,
                   const char *name); /* first, or NULL; name NULL: any element */
xmlNode *xml_next(const xmlNode *node, const char *name);   /* next sibling of this name, or NULL */
xmlNode *xml_path(const xmlNode *parent, const char *path); /* "front/article-meta/title-group" */
char *xml_attr(const xmlNode *node,
               const char *name); /* heap, or NULL; "xml:lang", "xlink:href" by local name */
const char *xml_lang(const xmlNode *node); /* nearest xml:lang upwards, or NULL; the document's */
void xml_text(const xmlNode *node, struct str *out); /* all text inside, entities never followed */
xmlNode *xml_walk(const xmlNode *node,
                  const xmlNode *top); /* next node in document order below top, or NULL */

/* Making pages: elements and attributes with text that is escaped when the document is written. */
xmlNode *xml_add(xmlNode *parent, const char *name, const char *text); /* text may be NULL */
void xml_set(xmlNode *node, const char *name, const char *value);      /* NULL value sets nothing */
void xml_setf(xmlNode *node, const char *name, const char *fmt, ...) PRINTF(3, 4);

#endif
