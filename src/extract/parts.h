/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: how an extraction is filled, by the reader in the worker and by its parent alike. */
#ifndef SSEHUB_EXTRACT_PARTS_H
#define SSEHUB_EXTRACT_PARTS_H

#include "extract/extract.h"

#include "base/str.h"

/* State ok, media type "application/octet-stream", an empty record, no pages; NULL when out of memory. */
struct extraction *extraction_new(void);

/* What failed to fit shows in x->arena.failed. */
void extraction_set_type(struct extraction *x, const char *media_type);
void extraction_set_language(struct extraction *x, const char *language); /* NULL or "" = none */
void extraction_add_page(struct extraction *x, const char *text, size_t n);

/* Ends in a state other than ok: the pages go, the reason (one line) stays. */
void extraction_end(struct extraction *x, enum extract_state state, const char *fmt, ...)
        PRINTF(3, 4);

/* One line for people beside the state, each once, at most EXTRACT_NOTES_MAX; blank ones add nothing. */
void extraction_add_note(struct extraction *x, const char *fmt, ...) PRINTF(2, 3);

/*
 * Cleans text (any bytes; what is not UTF-8 becomes U+FFFD) and adds it, a page at each form feed; one
 * behind the last page starts none. More pages than EXTRACT_PAGES_MAX end in too-large.
 */
int extraction_add_text(struct extraction *x, const char *text, size_t n, struct error *err);

/* The same bytes with U+FFFD for each that is not UTF-8. */
void utf8_repair(struct str *out, const char *text, size_t n);

bool extraction_is_blank(const struct extraction *x); /* no page has anything but white space */

#endif
