/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages: a small XML document rendered by a built-in stylesheet of templates/ (libxslt). Stylesheets are
 * compiled once and then read only, so that any thread may render. They can open nothing.
 */
#ifndef SSEHUB_TEXT_TEMPLATE_H
#define SSEHUB_TEXT_TEMPLATE_H

#include "base/error.h"
#include "base/str.h"

#include <libxml/tree.h>

struct template;

/* name: as in templates/, e.g. "page.xsl". xsl:include of other built-in names works. */
int template_open(const char *name, struct template **ret, struct error *err);
void template_close(struct template *t);
int template_render(const struct template *t, xmlDoc *page, struct str *out, struct error *err);

#endif
