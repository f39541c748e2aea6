/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The grammar of BibTeX files: entries between anything else, values in braces or quotes, macros. It knows what
 * people and programs get wrong: commas left out, entries that never end. Each byte is looked at a few times
 * at most: a value that does not close is given up where the next entry plainly starts.
 */
#include "meta/bibtex.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct bib_macro {
        struct bib_value name, value;
        struct bib_macro *in_slot;
};

enum { MACRO_SLOTS = 1 << 16 };

struct scan {
        struct bib_file *f;
        const char *p, *end;
        const char *counted; /* up to here lines are counted */
        long line;
        bool comment_is_open; /* some comment did not close: none further on does */
        const char *problem;  /* of the entry at hand */
        bool escapes;         /* braces with a backslash do not count */
};

/* --- names of fields ------------------------------------------------------------------------------ */

static const struct {
        const char *name;
        enum bib_code code;
} names[] = {
        {"abstract", BIB_ABSTRACT},
        {"address", BIB_ADDRESS},
        {"location", BIB_ADDRESS},
        {"venue", BIB_ADDRESS},
        {"author", BIB_AUTHOR},
        {"authors", BIB_AUTHOR},
        {"booktitle", BIB_BOOKTITLE},
        {"maintitle", BIB_BOOKTITLE},
        {"booksubtitle", BIB_BOOKSUBTITLE},
        {"crossref", BIB_CROSSREF},
        {"date", BIB_DATE},
        {"day", BIB_DAY},
        {"doi", BIB_DOI},
        {"edition", BIB_EDITION},
        {"editor", BIB_EDITOR},
        {"editors", BIB_EDITOR},
        {"eid", BIB_EID},
        {"article-number", BIB_EID},
        {"articleno", BIB_EID},
        {"eprint", BIB_EPRINT},
        {"eprinttype", BIB_EPRINTTYPE},
        {"archiveprefix", BIB_EPRINTTYPE},
        {"eventtitle", BIB_EVENT},
        {"conference", BIB_EVENT},
        {"fjournal", BIB_FULL_JOURNAL},
        {"hdl", BIB_HANDLE},
        {"handle", BIB_HANDLE},
        {"howpublished", BIB_HOWPUBLISHED},
        {"institution", BIB_INSTITUTION},
        {"isbn", BIB_ISBN},
        {"issn", BIB_ISSN},
        {"issue", BIB_ISSUE},
        {"journal", BIB_JOURNAL},
        {"journaltitle", BIB_JOURNAL},
        {"keywords", BIB_KEYWORDS},
        {"keyword", BIB_KEYWORDS},
        {"author_keywords", BIB_KEYWORDS},
        {"language", BIB_LANGUAGE},
        {"langid", BIB_LANGUAGE},
        {"hyphenation", BIB_LANGUAGE},
        {"lccn", BIB_LCCN},
        {"license", BIB_LICENCE},
        {"licence", BIB_LICENCE},
        {"month", BIB_MONTH},
        {"mrnumber", BIB_MR},
        {"note", BIB_NOTE},
        {"number", BIB_NUMBER},
        {"organization", BIB_ORGANISATION},
        {"pages", BIB_PAGES},
        {"page", BIB_PAGES},
        {"pmcid", BIB_PMCID},
        {"pmc", BIB_PMCID},
        {"pmid", BIB_PMID},
        {"publisher", BIB_PUBLISHER},
        {"copyright", BIB_RIGHTS},
        {"rights", BIB_RIGHTS},
        {"school", BIB_SCHOOL},
        {"series", BIB_SERIES},
        {"subtitle", BIB_SUBTITLE},
        {"title", BIB_TITLE},
        {"translator", BIB_TRANSLATOR},
        {"type", BIB_TYPE},
        {"url", BIB_URL},
        {"link", BIB_URL},
        {"volume", BIB_VOLUME},
        {"xdata", BIB_XDATA},
        {"year", BIB_YEAR},
        {"zmnumber", BIB_ZBL},
};

bool bib_is(struct bib_value v, const char *word)
{
        return v.n == strlen(word) && !strncasecmp(v.text, word, v.n);
}

/* BIB_CODES: a field the hub has no use for. */
static enum bib_code code_of(struct bib_value name)
{
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (bib_is(name, names[i].name))
                        return names[i].code;
        return BIB_CODES;
}

const struct bib_value *bib_own(const struct bib_entry *e, enum bib_code code)
{
        if (!(e->has & (UINT64_C(1) << code)))
                return NULL;
        for (size_t i = 0; i < e->n_fields; i++)
                if (e->fields[i].code == code)
                        return &e->fields[i].value;
        return NULL;
}

/* --- tables by name ------------------------------------------------------------------------------- */

static size_t hash_of(struct bib_value v)
{
        uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

        for (size_t i = 0; i < v.n; i++)
                h = (h ^ (unsigned char)tolower((unsigned char)v.text[i])) *
                    UINT64_C(1099511628211);
        return (size_t)(h ^ (h >> 29));
}

static bool same(struct bib_value a, struct bib_value b)
{
        return a.n == b.n && !strncasecmp(a.text, b.text, a.n);
}

struct bib_entry *bib_find(const struct bib_file *f, struct bib_value key)
{
        struct bib_entry *e = f->n_slots ? f->slots[hash_of(key) % f->n_slots] : NULL;

        while (e && !same(e->key, key))
                e = e->in_slot;
        return e;
}

static int index_keys(struct bib_file *f, struct error *err)
{
        f->n_slots = f->n_entries * 2 + 1;
        f->slots = calloc(f->n_slots, sizeof(struct bib_entry *));
        if (!f->slots)
                return error_no_memory(err);
        for (struct bib_entry *e = f->first; e; e = e->next) {
                struct bib_entry **slot = &f->slots[hash_of(e->key) % f->n_slots];

                if (!e->key.n || bib_find(f, e->key)) /* of several the first counts */
                        continue;
                e->in_slot = *slot;
                *slot = e;
        }
        return 0;
}

static struct bib_macro *find_macro(const struct bib_file *f, struct bib_value name)
{
        struct bib_macro *m = f->macros[hash_of(name) % MACRO_SLOTS];

        while (m && !same(m->name, name))
                m = m->in_slot;
        return m;
}

static void put_macro(struct bib_file *f, struct bib_value name, struct bib_value value)
{
        struct bib_macro **slot = &f->macros[hash_of(name) % MACRO_SLOTS];
        struct bib_macro *m = find_macro(f, name);

        if (m) {
                m->value = value;
                return;
        }
        m = arena_alloc(&f->arena, sizeof(*m));
        if (!m)
                return;
        *m = (struct bib_macro){name, value, *slot};
        *slot = m;
}

void bib_file_done(struct bib_file *f)
{
        arena_done(&f->arena);
        free(f->slots);
        free(f->macros);
}

/* --- moving about --------------------------------------------------------------------------------- */

static long line_here(struct scan *s)
{
        for (; s->counted < s->p; s->counted++)
                s->line += *s->counted == '\n';
        return s->line;
}

static void skip_space(struct scan *s)
{
        while (s->p < s->end && isspace((unsigned char)*s->p))
                s->p++;
}

static bool take(struct scan *s, char c)
{
        skip_space(s);
        if (s->p == s->end || *s->p != c)
                return false;
        s->p++;
        return true;
}

static bool is_name_char(char c)
{
        return !isspace((unsigned char)c) && !strchr("\"#%'(),={}@", c);
}

static struct bib_value take_name(struct scan *s)
{
        struct bib_value v = {s->p, 0};

        while (s->p < s->end && v.n < BIB_NAME_MAX && is_name_char(*s->p)) {
                s->p++;
                v.n++;
        }
        return v;
}

static struct bib_value trimmed(const char *from, const char *to)
{
        while (from < to && isspace((unsigned char)*from))
                from++;
        while (to > from && isspace((unsigned char)to[-1]))
                to--;
        return (struct bib_value){from, (size_t)(to - from)};
}

/* "@word {" or "@word (" at p: where the bracket is, else NULL. */
static const char *bracket_of_entry(const char *p, const char *end)
{
        size_t n = 0;

        for (p++; p < end && isspace((unsigned char)*p); p++)
                ;
        for (; p < end && (isalnum((unsigned char)*p) || strchr("_-", *p)); p++)
                n++;
        if (!n || n > BIB_NAME_MAX)
                return NULL;
        while (p < end && isspace((unsigned char)*p))
                p++;
        return p < end && (*p == '{' || *p == '(') ? p : NULL;
}

/* A line that starts like an entry with its key: so plain that an open value before it was a mistake. */
static bool starts_entry(const char *line, const char *end)
{
        const char *p = line;

        while (p < end && (*p == ' ' || *p == '\t'))
                p++;
        if (p == end || *p != '@')
                return false;
        p = bracket_of_entry(p, end);
        if (!p)
                return false;
        for (p++; p < end && isspace((unsigned char)*p); p++)
                ;
        while (p < end && !isspace((unsigned char)*p) && !strchr("{},=\"", *p))
                p++;
        return p < end && (*p == ',' || *p == '=');
}

/* --- values --------------------------------------------------------------------------------------- */

/* The end of a braced value that starts at p. false: it does not end before *ret, where the next entry starts. */
static bool end_of_braces(const char *p, const char *end, bool escapes, const char **ret)
{
        size_t depth = 1;

        for (; p < end; p++) {
                if (escapes && *p == '\\' && p + 1 < end) {
                        p++;
                        continue;
                }
                depth += *p == '{';
                if ((*p == '}' && --depth == 0) || (*p == '\n' && starts_entry(p + 1, end)))
                        break;
        }
        *ret = p < end ? p : end;
        return depth == 0;
}

/* A '"' with a backslash before it is an umlaut's, when a letter comes behind it. */
static bool is_umlaut(const char *p, const char *start, const char *end)
{
        return p > start && p[-1] == '\\' && p + 1 < end &&
               (isalpha((unsigned char)p[1]) || p[1] == '{' || p[1] == '\\');
}

static bool end_of_quotes(const char *start, const char *end, const char **ret)
{
        size_t depth = 0;
        const char *p;

        for (p = start; p < end; p++) {
                depth += *p == '{';
                depth -= *p == '}' && depth;
                if (*p == '\n' && starts_entry(p + 1, end))
                        break;
                *ret = p;
                if (*p == '"' && !depth && !is_umlaut(p, start, end))
                        return true;
        }
        *ret = p;
        return false;
}

static const char too_much[] = "macros make too much text";

/* A number, a macro, or words that somebody forgot to put in braces: up to a ',', '#', bracket or line end. */
static bool take_bare(struct scan *s, struct bib_value *ret)
{
        const char *from = s->p;
        struct bib_value v;
        const struct bib_macro *m;

        while (s->p < s->end && !strchr(",#{}()\"\n", *s->p))
                s->p++;
        v = trimmed(from, s->p);
        m = v.n <= BIB_NAME_MAX ? find_macro(s->f, v) : NULL;
        *ret = m ? m->value : v;
        if (!m || (m->value.text && bib_make(s->f, m->value.n)))
                return true;
        s->problem = m->value.text ? too_much : "a macro in it could not be read";
        return false;
}

/* One piece of a value. false: problem is set. */
static bool take_piece(struct scan *s, struct bib_value *ret)
{
        const char *to;

        skip_space(s);
        if (s->p < s->end && (*s->p == '{' || *s->p == '"')) {
                bool quoted = *s->p++ == '"';
                bool ends = quoted ? end_of_quotes(s->p, s->end, &to)
                                   : end_of_braces(s->p, s->end, s->escapes, &to);

                if (!ends) {
                        s->p = to; /* no entry starts on a line before it */
                        s->problem = quoted ? "a value's quotation mark is not closed"
                                            : "a value's brace is not closed";
                        return false;
                }
                *ret = (struct bib_value){s->p, (size_t)(to - s->p)};
                s->p = to + 1;
                return true;
        }
        return take_bare(s, ret);
}

/* Pieces joined by a hash sign are made in the arena; what macros add to them is counted. */
static bool take_value(struct scan *s, struct bib_value *ret)
{
        CLEANUP(str_done) struct str joined = STR_INIT;
        struct bib_value piece;
        size_t n = 1;

        if (!take_piece(s, ret))
                return false;
        while (take(s, '#')) {
                if (!take_piece(s, &piece))
                        return false;
                if (n == 1)
                        str_add_bytes(&joined, ret->text, ret->n);
                if (++n > BIB_PIECES_MAX) {
                        s->problem = "a value is joined from too many pieces";
                        return false;
                }
                str_add_bytes(&joined, piece.text, piece.n);
        }
        if (n > 1) {
                ret->text = arena_copy_bytes(&s->f->arena, str_text(&joined), joined.len);
                ret->n = ret->text ? joined.len : 0;
        }
        s->f->arena.failed |= joined.failed;
        return true;
}

/* --- entries -------------------------------------------------------------------------------------- */

/* The first one of a name counts, as in BibTeX; an empty one does not. */
static void add_field(struct scan *s, struct bib_entry *e, struct bib_value name,
                      struct bib_value value)
{
        enum bib_code code = code_of(name);
        struct bib_field *field;
        struct bib_value bare = trimmed(value.text, value.text + value.n);

        if (code == BIB_CODES || !bare.n || (e->has & (UINT64_C(1) << code)))
                return;
        field = arena_push(&s->f->arena, &e->fields, &e->n_fields, sizeof(*field));
        if (!field)
                return;
        *field = (struct bib_field){code, bare};
        e->has |= UINT64_C(1) << code;
}

/* Commas, as many as there are, and lines that somebody commented out. */
static void skip_between(struct scan *s)
{
        while (take(s, ',') || (s->p < s->end && *s->p == '%')) {
                const char *line_end = memchr(s->p, '\n', (size_t)(s->end - s->p));

                if (s->p < s->end && *s->p == '%')
                        s->p = line_end ? line_end : s->end;
        }
}

/* Fields up to the closing bracket. false: problem is set. */
static bool take_fields(struct scan *s, struct bib_entry *e, char close)
{
        for (;;) {
                struct bib_value name, value;

                skip_between(s);
                if (take(s, close))
                        return true;
                if (s->p == s->end || starts_entry(s->p, s->end)) {
                        s->problem = "it does not end";
                        return false;
                }
                name = take_name(s);
                if (!name.n) {
                        s->problem = "something that is no field stands in it";
                        return false;
                }
                if (!take(s, '=')) {
                        s->problem = "a field has no value";
                        return false;
                }
                if (!take_value(s, &value)) {
                        if (!e) /* what uses it is told of it, too */
                                put_macro(s->f, name, (struct bib_value){NULL, 0});
                        return false;
                }
                if (e)
                        add_field(s, e, name, value);
                else
                        put_macro(s->f, name, value);
        }
}

/* The key, which may be left out: what a '=' follows is a field. */
static struct bib_value take_key(struct scan *s, char close)
{
        const char *from, *p;

        skip_space(s);
        from = s->p;
        for (p = from; p < s->end && !strchr(",=\"\n{", *p) && *p != close; p++)
                ;
        if (p < s->end && *p == '=')
                return (struct bib_value){from, 0};
        s->p = p;
        return trimmed(from, p);
}

/*
 * BibTeX counts every brace. Where that leads nowhere, those with a backslash are taken for what their author
 * meant (escapes).
 */
static bool try_entry(struct scan *s, struct bib_entry *e, char close, bool escapes)
{
        s->escapes = escapes;
        s->problem = NULL;
        e->n_fields = 0;
        e->has = 0;
        e->key = take_key(s, close);
        return take_fields(s, e, close);
}

static void append(struct bib_file *f, struct bib_entry *e)
{
        if (f->last)
                f->last->next = e;
        else
                f->first = e;
        f->last = e;
        f->n_entries++;
}

/* A macro that cannot be read is told of like an entry. */
static void take_macros(struct scan *s, struct bib_value type, long line, char close)
{
        struct bib_entry *e;

        if (take_fields(s, NULL, close))
                return;
        e = arena_alloc(&s->f->arena, sizeof(*e));
        if (!e)
                return;
        *e = (struct bib_entry){
                .type = type, .line = line, .key = {s->p, 0}, .problem = s->problem};
        append(s->f, e);
}

static void take_entry(struct scan *s, struct bib_value type, long line, char close)
{
        struct bib_entry *e = arena_alloc(&s->f->arena, sizeof(*e));
        const char *from = s->p;

        if (!e) {
                s->p = s->end;
                return;
        }
        *e = (struct bib_entry){.type = type, .line = line};
        if (!try_entry(s, e, close, false)) {
                const char *fault = s->p, *end = s->end;

                e->problem = s->problem;
                s->p = from;
                s->end = fault; /* a second look must not lead further than the first */
                if (try_entry(s, e, close, true))
                        e->problem = NULL;
                else
                        s->p = fault;
                s->end = end;
        }
        append(s->f, e);
}

/* A comment with its braces. Where they do not close only the word is one, as it is for BibTeX itself. */
static void skip_comment(struct scan *s)
{
        size_t depth = 1;

        if (s->comment_is_open)
                return;
        for (const char *p = s->p; p < s->end; p++) {
                depth += *p == '{';
                if (*p == '}' && --depth == 0) {
                        s->p = p + 1;
                        return;
                }
        }
        s->comment_is_open = true;
}

static void take_item(struct scan *s)
{
        long line = line_here(s);
        struct bib_value type, value;
        char open;

        s->escapes = false;
        s->p++;
        skip_space(s);
        type = take_name(s);
        skip_space(s);
        open = *s->p++;
        if (bib_is(type, "comment") && open == '{')
                skip_comment(s);
        else if (bib_is(type, "preamble"))
                take_value(s, &value);
        else if (bib_is(type, "string"))
                take_macros(s, type, line, open == '{' ? '}' : ')');
        else if (!bib_is(type, "comment"))
                take_entry(s, type, line, open == '{' ? '}' : ')');
}

static int start_macros(struct bib_file *f, struct error *err)
{
        static const char *const months[] = {
                "January", "February", "March",     "April",   "May",      "June",
                "July",    "August",   "September", "October", "November", "December",
        };

        f->macros = calloc(MACRO_SLOTS, sizeof(struct bib_macro *));
        if (!f->macros)
                return error_no_memory(err);
        for (size_t i = 0; i < ARRAY_LEN(months); i++)
                put_macro(f, (struct bib_value){months[i], 3},
                          (struct bib_value){months[i], strlen(months[i])});
        return 0;
}

int bib_scan(const char *text, size_t n, struct bib_file *f, struct error *err)
{
        struct scan s = {.f = f, .p = text, .end = text + n, .counted = text, .line = 1};
        int r = start_macros(f, err);

        if (r < 0)
                return r;
        f->made_max = BIB_MADE_MAX + n * BIB_MADE_TIMES;
        while ((s.p = memchr(s.p, '@', (size_t)(s.end - s.p)))) {
                if (bracket_of_entry(s.p, s.end))
                        take_item(&s);
                else
                        s.p++;
        }
        if (f->arena.failed)
                return error_no_memory(err);
        return index_keys(f, err);
}
