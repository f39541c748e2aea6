/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What of a published work is indexed, and under which column. */
#include "search/fields.h"

#include "search/analyze.h"

#include "base/utf8.h"
#include "meta/meta.h"
#include "text/json.h"
#include "text/markdown.h"
#include "text/normal.h"
#include "vocab/vocab.h"

#include <errno.h>
#include <string.h>

/* What is being filled: the strings grow here and are copied into the arena at the end. */
struct making {
        struct fields *f;
        const struct store_version *v;
        struct str columns[COLUMN_COUNT];
        struct str languages, facets;
};

static bool is_mark_char(char c)
{
        return c == MARK_START || c == MARK_END || c == MARK_SEPARATOR;
}

/* Marks are ours alone: in text from outside they become spaces. */
static void add_clean(struct str *out, const char *text, size_t n)
{
        while (n) {
                size_t clean = 0;

                while (clean < n && !is_mark_char(text[clean]))
                        clean++;
                str_add_bytes(out, text, clean);
                if (clean < n)
                        str_add_char(out, ' ');
                text += clean < n ? clean + 1 : clean;
                n -= clean < n ? clean + 1 : clean;
        }
}

/* The primary subtag, where it is one: "pt-BR" -> "pt"; else "". */
static void primary_subtag(const char *tag, char ret[4])
{
        size_t n = tag ? strspn(tag, "abcdefghijklmnopqrstuvwxyz") : 0;

        ret[0] = '\0';
        if (n >= 2 && n <= 3 && (!tag[n] || tag[n] == '-'))
                snprintf(ret, 4, "%.*s", (int)n, tag);
}

static void note_language(struct making *m, const char *tag)
{
        const char *at = str_text(&m->languages);
        size_t n = strlen(tag);

        if (!n)
                return;
        for (; (at = strstr(at, tag)); at += n)
                if ((at == m->languages.data || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
                        return;
        if (m->languages.len)
                str_add_char(&m->languages, ' ');
        str_add(&m->languages, tag);
}

/* language NULL: that of the document. */
static void add_stretch(struct making *m, enum search_column column, const char *text,
                        const char *language)
{
        struct str *out = &m->columns[column];
        char tag[4];

        if (str_is_blank(text))
                return;
        primary_subtag(language ? language : m->f->language, tag);
        note_language(m, tag);
        str_addf(out, "%c%s%c", MARK_START, tag, MARK_END);
        add_clean(out, text, strlen(text));
        str_add_char(out, MARK_SEPARATOR);
}

static void add_texts(struct making *m, enum search_column column, const struct lang_texts *list)
{
        for (size_t i = 0; i < list->n; i++)
                add_stretch(m, column, list->items[i].text, list->items[i].language);
}

/* Labels in the language of the document and in English. */
static void add_labels(struct making *m, const struct concept *c)
{
        const char *label = concept_label(c, "en");

        add_stretch(m, COLUMN_OTHER, label, "en");
        if (m->f->language && strcmp(concept_label(c, m->f->language), label) != 0)
                add_stretch(m, COLUMN_OTHER, concept_label(c, m->f->language), NULL);
}

/* --- facets --------------------------------------------------------------------------------------- */

/* Each line once. */
static void add_facet(struct making *m, enum search_facet facet, const char *value)
{
        CLEANUP(str_done) struct str line = STR_INIT;

        if (str_is_blank(value) || strchr(value, '\n'))
                return;
        str_addf(&line, "\n%s=%s\n", search_facet_name(facet), value);
        if (line.failed || strstr(str_text(&m->facets), line.data))
                return;
        str_add(&m->facets, m->facets.len ? line.data + 1 : line.data);
}

/* A target counts for its goal as well. */
static void add_sdg(struct making *m, const char *notation)
{
        for (const struct concept *c = vocab_find(VOCAB_SDG, notation); c; c = concept_broader(c))
                if (vocab_sdg_is_goal(c) || vocab_sdg_is_target(c))
                        add_facet(m, FACET_SDG, concept_notation(c));
}

static void add_theme(struct making *m, const char *notation)
{
        const struct concept *c = vocab_find(VOCAB_THEME, notation);

        if (!c)
                return;
        add_labels(m, c);
        add_facet(m, FACET_THEME, concept_notation(c));
}

/* A place, and the regions around it. */
static void add_place(struct making *m, const char *notation, bool is_country)
{
        const struct concept *c = vocab_find(VOCAB_PLACE, notation);

        if (!c)
                return;
        add_labels(m, c);
        if (is_country) {
                add_facet(m, FACET_COUNTRY, concept_notation(c));
                c = concept_broader(c);
        }
        for (; c; c = concept_broader(c))
                add_facet(m, FACET_REGION, concept_notation(c));
}

static void add_language_facet(struct making *m, const char *tag)
{
        char primary[4];

        primary_subtag(tag, primary);
        add_facet(m, FACET_LANGUAGE, primary);
}

static void add_vocab_facet(struct making *m, enum search_facet facet, enum vocab_scheme scheme,
                            const char *notation)
{
        const struct concept *c = notation ? vocab_find(scheme, notation) : NULL;

        if (c)
                add_facet(m, facet, concept_notation(c));
}

/* --- people, dates, titles ------------------------------------------------------------------------ */

static int creators_json(struct fields *f, const struct agents *list, struct error *err)
{
        CLEANUP(json_freep) json_t *names = json_array();
        CLEANUP(str_done) struct str out = STR_INIT;
        int r;

        for (size_t i = 0; i < list->n; i++)
                json_array_append_new(names, json_string(list->items[i].name));
        if (!names)
                return error_no_memory(err);
        r = json_write(names, &out, err);
        if (r == 0)
                f->creators_json = arena_copy(&f->arena, str_text(&out));
        return r;
}

static void add_people(struct making *m, const struct agents *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const struct agent *a = &list->items[i];

                add_stretch(m, COLUMN_CREATOR, a->name, NULL);
                add_stretch(m, COLUMN_OTHER, a->orcid, NULL);
                for (size_t k = 0; k < a->n_affiliations; k++)
                        add_stretch(m, COLUMN_OTHER, a->affiliations[k].name, NULL);
        }
}

/* "2021-05-17T…", "2021-05", "2021" -> 20210517, 20210500, 20210000; 0 where there is no year. */
static int day_of(const char *date)
{
        int year = 0, month = 0, day = 0;

        if (!date || sscanf(date, "%4d-%2d-%2d", &year, &month, &day) < 1 || year < 1)
                return 0;
        return year * 10000 + month * 100 + day;
}

static int add_title_key(struct fields *f, const char *title, struct error *err)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        const char **slot;
        int r = text_key(title, &key, err);

        if (r < 0 || !key.len)
                return r;
        for (size_t i = 0; i < f->title_keys.n; i++)
                if (!strcmp(f->title_keys.items[i], str_text(&key)))
                        return 0;
        slot = arena_push(&f->arena, &f->title_keys.items, &f->title_keys.n, sizeof(char *));
        if (slot)
                *slot = arena_copy(&f->arena, str_text(&key));
        return 0;
}

static int set_record_json(struct fields *f, json_t *j, struct error *err)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        int r;

        if (!j)
                return error_no_memory(err);
        r = json_write(j, &out, err);
        json_decref(j);
        if (r == 0)
                f->record_json = arena_copy_bytes(&f->arena, str_text(&out), out.len);
        return r;
}

/* --- papers --------------------------------------------------------------------------------------- */

/*
 * Only what somebody has confirmed is said in public: of the goals those, of the themes a machine proposed none
 * (a confirmed one stands among the themes), and nothing of how the record came about.
 */
static void keep_confirmed(struct record *r)
{
        size_t kept = 0;

        for (size_t i = 0; i < r->n_sdgs; i++)
                if (r->sdgs[i].status == ASSERTION_CONFIRMED)
                        r->sdgs[kept++] = r->sdgs[i];
        r->n_sdgs = kept;
        r->n_theme_suggestions = 0;
        r->n_machine_read = 0;
}

static void add_record_facets(struct making *m, const struct record *r)
{
        char year[12];

        for (size_t i = 0; i < r->n_sdgs; i++)
                add_sdg(m, r->sdgs[i].notation);
        for (size_t i = 0; i < r->themes.n; i++)
                add_theme(m, r->themes.items[i]);
        for (size_t i = 0; i < r->countries.n; i++)
                add_place(m, r->countries.items[i], true);
        for (size_t i = 0; i < r->regions.n; i++)
                add_place(m, r->regions.items[i], false);
        for (size_t i = 0; i < r->languages.n; i++)
                add_language_facet(m, r->languages.items[i]);
        add_vocab_facet(m, FACET_TYPE, VOCAB_TYPE, r->type);
        add_vocab_facet(m, FACET_LICENCE, VOCAB_LICENCE, r->licence);
        snprintf(year, sizeof(year), "%d", m->f->year);
        if (m->f->year)
                add_facet(m, FACET_YEAR, year);
}

static void add_record_columns(struct making *m, const struct record *r)
{
        add_texts(m, COLUMN_TITLE, &r->titles);
        add_texts(m, COLUMN_KEYWORD, &r->keywords);
        add_texts(m, COLUMN_ABSTRACT, &r->abstracts);
        add_texts(m, COLUMN_ABSTRACT, &r->summaries);
        add_people(m, &r->creators);
        add_people(m, &r->contributors);
        add_stretch(m, COLUMN_OTHER, r->publisher, NULL);
        add_stretch(m, COLUMN_OTHER, r->source, NULL);
        for (size_t i = 0; i < r->n_fundings; i++)
                add_stretch(m, COLUMN_OTHER, r->fundings[i].funder, NULL);
        for (size_t i = 0; i < r->n_identifiers; i++)
                add_stretch(m, COLUMN_OTHER, r->identifiers[i].value, NULL);
}

static int fill_paper(struct making *m, const struct record *r, struct error *err)
{
        struct fields *f = m->f;
        int e;

        f->title = arena_copy(&f->arena, record_title(r));
        f->language = arena_copy(&f->arena, record_language(r));
        f->type = arena_copy(&f->arena, r->type);
        f->summary = arena_copy(&f->arena, lang_texts_best(&r->abstracts, f->language));
        if (!f->summary)
                f->summary = arena_copy(&f->arena, lang_texts_best(&r->summaries, f->language));
        f->year = record_year(r);
        f->day = day_of(record_issued(r));
        add_record_columns(m, r);
        add_record_facets(m, r);
        e = creators_json(f, &r->creators, err);
        for (size_t i = 0; i < r->titles.n && e == 0; i++)
                e = add_title_key(f, r->titles.items[i].text, err);
        return e;
}

static int make_paper(struct making *m, const json_t *j, struct error *err)
{
        CLEANUP(record_freep) struct record *r = record_new();
        int e;

        if (!r)
                return error_no_memory(err);
        e = meta_read_json(j, r, err);
        if (e != 0)
                return e < 0 ? e : -EIO;
        keep_confirmed(r);
        e = fill_paper(m, r, err);
        if (e == 0)
                e = set_record_json(m->f, meta_write_json(r), err);
        return e;
}

/* --- entries -------------------------------------------------------------------------------------- */

static void add_link(struct fields *f, const char *kind, const char *target)
{
        struct field_link *link;

        for (size_t i = 0; i < f->n_links; i++)
                if (!strcmp(f->links[i].kind, kind) && !strcmp(f->links[i].target, target))
                        return;
        link = arena_push(&f->arena, &f->links, &f->n_links, sizeof(*link));
        if (link)
                *link = (struct field_link){kind, arena_copy(&f->arena, target)};
}

static void add_links(struct fields *f, const struct entry *e)
{
        for (size_t i = 0; i < e->works.n; i++)
                add_link(f, "cites", e->works.items[i]);
        for (size_t i = 0; i < e->see_also.n; i++)
                add_link(f, "see-also", e->see_also.items[i]);
        if (e->translation_of)
                add_link(f, "translation-of", e->translation_of);
}

static int set_text(struct fields *f, const struct entry *e, struct error *err)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        int r = 0;

        if (e->body)
                r = markdown_to_text(e->body, strlen(e->body), &out, err);
        if (r < 0)
                return r;
        f->text = arena_copy_bytes(&f->arena, str_text(&out), out.len);
        return out.failed ? error_no_memory(err) : 0;
}

static int fill_entry(struct making *m, const struct entry *e, struct error *err)
{
        struct fields *f = m->f;
        int r;

        f->title = arena_copy(&f->arena, e->title);
        f->language = arena_copy(&f->arena, e->language);
        f->type = SEARCH_TYPE_ENTRY;
        f->part = arena_copy(&f->arena, e->part);
        f->summary = arena_copy(&f->arena, e->summary);
        add_stretch(m, COLUMN_TITLE, e->title, NULL);
        add_stretch(m, COLUMN_ABSTRACT, e->summary, NULL);
        add_people(m, &e->authors);
        for (size_t i = 0; i < e->sdgs.n; i++)
                add_sdg(m, e->sdgs.items[i]);
        for (size_t i = 0; i < e->themes.n; i++)
                add_theme(m, e->themes.items[i]);
        add_language_facet(m, e->language);
        add_facet(m, FACET_TYPE, SEARCH_TYPE_ENTRY);
        add_links(f, e);
        r = creators_json(f, &e->authors, err);
        if (r == 0)
                r = add_title_key(f, e->title ? e->title : "", err);
        return r < 0 ? r : set_text(f, e, err);
}

static int make_entry(struct making *m, const json_t *j, struct error *err)
{
        CLEANUP(entry_freep) struct entry *e = entry_new();
        int r;

        if (!e)
                return error_no_memory(err);
        r = meta_read_entry_json(j, e, err);
        if (r != 0)
                return r < 0 ? r : -EIO;
        r = fill_entry(m, e, err);
        if (r == 0)
                r = set_record_json(m->f, meta_write_entry_json(e), err);
        return r;
}

/* --- all ------------------------------------------------------------------------------------------ */

static int finish(struct making *m, int r, struct error *err)
{
        struct fields *f = m->f;
        bool failed = m->languages.failed || m->facets.failed;

        for (int c = 0; c < COLUMN_COUNT; c++) {
                failed |= m->columns[c].failed;
                f->columns[c] =
                        arena_copy_bytes(&f->arena, str_text(&m->columns[c]), m->columns[c].len);
                str_done(&m->columns[c]);
        }
        f->languages = arena_copy(&f->arena, str_text(&m->languages));
        f->facets = arena_copy(&f->arena, m->facets.len ? str_text(&m->facets) + 1 : "");
        str_done(&m->languages);
        str_done(&m->facets);
        if (!f->day)
                f->day = day_of(m->v->published);
        if (!f->title)
                f->title = "";
        if (r == 0 && (failed || f->arena.failed))
                return error_no_memory(err);
        return r;
}

int fields_make(const struct store_version *v, struct fields **ret, struct error *err)
{
        CLEANUP(fields_freep) struct fields *f = calloc(1, sizeof(*f));
        CLEANUP(json_freep) json_t *j = NULL;
        struct making m = {.f = f, .v = v};
        int r;

        if (!f)
                return error_no_memory(err);
        f->is_entry = v->is_entry;
        r = vocab_init(err);
        if (r == 0)
                r = json_read(v->record_json, strlen(v->record_json), &j, err);
        if (r == 0)
                r = v->is_entry ? make_entry(&m, j, err) : make_paper(&m, j, err);
        r = finish(&m, r > 0 ? -EIO : r, err);
        if (r < 0)
                return error_while(err, r, "reading the record of %s", v->pid);
        *ret = STEAL(f);
        return 0;
}

void fields_free(struct fields *f)
{
        if (!f)
                return;
        arena_done(&f->arena);
        free(f);
}

void fields_freep(struct fields **f)
{
        fields_free(*f);
        *f = NULL;
}

/* --- the body ------------------------------------------------------------------------------------- */

void fields_add_passage(struct str *body, const char *language, const char *text, size_t n)
{
        char tag[4];

        primary_subtag(language, tag);
        str_addf(body, "%c%c%s%c", MARK_START, MARK_PAGE, tag, MARK_END);
        add_clean(body, text, n);
}

static bool is_paragraph_end(const char *text, size_t i)
{
        return text[i - 1] == '\n' && i > 1 && text[i - 2] == '\n';
}

/* Not behind a hyphen: the word goes on in the next line. */
static bool is_line_end(const char *text, size_t i)
{
        return text[i - 1] == '\n' && i > 1 && text[i - 2] != '-';
}

static bool is_sentence_end(const char *text, size_t i)
{
        return (text[i - 1] == ' ' && i > 1 && strchr(".!?", text[i - 2])) ||
               (i > 2 && !memcmp(text + i - 3, "。", 3));
}

static bool is_word_end(const char *text, size_t i)
{
        return text[i - 1] == ' ';
}

size_t fields_passage_len(const char *text, size_t n)
{
        static bool (*const ends[])(const char *, size_t) = {is_paragraph_end, is_line_end,
                                                             is_sentence_end, is_word_end};

        if (n <= PASSAGE_MAX + PASSAGE_MAX / 4)
                return n;
        for (size_t k = 0; k < ARRAY_LEN(ends); k++)
                for (size_t i = PASSAGE_MAX; i > PASSAGE_MAX / 2; i--)
                        if (ends[k](text, i))
                                return i;
        return utf8_floor(text, n, PASSAGE_MAX);
}
