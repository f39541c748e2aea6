/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libssehub as another program sees it: the public header, the shared library, and nothing else. */
#include <ssehub/ssehub.h>

#include "unit.h"

#include <ftw.h>
#include <unistd.h>

struct place {
        char dir[64];
        char paper[128];
};

static int drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        (void)st;
        (void)type;
        (void)ftw;
        return remove(path);
}

static int leave(void **state)
{
        struct place *p = *state;

        nftw(p->dir, drop, 16, FTW_DEPTH | FTW_PHYS);
        free(p);
        return 0;
}

static int enter(void **state)
{
        struct place *p = calloc(1, sizeof(*p));
        FILE *f;

        snprintf(p->dir, sizeof(p->dir), "/tmp/ssehub-library-XXXXXX");
        assert_non_null(mkdtemp(p->dir));
        snprintf(p->paper, sizeof(p->paper), "%s/papers.jsonl", p->dir);
        f = fopen(p->paper, "w");
        assert_non_null(f);
        fputs("{\"title\":\"Seeds held in common\",\"creators\":[\"A. Sower\"],\"year\":2021,"
              "\"language\":\"en\",\"type\":\"report\",\"licence\":\"CC0-1.0\",\"summary\":\"Seeds."
              "\",\"sdgs\":[\"2.5\"],\"text\":\"Farmers keep the seed bank.\"}\n",
              f);
        fclose(f);
        *state = p;
        return 0;
}

static struct ssehub *open_hub(const struct place *p)
{
        char dir[128];
        struct ssehub *hub = NULL;
        struct ssehub_error err = {0};

        snprintf(dir, sizeof(dir), "%s/hub", p->dir);
        assert_done(ssehub_create(dir, "A hub", NULL, &err), &err);
        assert_done(ssehub_open(dir, true, &hub, &err), &err);
        return hub;
}

static void ingest(struct ssehub *hub, const char *path, bool publish)
{
        struct ssehub_ingest options = {.publish = publish, .jobs = 1};
        struct ssehub_ingest_counts counts = {0};
        struct ssehub_error err = {0};

        assert_done(ssehub_ingest_paths(hub, &path, 1, &options, &counts, &err), &err);
        assert_int_equal(counts.added, 1);
}

static bool search_finds(struct ssehub *hub, const char *text)
{
        struct ssehub_query query = {.text = text};
        struct ssehub_error err = {0};
        char *json = NULL;
        bool found;

        assert_done(ssehub_search(hub, &query, &json, &err), &err);
        found = strstr(json, "Seeds held in common") != NULL;
        ssehub_free(json);
        return found;
}

static void what_is_published_is_found_and_what_is_not_is_not(void **state)
{
        struct place *p = *state;
        struct ssehub *hub = open_hub(p);
        struct ssehub_error err = {0};
        char *json = NULL;

        ingest(hub, p->paper, false);
        assert_false(search_finds(hub, "seed bank"));
        assert_done(ssehub_list(hub, "paper", "submitted", &json, &err), &err);
        assert_non_null(strstr(json, "Seeds held in common"));
        ssehub_free(json);
        ssehub_close(hub);
}

static void a_bulk_load_is_found_at_once(void **state)
{
        struct place *p = *state;
        struct ssehub *hub = open_hub(p);
        struct ssehub_error err = {0};

        ingest(hub, p->paper, true);
        assert_true(search_finds(hub, "seed bank"));
        assert_done(ssehub_check(hub, NULL, NULL, &err), &err);
        ssehub_close(hub);
}

static void a_no_is_told_from_a_failure(void **state)
{
        struct place *p = *state;
        struct ssehub *hub = open_hub(p);
        struct ssehub_filter filter = {"sdg", "99"};
        struct ssehub_query query = {.filters = &filter, .n_filters = 1};
        struct ssehub_move move = {.move = "publish", .id = "nothing"};
        struct ssehub_error err = {0};
        char *json = NULL;

        assert_int_equal(ssehub_show(hub, "nothing", &json, &err), 1);
        assert_non_null(strstr(err.message, "nothing"));
        assert_int_equal(ssehub_search(hub, &query, &json, &err), 1);
        assert_non_null(strstr(err.message, "99"));
        assert_int_equal(ssehub_review(hub, &move, &json, &err), 1);
        assert_int_equal(ssehub_user_add(hub, "no address", NULL, "adviser", &err), 1);
        assert_int_equal(ssehub_user_add(hub, "a@example.org", NULL, "king", &err), 1);
        assert_int_equal(ssehub_config_set(hub, "no-such-key", "1", &err), 1);
        assert_int_equal(ssehub_config_set(hub, "quorum", "many", &err), 1);
        assert_int_equal(ssehub_open("/nonexistent", false, &hub, &err), 1);
        assert_null(json);
        ssehub_close(hub);
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
        const struct CMUnitTest tests[] = {
                IN_A_PLACE(what_is_published_is_found_and_what_is_not_is_not),
                IN_A_PLACE(a_bulk_load_is_found_at_once),
                IN_A_PLACE(a_no_is_told_from_a_failure),
        };

        return cmocka_run_group_tests_name("hub: library", tests, NULL, NULL);
}
