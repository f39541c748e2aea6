/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/batch.h"

#include <errno.h>
#include <string.h>

static void print_run(const char *id, char *json)
{
        CLEANUP(cli_json_freep) json_t *results = cli_read_json(json);
        const json_t *hit;
        size_t i;

        json_array_foreach(json_object_get(results, "hits"), i, hit)
                printf("%s Q0 %s %zu %.6f ssehub\n", id, cli_text(hit, "id"), i + 1,
                       json_number_value(json_object_get(hit, "score")));
}

static int run_line(const struct command *self, struct ssehub *hub,
                    const struct ssehub_query *query, char *line, long number)
{
        struct ssehub_query q = *query;
        struct ssehub_error err = {0};
        char *tab = strchr(line, '\t');
        char *json = NULL;
        int status;

        line[strcspn(line, "\r\n")] = '\0';
        if (!tab) {
                fprintf(stderr, "ssehub %s: line %ld has no tab between id and query\n", self->name,
                        number);
                return CLI_NO;
        }
        *tab = '\0';
        q.text = tab + 1;
        q.any_words = true;
        status = cli_report(self, ssehub_search(hub, &q, &json, &err), &err);
        if (status == CLI_DONE)
                print_run(line, json);
        return status;
}

int batch_run(const struct command *self, struct ssehub *hub, const struct ssehub_query *query,
              const char *path, const char *format)
{
        CLEANUP(fclosep) FILE *f = NULL;
        CLEANUP(freep) char *line = NULL;
        size_t room = 0;
        int status = CLI_DONE;

        if (format && strcmp(format, "trec") != 0)
                return cli_say_usage(self, "--format is 'trec', not '%s'", format);
        f = fopen(path, "re");
        if (!f) {
                fprintf(stderr, "ssehub %s: opening '%s': %s\n", self->name, path, strerror(errno));
                return CLI_FAILED;
        }
        for (long number = 1; getline(&line, &room, f) > 0; number++) {
                int one = run_line(self, hub, query, line, number);

                status = one > status ? one : status;
                if (status == CLI_FAILED)
                        break;
        }
        return status;
}
