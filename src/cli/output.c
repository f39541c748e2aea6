/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all subcommands print in the same way: errors, JSON, progress. */
#include "cli/cli.h"

#include "base/clock.h"

#include <errno.h>
#include <string.h>

int cli_report(const struct command *self, int r, const struct ssehub_error *err)
{
        if (r == 0)
                return CLI_DONE;
        fprintf(stderr, "ssehub %s: %s\n", self->name, err->message);
        return r > 0 ? CLI_NO : CLI_FAILED;
}

int cli_open(const struct cli_common *common, bool write, struct ssehub **ret)
{
        struct ssehub_error err = {0};
        int r = ssehub_open(common->hub, write, ret, &err);

        if (r == 0)
                return CLI_DONE;
        fprintf(stderr, "ssehub: %s\n", err.message);
        return r > 0 ? CLI_NO : CLI_FAILED;
}

void cli_closep(struct ssehub **hub)
{
        ssehub_close(*hub);
        *hub = NULL;
}

int cli_print_json(char *json)
{
        puts(json);
        ssehub_free(json);
        return CLI_DONE;
}

json_t *cli_read_json(char *json)
{
        json_t *j = json_loads(json, 0, NULL);

        ssehub_free(json);
        return j;
}

void cli_json_freep(json_t **j)
{
        json_decref(*j);
        *j = NULL;
}

const char *cli_text(const json_t *object, const char *key)
{
        const char *text = json_string_value(json_object_get(object, key));

        return text ? text : "";
}

int cli_finish(const struct command *self, int status)
{
        if (fflush(stdout) == 0 && !ferror(stdout))
                return status;
        /* What stopped an earlier write is forgotten by now; the same stops the next one. */
        errno = 0;
        if (write(STDOUT_FILENO, "\n", 1) == 1)
                errno = EIO;
        fprintf(stderr, "ssehub %s: writing the output: %s\n", self->name, strerror(errno));
        return CLI_FAILED;
}

/* --- progress ------------------------------------------------------------------------------------- */

enum { BAR_WIDTH = 30, BAR_EVERY_MS = 100, LINE_EVERY_MS = 5000 };

void progress_start(struct progress *p, const char *what)
{
        *p = (struct progress){.what = what, .is_terminal = isatty(STDERR_FILENO)};
        p->started_ms = p->shown_ms = clock_monotonic_ms();
}

/* "12/s, 40 s left"; a slow run's rate is told by the minute. */
static void print_rate(const struct progress *p, int64_t spent_ms)
{
        double rate = spent_ms > 0 ? (double)p->done * 1000 / (double)spent_ms : 0;
        double left = rate > 0 ? (double)(p->total - p->done) / rate : 0;

        if (rate >= 1 || rate <= 0)
                fprintf(stderr, ", %.0f/s", rate);
        else
                fprintf(stderr, ", %.0f/min", rate * 60);
        if (left >= 120)
                fprintf(stderr, ", %.0f min left", left / 60);
        else if (left > 1)
                fprintf(stderr, ", %.0f s left", left);
}

static void show_bar(struct progress *p, int64_t spent_ms)
{
        int filled = p->total ? (int)(p->done * BAR_WIDTH / p->total) : 0;

        fprintf(stderr, "\r[%.*s%*s] %lld/%lld %s", filled, "##############################",
                BAR_WIDTH - filled, "", (long long)p->done, (long long)p->total, p->what);
        print_rate(p, spent_ms);
        fprintf(stderr, "\033[K");
        p->is_shown = true;
}

static void show_line(struct progress *p, int64_t spent_ms)
{
        fprintf(stderr, "%lld of %lld %s", (long long)p->done, (long long)p->total, p->what);
        print_rate(p, spent_ms);
        fputc('\n', stderr);
}

void progress_show(void *progress, int64_t done, int64_t total)
{
        struct progress *p = progress;
        int64_t now = clock_monotonic_ms();
        int64_t spent = now - p->started_ms;

        p->done = done;
        p->total = total;
        if (now - p->shown_ms < (p->is_terminal ? BAR_EVERY_MS : LINE_EVERY_MS) && done != total)
                return;
        if (p->is_terminal)
                show_bar(p, spent);
        else if (now - p->shown_ms >= LINE_EVERY_MS)
                show_line(p, spent);
        else
                return;
        p->shown_ms = now;
}

void progress_clear(struct progress *p)
{
        if (p->is_shown)
                fprintf(stderr, "\r\033[K");
        p->is_shown = false;
}

void progress_end(struct progress *p)
{
        progress_clear(p);
}
