/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to the RTF reader: its state, and what control words do to it (rtf-words.c). */
#ifndef SSEHUB_EXTRACT_RTF_H
#define SSEHUB_EXTRACT_RTF_H

#include "extract/flow.h"
#include "extract/office.h"
#include "extract/tally.h"

#include <limits.h>
#include <unicode/ucnv.h>

#define RTF_NO_PARAMETER LONG_MIN

enum {
        RTF_WORD_SIZE = 40,
        RTF_FONTS = 65536,
        RTF_PAGE_SYMBOL = 42,     /* the font Symbol; as Windows numbers it */
        RTF_PAGE_PICTURES = 65535 /* other fonts of pictures */
};

/* Where the text of a group goes. */
enum rtf_place {
        RTF_TEXT,
        RTF_NOTE,
        RTF_BOX,
        RTF_FONT, /* the name of a font in the table of fonts */
        RTF_TITLE,
        RTF_AUTHOR,
        RTF_SUBJECT,
        RTF_KEYWORDS,
        RTF_CREATED,
        RTF_NOWHERE
};

/* What a group takes over from the one around it. */
struct rtf_group {
        enum rtf_place place;
        bool is_hidden, is_deleted, is_table;
        long fallback; /* characters that stand behind each \u for who cannot read it */
        unsigned short font;
        unsigned short language, asian_language; /* as Windows numbers them; 0: not said */
};

struct rtf {
        const char *at, *end;
        struct extraction *x;

        struct rtf_group now;
        struct rtf_group *groups; /* around it; RTF_DEPTH_MAX */
        size_t depth, too_deep;
        bool is_starred; /* the next word may be skipped with its group where it is not known */

        struct str bytes; /* in the code page of the font, not converted yet */
        long to_skip;     /* characters of a fallback that are still to come */
        unsigned int high_surrogate;

        struct str texts[3]; /* by enum rtf_place: text, notes, boxes */
        struct flow flows[3];
        bool was_table;
        struct str field; /* of the table of fonts or the information group */
        int year, month, day;

        unsigned short *pages; /* code page by font; 0: that of the document */
        unsigned short page, font_defined, default_font, default_language;
        UConverter *converter;
        unsigned short converter_page;

        struct tally tally;
        unsigned short tagged; /* the language whose tag is: */
        char tag[TALLY_TAG];
        bool failed;
};

/* Converts and puts out what waits. */
void rtf_flush(struct rtf *r);

/* Text in UTF-8, where the group puts it. */
void rtf_put(struct rtf *r, const char *text);
void rtf_gap(struct rtf *r, enum flow_gap gap);

/* One UTF-16 unit of \u; the fallback behind it will be skipped. */
void rtf_put_unit(struct rtf *r, unsigned int unit);

/* Passes over n bytes of binary data. */
void rtf_pass(struct rtf *r, size_t n);

/* Acts on a control word; false: it is not known. parameter: RTF_NO_PARAMETER where it has none. */
bool rtf_act(struct rtf *r, const char *word, long parameter);

#endif
