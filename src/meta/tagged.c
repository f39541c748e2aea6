/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields of tagged lines; what the tags mean is the formats' own. */
#include "meta/tagged.h"

#include <ctype.h>
#include <string.h>

void tagged_done(struct tagged *t)
{
        arena_done(&t->arena);
}

void tagged_clear(struct tagged *t, long line)
{
        arena_done(&t->arena);
        t->fields = NULL;
        t->n = 0;
        t->line = line;
}

void tagged_add(struct tagged *t, const char *tag, const char *text, size_t n)
{
        struct tagged_field *f = arena_push(&t->arena, &t->fields, &t->n, sizeof(*f));

        if (!f)
                return;
        for (size_t i = 0; i < 2 && tag[i]; i++)
                f->tag[i] = (char)toupper((unsigned char)tag[i]);
        f->text = text;
        f->n = n;
}

void tagged_extend(struct tagged *t, const char *end)
{
        if (t->n)
                t->fields[t->n - 1].n = (size_t)(end - t->fields[t->n - 1].text);
}

static bool is_tag(const struct tagged_field *f, const char *tag, size_t n)
{
        return strlen(f->tag) == n && !memcmp(f->tag, tag, n);
}

static bool is_any(const struct tagged_field *f, const char *tags)
{
        for (size_t n; *tags; tags += n + (tags[n] == ' ')) {
                n = strcspn(tags, " ");
                if (is_tag(f, tags, n))
                        return true;
        }
        return false;
}

static bool says_something(const struct tagged_field *f)
{
        for (size_t i = 0; i < f->n; i++)
                if (!isspace((unsigned char)f->text[i]))
                        return true;
        return false;
}

static const struct tagged_field *find(const struct tagged *t, const char *tags)
{
        for (size_t n; *tags; tags += n + (tags[n] == ' ')) {
                n = strcspn(tags, " ");
                for (size_t i = 0; i < t->n; i++)
                        if (is_tag(&t->fields[i], tags, n) && says_something(&t->fields[i]))
                                return &t->fields[i];
        }
        return NULL;
}

const char *tagged_raw(struct tagged *t, const char *tags)
{
        const struct tagged_field *f = find(t, tags);

        return f ? arena_copy_bytes(&t->r->arena, f->text, f->n) : NULL;
}

const char *tagged_text(struct tagged *t, const char *tags)
{
        const char *raw = tagged_raw(t, tags), *clean = NULL;

        if (raw)
                clean_set(t->r, &clean, raw);
        return clean;
}

void tagged_set(struct tagged *t, const char **field, const char *tags)
{
        if (!*field)
                *field = tagged_text(t, tags);
}

size_t tagged_each(struct tagged *t, const char *tags, fields_take take, void *user)
{
        size_t n = 0;

        for (size_t i = 0; i < t->n; i++) {
                const struct tagged_field *f = &t->fields[i];
                const char *copy;

                if (!is_any(f, tags) || !says_something(f))
                        continue;
                n++;
                copy = arena_copy_bytes(&t->arena, f->text, f->n);
                if (copy)
                        take(t->r, copy, user);
        }
        return n;
}

int tagged_hand_on(struct tagged *t, void (*read)(struct tagged *t), const struct meta_sink *sink,
                   struct error *err)
{
        CLEANUP(record_freep) struct record *r = NULL;

        if (t->n == 0)
                return 0;
        r = record_new();
        if (!r)
                return error_no_memory(err);
        t->r = r;
        read(t);
        if (r->arena.failed || t->arena.failed)
                return error_no_memory(err);
        return sink->record(sink->user, t->line, STEAL(r), err);
}

/* --- lines ---------------------------------------------------------------------------------------- */

bool lines_next(struct lines *l)
{
        if (l->p == l->end)
                return false;
        l->text = l->p;
        while (l->p < l->end && *l->p != '\n' && *l->p != '\r')
                l->p++;
        l->n = (size_t)(l->p - l->text);
        if (l->p < l->end)
                l->p += *l->p == '\r' && l->p + 1 < l->end && l->p[1] == '\n' ? 2 : 1;
        l->number++;
        return true;
}

bool lines_is_blank(const struct lines *l)
{
        for (size_t i = 0; i < l->n; i++)
                if (!isspace((unsigned char)l->text[i]))
                        return false;
        return true;
}
