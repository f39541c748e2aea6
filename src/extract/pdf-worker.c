/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/pdf-worker.h"

#include "extract/parts.h"
#include "extract/pdf-glued.h"
#include "extract/pdf-info.h"
#include "extract/pdf-poppler.h"
#include "extract/pdf-text.h"
#include "extract/stext.h"

#include "base/path.h"
#include "base/utf8.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

enum {
        LETTERS_MIN = 40,
        SHOWN_MAX = 4 << 20,
        FIRST_PAGES = 2,
        ERRORS_MAX = 64 << 10,
        CHUNK = 64 << 10,
};

static bool ended_well(int status)
{
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What the letters of a text are like. */
struct census {
        size_t letters, rtl, codeless;
};

static bool is_rtl(unsigned int c)
{
        return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
               (c >= 0xFE70 && c <= 0xFEFC);
}

static void count_line(const struct printed_line *l, struct census *c)
{
        for (size_t i = 0, n; i < l->len; i += n ? n : 1) {
                unsigned int code = 0;

                n = utf8_decode(l->text + i, l->len - i, &code);
                if (code <= ' ' || code == 0xA0)
                        continue;
                c->letters++;
                c->rtl += is_rtl(code);
                c->codeless += pdf_is_codeless(code);
        }
}

static void take_census(const struct printed *p, struct census *c)
{
        for (size_t i = 0; i < p->n; i++)
                for (size_t j = 0; j < p->pages[i].n; j++)
                        count_line(&p->pages[i].lines[j], c);
}

static bool reads_well(const struct census *c)
{
        return c->letters >= LETTERS_MIN && c->rtl * 20 < c->letters &&
               c->codeless * 50 < c->letters;
}

/* What the document says of itself is worth having where it can be had, and never in the way of its text. */
static int read_info(struct pdf_children *c, const struct pdf_bytes *d, struct extraction *x,
                     struct error *err)
{
        CLEANUP(freep) char *shown = NULL;
        size_t n = 0;
        int status, too_long, r = pdf_info_read(d->bytes, d->n, x, err);

        if (r != PDF_INFO_HIDDEN || !c->of[PDF_SHOW].exists)
                return r < 0 ? r : 0;
        r = pdf_child_begin(c, PDF_SHOW, err);
        if (r < 0)
                return r;
        too_long = path_read_fd(c->of[PDF_SHOW].out, SHOWN_MAX, &shown, &n, err);
        if (too_long < 0)
                return too_long;
        r = pdf_child_end(c, PDF_SHOW, &status, err);
        return r != 0 || too_long || !ended_well(status) ? r
                                                         : pdf_info_read_shown(shown, n, x, err);
}

/* Takes what one of its pipes has; false where that is all there will ever be. */
static bool take_some(int *fd, struct str *into, size_t max, bool *ret_is_cut)
{
        char chunk[CHUNK];
        ssize_t n = read(*fd, chunk, sizeof(chunk));

        if (n < 0 && errno == EINTR)
                return true;
        if (n <= 0)
                closep(fd);
        else if (into->len + (size_t)n <= max)
                str_add_bytes(into, chunk, (size_t)n);
        else if (ret_is_cut)
                *ret_is_cut = true;
        return n > 0 && !(ret_is_cut && *ret_is_cut);
}

static int run_poppler(struct pdf_children *all, struct pdf_said *said, struct error *err)
{
        struct pdf_child *c = &all->of[PDF_TEXT];
        int r = pdf_child_begin(all, PDF_TEXT, err);

        while (r == 0 && !said->is_cut && (c->out >= 0 || c->errors >= 0)) {
                struct pollfd p[] = {{.fd = c->out, .events = POLLIN},
                                     {.fd = c->errors, .events = POLLIN}};

                if (poll(p, 2, -1) < 0 && errno != EINTR)
                        r = error_errno(err, errno, "reading what pdftotext writes");
                if (p[0].revents)
                        take_some(&c->out, &said->text, EXTRACT_TEXT_MAX, &said->is_cut);
                if (p[1].revents)
                        take_some(&c->errors, &said->errors, ERRORS_MAX, NULL);
        }
        if (r == 0)
                r = pdf_child_end(all, PDF_TEXT, &said->status, err);
        if (r == 0 && (said->text.failed || said->errors.failed))
                r = error_no_memory(err);
        return r;
}

static void said_done(struct pdf_said *said)
{
        str_done(&said->text);
        str_done(&said->errors);
}

static int read_with_poppler(struct pdf_children *c, struct extraction *x, struct error *err)
{
        CLEANUP(said_done) struct pdf_said said = {0, STR_INIT, STR_INIT, false};
        int r = run_poppler(c, &said, err);

        return r == 0 ? pdf_poppler_read(&said, x, err) : r;
}

/* Words that ran together are told apart by poppler, where it can. */
static int unglue(struct pdf_children *c, struct printed_rows *rows, struct error *err)
{
        CLEANUP(said_done) struct pdf_said said = {0, STR_INIT, STR_INIT, false};
        int r;

        if (pdf_count_glued(rows) < GLUED_MIN)
                return 0;
        r = run_poppler(c, &said, err);
        return r == 0 && ended_well(said.status) && !said.is_cut ? pdf_unglue(rows, &said.text, err)
                                                                 : r;
}

static void printed_done(struct printed *p)
{
        arena_done(&p->arena);
}

/* NEEDS_POPPLER: mutool could not read it, or it is of those that poppler reads better. */
#define NEEDS_POPPLER 2
static int make_text(struct pdf_children *c, const struct pdf_bytes *d, struct printed *p,
                     struct printed_rows *rows, struct extraction *x, struct error *err)
{
        struct census census = {0};
        int r;

        take_census(p, &census);
        if (p->n && !census.letters && !pdf_may_have_fonts(d->bytes, d->n)) {
                pdf_end_without_text(x, p->n);
                return 0;
        }
        if (!p->n || !reads_well(&census))
                return NEEDS_POPPLER;
        r = printed_rows(p, rows, err);
        if (r == 0)
                r = unglue(c, rows, err);
        return r == 0 ? pdf_text(rows, x, err) : r;
}

/* What it still writes is not wanted, but a closed pipe would end it. */
static void drain(int fd)
{
        char chunk[4096];
        ssize_t n;

        do {
                n = read(fd, chunk, sizeof(chunk));
        } while (n > 0 || (n < 0 && errno == EINTR));
}

/* As it was before anything was read. */
static void forget(struct extraction *x)
{
        extraction_end(x, EXTRACT_OK, "%s", "");
        x->reason = NULL;
}

static int read_with_mutool(struct pdf_children *c, const struct pdf_bytes *d, struct printed *p,
                            struct printed_rows *rows, struct extraction *x, struct error *err)
{
        int draw = c->of[PDF_DRAW].out, status, r = NEEDS_POPPLER, ended;
        int answer = stext_read(draw, p, err);

        if (answer < 0)
                return answer;
        if (answer == STEXT_TOO_LARGE) {
                extraction_end(x, EXTRACT_TOO_LARGE,
                               "it has more than %d pages or %d bytes of text", EXTRACT_PAGES_MAX,
                               EXTRACT_TEXT_MAX);
                return 0;
        }
        /* While mutool tidies up its text is made ready; only then is it known whether it was content. */
        if (answer == 0)
                r = make_text(c, d, p, rows, x, err);
        drain(draw);
        ended = pdf_child_end(c, PDF_DRAW, &status, err);
        if (ended != 0 || r < 0)
                return ended ? ended : r;
        if (ended_well(status))
                return r;
        forget(x);
        if (!c->of[PDF_TEXT].is_begun)
                return NEEDS_POPPLER;
        extraction_end(x, EXTRACT_DAMAGED, "mutool gave up on it, and pdftotext was asked already");
        return 0;
}

/* What the file says of itself, then what its first pages say, in which the former is looked for. */
static int read_record(struct pdf_children *c, const struct pdf_bytes *d,
                       const struct printed_rows *rows, struct extraction *x, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        int r = read_info(c, d, x, err);

        if (r != 0 || x->state != EXTRACT_OK)
                return r;
        for (size_t i = 0; i < x->n_pages && i < FIRST_PAGES; i++)
                str_addf(&text, "%s\n\n", x->pages[i]);
        return text.failed ? error_no_memory(err)
                           : meta_read_first_page(rows->pages, rows->n, str_text(&text), x->record,
                                                  err);
}

/* Of what poppler read only the order of the lines is known. */
static int make_plain_rows(const struct extraction *x, struct printed *p, struct printed_rows *rows,
                           struct error *err)
{
        p->pages = NULL;
        p->n = 0;
        for (size_t i = 0; i < x->n_pages && i < FIRST_PAGES; i++)
                printed_add_plain(p, x->pages[i], x->page_lens[i]);
        return printed_rows(p, rows, err);
}

int pdf_worker_read(struct pdf_children *c, const struct pdf_bytes *d, struct extraction *x,
                    struct error *err)
{
        CLEANUP(printed_done) struct printed p = {.arena = ARENA_INIT};
        struct printed_rows rows = {&p.arena, NULL, 0};
        int r = c->of[PDF_DRAW].exists ? read_with_mutool(c, d, &p, &rows, x, err) : NEEDS_POPPLER;

        if (r == NEEDS_POPPLER) {
                r = read_with_poppler(c, x, err);
                if (r == 0)
                        r = make_plain_rows(x, &p, &rows, err);
        }
        if (r != 0 || (x->state != EXTRACT_OK && x->state != EXTRACT_NO_TEXT_LAYER))
                return r;
        return read_record(c, d, &rows, x, err);
}
