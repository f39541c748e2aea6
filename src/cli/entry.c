/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub entry: encyclopedia entries. Their review goes through 'ssehub review', like that of papers. */
#include "cli/cli.h"
#include "cli/print.h"

#include <string.h>

typedef int (*entry_call)(struct ssehub *hub, const char *argument, const char *as, char **ret,
                          struct ssehub_error *err);

static int put(struct ssehub *hub, const char *path, const char *as, char **ret,
               struct ssehub_error *err)
{
        return ssehub_entry_put(hub, path, as, ret, err);
}

static int list(struct ssehub *hub, const char *argument, const char *as, char **ret,
                struct ssehub_error *err)
{
        (void)argument;
        (void)as;
        return ssehub_list(hub, "entry", NULL, ret, err);
}

static int show(struct ssehub *hub, const char *id, const char *as, char **ret,
                struct ssehub_error *err)
{
        (void)as;
        return ssehub_show(hub, id, ret, err);
}

static int history(struct ssehub *hub, const char *id, const char *as, char **ret,
                   struct ssehub_error *err)
{
        (void)as;
        return ssehub_history(hub, id, ret, err);
}

static int print_put(char *json)
{
        CLEANUP(cli_json_freep) json_t *j = cli_read_json(json);

        printf("%s [%s]: revision %lld, %s\n", cli_text(j, "slug"), cli_text(j, "id"),
               (long long)json_integer_value(json_object_get(j, "version")), cli_text(j, "state"));
        return CLI_DONE;
}

static const struct verb {
        const char *name;
        bool has_argument, writes;
        entry_call call;
        int (*print)(char *json);
} verbs[] = {
        {"put", true, true, put, print_put},
        {"list", false, false, list, print_works},
        {"show", true, false, show, print_work},
        {"history", true, false, history, print_history},
};

static const struct verb *find_verb(const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
                if (!strcmp(verbs[i].name, name))
                        return &verbs[i];
        }
        return NULL;
}

static int run_verb(const struct command *self, const struct verb *verb,
                    const struct cli_common *common, const char *argument, const char *as)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        char *json = NULL;
        int status = cli_open(common, verb->writes, &hub);

        if (status == CLI_DONE)
                status = cli_report(self, verb->call(hub, argument, as, &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        return common->json ? cli_print_json(json) : verb->print(json);
}

static int run(const struct command *self, int argc, char **argv)
{
        const char *as = NULL;
        const struct cli_option options[] = {
                {"as", OPTION_TEXT, &as, "USER", "e-mail address of who writes"},
        };
        const struct verb *verb;
        struct cli_common common;
        char **args;
        int n, status;

        status =
                cli_parse(self, options, ARRAY_LEN(options), argc, argv, 1, -1, &common, &args, &n);
        if (status >= 0)
                return status;
        verb = find_verb(args[0]);
        if (!verb)
                return cli_say_usage(self, "there is no 'entry %s'", args[0]);
        if (!verb->has_argument)
                return n == 1 ? run_verb(self, verb, &common, NULL, as)
                              : cli_say_usage(self, "'entry %s' takes no argument", args[0]);
        if (n < 2)
                return cli_say_usage(self, "'entry %s' of what?", args[0]);
        /* Several files can be put in one go; each is told, and the worst status is the answer. */
        status = CLI_DONE;
        for (int i = 1; i < n; i++) {
                int one = run_verb(self, verb, &common, args[i], as);

                status = one > status ? one : status;
        }
        return status;
}

const struct command command_entry = {"entry", "put|list|show|history [FILE.md|SLUG...]",
                                      "encyclopedia entries",
                                      "  entry put FILE.md...   a Markdown file with front matter "
                                      "becomes an entry, or a new revision of it\n"
                                      "  entry list             all entries, in every state\n"
                                      "  entry show SLUG        the newest revision\n"
                                      "  entry history SLUG     all revisions and the audit trail",
                                      run};
