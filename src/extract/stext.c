/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A reader of just enough JSON for one shape:
 *
 *   {"file": …, "pages": [{"blocks": [{"type": "text", "bbox": {…}, "lines": [{"wmode": 0, "bbox": {"x": …, "y": …,
 *    "w": …, "h": …}, "font": {"name": …, "weight": "bold", "style": "italic", "size": 9}, "x": …, "y": …,
 *    "text": …}, …]}, …]}, …]}
 *
 * What it is inside of is known by how deep it is; what it does not know it passes over.
 */
#include "extract/stext.h"

#include "extract/extract.h"
#include "extract/parts.h"

#include "base/str.h"
#include "base/utf8.h"

#include <errno.h>
#include <string.h>

enum {
        CHUNK = 64 << 10,
        KEY_SIZE = 16,
        DEPTH_PAGE = 3,
        DEPTH_BLOCK = 5,
        DEPTH_LINE = 7,
        DEPTH_MAX = 8
};

struct reader {
        int fd;
        struct printed *out;
        char *chunk;
        size_t at, n; /* in the chunk */
        size_t text;  /* bytes so far */
        bool at_end;  /* of fd */
        int failed;   /* errno of a read */
        int depth;
        char keys[DEPTH_MAX + 1][KEY_SIZE]; /* the key that is being read, by depth */
        struct printed_line line;
        int block;
        struct str value; /* of the last string */
        const char *font; /* of the line before: most lines share one */
};

static bool fill(struct reader *s)
{
        ssize_t n;

        do {
                n = s->at_end ? 0 : read(s->fd, s->chunk, CHUNK);
        } while (n < 0 && errno == EINTR);
        if (n < 0)
                s->failed = errno;
        s->at_end = n <= 0;
        s->at = 0;
        s->n = n > 0 ? (size_t)n : 0;
        return n > 0;
}

/* The next byte, -1 at the end. */
static int peek(struct reader *s)
{
        return s->at < s->n || fill(s) ? (unsigned char)s->chunk[s->at] : -1;
}

static int next(struct reader *s)
{
        int c = peek(s);

        s->at += c >= 0;
        return c;
}

static int next_solid(struct reader *s)
{
        int c;

        do {
                c = next(s);
        } while (c == ' ' || c == '\n' || c == '\r' || c == '\t');
        return c;
}

static bool read_hex(struct reader *s, unsigned int *ret)
{
        unsigned int code = 0;

        for (int i = 0; i < 4; i++) {
                int c = next(s);

                if (c >= '0' && c <= '9')
                        code = code * 16 + (unsigned int)(c - '0');
                else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
                        code = code * 16 + (unsigned int)((c | 0x20) - 'a' + 10);
                else
                        return false;
        }
        *ret = code;
        return true;
}

/* Escapes of controls are all white space to a text; NUL is none. */
static bool read_escape(struct reader *s, struct str *out)
{
        unsigned int code;
        int c = next(s);

        if (c == '"' || c == '\\' || c == '/')
                str_add_char(out, (char)c);
        else if (c == 'u' && read_hex(s, &code))
                str_add_code_point(out, code ? code : 0xFFFD);
        else if (c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't')
                str_add_char(out, ' ');
        else
                return false;
        return true;
}

/* Behind the opening quote. Whole runs at a time, as almost all bytes are text. */
static bool read_string(struct reader *s, struct str *out)
{
        str_clear(out);
        while (peek(s) >= 0) {
                const char *start = s->chunk + s->at;
                size_t room = s->n - s->at, len = 0;

                while (len < room && start[len] != '"' && start[len] != '\\')
                        len++;
                str_add_bytes(out, start, len);
                s->at += len;
                if (len == room)
                        continue;
                if (next(s) == '"')
                        return !out->failed && out->len <= EXTRACT_TEXT_MAX;
                if (!read_escape(s, out))
                        return false;
        }
        return false;
}

/* Lengths beyond any page are as good as its edge, and cannot overflow when they are added. */
static bool read_number(struct reader *s, int first, int *ret)
{
        enum { EDGE = 1000000 };
        bool minus = first == '-';
        int n = minus ? 0 : first - '0';

        if (!minus && (first < '0' || first > '9'))
                return false;
        for (int c = peek(s); (c >= '0' && c <= '9'); c = peek(s)) {
                n = n < EDGE ? n * 10 + (c - '0') : EDGE;
                s->at++;
        }
        /* A fraction or an exponent, which this version does not write. */
        for (int c = peek(s);
             c == '.' || c == '-' || c == '+' || c == 'e' || (c >= '0' && c <= '9'); c = peek(s))
                s->at++;
        n = n < EDGE ? n : EDGE;
        *ret = minus ? -n : n;
        return true;
}

/* true, false, null */
static bool read_word(struct reader *s, int first)
{
        if (first != 't' && first != 'f' && first != 'n')
                return false;
        for (int c = peek(s); c >= 'a' && c <= 'z'; c = peek(s))
                s->at++;
        return true;
}

/* ---- what it means ---- */

static bool key_is(const struct reader *s, int depth, const char *key)
{
        return !strcmp(s->keys[depth], key);
}

/* Seven numbers a line: compared by their first letters. */
static int *box_member(struct printed_line *l, const char *key)
{
        if (!key[0] || key[1])
                return NULL;
        switch (key[0]) {
        case 'x':
                return &l->x;
        case 'y':
                return &l->y;
        case 'w':
                return &l->w;
        case 'h':
                return &l->h;
        default:
                return NULL;
        }
}

static void take_line_number(struct reader *s, const char *key, int n)
{
        if (key[0] == 'y' && !key[1])
                s->line.base = n;
        else if (key[0] == 'w' && !strcmp(key, "wmode"))
                s->line.is_vertical = n != 0;
}

static void take_number(struct reader *s, int n)
{
        const char *key = s->keys[s->depth];
        int *member = NULL;

        if (s->depth == DEPTH_LINE)
                take_line_number(s, key, n);
        if (s->depth != DEPTH_LINE + 1)
                return;
        if (key_is(s, DEPTH_LINE, "bbox"))
                member = box_member(&s->line, key);
        else if (key[0] == 's' && key_is(s, DEPTH_LINE, "font") && !strcmp(key, "size"))
                member = &s->line.size;
        if (member)
                *member = n;
}

static void take_font(struct reader *s)
{
        const char *key = s->keys[DEPTH_LINE + 1];
        const char *value = str_text(&s->value);

        if (!strcmp(key, "name") && !str_equal(s->font, value))
                s->font = arena_copy_bytes(&s->out->arena, value, strlen(value));
        if (!strcmp(key, "weight"))
                s->line.is_bold = !strcmp(value, "bold");
        if (!strcmp(key, "style"))
                s->line.is_italic = !strcmp(value, "italic");
}

/* A form feed in a page's text would make two pages of it, and the numbers of pages are cited. */
static void blank_controls(struct str *text)
{
        for (size_t i = 0; i < text->len; i++)
                if ((unsigned char)text->data[i] < ' ')
                        text->data[i] = ' ';
}

static void take_text(struct reader *s)
{
        CLEANUP(str_done) struct str repaired = STR_INIT;
        const struct str *text = &s->value;

        blank_controls(&s->value);
        if (!utf8_is_valid(str_text(text), text->len)) {
                utf8_repair(&repaired, text->data, text->len);
                text = &repaired;
        }
        s->line.text = arena_copy_bytes(&s->out->arena, str_text(text), text->len);
        s->line.len = text->len;
        s->text += text->len + 1;
}

static void take_string(struct reader *s)
{
        if (s->depth == DEPTH_LINE + 1 && key_is(s, DEPTH_LINE, "font"))
                take_font(s);
        else if (s->depth == DEPTH_LINE && key_is(s, DEPTH_LINE, "text"))
                take_text(s);
}

static bool begin_page(struct reader *s)
{
        s->block = 0;
        return arena_push(&s->out->arena, &s->out->pages, &s->out->n, sizeof(*s->out->pages)) !=
               NULL;
}

static void end_line(struct reader *s)
{
        struct printed_page *page = &s->out->pages[s->out->n - 1];
        struct printed_line *line;

        if (!s->line.text)
                return;
        line = arena_push(&s->out->arena, &page->lines, &page->n, sizeof(*line));
        if (!line)
                return;
        *line = s->line;
        line->block = s->block;
        line->font = s->font ? s->font : "";
}

static bool begin(struct reader *s)
{
        if (++s->depth > DEPTH_MAX)
                return false;
        s->keys[s->depth][0] = '\0';
        if (s->depth == DEPTH_PAGE)
                return s->out->n < EXTRACT_PAGES_MAX && begin_page(s);
        if (s->depth == DEPTH_BLOCK)
                s->block++;
        if (s->depth == DEPTH_LINE)
                memset(&s->line, 0, sizeof(s->line));
        return true;
}

/* ---- all of it ---- */

static bool read_scalar(struct reader *s, int first)
{
        int n;

        if (first == '"') {
                if (!read_string(s, &s->value))
                        return false;
                take_string(s);
                return s->text <= EXTRACT_TEXT_MAX;
        }
        if (!read_number(s, first, &n))
                return read_word(s, first);
        take_number(s, n);
        return true;
}

static bool read_key(struct reader *s)
{
        size_t n;

        if (!read_string(s, &s->value) || next_solid(s) != ':')
                return false;
        n = s->value.len < KEY_SIZE ? s->value.len : KEY_SIZE - 1;
        memcpy(s->keys[s->depth], str_text(&s->value), n);
        s->keys[s->depth][n] = '\0';
        return true;
}

/* One token of the document; false where it is broken. is_object: by depth, whether keys are due. */
static bool step(struct reader *s, bool is_object[DEPTH_MAX + 1], int c)
{
        if (c == '}' || c == ']') {
                if (s->depth == DEPTH_LINE && c == '}')
                        end_line(s);
                return is_object[s->depth] == (c == '}') && s->depth-- > 0;
        }
        if (s->depth && is_object[s->depth]) {
                if (c != '"' || !read_key(s))
                        return false;
                c = next_solid(s);
        }
        if (c == '{' || c == '[') {
                if (!begin(s))
                        return false;
                is_object[s->depth] = c == '{';
                return true;
        }
        return s->depth > 0 && read_scalar(s, c);
}

static bool read_all(struct reader *s)
{
        bool is_object[DEPTH_MAX + 1] = {false};
        int c = next_solid(s);

        if (c != '{' || !step(s, is_object, c))
                return false;
        while (s->depth) {
                c = next_solid(s);
                if (c != ',' && !step(s, is_object, c))
                        return false;
                if (s->out->arena.failed)
                        return false;
        }
        return true;
}

int stext_read(int fd, struct printed *ret, struct error *err)
{
        CLEANUP(freep) char *chunk = malloc(CHUNK);
        struct reader s = {.fd = fd, .out = ret, .chunk = chunk, .value = STR_INIT};
        bool whole;

        if (!chunk)
                return error_no_memory(err);
        whole = read_all(&s);
        if (s.value.failed || ret->arena.failed) {
                str_done(&s.value);
                return error_no_memory(err);
        }
        str_done(&s.value);
        if (s.failed)
                return error_errno(err, s.failed, "reading what mutool wrote");
        if (whole)
                return 0;
        return s.text > EXTRACT_TEXT_MAX || ret->n >= EXTRACT_PAGES_MAX ? STEXT_TOO_LARGE
                                                                        : STEXT_BROKEN;
}
