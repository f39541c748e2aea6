/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: which language most of a text is marked as, where each stretch has a mark of its own. */
#ifndef SSEHUB_EXTRACT_TALLY_H
#define SSEHUB_EXTRACT_TALLY_H

#include <stddef.h>

enum { TALLY_LANGUAGES = 16, TALLY_TAG = 36 };

struct tally {
        struct {
                char tag[TALLY_TAG];
                size_t n;
        } items[TALLY_LANGUAGES];
        size_t n_items;
};

/* n bytes more in this language; NULL, "", "none" and "zxx" are none. Of a 17th language nothing is kept. */
void tally_add(struct tally *t, const char *tag, size_t n);

const char *tally_best(const struct tally *t); /* NULL: nothing was marked */

/* Word processors keep three languages a stretch: which one does a text beginning so use? */
enum tally_script { TALLY_WESTERN, TALLY_ASIAN, TALLY_COMPLEX };
enum tally_script tally_script_of(const char *text);

#endif
