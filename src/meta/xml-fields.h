/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the readers of library and registry XML share: an element's words, cleaned, in the record's arena. */
#ifndef SSEHUB_META_XML_FIELDS_H
#define SSEHUB_META_XML_FIELDS_H

#include "meta/clean.h"

#include "text/xml.h"

/* All text inside, cleaned and on one line, blocks apart by a space; NULL where there is none. node may be NULL. */
const char *field_text(struct record *r, const xmlNode *node);
/* The same of a number or an address, in which a '<' is no markup. */
const char *field_code(struct record *r, const xmlNode *node);
/* Of the first child of this name, or at this path ("part/extent/start"). */
const char *field_child(struct record *r, const xmlNode *parent, const char *path);
/* Words that only say that nothing is known ("(:unav)", "unknown", "n/a") are none: NULL. */
const char *field_known(const char *text);

/* An attribute by its local name, with or without a prefix, in r's arena; NULL where it is missing or blank. */
const char *field_attr(struct record *r, const xmlNode *node, const char *name);
/* The attribute is this, in any case. */
bool field_attr_is(const xmlNode *node, const char *name, const char *value);

/* The language on the element itself or on one around it. */
const char *field_language(struct record *r, const xmlNode *node);

/* The next element in document order of this name below top; start with node = top. */
const xmlNode *field_next_inside(const xmlNode *node, const xmlNode *top, const char *name);
/* The next node in document order that is not inside node, below top. */
xmlNode *field_skip(const xmlNode *node, const xmlNode *top);

/* "Title: subtitle"; a title that ends in a mark of its own gets no colon. */
const char *field_join_title(struct record *r, const char *title, const char *subtitle);

/* A person by parts, where either is there, else by the whole name; NULL: neither. */
struct agent *field_add_person(struct record *r, struct agents *list, const char *given,
                               const char *family, const char *suffix, const char *whole);

/*
 * A work that only editors (else only contributors) sign is theirs: they become its creators, and stay what
 * they are. A record without any creator would not be taken in.
 */
void field_credit_editors(struct record *r);

/* What a relation points to, of an identifier of this type ("DOI", "ISBN", "URL" …); NULL: it is blank. */
const char *field_target(struct record *r, const char *type, const char *value);
/* The other way round: type is DataCite's word for it. value may be a part of target. */
void field_split_target(const char *target, const char **ret_type, const char **ret_value);

/* An identifier of the work itself, whose type is what its source calls it ("Local accession number"). */
void field_add_identifier(struct record *r, const char *type, const char *value);

/* Once each: texts of one list in a language that it has already are not added again. */
void field_add_relation(struct record *r, const char *type, const char *target, const char *text);

/*
 * A statement on rights by its address, code and words: the first known licence is the licence; words that
 * are no licence are the statement. "Open access" and its addresses say neither.
 */
void field_add_rights(struct record *r, const char *uri, const char *code, const char *words);

/* Texts without a language of their own are in that of the work, where it has just one. */
void field_inherit_languages(struct record *r);

#endif
