/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: the readers of what people write with. Each takes a whole file into x: text, record,
 * declared language, or the state it ends in. Negative is a failure of ours.
 */
#ifndef SSEHUB_EXTRACT_OFFICE_H
#define SSEHUB_EXTRACT_OFFICE_H

#include "extract/extract.h"

#include <libxml/tree.h>

/* Office Open XML, WordprocessingML (ECMA-376-1), transitional and strict, with macros or as a template. */
int docx_read(const char *bytes, size_t n, struct extraction *x, struct error *err);

/* OpenDocument text (ODF 1.3), in a package or flat (<office:document>). */
int odt_read(const char *bytes, size_t n, struct extraction *x, struct error *err);
int odt_read_flat(xmlDoc *doc, struct extraction *x, struct error *err);

/* EPUB 2 and 3: a page of text for each document of the spine. */
int epub_read(const char *bytes, size_t n, struct extraction *x, struct error *err);

enum {
        RTF_DEPTH_MAX =
                1000, /* groups in groups; deeper ones keep their text and lose their settings */
};

/* Rich Text Format 1.9.1 and what others make of it. */
int rtf_read(const char *bytes, size_t n, struct extraction *x, struct error *err);

/* An office file that a password locks, of whatever kind (MS-OFFCRYPTO: a container around the real one). */
bool office_is_locked(const char *bytes, size_t n);

/* A character of the fonts Symbol and its like, 0x20 … 0xFF, in Unicode; 0: a picture without a meaning. */
unsigned int symbol_character(unsigned int code);

#endif
