/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mutool is twice as fast as poppler and says where each line stands and how large it is; poppler is better at what is
 * damaged or written from right to left, and says what is the matter. mutool takes a document by its name: in
 * the fence the only file with one is /proc/self/fd/0.
 */
#include "extract/pdf-worker.h"

#include "extract/fence.h"
#include "extract/parts.h"
#include "extract/pdf-glued.h"
#include "extract/pdf-info.h"
#include "extract/pdf-poppler.h"
#include "extract/pdf-text.h"
#include "extract/reader.h"
#include "extract/stext.h"
#include "extract/worker.h"

#include "base/path.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>

#define MUTOOL    WORKER_PROGRAMS_DIR "mutool"
#define PDFTOTEXT WORKER_PROGRAMS_DIR "pdftotext"
#define DOCUMENT  "/proc/self/fd/0"

enum {
        LETTERS_MIN = 40,
        SHOWN_MAX = 4 << 20,
        FIRST_PAGES = 2,
        ERRORS_MAX = 64 << 10,
        CHUNK = 64 << 10,
        ARGS_MAX = 16
};

struct program {
        const char *path;
        const char *args[ARGS_MAX];
        bool waits;           /* wanted only for some documents */
        enum fence_also also; /* the document: by its name; else it reads standard input */
        bool explains_itself; /* what it writes to stderr is of use */
};

static const struct program programs[PDF_PROGRAMS] = {
        /* -D: no list of what is drawn, for pictures would be unpacked into it. */
        [PDF_DRAW] = {MUTOOL,
                      {"mutool", "draw", "-q", "-D", "-F", "stext.json", DOCUMENT},
                      false,
                      FENCE_DOCUMENT,
                      false},
        [PDF_SHOW] = {MUTOOL,
                      {"mutool", "show", "-b", DOCUMENT, PDF_INFO_PATHS},
                      true,
                      FENCE_DOCUMENT,
                      false},
        [PDF_TEXT] = {PDFTOTEXT,
                      {"pdftotext", "-enc", "UTF-8", "-eol", "unix", "-", "-"},
                      true,
                      FENCE_NOTHING,
                      true},
};

/* ---- before the fence ---- */

/* In the child: its streams, its fence, its program. */
static void become(const struct program *p, int out, int errors, bool accept_no_sandbox)
{
        struct error err = {0};
        const char *const *args = p->args;
        char **argv;
        int r;

        memcpy(&argv, &args, sizeof(argv));
        if (errors < 0)
                errors = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (errors < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
                _exit(WORKER_FAILED);
        r = fence_program(p->path, p->also, accept_no_sandbox, &err);
        if (r == 0)
                execv(p->path, argv);
        _exit(r == FENCE_NO_SANDBOX ? WORKER_NO_SANDBOX : WORKER_FAILED);
}

/*
 * A child that is wanted only sometimes cannot be started behind the fence: it is there before, and waits, without
 * a look at anything, for one byte.
 */
static void wait_for_word(int word)
{
        char c;

        if (read(word, &c, 1) != 1)
                _exit(0);
}

struct pipes {
        int out[2], errors[2], word[2];
};

static void close_all(int ends[2])
{
        closep(&ends[0]);
        closep(&ends[1]);
}

static void pipes_done(struct pipes *p)
{
        close_all(p->out);
        close_all(p->errors);
        close_all(p->word);
}

static int make_pipe(int ends[2], struct error *err)
{
        if (pipe2(ends, O_CLOEXEC) == 0)
                return 0;
        ends[0] = ends[1] = -1;
        return error_errno(err, errno, "making a pipe");
}

static int take_end(int *end)
{
        int fd = *end;

        *end = -1;
        return fd;
}

static int start(const struct program *program, bool accept_no_sandbox, struct pdf_child *ret,
                 struct error *err)
{
        CLEANUP(pipes_done) struct pipes p = {{-1, -1}, {-1, -1}, {-1, -1}};
        int r = make_pipe(p.out, err);

        if (r == 0 && program->explains_itself)
                r = make_pipe(p.errors, err);
        if (r == 0 && program->waits)
                r = make_pipe(p.word, err);
        if (r < 0)
                return r;
        ret->pid = fork();
        if (ret->pid < 0)
                return error_errno(err, errno, "starting '%s'", program->path);
        if (ret->pid == 0) {
                closep(&p.word[1]);
                if (program->waits)
                        wait_for_word(p.word[0]);
                become(program, p.out[1], p.errors[1], accept_no_sandbox);
        }
        ret->out = take_end(&p.out[0]);
        ret->errors = take_end(&p.errors[0]);
        ret->word = take_end(&p.word[1]);
        return 0;
}

int pdf_worker_start(bool accept_no_sandbox, struct pdf_children *ret, struct error *err)
{
        int r = 0;

        for (size_t i = 0; i < PDF_PROGRAMS; i++)
                ret->of[i] = (struct pdf_child){0, -1, -1, -1};
        if (access(PDFTOTEXT, X_OK) < 0)
                return error_errno(err, errno, "starting '%s'", PDFTOTEXT);
        for (size_t i = 0; r == 0 && i < PDF_PROGRAMS; i++)
                if (access(programs[i].path, X_OK) == 0)
                        r = start(&programs[i], accept_no_sandbox, &ret->of[i], err);
        reader_warm_up_pdf();
        return r;
}

/* ---- behind the fence ---- */

static int wake(struct pdf_child *c, struct error *err)
{
        if (write(c->word, "!", 1) != 1)
                return error_errno(err, errno, "waking a reader");
        closep(&c->word);
        return 0;
}

/* Its end, as waitpid(2) says. FENCE_NO_SANDBOX is the only one that is not the document's fault. */
static int child_end(struct pdf_child *c, int *ret_status, struct error *err)
{
        pid_t p;

        closep(&c->out);
        closep(&c->errors);
        do {
                p = waitpid(c->pid, ret_status, 0);
        } while (p < 0 && errno == EINTR);
        c->pid = 0;
        if (p < 0)
                return error_errno(err, errno, "waiting for a reader");
        if (!WIFEXITED(*ret_status) || WEXITSTATUS(*ret_status) != WORKER_NO_SANDBOX)
                return 0;
        error_set(err, -ENOTSUP, "a reader could not be fenced in");
        return FENCE_NO_SANDBOX;
}

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
static int read_info(struct pdf_child *show, const struct pdf_bytes *d, struct extraction *x,
                     struct error *err)
{
        CLEANUP(freep) char *shown = NULL;
        size_t n = 0;
        int status, too_long, r = pdf_info_read(d->bytes, d->n, x, err);

        if (r != PDF_INFO_HIDDEN || !show->pid)
                return r < 0 ? r : 0;
        r = wake(show, err);
        if (r < 0)
                return r;
        too_long = path_read_fd(show->out, SHOWN_MAX, &shown, &n, err);
        if (too_long < 0)
                return too_long;
        r = child_end(show, &status, err);
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

static int run_poppler(struct pdf_child *c, struct pdf_said *said, struct error *err)
{
        int r = wake(c, err);

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
                r = child_end(c, &said->status, err);
        if (r == 0 && (said->text.failed || said->errors.failed))
                r = error_no_memory(err);
        return r;
}

static void said_done(struct pdf_said *said)
{
        str_done(&said->text);
        str_done(&said->errors);
}

static int read_with_poppler(struct pdf_child *c, struct extraction *x, struct error *err)
{
        CLEANUP(said_done) struct pdf_said said = {0, STR_INIT, STR_INIT, false};
        int r = run_poppler(c, &said, err);

        return r == 0 ? pdf_poppler_read(&said, x, err) : r;
}

/* Words that ran together are told apart by poppler, where it can. */
static int unglue(struct pdf_child *c, struct printed_rows *rows, struct error *err)
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
                r = unglue(&c->of[PDF_TEXT], rows, err);
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
        struct pdf_child *draw = &c->of[PDF_DRAW];
        int status, answer = stext_read(draw->out, p, err), r = NEEDS_POPPLER, ended;

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
        drain(draw->out);
        ended = child_end(draw, &status, err);
        if (ended != 0 || r < 0)
                return ended ? ended : r;
        if (ended_well(status))
                return r;
        forget(x);
        if (c->of[PDF_TEXT].word >= 0)
                return NEEDS_POPPLER;
        extraction_end(x, EXTRACT_DAMAGED, "mutool gave up on it, and pdftotext was asked already");
        return 0;
}

/* What the file says of itself, then what its first pages say, in which the former is looked for. */
static int read_record(struct pdf_child *show, const struct pdf_bytes *d,
                       const struct printed_rows *rows, struct extraction *x, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        int r = read_info(show, d, x, err);

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
        int r = c->of[PDF_DRAW].pid ? read_with_mutool(c, d, &p, &rows, x, err) : NEEDS_POPPLER;

        if (r == NEEDS_POPPLER) {
                r = read_with_poppler(&c->of[PDF_TEXT], x, err);
                if (r == 0)
                        r = make_plain_rows(x, &p, &rows, err);
        }
        if (r != 0 || (x->state != EXTRACT_OK && x->state != EXTRACT_NO_TEXT_LAYER))
                return r;
        return read_record(&c->of[PDF_SHOW], d, &rows, x, err);
}
