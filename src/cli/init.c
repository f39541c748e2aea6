/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub init: a new, empty hub. */
#include "cli/cli.h"

static int run(const struct command *self, int argc, char **argv)
{
        const char *title = NULL;
        const char *base_url = NULL;
        const struct cli_option options[] = {
                {"title", OPTION_TEXT, &title, "TEXT", "what the pages call this hub"},
                {"base-url", OPTION_TEXT, &base_url, "URL",
                 "where readers find it, such as https://hub.example.org"},
        };
        struct ssehub_error err = {0};
        struct cli_common common;
        char **args;
        int n, status;

        status = cli_parse(self, options, ARRAY_LEN(options), argc, argv, 0, 1, &common, &args, &n);
        if (status >= 0)
                return status;
        status = cli_report(self, ssehub_create(n ? args[0] : common.hub, title, base_url, &err),
                            &err);
        if (status == CLI_DONE && !common.json)
                printf("An empty hub is in '%s'.\n", n ? args[0] : common.hub);
        return status;
}

const struct command command_init = {
        "init", "DIR", "make an empty hub in a folder",
        "The folder is made when it is not there. The hub gets one account, "
        "administrator@localhost,\n"
        "which stands for whoever has a shell on the machine; 'ssehub user add' makes others.",
        run};
