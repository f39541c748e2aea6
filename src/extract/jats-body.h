/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: the running text of a JATS or NLM article. */
#ifndef SSEHUB_EXTRACT_JATS_BODY_H
#define SSEHUB_EXTRACT_JATS_BODY_H

#include "base/error.h"
#include "base/str.h"

#include <libxml/tree.h>

/*
 * Abstracts, body, back matter, references (one a line), then the same of each sub-article and response.
 * Blocks are paragraphs ("\n\n" between); the cells of a table row stand apart by tabs.
 */
int jats_body_text(const xmlDoc *doc, struct str *out, struct error *err);

#endif
