/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The command line. Each subcommand is a file with one struct command; main.c has the table. It sees the
 * library through include/ssehub/ssehub.h alone.
 */
#ifndef SSEHUB_CLI_CLI_H
#define SSEHUB_CLI_CLI_H

#include "base/cleanup.h"
#include "ssehub/ssehub.h"

#include <jansson.h>

/* Exit status of every subcommand. */
enum cli_status {
        CLI_DONE = 0,
        CLI_NO = 1, /* the answer is no: refused files, no such work, the check found something … */
        CLI_USAGE = 2,  /* used wrongly */
        CLI_FAILED = 3, /* something failed */
};

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER, OPTION_LIST };

struct text_list {
        const char **items; /* grown by cli_parse; freed by text_list_done */
        size_t n;
};
void text_list_done(struct text_list *l);

/* One option of a subcommand. into: bool *, const char **, int * or struct text_list *, by kind. */
struct cli_option {
        const char *name; /* without the dashes */
        enum option_kind kind;
        void *into;
        const char *argument; /* its name in the help, "FILE"; NULL for a flag */
        const char *help;
};

struct command {
        const char *name;
        const char *arguments; /* "PATH..." */
        const char *summary;   /* one line, for the list of commands */
        const char *help;      /* some sentences more, or NULL */
        int (*run)(const struct command *self, int argc, char **argv);
};

/* What every subcommand takes; filled by cli_parse from --hub, $SSEHUB, --json. */
struct cli_common {
        const char *hub; /* never NULL */
        bool json;
};

/*
 * Parses argv of a subcommand against its options and the common ones. *ret_args: what is no option (into
 * argv). -1: go on; else the exit status to leave with (--help printed, or used wrongly and said so).
 * min and max: how many arguments there must be; max -1 = any number.
 */
int cli_parse(const struct command *self, const struct cli_option *options, size_t n_options,
              int argc, char **argv, int min, int max, struct cli_common *common, char ***ret_args,
              int *ret_n_args);

/* Opens the hub that was asked for, or says why not. CLI_DONE or the exit status. */
int cli_open(const struct cli_common *common, bool write, struct ssehub **ret);
void cli_closep(struct ssehub **hub);

/* "ssehub ingest: MESSAGE" on stderr; the exit status that belongs to r (1: no, negative: failed). */
int cli_report(const struct command *self, int r, const struct ssehub_error *err);
int cli_say_usage(const struct command *self, const char *fmt, ...) PRINTF(2, 3);

/* Prints the library's JSON as it is, followed by a line end, and frees it. */
int cli_print_json(char *json);
/* Parses the library's JSON (which is sound) and frees the text; NULL only when out of memory. */
json_t *cli_read_json(char *json);
void cli_json_freep(json_t **j);
/* A text member, "" when there is none. */
const char *cli_text(const json_t *object, const char *key);
/* stdout could not be written: said, and CLI_FAILED; else status. */
int cli_finish(const struct command *self, int status);

/* Progress on stderr: a bar on a terminal, else a line now and then. */
struct progress {
        const char *what; /* "files" */
        int64_t started_ms, shown_ms;
        int64_t done, total;
        bool is_terminal, is_shown;
};
void progress_start(struct progress *p, const char *what);
void progress_show(void *progress, int64_t done, int64_t total); /* an ssehub_progress */
void progress_end(struct progress *p);                           /* leaves a clean line */
/* Before another line is written while a bar stands. */
void progress_clear(struct progress *p);

extern const struct command command_init, command_ingest, command_export, command_extract,
        command_list, command_show, command_review, command_sdg, command_entry, command_search,
        command_user, command_config, command_rebuild, command_check, command_serve;

#endif
