/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names as BibTeX has them, of which braces are a part: they say what is one word, and what is no person. */
#include "meta/bibtex.h"

#include "meta/latex.h"
#include "meta/text-fields.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { COMMAS_MAX = 2, NAME_MAX_BYTES = 4096 };

static bool is_space(char c)
{
        return isspace((unsigned char)c) || c == '~';
}

/* " and " (in any case) at v.text + i? */
static bool is_and(struct bib_value v, size_t i)
{
        return i && i + 4 < v.n && is_space(v.text[i - 1]) && !strncasecmp(v.text + i, "and", 3) &&
               is_space(v.text[i + 3]);
}

/* The next separator outside braces, from *at on. false: there is none any more; *at is behind the name. */
static bool next_name(struct bib_value v, bool semicolons, size_t *at, size_t *ret_length)
{
        size_t depth = 0;

        for (; *at < v.n; ++*at) {
                char c = v.text[*at];

                if (c == '\\' && *at + 1 < v.n) {
                        ++*at;
                        continue;
                }
                depth += c == '{';
                depth -= c == '}' && depth;
                if (depth)
                        continue;
                *ret_length = semicolons ? 1 : 3;
                if (semicolons ? c == ';' : is_and(v, *at))
                        return true;
        }
        return false;
}

static struct bib_value trimmed(struct bib_value v)
{
        while (v.n && is_space(*v.text)) {
                v.text++;
                v.n--;
        }
        while (v.n && (is_space(v.text[v.n - 1]) || v.text[v.n - 1] == ';'))
                v.n--;
        return v;
}

/* One pair of braces around all of it. */
static bool is_braced(struct bib_value v)
{
        size_t depth = 0;

        if (v.n < 2 || v.text[0] != '{')
                return false;
        for (size_t i = 0; i < v.n; i++) {
                depth += v.text[i] == '{';
                depth -= v.text[i] == '}' && depth;
                if (!depth)
                        return i + 1 == v.n;
        }
        return false;
}

/* To Unicode; spaces inside braces part no words. */
static void decode(struct bib_value v, struct str *out)
{
        CLEANUP(str_done) struct str joined = STR_INIT;
        size_t depth = 0;

        for (size_t i = 0; i < v.n; i++) {
                depth += v.text[i] == '{';
                depth -= v.text[i] == '}' && depth;
                /* A space behind a command ("{\v c}") ends the command and is no joint. */
                if (depth && v.text[i] == ' ' && !memchr(v.text, '\\', i))
                        str_add_char(&joined, NAME_JOINT);
                else
                        str_add_char(&joined, v.text[i]);
        }
        latex_to_text(str_text(&joined), joined.len, LATEX_TEXT, out);
        out->failed |= joined.failed;
}

static void clean_part(struct record *r, struct bib_value v, struct str *out)
{
        CLEANUP(str_done) struct str plain = STR_INIT;

        decode(trimmed(v), &plain);
        for (char *p = plain.data; p && *p; p++)
                if (*p == NAME_JOINT)
                        *p = ' ';
        clean_text(str_text(&plain), out);
        str_trim(out);
        r->arena.failed |= out->failed || plain.failed;
}

/* "Last, First", "Last, Jr, First", and "Last, First, Jr" that is no BibTeX but often met. */
static struct agent *add_with_commas(struct record *r, struct agents *list,
                                     const struct bib_value *parts, size_t n)
{
        CLEANUP(str_done) struct str family = STR_INIT;
        CLEANUP(str_done) struct str second = STR_INIT;
        CLEANUP(str_done) struct str third = STR_INIT;
        const char *given, *suffix;
        struct agent *a;

        clean_part(r, parts[0], &family);
        clean_part(r, parts[1], &second);
        if (n == 3)
                clean_part(r, parts[2], &third);
        given = str_text(n == 3 ? &third : &second);
        suffix = n == 3 ? str_text(&second) : NULL;
        if (n == 3 && (clean_is_suffix(given) || !third.len)) {
                given = str_text(&second);
                suffix = str_text(&third);
        }
        if (!family.len && str_is_blank(given))
                return NULL;
        a = record_add_agent(r, list, family.len ? str_text(&family) : given);
        if (a && family.len && !str_is_blank(given))
                meta_set_name(r, a, given, str_text(&family), suffix, false);
        return a;
}

/* Parts at commas outside braces. More than there is room for: 0. */
static size_t split_at_commas(struct bib_value v, struct bib_value parts[COMMAS_MAX + 1])
{
        size_t depth = 0, n = 0, from = 0;

        for (size_t i = 0; i < v.n; i++) {
                depth += v.text[i] == '{';
                depth -= v.text[i] == '}' && depth;
                if (depth || v.text[i] != ',' || (i && v.text[i - 1] == '\\'))
                        continue;
                if (n == COMMAS_MAX)
                        return 0;
                parts[n++] = (struct bib_value){v.text + from, i - from};
                from = i + 1;
        }
        parts[n++] = (struct bib_value){v.text + from, v.n - from};
        return n;
}

static struct agent *add_name(struct record *r, struct agents *list, struct bib_value v)
{
        CLEANUP(str_done) struct str plain = STR_INIT;
        CLEANUP(str_done) struct str clean = STR_INIT;
        struct bib_value parts[COMMAS_MAX + 1];
        size_t n = v.n > NAME_MAX_BYTES ? 0 : split_at_commas(v, parts);
        bool braced = is_braced(v);
        struct agent *a;

        if (n > 1)
                return add_with_commas(r, list, parts, n);
        if (n == 0 || braced) {
                clean_part(r, v, &clean);
                a = record_add_agent(r, list, str_text(&clean));
                if (a)
                        a->is_organisation = braced;
                return a;
        }
        decode(v, &plain);
        clean_text(str_text(&plain), &clean);
        r->arena.failed |= plain.failed || clean.failed;
        return clean.len ? name_add_natural(r, list, str_text(&clean)) : NULL;
}

static void add_one(struct record *r, struct agents *list, const char *role, struct bib_value v)
{
        struct agent *a;

        v = trimmed(v);
        if (!v.n || bib_is(v, "others") || bib_is(v, "et al.") || bib_is(v, "et al"))
                return;
        if (list->n > RECORD_LIST_MAX) /* what is beyond makes the record invalid anyhow */
                return;
        a = add_name(r, list, v);
        if (a)
                a->role = role;
}

void bib_add_names(struct record *r, struct agents *list, const char *role, struct bib_value names)
{
        size_t at = 0, length = 0;
        /* "Smith, A.; Jones, B." is not BibTeX, and clear all the same. */
        bool semicolons = !next_name(names, false, &at, &length);

        for (at = 0;;) {
                size_t from = at;
                bool more = next_name(names, semicolons, &at, &length);

                add_one(r, list, role, (struct bib_value){names.text + from, at - from});
                if (!more)
                        return;
                at += length;
        }
}
