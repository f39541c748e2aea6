/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Published files: ranges, types, how a browser may treat them. */
#ifndef SSEHUB_WEB_FILE_H
#define SSEHUB_WEB_FILE_H

#include "web/request.h"

int answer_file(struct request *q, struct reply *reply, struct error *err); /* route */

/* May a browser show this type itself? Not what can carry script: HTML, XML, SVG go as attachments. */
bool file_is_inline(const char *media_type);

#endif
