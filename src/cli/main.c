/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub: finds the subcommand and runs it. */
#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <string.h>

static const struct command *const commands[] = {
        &command_init,   &command_ingest, &command_extract, &command_list,  &command_show,
        &command_export, &command_review, &command_sdg,     &command_entry, &command_search,
        &command_user,   &command_config, &command_rebuild, &command_check, &command_serve,
};

static void print_commands(FILE *f)
{
        fprintf(f, "Usage: ssehub COMMAND [OPTION...] [ARGUMENT...]\n\n"
                   "The knowledge hub of the social and solidarity economy.\n\nCommands:\n");
        for (size_t i = 0; i < ARRAY_LEN(commands); i++)
                fprintf(f, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
        fprintf(f, "\n'ssehub COMMAND --help' says more, and so does 'man ssehub-COMMAND'.\n");
}

static const struct command *find(const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
                if (!strcmp(commands[i]->name, name))
                        return commands[i];
        }
        return NULL;
}

int main(int argc, char **argv)
{
        const char *name = argc > 1 ? argv[1] : NULL;
        const struct command *command;

        setlocale(LC_CTYPE, "");
        if (!name) {
                print_commands(stderr);
                return CLI_USAGE;
        }
        if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
                print_commands(stdout);
                return CLI_DONE;
        }
        if (!strcmp(name, "--version")) {
                printf("ssehub %s\n", ssehub_version());
                return CLI_DONE;
        }
        command = find(name);
        if (!command) {
                fprintf(stderr, "ssehub: there is no command '%s'\nTry 'ssehub --help'.\n", name);
                return CLI_USAGE;
        }
        return cli_finish(command, command->run(command, argc - 1, argv + 1));
}
