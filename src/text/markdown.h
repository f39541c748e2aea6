/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown (CommonMark with tables, footnotes, strike-through, autolinks) -> safe HTML, or plain text. */
#ifndef SSEHUB_TEXT_MARKDOWN_H
#define SSEHUB_TEXT_MARKDOWN_H

#include "base/error.h"
#include "base/str.h"

enum {
        MARKDOWN_SIZE_MAX = 4 << 20, /* bytes */
        MARKDOWN_IMAGES_MAX = 1000,  /* "![" between two blank lines; and */
        MARKDOWN_DEPTH_MAX = 100,    /* quotes in lists …: of a text that becomes HTML */
};

/* A "---" block at the very start. Returns where the body starts; yaml is set to NULL without one. */
size_t markdown_front_matter(const char *text, size_t n, const char **ret_yaml,
                             size_t *ret_yaml_len);

/*
 * Called for every link target: writes the address to use to out, or leaves out empty to drop the
 * link and keep its text. Beforehand only http, https, mailto, relative and the schemes "entry:" and
 * "work:" get through.
 */
typedef void (*markdown_link)(void *user, const char *target, struct str *out);

/* Raw HTML is dropped; the text's highest level of heading becomes first_heading (2 on a page whose h1 is
 * the title), the others follow; headings get id attributes made from their text. */
int markdown_to_html(const char *text, size_t n, int first_heading, markdown_link link, void *user,
                     struct str *out, struct error *err);
int markdown_to_text(const char *text, size_t n, struct str *out, struct error *err);

#endif
