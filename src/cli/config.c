/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub config: the hub's settings. */
#include "cli/cli.h"

#include <string.h>

static int print_settings(char *json, const char *only)
{
        CLEANUP(cli_json_freep) json_t *all = cli_read_json(json);
        const char *key;
        json_t *one;
        int status = only ? CLI_NO : CLI_DONE;

        json_object_foreach(all, key, one)
        {
                if (!only) {
                        printf("%-20s %-28s %s\n", key, cli_text(one, "value"),
                               cli_text(one, "help"));
                } else if (!strcmp(only, key)) {
                        puts(cli_text(one, "value"));
                        status = CLI_DONE;
                }
        }
        if (status == CLI_NO)
                fprintf(stderr, "ssehub config: there is no setting '%s'\n", only);
        return status;
}

static int run(const struct command *self, int argc, char **argv)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        struct cli_common common;
        char *json = NULL;
        char **args;
        int n, status;

        status = cli_parse(self, NULL, 0, argc, argv, 0, 2, &common, &args, &n);
        if (status >= 0)
                return status;
        status = cli_open(&common, n == 2, &hub);
        if (status != CLI_DONE)
                return status;
        if (n == 2)
                return cli_report(self, ssehub_config_set(hub, args[0], args[1], &err), &err);
        status = cli_report(self, ssehub_config_list(hub, &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        return common.json ? cli_print_json(json) : print_settings(json, n ? args[0] : NULL);
}

const struct command command_config = {"config", "[KEY [VALUE]]",
                                       "show or change the hub's settings", NULL, run};
