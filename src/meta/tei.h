/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of the TEI reader (TEI P5, as GROBID, HAL and journals write it). */
#ifndef SSEHUB_META_TEI_H
#define SSEHUB_META_TEI_H

#include "meta/private.h"

#include <libxml/hash.h>

struct tei {
        struct record *r;
        const xmlNode *root;
        const xmlNode *file;   /* <fileDesc> */
        const xmlNode *source; /* <biblStruct> of <sourceDesc>: what was read; or NULL */
        const char *language;  /* of the text, or NULL */
        xmlHashTable *orgs;    /* xml:id -> <org> */
};

bool tei_attr_is(const xmlNode *e, const char *name, const char *value);

/* Text with white space as one space and none at the ends; without notes. Adds nothing where node is NULL. */
void tei_text(const xmlNode *node, struct str *out);

/* "Given Family" or "Family Given" of a <persName>; false: it has no such parts. */
bool tei_name(const xmlNode *person, bool family_first, struct str *out);

/* <idno type="DOI"> below, else a link to the resolver. NULL: none. In r's arena. */
const char *tei_doi(struct record *r, const xmlNode *top);

/* Year, month or day of a <date>: @when, else its words. */
void tei_date(const xmlNode *date, struct str *out);

/* --- tei-people.c */
void tei_read_people(struct tei *t);
void tei_read_funders(struct tei *t);

/* --- tei-references.c */
void tei_read_references(struct tei *t);

#endif
