/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub export: a record as other systems read it. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

/* Every format, a line each. */
static int print_formats(const struct command *self)
{
        CLEANUP(cli_json_freep) json_t *all = NULL;
        struct ssehub_error err = {0};
        const json_t *one;
        char *json = NULL;
        int status = cli_report(self, ssehub_export_formats(&json, &err), &err);
        size_t i;

        if (status != CLI_DONE)
                return status;
        all = cli_read_json(json);
        json_array_foreach(all, i, one)
                printf("%-10s %s\n", cli_text(one, "name"), cli_text(one, "media_type"));
        return CLI_DONE;
}

static int export(const struct command *self, const struct cli_common *common, const char *id,
                  const char *format)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        char *text = NULL;
        int status = cli_open(common, false, &hub);

        if (status == CLI_DONE)
                status = cli_report(self, ssehub_export(hub, id, format, &text, &err), &err);
        if (status != CLI_DONE)
                return status;
        fputs(text, stdout);
        if (*text && text[strlen(text) - 1] != '\n')
                putchar('\n');
        ssehub_free(text);
        return CLI_DONE;
}

static int run(const struct command *self, int argc, char **argv)
{
        const char *format = NULL;
        bool formats = false;
        const struct cli_option options[] = {
                {"format", OPTION_TEXT, &format, "FORMAT",
                 "bibtex, ris, datacite ... (see --formats)"},
                {"formats", OPTION_FLAG, &formats, NULL, "list the formats"},
        };
        struct cli_common common;
        char **args;
        int n, status;

        status = cli_parse(self, options, ARRAY_LEN(options), argc, argv, 0, 1, &common, &args, &n);
        if (status >= 0)
                return status;
        if (formats)
                return print_formats(self);
        if (n != 1)
                return cli_say_usage(self, "which work?");
        return export(self, &common, args[0], format ? format : common.json ? "json" : "ssehub");
}

const struct command command_export = {
        "export", "ID", "print the record of a work in a metadata format",
        "What a format cannot hold is left out: ssehub-export(1).", run};
