/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub review: the advisory group's desk from the command line. */
#include "cli/cli.h"
#include "cli/print.h"

#include <string.h>

/* What a word after 'ssehub review' means: a question, or a move with the arguments it takes. */
struct verb {
        const char *name;
        const char *arguments;
        int min, max;
};

static const struct verb verbs[] = {
        {"queue", "", 0, 0},
        {"show", "ID", 1, 1},
        {"assign", "ID ADVISER", 2, 2},
        {"declare", "ID none|declared|unsure", 2, 2},
        {"approve", "ID", 1, 1},
        {"request-changes", "ID", 1, 1},
        {"reject", "ID", 1, 1},
        {"publish", "ID", 1, 1},
        {"withdraw", "ID", 1, 1},
};

static const struct verb *find_verb(const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
                if (!strcmp(verbs[i].name, name))
                        return &verbs[i];
        }
        return NULL;
}

static int print_move(char *json)
{
        CLEANUP(cli_json_freep) json_t *j = cli_read_json(json);

        printf("%s: %s, now %s\n", cli_text(j, "id"), cli_text(j, "move"), cli_text(j, "state"));
        return CLI_DONE;
}

static int ask(const struct command *self, const struct cli_common *common, const char *verb,
               const char *id, const char *as)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        bool is_queue = !strcmp(verb, "queue");
        char *json = NULL;
        int status = cli_open(common, false, &hub);
        int r;

        if (status != CLI_DONE)
                return status;
        r = is_queue ? ssehub_queue(hub, as, &json, &err) : ssehub_history(hub, id, &json, &err);
        status = cli_report(self, r, &err);
        if (status != CLI_DONE)
                return status;
        if (common->json)
                return cli_print_json(json);
        return is_queue ? print_queue(json) : print_history(json);
}

static int move(const struct command *self, const struct cli_common *common,
                const struct ssehub_move *m)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        char *json = NULL;
        int status = cli_open(common, true, &hub);

        if (status == CLI_DONE)
                status = cli_report(self, ssehub_review(hub, m, &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        return common->json ? cli_print_json(json) : print_move(json);
}

static void fill_arguments(struct ssehub_move *m, char **args, int n)
{
        m->move = args[0];
        m->id = n > 1 ? args[1] : NULL;
        if (!strcmp(m->move, "assign"))
                m->adviser = args[2];
        if (!strcmp(m->move, "declare"))
                m->conflict = args[2];
}

static int run_parsed(const struct command *self, const struct cli_common *common,
                      struct ssehub_move *m, char **args, int n)
{
        const struct verb *verb = find_verb(args[0]);

        if (!verb)
                return cli_say_usage(self, "there is no 'review %s'", args[0]);
        if (n - 1 < verb->min || n - 1 > verb->max)
                return cli_say_usage(self, "it is 'ssehub review %s %s'", verb->name,
                                     verb->arguments);
        fill_arguments(m, args, n);
        if (!strcmp(verb->name, "queue") || !strcmp(verb->name, "show"))
                return ask(self, common, verb->name, m->id, m->as);
        return move(self, common, m);
}

static int run(const struct command *self, int argc, char **argv)
{
        CLEANUP(text_list_done) struct text_list confirm = {0};
        CLEANUP(text_list_done) struct text_list reject = {0};
        struct ssehub_move m = {0};
        const struct cli_option options[] = {
                {"as", OPTION_TEXT, &m.as, "USER", "e-mail address of who does it"},
                {"note", OPTION_TEXT, &m.note, "TEXT", "the reason, in words"},
                {"reason", OPTION_TEXT, &m.note, "TEXT", "the same as --note"},
                {"replaced-by", OPTION_TEXT, &m.replaced_by, "ID",
                 "withdraw: what takes its place"},
                {"confirm-sdg", OPTION_LIST, &confirm, "SDG",
                 "a vote confirms this goal or target"},
                {"reject-sdg", OPTION_LIST, &reject, "SDG", "a vote rejects this goal or target"},
                {"confirm-theme", OPTION_LIST, &confirm, "THEME",
                 "a vote confirms a theme that was proposed"},
                {"reject-theme", OPTION_LIST, &reject, "THEME",
                 "a vote rejects a theme that was proposed"},
        };
        struct cli_common common;
        char **args;
        int n, status;

        status = cli_parse(self, options, ARRAY_LEN(options), argc, argv, 1, 3, &common, &args, &n);
        if (status >= 0)
                return status;
        m.confirm_sdgs = confirm.items;
        m.n_confirm_sdgs = confirm.n;
        m.reject_sdgs = reject.items;
        m.n_reject_sdgs = reject.n;
        return run_parsed(self, &common, &m, args, n);
}

const struct command command_review = {
        "review", "VERB [ID] [ARGUMENT]",
        "the advisory review: queue, assign, declare, vote, publish",
        "  review queue                    what waits (for --as USER, or for anybody)\n"
        "  review show ID                  versions, votes and the audit trail of one work\n"
        "  review assign ID ADVISER        an editor asks an adviser\n"
        "  review declare ID none          the adviser has no conflict of interest (or: declared, "
        "unsure)\n"
        "  review approve ID               an adviser votes; so do\n"
        "  review request-changes ID       ... this one (with --note)\n"
        "  review reject ID                ... and this one (with --note)\n"
        "  review publish ID               an editor opens the gate for what is accepted\n"
        "  review withdraw ID              an editor takes it back (with --note, and "
        "--replaced-by)",
        run};
