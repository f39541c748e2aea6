/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people type, cut into pieces: query.h says what the pieces are. */
#include "search/lexer.h"

#include "base/cleanup.h"
#include "base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>

/* What people write before a colon, and the column it means. */
static const struct {
        const char *typed, *column;
} query_columns[] = {
        {"abstract", "abstract"}, {"author", "creator"}, {"body", "body"},   {"creator", "creator"},
        {"keyword", "keyword"},   {"text", "body"},      {"title", "title"},
};

/* --- characters ----------------------------------------------------------------------------------- */

static bool is_quote(unsigned int c)
{
        return c == '"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x300C ||
               c == 0x300D || c == 0xFF02;
}

static unsigned int char_at(const struct lexer *x, size_t i, size_t *ret_len)
{
        unsigned int c = 0;

        *ret_len = i < x->n ? utf8_decode(x->text + i, x->n - i, &c) : 0;
        return *ret_len ? c : 0;
}

static bool is_space_at(const struct lexer *x, size_t i, size_t *ret_len)
{
        unsigned int c = char_at(x, i, ret_len);

        return *ret_len && u_isUWhiteSpace((UChar32)c);
}

static void skip_spaces(struct lexer *x)
{
        size_t len;

        while (is_space_at(x, x->at, &len))
                x->at += len;
}

/* --- lexemes -------------------------------------------------------------------------------------- */

/* Where the quote that closes the one before `from` is; x->n when there is none. */
static size_t closing_quote(const struct lexer *x, size_t from)
{
        size_t len;

        for (size_t i = from; i < x->n; i += len)
                if (is_quote(char_at(x, i, &len)))
                        return i;
        return x->n;
}

/* A quote is at x->at. An unclosed one is skipped as if it were not there: false. */
static bool lex_phrase(struct lexer *x, struct lexeme *now)
{
        size_t len, start, end;

        char_at(x, x->at, &len);
        start = x->at + len;
        end = closing_quote(x, start);
        if (end == x->n) {
                x->at = start;
                return false;
        }
        now->kind = LEX_PHRASE;
        now->text = x->text + start;
        now->len = end - start;
        char_at(x, end, &len);
        x->at = end + len;
        if (x->at < x->n && x->text[x->at] == '*') {
                now->is_prefix = true;
                x->at++;
        }
        return true;
}

static const char *column_of(const char *typed, size_t n)
{
        for (size_t i = 0; i < ARRAY_LEN(query_columns); i++)
                if (strlen(query_columns[i].typed) == n &&
                    !strncasecmp(query_columns[i].typed, typed, n))
                        return query_columns[i].column;
        return NULL;
}

static bool ends_word(unsigned int c)
{
        return u_isUWhiteSpace((UChar32)c) || is_quote(c) || c == '(' || c == ')' || c == '*' ||
               c == ':';
}

static const struct {
        const char *word;
        enum lexeme_kind kind;
} operators[] = {{"AND", LEX_AND}, {"OR", LEX_OR}, {"NOT", LEX_NOT}};

static enum lexeme_kind operator_of(const char *text, size_t n)
{
        for (size_t i = 0; i < ARRAY_LEN(operators); i++)
                if (strlen(operators[i].word) == n && !memcmp(operators[i].word, text, n))
                        return operators[i].kind;
        return LEX_WORD;
}

/* Text up to something that ends a word. true: a lexeme; false: a column, whose term follows. */
static bool lex_word(struct lexer *x, struct lexeme *now)
{
        size_t start = x->at, len = 0;

        while (x->at < x->n && !ends_word(char_at(x, x->at, &len)))
                x->at += len ? len : 1;
        now->text = x->text + start;
        now->len = x->at - start;
        if (x->at < x->n && x->text[x->at] == ':') {
                const char *column = column_of(now->text, now->len);

                x->at++;
                if (column && !now->column) {
                        now->column = column;
                        return false;
                }
        } else if (x->at < x->n && x->text[x->at] == '*') {
                now->is_prefix = true;
                x->at++;
        }
        now->kind = now->column || now->is_prefix ? LEX_WORD : operator_of(now->text, now->len);
        return true;
}

/* A hyphen right before a word, phrase or bracket, and not right behind one: (S)-2 is no exclusion. */
static bool lex_minus(struct lexer *x, struct lexeme *now)
{
        size_t i = x->at, len;

        if (i && x->text[i - 1] != ' ' && x->text[i - 1] != '(')
                return false;
        while (i < x->n && x->text[i] == '-')
                i++;
        if (i == x->at || i >= x->n)
                return false;
        if (is_space_at(x, i, &len) || x->text[i] == ')' || x->text[i] == '*')
                return false;
        x->at = i;
        now->kind = LEX_NOT;
        return true;
}

static bool lex_bracket(struct lexer *x, struct lexeme *now)
{
        if (x->text[x->at] != '(' && x->text[x->at] != ')')
                return false;
        now->kind = x->text[x->at] == '(' ? LEX_OPEN : LEX_CLOSE;
        x->at++;
        return true;
}

/* "author:" with nothing behind it is a word. */
static void lex_end(struct lexeme *now)
{
        now->kind = now->column ? LEX_WORD : LEX_END;
        now->column = NULL;
}

void lexer_next(struct lexer *x, struct lexeme *now)
{
        size_t len;

        *now = (struct lexeme){.kind = LEX_END};
        for (;;) {
                skip_spaces(x);
                if (x->at >= x->n) {
                        lex_end(now);
                        return;
                }
                if (lex_bracket(x, now))
                        return;
                if (!now->column && lex_minus(x, now))
                        return;
                if (is_quote(char_at(x, x->at, &len))) {
                        if (lex_phrase(x, now))
                                return;
                } else if (x->text[x->at] == '*' || x->text[x->at] == ':') {
                        x->at++;
                } else if (lex_word(x, now)) {
                        return;
                }
        }
}
