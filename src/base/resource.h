/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of schemas/ and templates/ that are built into the program (tools/embed makes the table). */
#ifndef SSEHUB_BASE_RESOURCE_H
#define SSEHUB_BASE_RESOURCE_H

#include <stddef.h>

struct resource {
        const char *name;  /* path in the tree, "schemas/hub/0001.sql" */
        const char *bytes; /* a NUL follows the last byte */
        size_t len;
};

const struct resource *resource_find(const char *name); /* NULL when there is none */

/* In the order of names: for (i = 0; (f = resource_at(i)); i++). */
const struct resource *resource_at(size_t i);

#endif
