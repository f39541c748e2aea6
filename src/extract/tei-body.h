/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: the running text of a TEI document (TEI P5, as GROBID writes it). */
#ifndef SSEHUB_EXTRACT_TEI_BODY_H
#define SSEHUB_EXTRACT_TEI_BODY_H

#include "base/error.h"
#include "base/str.h"

#include <libxml/tree.h>

/* Abstracts, front, body, back, references (one a line), notes; in the shape of jats_body_text(). */
int tei_body_text(const xmlDoc *doc, struct str *out, struct error *err);

#endif
