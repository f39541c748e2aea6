/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/print.h"

#include "cli/cli.h"

#include <string.h>

static long long number(const json_t *object, const char *key)
{
        return (long long)json_integer_value(json_object_get(object, key));
}

/* An entry is called by its slug, a paper by its identifier. */
static const char *name_of(const json_t *work)
{
        const char *slug = cli_text(work, "slug");

        return *slug ? slug : cli_text(work, "id");
}

int print_works(char *json)
{
        CLEANUP(cli_json_freep) json_t *all = cli_read_json(json);
        const json_t *one;
        size_t i;

        json_array_foreach(all, i, one)
                printf("%-12s %-17s v%-3lld %s\n", name_of(one), cli_text(one, "state"),
                       number(one, "version"), cli_text(one, "title"));
        return CLI_DONE;
}

int print_queue(char *json)
{
        CLEANUP(cli_json_freep) json_t *all = cli_read_json(json);
        const json_t *one;
        size_t i;

        json_array_foreach(all, i, one)
                printf("%-12s %-17s %s\n             waits for %s\n", name_of(one),
                       cli_text(one, "state"), cli_text(one, "title"), cli_text(one, "waits_for"));
        if (!json_array_size(all))
                puts("Nothing waits.");
        return CLI_DONE;
}

static void print_field(const char *label, const char *text)
{
        if (text && *text)
                printf("%-13s %s\n", label, text);
}

/* A list of texts, or of objects by one of their members, on one line. */
static void print_list(const char *label, const json_t *list, const char *key)
{
        const json_t *one;
        size_t i;

        json_array_foreach(list, i, one)
        {
                const char *text =
                        json_is_string(one) ? json_string_value(one) : cli_text(one, key);

                if (i)
                        printf("; %s", text);
                else
                        printf("%-13s %s", label, text);
        }
        if (json_array_size(list))
                putchar('\n');
}

/* Who says so, how sure, and the words that led to it. */
static void print_assertions(const char *label, const json_t *list)
{
        const json_t *one;
        size_t i;

        json_array_foreach(list, i, one)
        {
                if (json_is_string(one)) {
                        printf("%-13s %s\n", label, json_string_value(one));
                        continue;
                }
                printf("%-13s %s (%s, by %s", label, cli_text(one, "notation"),
                       cli_text(one, "status"), cli_text(one, "by"));
                if (!strcmp(cli_text(one, "by"), "machine"))
                        printf(", %.2f", json_number_value(json_object_get(one, "score")));
                printf(")\n");
                if (*cli_text(one, "evidence"))
                        printf("              \"%s\"\n", cli_text(one, "evidence"));
        }
}

static void print_machine_read(const json_t *list)
{
        const json_t *one;
        size_t i;

        json_array_foreach(list, i, one)
                printf("%-13s %s (%.2f, %s)\n",
                       i ? "" : "read by machine, please confirm:", cli_text(one, "field"),
                       json_number_value(json_object_get(one, "score")), cli_text(one, "method"));
}

static void print_files(const json_t *files)
{
        const json_t *one;
        size_t i;

        json_array_foreach(files, i, one)
                printf("%-13s %s (%s, %lld bytes, %lld pages, %s)\n",
                       "file:", cli_text(one, "name"), cli_text(one, "media_type"),
                       number(one, "size"), number(one, "pages"), cli_text(one, "state"));
}

static void print_reviewers(const json_t *review)
{
        const json_t *one;
        size_t i;

        json_array_foreach(review, i, one)
                printf("%-13s %s: conflict %s%s%s\n", "adviser:", cli_text(one, "adviser"),
                       cli_text(one, "conflict"), *cli_text(one, "vote") ? ", vote " : "",
                       cli_text(one, "vote"));
}

int print_work(char *json)
{
        CLEANUP(cli_json_freep) json_t *w = cli_read_json(json);
        const json_t *tombstone = json_object_get(w, "tombstone");

        print_field("id:", cli_text(w, "id"));
        print_field("slug:", cli_text(w, "slug"));
        printf("%-13s %s since %s (version %lld)\n", "state:", cli_text(w, "state"),
               cli_text(w, "since"), number(w, "version"));
        print_field("title:", cli_text(w, "title"));
        print_list("title:", json_object_get(w, "titles"), "text");
        print_list("creators:", json_object_get(w, "creators"), "name");
        print_list("authors:", json_object_get(w, "authors"), "name");
        print_field("type:", cli_text(w, "type"));
        print_list("dates:", json_object_get(w, "dates"), "value");
        print_list("languages:", json_object_get(w, "languages"), "text");
        print_field("source:", cli_text(w, "source"));
        print_field("licence:", cli_text(w, "licence"));
        print_list("identifiers:", json_object_get(w, "identifiers"), "value");
        print_assertions("SDG:", json_object_get(w, "sdgs"));
        print_list("themes:", json_object_get(w, "themes"), "");
        print_assertions("theme:", json_object_get(w, "theme_suggestions"));
        print_list("countries:", json_object_get(w, "countries"), "");
        print_machine_read(json_object_get(w, "machine_read"));
        print_field("missing:", cli_text(w, "missing"));
        print_files(json_object_get(w, "files"));
        print_field("submitter:", cli_text(w, "submitter"));
        print_reviewers(json_object_get(w, "review"));
        if (tombstone)
                printf("%-13s %s: %s\n", "withdrawn:", cli_text(tombstone, "at"),
                       cli_text(tombstone, "reason"));
        return CLI_DONE;
}

int print_history(char *json)
{
        CLEANUP(cli_json_freep) json_t *h = cli_read_json(json);
        const json_t *one;
        size_t i;

        json_array_foreach(json_object_get(h, "versions"), i, one)
                printf("version %-3lld %-17s since %s  %s\n", number(one, "version"),
                       cli_text(one, "state"), cli_text(one, "since"), cli_text(one, "title"));
        json_array_foreach(json_object_get(h, "events"), i, one)
        {
                CLEANUP(freep)
                char *detail =
                        json_dumps(json_object_get(one, "detail"), JSON_COMPACT | JSON_ENCODE_ANY);

                printf("%s  %-16s %-26s %s\n", cli_text(one, "at"), cli_text(one, "action"),
                       *cli_text(one, "actor") ? cli_text(one, "actor") : "(the hub)",
                       detail && strcmp(detail, "{}") != 0 ? detail : "");
        }
        return CLI_DONE;
}

static void print_hit(const json_t *hit, long long rank)
{
        const json_t *creators = json_object_get(hit, "creators");
        const json_t *creator;
        size_t i;

        printf("\n%lld. %s\n   ", rank, cli_text(hit, "title"));
        json_array_foreach(creators, i, creator)
                printf("%s%s", i ? "; " : "", json_string_value(creator));
        if (number(hit, "year"))
                printf("%s%lld", json_array_size(creators) ? ", " : "", number(hit, "year"));
        printf("  [%s]\n", cli_text(hit, "id"));
        if (*cli_text(hit, "snippet")) {
                if (number(hit, "page"))
                        printf("   p. %lld: ", number(hit, "page"));
                else
                        printf("   ");
                printf("%s\n", cli_text(hit, "snippet"));
        }
}

int print_results(char *json)
{
        CLEANUP(cli_json_freep) json_t *r = cli_read_json(json);
        const json_t *hit;
        size_t i;

        printf("%lld found\n", number(r, "total"));
        if (*cli_text(r, "note"))
                printf("%s\n", cli_text(r, "note"));
        json_array_foreach(json_object_get(r, "hits"), i, hit)
                print_hit(hit, number(r, "offset") + (long long)i + 1);
        return CLI_DONE;
}
