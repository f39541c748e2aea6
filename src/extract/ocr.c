/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text recognition: pdftoppm draws each page, a program of the administrator's choice reads it. Each is a child behind
 * its fence, and has as long as one file has.
 */
#include "extract/job.h"
#include "extract/parts.h"

#include "base/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

enum {
        PICTURE_MAX = 128 << 20, /* bytes of a page's picture */
        PAGE_TEXT_MAX = 4 << 20, /* bytes of a page's text */
        REASON_SIZE = 200,
};

#define DOTS_PER_INCH "300" /* what programs for OCR are made for */

/* The command's words; none has a space or a quote in it. */
struct command {
        char *words;
        const char *args[EXTRACT_OCR_WORDS + 2]; /* "ocr", the words, NULL */
        size_t n;
};

static void command_done(struct command *c)
{
        free(c->words);
}

static int split_command(const char *text, struct command *c, struct error *err)
{
        char *rest;

        c->words = rest = strdup(text);
        if (!rest)
                return error_no_memory(err);
        c->args[c->n++] = "ocr";
        for (char *word; (word = strsep(&rest, " "));) {
                if (!*word)
                        continue;
                if (c->n > EXTRACT_OCR_WORDS)
                        return error_set(err, -E2BIG, "the command for OCR has more than %d words",
                                         EXTRACT_OCR_WORDS);
                c->args[c->n++] = word;
        }
        return 0;
}

/* Why it came to nothing, for people; the state stays. */
static int give_up(struct job *j, size_t page, const char *program, const char *why)
{
        extraction_end(j->x, EXTRACT_NO_TEXT_LAYER,
                       "no text, and its recognition failed on page %zu: %s: %.*s", page, program,
                       (int)strcspn(why, "\n"), why);
        return JOB_ENDED;
}

/*
 * One child on one page. JOB_ENDED for all that is the page's or the program's fault, also where there is no such
 * program: it is one file's text that is missing then, and its reason says why.
 */
static int run(struct job *j, size_t page, int fd, const char *const *args, size_t max,
               struct launched *ret, struct error *err)
{
        struct error why = {0};
        char reason[REASON_SIZE];
        int r;

        j->deadline = clock_monotonic_ms() + (int64_t)j->seconds * 1000;
        r = job_run(j, fd, args, max, ret, &why);
        if (r == -ENOENT)
                return give_up(j, page, args[1], "it is not installed");
        if (r == JOB_ENDED) {
                snprintf(reason, sizeof(reason), "%s", j->x->reason ? j->x->reason : "");
                return give_up(j, page, args[1], reason);
        }
        if (r < 0 && err)
                *err = why;
        return r;
}

/* A page that is not there is the end: 0 with nothing in ret->out. */
static int draw_page(struct job *j, size_t page, struct launched *ret, struct error *err)
{
        char number[24];
        const char *const args[] = {"run", "pdftoppm", "-r", DOTS_PER_INCH, "-gray", "-png",
                                    "-f",  number,     "-l", number,        "-",     NULL};
        int r;

        snprintf(number, sizeof(number), "%zu", page);
        r = run(j, page, j->fd, args, PICTURE_MAX, ret, err);
        if (r != 0 || ret->code == 0)
                return r;
        if (page == 1 || !strstr(str_text(&ret->errors), "Wrong page range"))
                return give_up(j, page, args[1], str_text(&ret->errors));
        str_clear(&ret->out);
        return 0;
}

static int recognise(struct job *j, size_t page, const struct str *picture, const struct command *c,
                     struct launched *ret, struct error *err)
{
        CLEANUP(closep) int fd = memfd_create("page", MFD_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : write(fd, picture->data, picture->len);
        int r;

        if (n < 0 || (size_t)n != picture->len)
                return error_errno(err, n < 0 ? errno : ENOSPC, "handing on the picture of a page");
        r = run(j, page, fd, c->args, PAGE_TEXT_MAX, ret, err);
        if (r != 0 || ret->code == 0)
                return r;
        return give_up(j, page, c->args[1], str_text(&ret->errors));
}

/* One page of the PDF is one of the text, whatever form feeds the program writes. */
static void add_page(struct str *text, struct str *page)
{
        for (size_t i = 0; i < page->len; i++)
                if (page->data[i] == '\f')
                        page->data[i] = '\n';
        str_add_bytes(text, str_text(page), page->len);
        str_add_char(text, '\f');
}

static int read_pages(struct job *j, const struct command *c, struct str *text, struct error *err)
{
        for (size_t page = 1; page <= EXTRACT_PAGES_MAX; page++) {
                CLEANUP(launched_done) struct launched picture = LAUNCHED_INIT;
                CLEANUP(launched_done) struct launched read = LAUNCHED_INIT;
                int r = draw_page(j, page, &picture, err);

                if (r != 0 || !picture.out.len)
                        return r;
                r = recognise(j, page, &picture.out, c, &read, err);
                if (r != 0)
                        return r;
                add_page(text, &read.out);
                if (text->failed)
                        return error_no_memory(err);
                if (text->len > j->text_max)
                        return give_up(j, page, c->args[1], "it wrote more text than is taken");
        }
        return 0;
}

static int take_text(struct job *j, const struct command *c, const struct str *text,
                     struct error *err)
{
        int r;

        j->x->state = EXTRACT_OK;
        j->x->reason = NULL;
        r = extraction_add_text(j->x, str_text(text), text->len, err);
        if (r < 0)
                return r;
        if (extraction_is_blank(j->x))
                extraction_end(j->x, EXTRACT_NO_TEXT_LAYER,
                               "%zu page%s and no text, and %s found none either", j->x->n_pages,
                               j->x->n_pages == 1 ? "" : "s", c->args[1]);
        else
                extraction_add_note(j->x, "text by OCR: %s", j->ocr);
        return 0;
}

int ocr_extract(struct job *j, struct error *err)
{
        CLEANUP(command_done) struct command c = {NULL, {NULL}, 0};
        CLEANUP(str_done) struct str text = STR_INIT;
        int r = split_command(j->ocr, &c, err);

        if (r == 0)
                r = read_pages(j, &c, &text, err);
        if (r == 0)
                r = take_text(j, &c, &text, err);
        return r < 0 ? error_while(err, r, "recognising text") : 0;
}
