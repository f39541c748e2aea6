/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub sdg: which Sustainable Development Goals a file or a text is about. */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

enum {
        LINE_MAX_BYTES =
                SSEHUB_SDG_TEXT_MAX + 4096, /* of --jsonl: the text, its quotes and its id */
};

/* --- a table for people ------------------------------------------------------------------------------- */

static void print_evidence(const json_t *evidence)
{
        const json_t *item, *word;
        size_t i, k;

        json_array_foreach(evidence, i, item)
        {
                printf("      “%s”\n        [", cli_text(item, "text"));
                json_array_foreach(json_object_get(item, "words"), k, word)
                        printf("%s%s", k ? ", " : "", json_string_value(word));
                printf("]\n");
        }
}

static int print_table(char *json)
{
        CLEANUP(cli_json_freep) json_t *goals = cli_read_json(json);
        const json_t *goal;
        size_t i, n = 0;

        json_array_foreach(goals, i, goal)
        {
                const char *target = json_string_value(json_object_get(goal, "target"));

                if (!json_is_true(json_object_get(goal, "suggested")))
                        continue;
                printf("%.2f  SDG %lld%s%s\n", json_number_value(json_object_get(goal, "score")),
                       (long long)json_integer_value(json_object_get(goal, "goal")),
                       target ? ", target " : "", target ? target : "");
                print_evidence(json_object_get(goal, "evidence"));
                n++;
        }
        if (!n)
                printf("No goal is suggested.\n");
        return CLI_DONE;
}

/* --- a text on standard input --------------------------------------------------------------------------- */

/* All of it, but no more than a byte over the limit, so that too much is told and never held. */
static size_t read_stdin(char *bytes, size_t max)
{
        return fread(bytes, 1, max, stdin);
}

static int suggest_stdin(const struct command *self, char **ret_json)
{
        CLEANUP(freep) char *bytes = malloc(SSEHUB_SDG_TEXT_MAX + 1);
        struct ssehub_error err = {0};
        size_t n;

        if (!bytes) {
                fprintf(stderr, "ssehub sdg: out of memory\n");
                return CLI_FAILED;
        }
        n = read_stdin(bytes, SSEHUB_SDG_TEXT_MAX + 1);
        if (ferror(stdin)) {
                fprintf(stderr, "ssehub sdg: reading standard input: %s\n", strerror(errno));
                return CLI_FAILED;
        }
        if (n > SSEHUB_SDG_DECIDING_MAX && n <= SSEHUB_SDG_TEXT_MAX)
                fprintf(stderr,
                        "ssehub sdg: the first %d bytes decide; the rest can only name a target\n",
                        SSEHUB_SDG_DECIDING_MAX);
        return cli_report(self, ssehub_sdg_suggest_text(bytes, n, ret_json, &err), &err);
}

/* --- a text a line ---------------------------------------------------------------------------------------- */

static void print_line(json_t *answer)
{
        char *text = json_dumps(answer, JSON_COMPACT);

        puts(text ? text : "{\"error\":\"out of memory\"}");
        free(text);
        json_decref(answer);
}

/* Said in place of the line's answer, so that answers and lines stay side by side. */
static bool print_line_error(const json_t *id, size_t number, const char *what)
{
        char message[1200];

        snprintf(message, sizeof(message), "line %zu: %s", number, what);
        print_line(json_pack("{s:O?, s:s}", "id", id, "error", message));
        return false;
}

static bool suggest_value(const json_t *in, size_t number)
{
        const json_t *id = json_is_object(in) ? json_object_get(in, "id") : NULL;
        const json_t *text = json_is_object(in) ? json_object_get(in, "text") : in;
        struct ssehub_error err = {0};
        char *json = NULL;

        if (!json_is_string(text))
                return print_line_error(
                        id, number, "neither a JSON string nor an object with a string \"text\"");
        if (ssehub_sdg_suggest_text(json_string_value(text), json_string_length(text), &json,
                                    &err) != 0)
                return print_line_error(id, number, err.message);
        print_line(json_pack("{s:O?, s:o}", "id", id, "sdgs", cli_read_json(json)));
        return true;
}

static bool suggest_line(const char *line, size_t n, size_t number)
{
        json_error_t problem;
        CLEANUP(cli_json_freep)
        json_t *in = json_loadb(line, n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &problem);
        char what[256];

        if (in)
                return suggest_value(in, number);
        snprintf(what, sizeof(what), "not JSON: column %d: %s", problem.column, problem.text);
        return print_line_error(NULL, number, what);
}

static void skip_line(FILE *f)
{
        int c;

        do
                c = getc(f);
        while (c != EOF && c != '\n');
}

static bool is_blank(const char *line, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (!strchr(" \t\r\n", line[i]) || !line[i])
                        return false;
        return true;
}

/* Reads up to the line's end or the buffer's. Returns the bytes; *ret_is_long: there was no end in it. */
static size_t read_line(FILE *f, char *line, size_t max, bool *ret_is_long)
{
        size_t n = 0;
        int c = EOF;

        while (n < max && (c = getc_unlocked(f)) != EOF) {
                line[n++] = (char)c;
                if (c == '\n')
                        break;
        }
        *ret_is_long = n == max && c != '\n';
        return n;
}

static int suggest_lines(FILE *f)
{
        CLEANUP(freep) char *line = malloc(LINE_MAX_BYTES);
        size_t number = 0, n;
        bool is_long, is_good = true;

        while (line && (n = read_line(f, line, LINE_MAX_BYTES, &is_long)) > 0) {
                number++;
                if (is_long) {
                        is_good = print_line_error(NULL, number, "longer than a text may be");
                        skip_line(f);
                } else if (!is_blank(line, n)) {
                        is_good &= suggest_line(line, n, number);
                }
        }
        if (!line || ferror(f)) {
                fprintf(stderr, "ssehub sdg: reading the lines: %s\n",
                        strerror(line ? errno : ENOMEM));
                return CLI_FAILED;
        }
        return is_good ? CLI_DONE : CLI_NO;
}

static int suggest_lines_of(const char *path)
{
        CLEANUP(fclosep) FILE *f = NULL;

        if (!strcmp(path, "-"))
                return suggest_lines(stdin);
        f = fopen(path, "re");
        if (f)
                return suggest_lines(f);
        fprintf(stderr, "ssehub sdg: opening '%s': %s\n", path, strerror(errno));
        return CLI_FAILED;
}

/* --- together --------------------------------------------------------------------------------------------- */

static int run(const struct command *self, int argc, char **argv)
{
        bool is_lines = false;
        const struct cli_option options[] = {
                {"jsonl", OPTION_FLAG, &is_lines, NULL,
                 "FILE has one JSON string or {\"id\", \"text\"} a line"},
        };
        struct ssehub_error err = {0};
        struct cli_common common;
        char *json = NULL;
        char **args;
        int status = cli_parse(self, options, ARRAY_LEN(options), argc, argv, 2, 2, &common, &args,
                               NULL);

        if (status >= 0)
                return status;
        if (strcmp(args[0], "suggest") != 0)
                return cli_say_usage(self, "there is no 'sdg %s': suggest", args[0]);
        if (is_lines)
                return suggest_lines_of(args[1]);
        if (!strcmp(args[1], "-"))
                status = suggest_stdin(self, &json);
        else
                status = cli_report(self, ssehub_sdg_suggest(args[1], &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        return common.json ? cli_print_json(json) : print_table(json);
}

const struct command command_sdg = {
        "sdg", "suggest FILE|-", "suggest Sustainable Development Goals for a text",
        "Title and abstract of FILE decide; '-' is plain text on standard input. "
        "Goals that pass\nthe threshold are shown with the sentences and words that "
        "led to them; with --json every goal.",
        run};
