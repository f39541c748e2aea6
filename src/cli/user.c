/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub user: accounts and roles. */
#include "cli/cli.h"

#include <string.h>

static int print_users(char *json)
{
        CLEANUP(cli_json_freep) json_t *all = cli_read_json(json);
        const json_t *one;
        size_t i;

        json_array_foreach(all, i, one) printf("%-30s %-14s %s\n", cli_text(one, "email"),
                                               cli_text(one, "role"), cli_text(one, "name"));
        return CLI_DONE;
}

static int list(const struct command *self, struct ssehub *hub, bool as_json)
{
        struct ssehub_error err = {0};
        char *json = NULL;
        int status = cli_report(self, ssehub_user_list(hub, &json, &err), &err);

        if (status != CLI_DONE)
                return status;
        return as_json ? cli_print_json(json) : print_users(json);
}

static int run_parsed(const struct command *self, const struct cli_common *common, char **args,
                      int n, const char *role, const char *name)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        bool is_list = !strcmp(args[0], "list");
        bool is_add = !strcmp(args[0], "add");
        bool is_role = !strcmp(args[0], "role");
        int status;

        if (!is_list && !is_add && !is_role)
                return cli_say_usage(self, "there is no 'user %s'", args[0]);
        if (n != (is_list ? 1 : is_add ? 2 : 3))
                return cli_say_usage(
                        self, "it is 'user add EMAIL', 'user role EMAIL ROLE' or 'user list'");
        status = cli_open(common, !is_list, &hub);
        if (status != CLI_DONE)
                return status;
        if (is_list)
                return list(self, hub, common->json);
        if (is_role)
                return cli_report(self, ssehub_user_role(hub, args[1], args[2], &err), &err);
        return cli_report(
                self, ssehub_user_add(hub, args[1], name, role ? role : "submitter", &err), &err);
}

static int run(const struct command *self, int argc, char **argv)
{
        const char *role = NULL;
        const char *name = NULL;
        const struct cli_option options[] = {
                {"role", OPTION_TEXT, &role, "ROLE",
                 "submitter (default), adviser, editor, administrator"},
                {"name", OPTION_TEXT, &name, "NAME", "the person's name"},
        };
        struct cli_common common;
        char **args;
        int n, status;

        status = cli_parse(self, options, ARRAY_LEN(options), argc, argv, 1, 3, &common, &args, &n);
        return status >= 0 ? status : run_parsed(self, &common, args, n, role, name);
}

const struct command command_user = {"user", "add EMAIL | role EMAIL ROLE | list",
                                     "accounts and roles",
                                     "Roles add up: an adviser may do all that a submitter may, an "
                                     "editor all that an adviser may.",
                                     run};
