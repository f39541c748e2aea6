/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub serve, which is what ssehubd is: the daemon in the foreground. */
#include "cli/cli.h"

static void announce(void *user, const char *address)
{
        (void)user;
        printf("%s\n", address);
        fflush(stdout);
}

static int run(const struct command *self, int argc, char **argv)
{
        struct ssehub_serve serve = {.listening = announce};
        const struct cli_option options[] = {
                {"listen", OPTION_TEXT, &serve.listen, "ADDRESS",
                 "address and port (default 127.0.0.1:8080; port 0: any free one)"},
                {"threads", OPTION_NUMBER, &serve.threads, "N", "threads (default: one a core)"},
                {"quiet", OPTION_FLAG, &serve.quiet, NULL, "no line for each request"},
        };
        struct ssehub_error err = {0};
        struct cli_common common;
        int status =
                cli_parse(self, options, ARRAY_LEN(options), argc, argv, 0, 0, &common, NULL, NULL);

        if (status >= 0)
                return status;
        return cli_report(self, ssehub_run_daemon(common.hub, &serve, &err), &err);
}

const struct command command_serve = {"serve", "", "serve the public pages",
                                      "Prints the address when it answers, and runs until SIGTERM "
                                      "or SIGINT. It keeps index.db up to\n"
                                      "what other commands publish and withdraw.",
                                      run};
