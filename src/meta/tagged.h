/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One record of a format whose lines start with a tag (RIS, Refer): its fields in order, to ask by tag. */
#ifndef SSEHUB_META_TAGGED_H
#define SSEHUB_META_TAGGED_H

#include "meta/text-fields.h"

/* Text as it stands in the file, over several lines where it goes on there. */
struct tagged_field {
        char tag[3];
        const char *text;
        size_t n;
};

struct tagged {
        struct arena arena; /* of the fields */
        struct tagged_field *fields;
        size_t n;
        long line; /* where the record starts */
        struct record *r;
};

void tagged_done(struct tagged *t);
/* Forgets the fields; the next record starts at line. */
void tagged_clear(struct tagged *t, long line);
void tagged_add(struct tagged *t, const char *tag, const char *text, size_t n);
/* The last field goes on up to end. */
void tagged_extend(struct tagged *t, const char *end);

/* tags: "TI T1 CT", in order of preference. */

/* The first that says something, cleaned, in r's arena; NULL: none does. */
const char *tagged_text(struct tagged *t, const char *tags);
/* The same with its lines kept and nothing cleaned. */
const char *tagged_raw(struct tagged *t, const char *tags);
void tagged_set(struct tagged *t, const char **field, const char *tags); /* where it is NULL yet */
/* Each field of any of the tags, in the order of the file, with its lines. Answers how many there are. */
size_t tagged_each(struct tagged *t, const char *tags, fields_take take, void *user);

/* The record at hand to the sink, its fields read by `read`; nothing where there is none. */
int tagged_hand_on(struct tagged *t, void (*read)(struct tagged *t), const struct meta_sink *sink,
                   struct error *err);

/* --- lines ---------------------------------------------------------------------------------------------- */

/* A walk over the lines of a text, whatever ends them ("\n", "\r\n", "\r"). */
struct lines {
        const char *p, *end; /* the rest */
        const char *text;    /* the line at hand, without its end */
        size_t n;
        long number; /* 1 … */
};
bool lines_next(struct lines *l);
bool lines_is_blank(const struct lines *l);

#endif
