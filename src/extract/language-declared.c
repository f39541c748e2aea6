/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which language a document is said to be in, and which one it is in. What is declared wins, since authors know
 * better than counts of words; but templates declare English for everything, and those are overruled where the
 * script is another one, or a long text plainly speaks for another language.
 */
#include "extract/language.h"

#include "extract/parts.h"

#include "base/utf8.h"
#include "vocab/vocab.h"

#include <string.h>

/* ---- scripts ---- */

/* Languages that are not written in Latin letters, those of one script together. */
static const char *const script_groups[] = {
        " ar fa ur ps sd ug ckb ku arz ary ",
        " ru uk be bg sr mk kk ky tg mn tt ba cv os ab ",
        " zh yue wuu lzh ",
        " ja ",
        " ko ",
        " el grc ",
        " he yi ",
        " hy ",
        " ka ",
        " am ti gez ",
        " hi mr ne sa mai bho kok ",
        " bn as ",
        " ta ",
        " th ",
};

enum { LATIN_GROUP = -1, PRIMARY_MAX = 4 };

static void primary_of(const char *tag, char ret[PRIMARY_MAX])
{
        snprintf(ret, PRIMARY_MAX, "%.*s", (int)strcspn(tag, "-"), tag);
}

static int script_group(const char *primary)
{
        char word[PRIMARY_MAX + 2];

        snprintf(word, sizeof(word), " %s ", primary);
        for (size_t i = 0; i < ARRAY_LEN(script_groups); i++)
                if (strstr(script_groups[i], word))
                        return (int)i;
        return LATIN_GROUP;
}

/* "sr-Latn" says itself how it is written. */
static bool names_its_script(const char *tag)
{
        size_t n = strcspn(tag, "-");

        return tag[n] == '-' && strcspn(tag + n + 1, "-") == 4;
}

/* ---- one text ---- */

struct opinion {
        const char *language; /* identified, or NULL */
        bool is_sure, is_script_sure;
};

static struct opinion identify(const char *text, size_t n)
{
        struct opinion o = {NULL, false, false};

        o.language = language_identify(text, n, &o.is_sure, &o.is_script_sure);
        return o;
}

static bool is_plainly_wrong(const char *declared, const struct opinion *o)
{
        char said[PRIMARY_MAX], found[PRIMARY_MAX];

        if (!o->language)
                return false;
        primary_of(declared, said);
        primary_of(o->language, found);
        if (!strcmp(said, found))
                return false;
        if (script_group(said) != script_group(found))
                return !names_its_script(declared) && (o->is_sure || o->is_script_sure);
        /* A language of whose words we know nothing may well look like the one that we found. */
        return o->is_sure && language_has_words(said);
}

static const char *language_name(const char *tag)
{
        char primary[PRIMARY_MAX];
        const struct concept *c;

        primary_of(tag, primary);
        c = vocab_find(VOCAB_LANGUAGE, primary);
        return c ? concept_label(c, "en") : tag;
}

/* ---- titles and abstracts ---- */

static void settle_text(struct extraction *x, struct lang_text *t, const char *what)
{
        struct opinion o = identify(t->text, strlen(t->text));

        if (!t->language) {
                t->language = o.language;
        } else if (is_plainly_wrong(t->language, &o)) {
                extraction_add_note(x, "%s is declared %s; it is %s", what,
                                    language_name(t->language), language_name(o.language));
                t->language = o.language;
        }
}

static void settle_texts(struct extraction *x)
{
        struct record *r = x->record;
        const struct {
                struct lang_texts *list;
                const char *what;
        } lists[] = {{&r->titles, "a title"},
                     {&r->abstracts, "an abstract"},
                     {&r->summaries, "a summary"}};

        for (size_t i = 0; i < ARRAY_LEN(lists); i++)
                for (size_t k = 0; k < lists[i].list->n; k++)
                        settle_text(x, &lists[i].list->items[k], lists[i].what);
}

/* ---- the document ---- */

static int sample_of(const struct extraction *x, struct str *sample, struct error *err)
{
        for (size_t i = 0; i < x->n_pages && sample->len < LANGUAGE_SAMPLE; i++) {
                str_add_bytes(sample, x->pages[i],
                              utf8_floor(x->pages[i], x->page_lens[i], LANGUAGE_SAMPLE));
                str_add_char(sample, '\n');
        }
        return sample->failed ? error_no_memory(err) : 0;
}

/* Whoever declared the document wrongly declared with the same word what is in it. */
static void replace_in_texts(struct lang_texts *list, const char *declared, const char *language)
{
        for (size_t i = 0; i < list->n; i++) {
                struct lang_text *t = &list->items[i];
                const char *own = extract_language(t->text, strlen(t->text));

                if (str_equal(t->language, declared) && (!own || str_equal(own, language)))
                        t->language = language;
        }
}

static void overrule(struct extraction *x, const char *declared, const char *language)
{
        struct record *r = x->record;
        bool has = false;

        extraction_add_note(x, "it declares %s; the text is %s", language_name(declared),
                            language_name(language));
        replace_in_texts(&r->titles, declared, language);
        replace_in_texts(&r->abstracts, declared, language);
        replace_in_texts(&r->summaries, declared, language);
        replace_in_texts(&r->keywords, declared, language);
        for (size_t i = 0; i < r->languages.n; i++)
                has |= str_equal(r->languages.items[i], language);
        for (size_t i = 0; i < r->languages.n && !has; i++)
                if (str_equal(r->languages.items[i], declared)) {
                        r->languages.items[i] = arena_copy(&r->arena, language);
                        has = true;
                }
        extraction_set_language(x, language);
}

/* One form of what is declared; what is no language is none. */
static void normalise(struct extraction *x)
{
        char tag[36];

        if (!x->language)
                return;
        if (vocab_match_language(x->language, tag)) {
                extraction_set_language(x, tag);
                return;
        }
        extraction_add_note(x, "it declares '%.40s', which is no language that is known",
                            x->language);
        x->language = NULL;
}

int language_settle(struct extraction *x, struct error *err)
{
        CLEANUP(str_done) struct str sample = STR_INIT;
        struct opinion o;
        int r = vocab_init(err);

        if (r == 0)
                r = sample_of(x, &sample, err);
        if (r < 0)
                return r;
        if (x->n_pages == 0) {
                x->language = NULL;
        } else {
                normalise(x);
                o = identify(str_text(&sample), sample.len);
                if (!x->language)
                        x->language = o.language;
                else if (is_plainly_wrong(x->language, &o))
                        overrule(x, x->language, o.language);
        }
        settle_texts(x);
        return 0;
}
