/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool colour_read(const char *text, unsigned int *ret_rgb)
{
        if (!text || strlen(text) != 7 || *text != '#' ||
            strspn(text + 1, "0123456789abcdefABCDEF") != 6)
                return false;
        *ret_rgb = (unsigned int)strtoul(text + 1, NULL, 16);
        return true;
}

static double linear(unsigned int channel)
{
        double c = channel / 255.0;

        return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned int rgb)
{
        return 0.2126 * linear(rgb >> 16 & 0xFF) + 0.7152 * linear(rgb >> 8 & 0xFF) +
               0.0722 * linear(rgb & 0xFF);
}

double colour_contrast(unsigned int a, unsigned int b)
{
        double la = luminance(a), lb = luminance(b);

        return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

bool colour_is_better_with_white(unsigned int background)
{
        return colour_contrast(background, 0xFFFFFF) >= colour_contrast(background, 0x000000);
}
