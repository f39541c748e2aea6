/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of the JATS reader (ANSI/NISO Z39.96, and the NLM versions before it). */
#ifndef SSEHUB_META_JATS_H
#define SSEHUB_META_JATS_H

#include "meta/private.h"

#include <libxml/hash.h>

struct jats {
        struct record *r;
        const xmlNode *article;
        const xmlNode *meta;  /* article-meta */
        const char *language; /* of the article, or NULL */
        xmlHashTable *affs;   /* id -> <aff> */
};

/* --- jats-text.c: inline markup as text ----------------------------------------------------------------- */

/* Where footnote marks and cross-references are dropped, and where only marks are. */
enum jats_place { JATS_TITLE, JATS_PROSE };

void jats_add_text(const xmlNode *node, enum jats_place place, struct str *out);

/* The same of a node's first child of this name (or path "a/b"); nothing when it is not there. */
void jats_child_text(const xmlNode *parent, const char *path, struct str *out);

/* An attribute of the node equals the value. */
bool jats_attr_is(const xmlNode *node, const char *name, const char *value);

/* --- jats-front.c ------------------------------------------------------------------------------------------- */

void jats_read_front(struct jats *j);
/* Titles, abstracts and keywords of a translation: <front-stub> or <front> of a <sub-article>. */
void jats_read_translation(struct jats *j, const xmlNode *meta, const char *language);

/* --- jats-rights.c ------------------------------------------------------------------------------------------ */

void jats_read_dates(struct jats *j);
void jats_read_rights(struct jats *j);

/* --- jats-people.c ------------------------------------------------------------------------------------------ */

void jats_read_people(struct jats *j);
/* "Given Family" of <name>, <string-name> or <name-alternatives>; family first where short. */
void jats_name_text(const xmlNode *name, bool family_first, struct str *out);

/* --- jats-back.c -------------------------------------------------------------------------------------------- */

void jats_read_funding(struct jats *j);
void jats_read_references(struct jats *j);

#endif
