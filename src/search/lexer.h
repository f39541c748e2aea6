/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people type, cut into words, phrases and signs that mean something. Private to query.c. */
#ifndef SSEHUB_SEARCH_LEXER_H
#define SSEHUB_SEARCH_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum lexeme_kind { LEX_END, LEX_WORD, LEX_PHRASE, LEX_OPEN, LEX_CLOSE, LEX_AND, LEX_OR, LEX_NOT };

struct lexeme {
        enum lexeme_kind kind;
        const char *text;
        size_t len;
        const char *column; /* author:, before a word, phrase or bracket */
        bool is_prefix;
};

struct lexer {
        const char *text; /* valid UTF-8 */
        size_t n, at;
};

/* The next one; LEX_END for ever behind the last. */
void lexer_next(struct lexer *x, struct lexeme *ret);

#endif
