/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub list, ssehub show: works and entries in every state. */
#include "cli/cli.h"

#include "cli/print.h"

static int run_list(const struct command *self, int argc, char **argv)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        const char *state = NULL;
        const char *kind = NULL;
        const struct cli_option options[] = {
                {"state", OPTION_TEXT, &state, "STATE",
                 "submitted, under-review, changes-requested, accepted, rejected, published, …"},
                {"kind", OPTION_TEXT, &kind, "KIND", "paper or entry"},
        };
        struct ssehub_error err = {0};
        struct cli_common common;
        char *json = NULL;
        int status =
                cli_parse(self, options, ARRAY_LEN(options), argc, argv, 0, 0, &common, NULL, NULL);

        if (status >= 0)
                return status;
        status = cli_open(&common, false, &hub);
        if (status == CLI_DONE)
                status = cli_report(self, ssehub_list(hub, kind, state, &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        return common.json ? cli_print_json(json) : print_works(json);
}

const struct command command_list = {"list", "", "list works and entries, in every state", NULL,
                                     run_list};

static int run_show(const struct command *self, int argc, char **argv)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        struct cli_common common;
        char *json = NULL;
        char **args;
        int status = cli_parse(self, NULL, 0, argc, argv, 1, 1, &common, &args, NULL);

        if (status >= 0)
                return status;
        status = cli_open(&common, false, &hub);
        if (status == CLI_DONE)
                status = cli_report(self, ssehub_show(hub, args[0], &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        return common.json ? cli_print_json(json) : print_work(json);
}

const struct command command_show = {"show", "ID", "show one work or entry, in any state", NULL,
                                     run_show};
