/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words for who asserts an SDG and how it stands, the same in XML and JSON. */
#include "meta/private.h"

#include <string.h>

static const char *const by_names[] = {[ASSERTED_BY_AUTHOR] = "author",
                                       [ASSERTED_BY_MACHINE] = "machine",
                                       [ASSERTED_BY_REVIEWER] = "reviewer"};

static const char *const status_names[] = {[ASSERTION_SUGGESTED] = "suggested",
                                           [ASSERTION_CONFIRMED] = "confirmed",
                                           [ASSERTION_REJECTED] = "rejected"};

const char *meta_by_name(enum asserted_by by)
{
        return by_names[by];
}

bool meta_find_by(const char *name, enum asserted_by *ret)
{
        for (size_t i = 0; name && i < ARRAY_LEN(by_names); i++) {
                if (!strcmp(by_names[i], name)) {
                        *ret = (enum asserted_by)i;
                        return true;
                }
        }
        return false;
}

const char *meta_status_name(enum assertion_status status)
{
        return status_names[status];
}

bool meta_find_status(const char *name, enum assertion_status *ret)
{
        for (size_t i = 0; name && i < ARRAY_LEN(status_names); i++) {
                if (!strcmp(status_names[i], name)) {
                        *ret = (enum assertion_status)i;
                        return true;
                }
        }
        return false;
}

double meta_number(const char *text)
{
        double value = strtod(text, NULL);

        return value >= 0 && value <= 1 ? value : 1;
}
