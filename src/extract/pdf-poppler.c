/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/pdf-poppler.h"

#include "extract/parts.h"

#include "base/utf8.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* What pdftotext says when it cannot go on. */
static const struct {
        const char *words;
        enum extract_state state;
        const char *reason;
} refusals[] = {
        {"Incorrect password", EXTRACT_ENCRYPTED, "it opens only with a password"},
        {"Unsupported security handler", EXTRACT_ENCRYPTED,
         "it is encrypted in a way that needs its maker's program"},
        {"Unknown security handler", EXTRACT_ENCRYPTED,
         "it is encrypted in a way that needs its maker's program"},
        {"Out of memory", EXTRACT_TOO_LARGE, "reading it takes more memory than is given"},
        {"std::bad_alloc", EXTRACT_TOO_LARGE, "reading it takes more memory than is given"},
        {"std::length_error", EXTRACT_TOO_LARGE, "reading it takes more memory than is given"},
        {"Wrong page range", EXTRACT_DAMAGED, "it has no pages"},
        {"Document stream is empty", EXTRACT_DAMAGED, "it has no bytes"},
        {"Couldn't find trailer dictionary", EXTRACT_DAMAGED,
         "it has no trailer: its end is missing or it was cut"},
        {"Couldn't read xref table", EXTRACT_DAMAGED, "the table of its objects cannot be read"},
        {"Couldn't read page catalog", EXTRACT_DAMAGED, "the list of its pages cannot be read"},
        {"May not be a PDF file", EXTRACT_DAMAGED, "it does not begin as a PDF does"},
};

static void end_killed(struct extraction *x, int number)
{
        const char *name = sigabbrev_np(number);

        if (number == SIGXCPU)
                extraction_end(x, EXTRACT_TIMED_OUT,
                               "reading it took more computing than is given");
        else
                extraction_end(x, EXTRACT_DAMAGED, "its reader was ended by SIG%s",
                               name ? name : "?");
}

static void end_refused(struct extraction *x, const struct pdf_said *said)
{
        const char *words = str_text(&said->errors);

        for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
                if (strstr(words, refusals[i].words)) {
                        extraction_end(x, refusals[i].state, "%s", refusals[i].reason);
                        return;
                }
        if (WIFSIGNALED(said->status))
                end_killed(x, WTERMSIG(said->status));
        else
                extraction_end(x, EXTRACT_DAMAGED, "pdftotext gave up with status %d: %.*s",
                               WEXITSTATUS(said->status), (int)strcspn(words, "\n"), words);
}

/* n pages, and on none of them a letter. */
static void end_without_text(struct extraction *x, size_t n, const char *words)
{
        if (strstr(words, "Missing language pack"))
                extraction_end(
                        x, EXTRACT_NO_TEXT_LAYER,
                        "its letters are coded in a way that takes the package poppler-data");
        else if (n == 0)
                extraction_end(x, EXTRACT_NO_TEXT_LAYER,
                               "there is nothing on its pages to be read");
        else
                extraction_end(x, EXTRACT_NO_TEXT_LAYER,
                               "%zu page%s and no text: a scan, or drawn letters", n,
                               n == 1 ? "" : "s");
}

/* What the letters of a text are like. */
struct census {
        size_t letters, codeless, words;
};

static bool is_letter(unsigned int c)
{
        return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
               (c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && c < 0xE000) ||
               (c >= 0xF900 && c < 0xFFF0) || (c >= 0x10000 && c < 0xF0000);
}

static void count_letters(const char *text, size_t n, struct census *c)
{
        for (size_t i = 0, len; i < n; i += len ? len : 1) {
                unsigned int code = 0;

                len = utf8_decode(text + i, n - i, &code);
                if (code <= ' ')
                        continue;
                c->letters++;
                c->codeless += pdf_is_codeless(code);
                c->words += is_letter(code);
        }
}

/* "(cid:12)", by which some programs write a glyph that has no code. */
static size_t count_glyph_numbers(const char *text)
{
        size_t n = 0;

        for (const char *p = strstr(text, "(cid:"); p; p = strstr(p + 1, "(cid:"))
                n++;
        return n;
}

void pdf_refuse_garbage(struct extraction *x)
{
        enum { MIN = 10, GLYPH_NUMBER = 8 /* letters of "(cid:12)" */ };
        struct census c = {0, 0, 0};
        size_t numbers = 0;

        for (size_t i = 0; i < x->n_pages; i++) {
                count_letters(x->pages[i], x->page_lens[i], &c);
                numbers += count_glyph_numbers(x->pages[i]);
        }
        if (c.letters < MIN)
                return;
        if (c.codeless * 2 > c.letters || numbers * GLYPH_NUMBER * 2 > c.letters)
                extraction_end(x, EXTRACT_NO_TEXT_LAYER,
                               "its letters have no codes: the fonts do not say what they stand for");
        else if (c.words * 20 < c.letters && c.letters >= 10 * MIN)
                extraction_end(x, EXTRACT_NO_TEXT_LAYER,
                               "there are no letters in its text: signs of a font that is coded "
                               "in its own way, or numbers only");
}

bool pdf_is_codeless(unsigned int c)
{
        return c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 || c < 0x20 ||
               (c >= 0x7F && c < 0xA0);
}

int pdf_poppler_read(const struct pdf_said *said, struct extraction *x, struct error *err)
{
        int r;

        if (said->is_cut) {
                extraction_end(x, EXTRACT_TOO_LARGE, "it has more than %d bytes of text",
                               EXTRACT_TEXT_MAX);
                return 0;
        }
        if (!WIFEXITED(said->status) || WEXITSTATUS(said->status) != 0) {
                end_refused(x, said);
                return 0;
        }
        r = extraction_add_text(x, str_text(&said->text), said->text.len, err);
        if (r == 0 && x->state == EXTRACT_OK && extraction_is_blank(x))
                end_without_text(x, x->n_pages, str_text(&said->errors));
        if (r == 0 && x->state == EXTRACT_OK)
                pdf_refuse_garbage(x);
        return r;
}
