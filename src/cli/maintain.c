/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub rebuild, ssehub check. */
#include "cli/cli.h"

static int run_rebuild(const struct command *self, int argc, char **argv)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        struct progress progress;
        struct cli_common common;
        int status = cli_parse(self, NULL, 0, argc, argv, 0, 0, &common, NULL, NULL);
        int r;

        if (status >= 0)
                return status;
        status = cli_open(&common, true, &hub);
        if (status != CLI_DONE)
                return status;
        progress_start(&progress, "changes");
        r = ssehub_rebuild(hub, progress_show, &progress, &err);
        progress_end(&progress);
        return cli_report(self, r, &err);
}

const struct command command_rebuild = {"rebuild", "", "make index.db again from hub.db",
                                        "Readers see the old index until the new one is whole.",
                                        run_rebuild};

static void print_finding(void *user, bool is_problem, const char *line)
{
        (void)user;
        printf("%s: %s\n", is_problem ? "wrong" : "note", line);
}

static int run_check(const struct command *self, int argc, char **argv)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        struct cli_common common;
        int status = cli_parse(self, NULL, 0, argc, argv, 0, 0, &common, NULL, NULL);

        if (status >= 0)
                return status;
        status = cli_open(&common, true, &hub);
        if (status == CLI_DONE)
                status = cli_report(self, ssehub_check(hub, print_finding, NULL, &err), &err);
        if (status == CLI_DONE)
                puts("The hub is sound.");
        return status;
}

const struct command command_check = {
        "check", "", "check every invariant of a hub",
        "Schema, foreign keys, states, the audit trail's chain, every file against its SHA-256, "
        "and the\n"
        "index against the change log. The exit status is 1 where something is wrong.",
        run_check};
