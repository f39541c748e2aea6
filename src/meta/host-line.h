/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One line that says where in a journal or a book something stands. */
#ifndef SSEHUB_META_HOST_LINE_H
#define SSEHUB_META_HOST_LINE_H

#include "meta/clean.h"

/*
 * Volume, issue, pages and date of a line such as MARC 773 $g: "Vol. 12, no. 3 (May 2019), p. 45-67",
 * "Jg. 12, H. 3, S. 45", "volume:12 number:3 pages:45-67". What is known already stays.
 */
void host_read_line(struct record *r, const char *text);

/* The source with such a line and the pages behind it, apart by ';'. */
void host_read_source(struct record *r, const char *text);

#endif
