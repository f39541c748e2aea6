/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a work is cited: for people, for reference managers, for search engines. */
#ifndef SSEHUB_WEB_CITE_H
#define SSEHUB_WEB_CITE_H

#include "base/str.h"
#include "model/record.h"

/* What a citation names beside the record. */
struct cite {
        const struct record *record;
        const char *pid;
        const char *url; /* of the landing page */
};

/* "Otieno, A., & Silva, J. (2021). Title. Source. https://doi.org/…" (the manner of APA 7). */
void cite_text(const struct cite *c, struct str *out);
void cite_bibtex(const struct cite *c, struct str *out);
/* schema.org ScholarlyArticle; safe within <script>. */
void cite_json_ld(const struct cite *c, struct str *out);

/* "https://doi.org/10.1234/a%3Cb" */
void cite_doi_url(struct str *out, const char *doi);

#endif
