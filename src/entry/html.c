/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The body of an entry as safe HTML, its links led to where things are. */
#include "entry/entry.h"

#include "text/markdown.h"

#include <string.h>

struct linking {
        entry_resolve resolve;
        void *user;
};

/* "entry:slug#part" and "work:id" go through the caller; other addresses stay. */
static void lead_link(void *user, const char *target, struct str *out)
{
        static const char *const kinds[] = {"entry", "work"};
        const struct linking *l = user;

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
                size_t n = strlen(kinds[i]);
                CLEANUP(freep) char *address = NULL;

                if (strncmp(target, kinds[i], n) != 0 || target[n] != ':')
                        continue;
                address = l->resolve(l->user, kinds[i], target + n + 1);
                str_add(out, address);
                return;
        }
        str_add(out, target);
}

int entry_html(const struct entry *e, entry_resolve resolve, void *user, struct str *out,
               struct error *err)
{
        struct linking l = {resolve, user};
        int r = markdown_to_html(e->body, strlen(e->body), 2, lead_link, &l, out, err);

        return r < 0 ? error_while(err, r, "making the entry '%s' into HTML", e->slug) : 0;
}
