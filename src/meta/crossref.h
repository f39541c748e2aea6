/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of the Crossref reader. */
#ifndef SSEHUB_META_CROSSREF_H
#define SSEHUB_META_CROSSREF_H

#include "meta/xml-fields.h"

/* Each <person_name> and <organization>. In a container (the book around a chapter) authors are left out. */
void crossref_read_people(struct record *r, const xmlNode *contributors, bool is_container);

/* Who paid, under which licence, what it is related to: <program> wherever it stands below work. */
void crossref_read_programs(struct record *r, const xmlNode *work);

void crossref_read_citations(struct record *r, const xmlNode *work);

#endif
