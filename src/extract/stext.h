/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: the structured text that `mutool draw -F stext.json` writes (MuPDF 1.21), page by page
 * into lines. Read as it comes, for it is six times as long as the text in it.
 */
#ifndef SSEHUB_EXTRACT_STEXT_H
#define SSEHUB_EXTRACT_STEXT_H

#include "meta/printed.h"

/*
 * Reads one document from fd, and nothing behind it. Anything but a whole document of that shape is STEXT_BROKEN: a page that could not be
 * drawn ends the program in the middle. More pages than EXTRACT_PAGES_MAX or text than EXTRACT_TEXT_MAX is
 * STEXT_TOO_LARGE. ret is zeroed by the caller, who frees its arena whatever the answer.
 */
#define STEXT_BROKEN    1
#define STEXT_TOO_LARGE 2
int stext_read(int fd, struct printed *ret, struct error *err);

#endif
