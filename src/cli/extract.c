/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub extract: what would be read from a file. */
#include "cli/cli.h"

#include <string.h>

static void print_creators(const json_t *record)
{
        const json_t *creators = json_object_get(record, "creators");
        const json_t *creator;
        size_t i;

        json_array_foreach(creators, i, creator)
                printf("%s%s", i ? "; " : "creators:   ", cli_text(creator, "name"));
        if (json_array_size(creators))
                putchar('\n');
}

static void print_pages(const json_t *pages)
{
        const json_t *page;
        size_t i;

        json_array_foreach(pages, i, page)
                printf("\n--- page %zu ---\n%s\n", i + 1, json_string_value(page));
}

static void print_line(const char *label, const char *text)
{
        if (*text)
                printf("%-11s %s\n", label, text);
}

static void print_notes(const json_t *notes)
{
        const json_t *note;
        size_t i;

        json_array_foreach(notes, i, note) print_line("note:", json_string_value(note));
}

static int print(char *json)
{
        CLEANUP(cli_json_freep) json_t *j = cli_read_json(json);
        const json_t *record = json_object_get(j, "record");
        const json_t *titles = json_object_get(record, "titles");
        bool is_ok = !strcmp(cli_text(j, "state"), "ok");

        print_line("state:", cli_text(j, "state"));
        print_line("reason:", cli_text(j, "reason"));
        print_line("type:", cli_text(j, "media_type"));
        print_line("language:", cli_text(j, "language"));
        print_notes(json_object_get(j, "notes"));
        print_line("title:", cli_text(json_array_get(titles, 0), "text"));
        print_creators(record);
        print_pages(json_object_get(j, "pages"));
        return is_ok ? CLI_DONE : CLI_NO;
}

static int run(const struct command *self, int argc, char **argv)
{
        struct ssehub_error err = {0};
        struct cli_common common;
        char *json = NULL;
        char **args;
        int status = cli_parse(self, NULL, 0, argc, argv, 1, 1, &common, &args, NULL);

        if (status >= 0)
                return status;
        status = cli_report(self, ssehub_extract(args[0], &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        if (!common.json)
                return print(json);
        status = strstr(json, "\"state\":\"ok\"") ? CLI_DONE : CLI_NO;
        cli_print_json(json);
        return status;
}

const struct command command_extract = {"extract", "FILE", "show what would be read from a file",
                                        "State, type, language, metadata, and the text page by "
                                        "page. The exit status is 1 where the\n"
                                        "state is not ok.",
                                        run};
