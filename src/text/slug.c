/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Heading names. A table of the ones taken, so that many equal headings cost no more than different ones. */
#include "text/slug.h"

#include "base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>

int slugs_init(struct slugs *s, struct error *err)
{
        s->taken = json_object();
        return s->taken ? 0 : error_no_memory(err);
}

void slugs_done(struct slugs *s)
{
        json_decref(s->taken);
        s->taken = NULL;
}

/* Vowel signs and the like are marks, without which many scripts do not spell a word. */
static bool is_kept(UChar32 c)
{
        return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK);
}

static void add_base(const char *words, struct str *out)
{
        size_t n = strlen(words);
        bool gap = false;

        for (size_t i = 0; i < n && out->len < SLUG_SIZE_MAX;) {
                unsigned int c;
                size_t len = utf8_decode(words + i, n - i, &c);

                if (!len) {
                        i++;
                        continue;
                }
                i += len;
                if (!is_kept((UChar32)c)) {
                        gap = out->len > 0;
                        continue;
                }
                if (gap)
                        str_add_char(out, '-');
                gap = false;
                str_add_code_point(out, (unsigned int)u_tolower((UChar32)c));
        }
        if (!out->len)
                str_add(out, "section");
}

void slugs_add(struct slugs *s, const char *words, struct str *out)
{
        CLEANUP(str_done) struct str base = STR_INIT;
        CLEANUP(str_done) struct str name = STR_INIT;
        json_int_t number;

        add_base(words, &base);
        str_add(&name, str_text(&base));
        number = json_integer_value(json_object_get(s->taken, str_text(&base)));
        while (!name.failed && json_object_get(s->taken, str_text(&name))) {
                str_clear(&name);
                str_addf(&name, "%s-%lld", str_text(&base), (long long)++number);
        }
        json_object_set_new(s->taken, str_text(&base), json_integer(number ? number : 1));
        if (!json_object_get(s->taken, str_text(&name)))
                json_object_set_new(s->taken, str_text(&name), json_integer(1));
        str_add(out, str_text(&name));
}
