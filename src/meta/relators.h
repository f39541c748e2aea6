/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What libraries call the people of a work: MARC's relators, as codes and in the words of catalogues. */
#ifndef SSEHUB_META_RELATORS_H
#define SSEHUB_META_RELATORS_H

#include <stdbool.h>

enum relator_kind {
        RELATOR_CREATOR,     /* made it */
        RELATOR_CONTRIBUTOR, /* role says as what */
        RELATOR_FUNDER,
        RELATOR_PUBLISHER,
        RELATOR_LEFT_OUT, /* former owners, dedicatees, printers … */
};

struct relator {
        const char *code; /* "edt" */
        enum relator_kind kind;
        const char *role; /* DataCite's contributorType, of a contributor */
};

/* By code, its address at id.loc.gov, or word ("Herausgeber", "editor."); NULL: not known. */
const struct relator *relator_find(const char *text);
/* The code for DataCite's contributorType; NULL: there is none that means the same. */
const char *relator_code(const char *role);

#endif
