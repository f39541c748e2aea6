/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of the MARCXML reader. */
#ifndef SSEHUB_META_MARC_H
#define SSEHUB_META_MARC_H

#include "meta/xml-fields.h"

bool marc_tag_is(const xmlNode *field, const char *tag);
/* The first subfield of this code that has words, or NULL. */
const char *marc_subfield(struct record *r, const xmlNode *field, char code);
/* Without the marks of ISBD at its end and brackets around it; NULL: nothing is left. */
const char *marc_plain(struct record *r, const char *text);

#endif
