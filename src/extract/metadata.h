/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: files that hold metadata and no paper, in text formats, JSON and XML. */
#ifndef SSEHUB_EXTRACT_METADATA_H
#define SSEHUB_EXTRACT_METADATA_H

#include "extract/extract.h"

#include <libxml/tree.h>

#define METADATA_NONE                                                                              \
        1 /* no metadata of a kind that is known; x is untouched, err says what it is instead */

/* text: UTF-8. name: a hint. Every record goes into x (collection.h); its media type is set. */
int metadata_read_text(const char *text, size_t n, const char *name, struct extraction *x,
                       struct error *err);
int metadata_read_xml(xmlDoc *doc, struct extraction *x, struct error *err);

#endif
