/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub ingest: files and folders become works. */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

enum { KINDS_MAX = 64 /* of outcome and state */, WORD_MAX = 24 };

/* A row of the table at the end. */
struct kind {
        char outcome[WORD_MAX], state[WORD_MAX];
        long long files;
};

struct run {
        FILE *report;
        struct progress progress;
        bool json;
        struct kind kinds[KINDS_MAX];
        size_t n_kinds;
        long long incomplete, alike;
};

static void count(struct run *run, const char *outcome, const char *state)
{
        struct kind *k = run->kinds;

        while (k < run->kinds + run->n_kinds &&
               (strcmp(k->outcome, outcome) != 0 || strcmp(k->state, state) != 0))
                k++;
        if (k == run->kinds + KINDS_MAX)
                return; /* there are not so many states */
        if (k == run->kinds + run->n_kinds) {
                snprintf(k->outcome, sizeof(k->outcome), "%s", outcome);
                snprintf(k->state, sizeof(k->state), "%s", state);
                run->n_kinds++;
        }
        k->files++;
}

static int by_words(const void *a, const void *b)
{
        const struct kind *x = a, *y = b;
        int order = strcmp(x->outcome, y->outcome);

        return order ? order : strcmp(x->state, y->state);
}

/* Only where there is more to tell than the last line does. */
static void print_table(struct run *run)
{
        if (run->n_kinds > 1) {
                qsort(run->kinds, run->n_kinds, sizeof(*run->kinds), by_words);
                for (size_t i = 0; i < run->n_kinds; i++)
                        printf("%-10s %-14s %8lld\n", run->kinds[i].outcome, run->kinds[i].state,
                               run->kinds[i].files);
        }
        if (run->incomplete)
                printf("%lld need more before they can be published ('ssehub show ID' says what)\n",
                       run->incomplete);
        if (run->alike)
                printf("%lld are nearly the same as a work of the hub (\"resembles\" in the "
                       "report)\n",
                       run->alike);
}

static void print_refusal(const json_t *j)
{
        fprintf(stderr, "ssehub ingest: refused '%s': %s (%s)\n", cli_text(j, "path"),
                cli_text(j, "reason"), cli_text(j, "state"));
}

static void print_likeness(const json_t *j)
{
        fprintf(stderr, "ssehub ingest: '%s' is nearly the same as %s (%.0f %%)\n",
                cli_text(j, "path"), cli_text(j, "resembles"),
                json_number_value(json_object_get(j, "likeness")) * 100);
}

static void result(void *user, const char *outcome, const char *json)
{
        CLEANUP(cli_json_freep) json_t *j = json_loads(json, 0, NULL);
        struct run *run = user;
        bool is_refused = !strcmp(outcome, "refused");
        bool is_alike = json_object_get(j, "resembles") != NULL;

        if (run->report)
                fprintf(run->report, "%s\n", json);
        if (run->json)
                puts(json);
        count(run, outcome, cli_text(j, "state"));
        run->incomplete += json_object_get(j, "missing") != NULL;
        run->alike += is_alike;
        if (is_refused || is_alike)
                progress_clear(&run->progress);
        if (is_refused)
                print_refusal(j);
        if (is_alike)
                print_likeness(j);
}

static void progress(void *user, int64_t done, int64_t total)
{
        struct run *run = user;

        progress_show(&run->progress, done, total);
}

static int open_report(const struct command *self, const char *path, FILE **ret)
{
        *ret = path ? fopen(path, "we") : NULL;
        if (!path || *ret)
                return CLI_DONE;
        fprintf(stderr, "ssehub %s: creating the report '%s': %s\n", self->name, path,
                strerror(errno));
        return CLI_FAILED;
}

static int close_report(const struct command *self, const char *path, FILE **report)
{
        FILE *f = *report;
        bool failed = f && (ferror(f) || fflush(f) != 0);

        *report = NULL;
        if (f && fclose(f) != 0)
                failed = true;
        if (failed)
                fprintf(stderr, "ssehub %s: writing the report '%s': %s\n", self->name, path,
                        strerror(errno));
        return failed ? CLI_FAILED : CLI_DONE;
}

static int ingest(const struct command *self, struct ssehub *hub, struct ssehub_ingest *options,
                  char **paths, int n, const char *report, bool json)
{
        CLEANUP(fclosep) FILE *file = NULL;
        struct run run = {.json = json};
        struct ssehub_ingest_counts counts = {0};
        struct ssehub_error err = {0};
        int status = open_report(self, report, &file);
        int closed;

        if (status != CLI_DONE)
                return status;
        run.report = file;
        options->result = result;
        options->progress = progress;
        options->user = &run;
        progress_start(&run.progress, "files");
        status = ssehub_ingest_paths(hub, (const char *const *)paths, (size_t)n, options, &counts,
                                     &err);
        progress_end(&run.progress);
        status = cli_report(self, status, &err);
        closed = close_report(self, report, &file);
        if (!json && status != CLI_USAGE)
                print_table(&run);
        if (!json && status != CLI_USAGE)
                printf("%lld added, %lld duplicate, %lld refused\n", (long long)counts.added,
                       (long long)counts.duplicate, (long long)counts.refused);
        if (status == CLI_DONE)
                status = closed;
        return status == CLI_DONE && counts.refused ? CLI_NO : status;
}

static int run(const struct command *self, int argc, char **argv)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_ingest in = {0};
        const char *report = NULL;
        bool csv_template = false;
        const struct cli_option options[] = {
                {"as", OPTION_TEXT, &in.as, "USER", "e-mail address of who submits"},
                {"report", OPTION_TEXT, &report, "FILE", "write a JSON line for each file"},
                {"jobs", OPTION_NUMBER, &in.jobs, "N", "files read at once (default: one a core)"},
                {"publish", OPTION_FLAG, &in.publish, NULL,
                 "bulk load of an already reviewed collection (editors only)"},
                {"dry-run", OPTION_FLAG, &in.dry_run, NULL, "say everything and write nothing"},
                {"version-of", OPTION_TEXT, &in.version_of, "ID", "a new version of this work"},
                {"csv-template", OPTION_FLAG, &csv_template, NULL,
                 "print a CSV file to fill in, and read nothing"},
        };
        struct cli_common common;
        char **paths;
        int n, status;

        status = cli_parse(self, options, ARRAY_LEN(options), argc, argv, 0, -1, &common, &paths,
                           &n);
        if (status >= 0)
                return status;
        if (csv_template)
                return cli_finish(self,
                                  fputs(ssehub_csv_template(), stdout) < 0 ? CLI_FAILED : CLI_DONE);
        if (n < 1)
                return cli_say_usage(self, "%s is missing", self->arguments);
        status = cli_open(&common, true, &hub);
        if (status != CLI_DONE)
                return status;
        return ingest(self, hub, &in, paths, n, report, common.json);
}

const struct command command_ingest = {"ingest", "PATH...",
                                       "read papers and metadata into the private store",
                                       "A paper and its metadata pair by base name (p17.pdf, "
                                       "p17.xml) or by a folder with one metadata\n"
                                       "file. Running the same folder again adds nothing. Refused "
                                       "files are named on stderr and in the\n"
                                       "report; the rest goes on, and the exit status is 1.",
                                       run};
