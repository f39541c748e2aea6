/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: is what was read a text at all? Fonts without a map to letters, a wrong encoding and
 * scans read by a bad program give pages of replacement characters, private signs or specks; such a file is
 * not ok.
 */
#ifndef SSEHUB_EXTRACT_GARBAGE_H
#define SSEHUB_EXTRACT_GARBAGE_H

#include "extract/extract.h"

enum {
        GARBAGE_SAMPLE = 4 << 20,  /* bytes looked at, an equal share of each page */
        GARBAGE_PAGE_MIN = 2000,   /* bytes of a page that are looked at in any case */
        GARBAGE_JUNK_PERCENT = 40, /* of all signs: replacement characters, private use, controls */
        GARBAGE_SIGNS_MIN = 200,   /* fewer signs are not judged by how many are letters */
        GARBAGE_LETTERS_PERCENT = 10, /* of all signs: letters and digits; fewer are specks */
};

/*
 * Ends x where its text is garbage: a PDF as EXTRACT_NO_TEXT_LAYER, everything else as EXTRACT_DAMAGED. Any
 * script is a text, so is Braille; numbers with a few words are, numbers alone are not.
 */
void garbage_judge(struct extraction *x);

#endif
