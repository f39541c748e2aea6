/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PDF by poppler's programs: pdftotext for the text by page, pdfinfo for the document's information and
 * its XMP packet. Reading order is pdftotext's default, which came out best against papers of which the
 * XML is known (-raw and -layout lose word pairs).
 */
#include "extract/answer.h"
#include "extract/job.h"
#include "extract/parts.h"

#include "meta/meta.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

enum { INFO_MAX = 1 << 20, XMP_MAX = JOB_RECORD_MAX };

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
        {"Wrong page range", EXTRACT_DAMAGED, "it has no pages"},
        {"Document stream is empty", EXTRACT_DAMAGED, "it has no bytes"},
        {"Couldn't find trailer dictionary", EXTRACT_DAMAGED,
         "it has no trailer: its end is missing or it was cut"},
        {"Couldn't read xref table", EXTRACT_DAMAGED, "the table of its objects cannot be read"},
        {"Couldn't read page catalog", EXTRACT_DAMAGED, "the list of its pages cannot be read"},
        {"May not be a PDF file", EXTRACT_DAMAGED, "it does not begin as a PDF does"},
};

static int end_refused(struct extraction *x, const struct launched *l)
{
        const char *said = str_text(&l->errors);

        for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
                if (strstr(said, refusals[i].words)) {
                        extraction_end(x, refusals[i].state, "%s", refusals[i].reason);
                        return JOB_ENDED;
                }
        extraction_end(x, EXTRACT_DAMAGED, "pdftotext gave up with status %d: %.*s", l->code,
                       (int)strcspn(said, "\n"), said);
        return JOB_ENDED;
}

/* n pages, and on none of them a letter. */
static void end_without_text(struct extraction *x, size_t n, const struct launched *l)
{
        if (strstr(str_text(&l->errors), "Missing language pack"))
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

/* 0 also where there is no text: what such a file says of itself is still worth having. */
static int read_text(const struct job *j, struct error *err)
{
        static const char *const args[] = {"run",  "pdftotext", "-enc", "UTF-8", "-eol",
                                           "unix", "-",         "-",    NULL};
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        int r = job_run(j, j->fd, args, j->text_max, &l, err);

        if (r != 0)
                return r;
        if (l.code != 0)
                return end_refused(j->x, &l);
        r = extraction_add_text(j->x, str_text(&l.out), l.out.len, err);
        if (r < 0)
                return r;
        if (j->x->state != EXTRACT_OK)
                return JOB_ENDED;
        if (extraction_is_blank(j->x))
                end_without_text(j->x, j->x->n_pages, &l);
        return 0;
}

/* The packet is XML from a stranger: the worker reads it, not we. */
static int read_packet(const struct job *j, const struct str *packet, struct extraction *x,
                       struct error *err)
{
        static const char *const args[] = {"xmp", NULL};
        CLEANUP(closep) int fd = memfd_create("xmp", MFD_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : write(fd, packet->data, packet->len);

        if (n < 0 || (size_t)n != packet->len)
                return error_errno(err, n < 0 ? errno : ENOSPC, "handing on the XMP packet");
        return job_read(j, fd, args, x, err);
}

/* What XMP says goes over the document's information: it is the richer and the younger of the two. */
static int read_xmp(const struct job *j, struct error *err)
{
        static const char *const args[] = {"run", "pdfinfo", "-meta", "-", NULL};
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        int r = job_run(j, j->fd, args, XMP_MAX, &l, err);

        if (r != 0 || l.code != 0 || l.out.len == 0)
                return r;
        x = extraction_new();
        if (!x)
                return error_no_memory(err);
        r = read_packet(j, &l.out, x, err);
        if (r == 0 && x->state == EXTRACT_OK)
                record_merge(j->x->record, x->record);
        return r;
}

/* A line of pdfinfo: "Metadata Stream: yes", with any number of spaces. */
static bool has_packet(const char *info)
{
        const char *line = strstr(info, "\nMetadata Stream:");

        if (!line)
                return false;
        line += strlen("\nMetadata Stream:");
        return str_starts(line + strspn(line, " "), "yes");
}

static int read_info(const struct job *j, struct error *err)
{
        static const char *const args[] = {"run", "pdfinfo", "-isodates", "-", NULL};
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        CLEANUP(str_done) struct str text = STR_INIT;
        int r = job_run(j, j->fd, args, INFO_MAX, &l, err);

        if (r != 0 || l.code != 0)
                return r;
        utf8_repair(&text, str_text(&l.out), l.out.len);
        if (text.failed)
                return error_no_memory(err);
        r = meta_read_pdfinfo(str_text(&text), j->x->record, err);
        if (r < 0)
                return r;
        return has_packet(str_text(&text)) ? read_xmp(j, err) : 0;
}

/* What was known before a program had trouble with what the file says of itself. */
static void restore(struct extraction *x, const struct extraction *before)
{
        x->state = before->state;
        x->reason = before->reason;
        x->pages = before->pages;
        x->page_lens = before->page_lens;
        x->n_pages = before->n_pages;
}

int pdf_extract(const struct job *j, struct error *err)
{
        struct extraction *x = j->x;
        struct extraction text;
        int r;

        extraction_set_type(x, "application/pdf");
        r = read_text(j, err);
        if (r != 0)
                return r < 0 ? r : 0;
        text = *x;
        r = read_info(j, err);
        if (r < 0)
                return r;
        /* Such trouble takes nothing from the text; only the time is that of the file as a whole. */
        if (r == JOB_ENDED && x->state != EXTRACT_TIMED_OUT)
                restore(x, &text);
        extraction_set_language(x, record_language(x->record));
        return 0;
}
