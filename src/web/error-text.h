/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of the error replies, for people and programs alike (web/page-error.c). */
#ifndef SSEHUB_WEB_ERROR_TEXT_H
#define SSEHUB_WEB_ERROR_TEXT_H

struct error_text {
        int status;
        const char *title, *advice;
};
const struct error_text *error_text_find(int status); /* that of 500 for one without words */

#endif
