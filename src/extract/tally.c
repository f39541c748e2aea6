/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/tally.h"

#include "base/cleanup.h"
#include "base/str.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

void tally_add(struct tally *t, const char *tag, size_t n)
{
        size_t i = 0;

        if (str_is_blank(tag) || strlen(tag) >= TALLY_TAG || !strcasecmp(tag, "none") ||
            !strcasecmp(tag, "zxx") || !strcasecmp(tag, "x-none"))
                return;
        while (i < t->n_items && strcasecmp(t->items[i].tag, tag))
                i++;
        if (i == TALLY_LANGUAGES)
                return;
        if (i == t->n_items)
                strcpy(t->items[t->n_items++].tag, tag);
        t->items[i].n += n;
}

const char *tally_best(const struct tally *t)
{
        size_t best = 0;

        for (size_t i = 1; i < t->n_items; i++)
                if (t->items[i].n > t->items[best].n)
                        best = i;
        return t->n_items ? t->items[best].tag : NULL;
}

/* Blocks of Unicode by the fonts that word processors set them in. */
static const struct {
        unsigned int first, last;
        enum tally_script script;
} blocks[] = {
        {0x0041, 0x024F, TALLY_WESTERN}, {0x0370, 0x058F, TALLY_WESTERN},
        {0x0590, 0x0DFF, TALLY_COMPLEX}, {0x0E00, 0x0FFF, TALLY_COMPLEX},
        {0x1100, 0x11FF, TALLY_ASIAN},   {0x1780, 0x17FF, TALLY_COMPLEX},
        {0x2E80, 0x9FFF, TALLY_ASIAN},   {0xAC00, 0xD7AF, TALLY_ASIAN},
        {0xF900, 0xFAFF, TALLY_ASIAN},   {0xFB1D, 0xFDFF, TALLY_COMPLEX},
        {0xFE70, 0xFEFE, TALLY_COMPLEX}, {0xFF00, 0xFFEF, TALLY_ASIAN},
        {0x20000, 0x3FFFF, TALLY_ASIAN},
};

enum tally_script tally_script_of(const char *text)
{
        size_t n = strlen(text);

        while (n) {
                unsigned int c = 0;
                size_t len = utf8_decode(text, n, &c);

                if (!len)
                        break;
                for (size_t i = 0; i < ARRAY_LEN(blocks); i++)
                        if (c >= blocks[i].first && c <= blocks[i].last)
                                return blocks[i].script;
                text += len;
                n -= len;
        }
        return TALLY_WESTERN;
}
