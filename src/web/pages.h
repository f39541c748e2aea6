/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all requests share and nobody changes: the compiled stylesheet, the style sheet, icon and robots.txt. */
#ifndef SSEHUB_WEB_PAGES_H
#define SSEHUB_WEB_PAGES_H

#include "web/request.h"

struct pages;
int pages_new(struct pages **ret, struct error *err); /* vocab_init must have been called */
void pages_free(struct pages *p);
void pages_freep(struct pages **p);

/* The page as HTML into the reply's body. */
int pages_render(const struct pages *p, xmlDoc *doc, struct reply *reply, struct error *err);

/* Address of the style sheet, with its digest: "/style.css?v=1f0a…". */
const char *pages_style_address(const struct pages *p);
/* Digest of all that shapes a page beside the index: part of every page's ETag. */
const char *pages_digest(const struct pages *p);

/* Routes. */
int answer_style(struct request *q, struct reply *reply, struct error *err);
int answer_icon(struct request *q, struct reply *reply, struct error *err);
int answer_robots(struct request *q, struct reply *reply, struct error *err);
int answer_health(struct request *q, struct reply *reply, struct error *err);

#endif
