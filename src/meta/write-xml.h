/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the writers of XML metadata share: a document made as a tree, so that escaping cannot be forgotten. */
#ifndef SSEHUB_META_WRITE_XML_H
#define SSEHUB_META_WRITE_XML_H

#include "meta/private.h"

#include "text/xml.h"

struct xml_out {
        xmlDoc *doc;
        xmlNode *root;
};

/* prefix NULL: the default namespace. ns NULL: none. A failure is -ENOMEM. */
int xml_out_start(struct xml_out *x, const char *root, const char *prefix, const char *ns,
                  struct error *err);
/* Adds the document, or only its element (is_part), to out. */
int xml_out_end(struct xml_out *x, bool is_part, struct str *out, struct error *err);
void xml_out_done(struct xml_out *x); /* for CLEANUP */

/* An element with text; nothing where the text is blank. */
xmlNode *xml_put(xmlNode *parent, const char *name, const char *text);
/* The same in a language: a tag that is none is left out. */
xmlNode *xml_put_lang(xmlNode *parent, const char *name, const char *text, const char *language);

/* --- values -------------------------------------------------------------------------------------------------- */

/* "Family, Given" where that, turned round, is the name as shown; else the name as shown. */
const char *agent_sort_name(const struct agent *a, struct str *buffer);
/* The shown name is given, family and this; "" for no suffix; NULL: the parts do not make up the name. */
const char *agent_suffix(const struct agent *a);
/* The shown name is family, then given. */
bool agent_is_eastern(const struct agent *a);

/* "17-29" in two, into a buffer of the caller; false: it is one page, a number, or more than a range. */
bool pages_split(const char *pages, char *first, char *last, size_t room);

/* What the authors said or a person confirmed, of what it is about: no machine's suggestion, nothing rejected. */
bool assertion_is_stated(const struct assertion *a);

/* An address to click on, for identifiers that have one; else NULL. */
const char *identifier_address(const struct identifier *id, struct str *buffer);

/* English words for our type, licence, place …; the notation itself where it is not known. */
const char *notation_label(enum vocab_scheme scheme, const char *notation);
/* The address of a known licence, or the licence itself where it is an address; NULL: neither. */
const char *licence_address(const char *licence);

#endif
