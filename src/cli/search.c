/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub search: what is public, one query or a batch of them. */
#include "cli/batch.h"
#include "cli/cli.h"
#include "cli/print.h"

enum { FILTERS_MAX = 64 };

/* The options that are filters: facet and the values given. */
struct filters {
        struct text_list sdg, lang, type, country, region, theme, licence;
};

static void filters_done(struct filters *f)
{
        text_list_done(&f->sdg);
        text_list_done(&f->lang);
        text_list_done(&f->type);
        text_list_done(&f->country);
        text_list_done(&f->region);
        text_list_done(&f->theme);
        text_list_done(&f->licence);
}

/* How many there are; more than FILTERS_MAX are counted and not stored. */
static size_t flatten(const struct filters *f, struct ssehub_filter ret[FILTERS_MAX])
{
        const struct {
                const char *facet;
                const struct text_list *values;
        } all[] = {{"sdg", &f->sdg},         {"language", &f->lang}, {"type", &f->type},
                   {"country", &f->country}, {"region", &f->region}, {"theme", &f->theme},
                   {"licence", &f->licence}};
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(all); i++) {
                for (size_t k = 0; k < all[i].values->n; k++, n++) {
                        if (n < FILTERS_MAX)
                                ret[n] = (struct ssehub_filter){all[i].facet,
                                                                all[i].values->items[k]};
                }
        }
        return n;
}

static int search(const struct command *self, const struct cli_common *common,
                  const struct ssehub_query *query)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_error err = {0};
        char *json = NULL;
        int status = cli_open(common, false, &hub);

        if (status == CLI_DONE)
                status = cli_report(self, ssehub_search(hub, query, &json, &err), &err);
        if (status != CLI_DONE)
                return status;
        return common->json ? cli_print_json(json) : print_results(json);
}

static int run_parsed(const struct command *self, const struct cli_common *common,
                      const struct filters *f, struct ssehub_query *query, const char *batch,
                      const char *format)
{
        CLEANUP(cli_closep) struct ssehub *hub = NULL;
        struct ssehub_filter list[FILTERS_MAX];
        int status;

        query->filters = list;
        query->n_filters = flatten(f, list);
        if (query->n_filters > FILTERS_MAX)
                return cli_say_usage(self, "more than %d filters", FILTERS_MAX);
        if (!batch)
                return search(self, common, query);
        status = cli_open(common, false, &hub);
        return status == CLI_DONE ? batch_run(self, hub, query, batch, format) : status;
}

static int run(const struct command *self, int argc, char **argv)
{
        CLEANUP(filters_done) struct filters f = {0};
        struct ssehub_query q = {0};
        const char *batch = NULL;
        const char *format = NULL;
        int offset = 0;
        const struct cli_option options[] = {
                {"sdg", OPTION_LIST, &f.sdg, "SDG", "goal or target: 8, 8.3 (may be repeated)"},
                {"lang", OPTION_LIST, &f.lang, "TAG", "language of the work: fr"},
                {"type", OPTION_LIST, &f.type, "TYPE", "working-paper, case-study, …"},
                {"country", OPTION_LIST, &f.country, "CODE", "KE, or a name"},
                {"region", OPTION_LIST, &f.region, "CODE", "M49: 202, or a name"},
                {"theme", OPTION_LIST, &f.theme, "THEME", "cooperatives, social-innovation, …"},
                {"licence", OPTION_LIST, &f.licence, "SPDX", "CC-BY-4.0, …"},
                {"year", OPTION_TEXT, &q.years, "YEARS", "2019, 2015..2022, 2015.."},
                {"kind", OPTION_TEXT, &q.kind, "KIND", "paper or entry"},
                {"sort", OPTION_TEXT, &q.sort, "SORT", "relevance, newest, oldest"},
                {"limit", OPTION_NUMBER, &q.limit, "N", "hits to show (default 10)"},
                {"offset", OPTION_NUMBER, &offset, "N", "hits to pass over"},
                {"batch", OPTION_TEXT, &batch, "FILE", "queries to run, a line each: ID TAB QUERY"},
                {"format", OPTION_TEXT, &format, "FORMAT", "of a batch: trec"},
        };
        struct cli_common common;
        char **args;
        int n, status;

        status = cli_parse(self, options, ARRAY_LEN(options), argc, argv, 0, 1, &common, &args, &n);
        if (status >= 0)
                return status;
        if (batch && n)
                return cli_say_usage(self, "a query and --batch exclude each other");
        q.text = n ? args[0] : NULL;
        q.offset = offset;
        return run_parsed(self, &common, &f, &q, batch, format);
}

const struct command command_search = {"search", "[QUERY]", "search what is published",
                                       "Words must all be there; \"phrases\", -not, OR, prefix*, "
                                       "author: and title: work as one would\n"
                                       "expect. Without a query everything is listed. Values of "
                                       "one filter: any; different filters: all.",
                                       run};
