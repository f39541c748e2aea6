/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehubd: 'ssehub serve' under the name that service managers like. */
#include "cli/cli.h"

#include <string.h>

int main(int argc, char **argv)
{
        if (argc > 1 && !strcmp(argv[1], "--version")) {
                printf("ssehubd %s\n", ssehub_version());
                return CLI_DONE;
        }
        return cli_finish(&command_serve, command_serve.run(&command_serve, argc, argv));
}
