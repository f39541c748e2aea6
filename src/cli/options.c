/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Options by table, through getopt_long; --help is made from the same table. */
#include "cli/cli.h"

#include "base/num.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

enum { OPTIONS_MAX = 32, FIRST_OPTION = 256 };

void text_list_done(struct text_list *l)
{
        free(l->items);
        l->items = NULL;
        l->n = 0;
}

static bool text_list_add(struct text_list *l, const char *text)
{
        const char **items = realloc(l->items, (l->n + 1) * sizeof(*items));

        if (!items)
                return false;
        l->items = items;
        l->items[l->n++] = text;
        return true;
}

int cli_say_usage(const struct command *self, const char *fmt, ...)
{
        va_list ap;

        fprintf(stderr, "ssehub %s: ", self->name);
        va_start(ap, fmt);
        vfprintf(stderr, fmt, ap);
        va_end(ap);
        fprintf(stderr, "\nTry 'ssehub %s --help'.\n", self->name);
        return CLI_USAGE;
}

static void print_option(const char *name, const char *argument, const char *help)
{
        char left[64];

        snprintf(left, sizeof(left), "--%s%s%s", name, argument ? " " : "",
                 argument ? argument : "");
        printf("  %-26s %s\n", left, help);
}

static void print_help(const struct command *self, const struct cli_option *options, size_t n)
{
        printf("Usage: ssehub %s [OPTION...]%s%s\n\n%s\n", self->name, *self->arguments ? " " : "",
               self->arguments, self->summary);
        if (self->help)
                printf("\n%s\n", self->help);
        printf("\nOptions:\n");
        for (size_t i = 0; i < n; i++)
                print_option(options[i].name, options[i].argument, options[i].help);
        print_option("hub", "DIR", "the hub's folder (default: $SSEHUB, or the current folder)");
        print_option("json", NULL, "print data as JSON");
        print_option("help", NULL, "this text");
        printf("\nExit status: 0 done, 1 the answer is no, 2 used wrongly, 3 something failed.\n");
}

static int put_value(const struct command *self, const struct cli_option *o, const char *value)
{
        switch (o->kind) {
        case OPTION_FLAG:
                *(bool *)o->into = true;
                return -1;
        case OPTION_TEXT:
                *(const char **)o->into = value;
                return -1;
        case OPTION_NUMBER:
                if (num_read_int(value, 0, INT_MAX, o->into))
                        return -1;
                return cli_say_usage(self, "--%s wants a number, not '%s'", o->name, value);
        case OPTION_LIST:
                return text_list_add(o->into, value) ? -1 : CLI_FAILED;
        }
        return CLI_USAGE;
}

static void fill_long_options(const struct cli_option *options, size_t n, struct option *ret)
{
        static const struct option common[] = {{"hub", required_argument, NULL, 'H'},
                                               {"json", no_argument, NULL, 'j'},
                                               {"help", no_argument, NULL, 'h'},
                                               {0}};

        for (size_t i = 0; i < n; i++)
                ret[i] = (struct option){options[i].name,
                                         options[i].kind == OPTION_FLAG ? no_argument
                                                                        : required_argument,
                                         NULL, FIRST_OPTION + (int)i};
        memcpy(ret + n, common, sizeof(common));
}

static int parse_all(const struct command *self, const struct cli_option *options, size_t n,
                     int argc, char **argv, struct cli_common *common)
{
        struct option long_options[OPTIONS_MAX + 4];
        int c;

        fill_long_options(options, n, long_options);
        optind = 0; /* starts getopt afresh */
        opterr = 0;
        while ((c = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
                int status;

                switch (c) {
                case 'H':
                        common->hub = optarg;
                        continue;
                case 'j':
                        common->json = true;
                        continue;
                case 'h':
                        print_help(self, options, n);
                        return cli_finish(self, CLI_DONE);
                case ':':
                        return cli_say_usage(self, "'%s' wants a value", argv[optind - 1]);
                case '?':
                        return cli_say_usage(self, "there is no option '%s'", argv[optind - 1]);
                default:
                        status = put_value(self, &options[c - FIRST_OPTION], optarg);
                        if (status >= 0)
                                return status;
                }
        }
        return -1;
}

int cli_parse(const struct command *self, const struct cli_option *options, size_t n_options,
              int argc, char **argv, int min, int max, struct cli_common *common, char ***ret_args,
              int *ret_n_args)
{
        const char *from_environment = getenv("SSEHUB");
        int status, n;

        common->hub = from_environment && *from_environment ? from_environment : ".";
        common->json = false;
        status = parse_all(self, options, n_options, argc, argv, common);
        if (status >= 0)
                return status;
        n = argc - optind;
        if (n < min)
                return cli_say_usage(self, "%s is missing", self->arguments);
        if (max >= 0 && n > max)
                return cli_say_usage(self, "'%s' is one argument too many", argv[optind + max]);
        if (ret_args)
                *ret_args = argv + optind;
        if (ret_n_args)
                *ret_n_args = n;
        return -1;
}
