/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside of the text module: libxml2 made ready for threads, and unable to open anything. */
#ifndef SSEHUB_TEXT_LIBXML_H
#define SSEHUB_TEXT_LIBXML_H

void libxml_start(void); /* once a process; later calls return at once */

#endif
