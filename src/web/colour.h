/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Contrast of colours as WCAG 2 measures it (relative luminance). */
#ifndef SSEHUB_WEB_COLOUR_H
#define SSEHUB_WEB_COLOUR_H

#include <stdbool.h>

bool colour_read(const char *text, unsigned int *ret_rgb); /* "#E5243B" */
double colour_contrast(unsigned int a, unsigned int b);    /* 1 … 21 */
bool colour_is_better_with_white(unsigned int background); /* else black */

#endif
