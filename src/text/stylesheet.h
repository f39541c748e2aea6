/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside of the templates: a stylesheet that is given instead of built in, as unit tests need it. */
#ifndef SSEHUB_TEXT_STYLESHEET_H
#define SSEHUB_TEXT_STYLESHEET_H

#include "text/template.h"

/* name: where it would stand, "templates/x.xsl"; what it includes is looked up beside it. */
int template_compile(const char *name, const char *bytes, size_t n, struct template **ret,
                     struct error *err);

#endif
