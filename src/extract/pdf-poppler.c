/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/pdf-poppler.h"

#include "extract/parts.h"

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

void pdf_end_without_text(struct extraction *x, size_t n)
{
        if (n == 0)
                extraction_end(x, EXTRACT_NO_TEXT_LAYER,
                               "there is nothing on its pages to be read");
        else
                extraction_end(x, EXTRACT_NO_TEXT_LAYER,
                               "%zu page%s and no text: a scan, or drawn letters", n,
                               n == 1 ? "" : "s");
}

/* "(cid:12)", by which some programs write a glyph that has no code. */
static size_t count_glyph_numbers(const char *text)
{
        size_t n = 0;

        for (const char *p = strstr(text, "(cid:"); p; p = strstr(p + 1, "(cid:"))
                n++;
        return n;
}

void pdf_refuse_glyph_numbers(struct extraction *x)
{
        enum { GLYPH_NUMBER = 8 /* bytes of "(cid:12)" */ };
        size_t numbers = 0, bytes = 0;

        for (size_t i = 0; i < x->n_pages; i++) {
                bytes += x->page_lens[i];
                numbers += count_glyph_numbers(x->pages[i]);
        }
        if (numbers * GLYPH_NUMBER * 2 > bytes)
                extraction_end(
                        x, EXTRACT_NO_TEXT_LAYER,
                        "its letters have no codes: the fonts do not say what they stand for");
}

bool pdf_is_codeless(unsigned int c)
{
        return c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 || c < 0x20 ||
               (c >= 0x7F && c < 0xA0);
}

static void end_without_text(struct extraction *x, const char *words)
{
        if (strstr(words, "Missing language pack"))
                extraction_end(
                        x, EXTRACT_NO_TEXT_LAYER,
                        "its letters are coded in a way that takes the package poppler-data");
        else
                pdf_end_without_text(x, x->n_pages);
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
                end_without_text(x, str_text(&said->errors));
        if (r == 0 && x->state == EXTRACT_OK)
                pdf_refuse_glyph_numbers(x);
        return r;
}
