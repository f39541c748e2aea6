/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: a metadata file, whose reader hands over one record after the other (meta/meta.h). */
#ifndef SSEHUB_EXTRACT_COLLECTION_H
#define SSEHUB_EXTRACT_COLLECTION_H

#include "extract/extract.h"
#include "meta/meta.h"

#include "base/str.h"

/* What one reader gets: text, or a document of XML. */
struct collection_source {
        const char *text;
        size_t n;
        xmlDoc *doc;
        int (*read)(const struct collection_source *s, const struct meta_sink *sink,
                    struct error *err);
};

/*
 * Fills x: one sound record becomes x->record; several, or problems beside them, become x->records. A file in
 * which there is nothing but one problem is damaged. META_NOT_MINE, META_DAMAGED as the reader answers them,
 * with x untouched; lines beyond max bytes make the file too-large.
 */
int collection_read(struct extraction *x, const struct collection_source *s, size_t max,
                    struct error *err);

#endif
