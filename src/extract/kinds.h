/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: what kind of document some bytes are. Their content decides; a name only helps. */
#ifndef SSEHUB_EXTRACT_KINDS_H
#define SSEHUB_EXTRACT_KINDS_H

#include <magic.h>
#include <stdbool.h>
#include <stddef.h>

enum kind {
        KIND_NONE,
        KIND_PDF,
        KIND_XML,
        KIND_HTML,
        KIND_MARKDOWN,
        KIND_TEXT,
        KIND_DOCX,
        KIND_ODT,
        KIND_EPUB,
        KIND_RTF,
        KIND_RECORDS, /* metadata in a text format or JSON */
        KIND_LOCKED,  /* an office file that opens only with a password */
        KIND_UNREAD
};

struct identity {
        enum kind kind;
        const char *media_type; /* static, or libmagic's until it is asked again */
        const char *words;      /* KIND_UNREAD: what people call it, "XLSX"; static */
        const char *advice;     /* KIND_UNREAD: what to do about it, or NULL; static */
};

enum { KINDS_PDF_WINDOW = 1024 }; /* a PDF's header may stand this far in (ISO 32000-1, H.3.3) */

bool kinds_is_pdf(const char *bytes, size_t n);

/* libmagic with its database; NULL where it cannot be had. It opens files: before the fence. */
magic_t kinds_open(void);
void kinds_closep(magic_t *magic); /* for CLEANUP */

void kinds_identify(const char *bytes, size_t n, const char *name, magic_t magic,
                    struct identity *ret);

#endif
