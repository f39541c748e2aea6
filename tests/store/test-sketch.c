/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"

struct found {
        char pid[4][ID_SIZE];
        size_t n;
};

static int note(void *user, const struct store_likeness *one)
{
        struct found *f = user;

        assert_true(f->n < 4);
        strcpy(f->pid[f->n++], one->pid);
        return 0;
}

/* Once each: a text is met in every band that it shares. */
static int note_once(void *user, const struct store_likeness *one)
{
        struct found *f = user;

        for (size_t i = 0; i < f->n; i++)
                if (!strcmp(f->pid[i], one->pid))
                        return 0;
        return note(user, one);
}

static struct store_sketch sketch_of(const char *author_year, const char *title, uint32_t seed)
{
        struct store_sketch s = {.author_year = author_year, .title = title, .has_text = seed != 0};

        for (uint32_t i = 0; i < SKETCH_VALUES; i++)
                s.minhash[i] = seed * 1000003U + i * 7919U;
        return s;
}

static struct store_version add(struct hub *h, const struct store_sketch *s, const char *title)
{
        struct store_version v = hub_paper(h, title, 1);

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_sketch_add(h->s, v.id, s, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        return v;
}

static void works_are_found_by_author_and_year_and_by_bands_of_their_text(void **state)
{
        struct hub *h = *state;
        struct store_sketch a = sketch_of("otieno 2021", "the common granary", 1);
        struct store_sketch b = sketch_of("otieno 2021", "wind for all", 2);
        struct store_sketch c = sketch_of(NULL, "seeds", 0);
        struct store_version first, second;
        struct found found = {.n = 0};

        hub_account(h, "author@sse.example", ROLE_SUBMITTER);
        first = add(h, &a, "One");
        second = add(h, &b, "Two");
        add(h, &c, "Three");
        assert_done(store_sketch_each(h->s, &a, 0, note_once, &found, &h->err), &h->err);
        assert_int_equal(found.n, 2);

        /* One value of each band but the last has changed: the last band still tells. */
        a.author_year = NULL;
        for (uint32_t i = 0; i + SKETCH_VALUES / SKETCH_BANDS < SKETCH_VALUES;
             i += SKETCH_VALUES / SKETCH_BANDS)
                a.minhash[i]++;
        found.n = 0;
        assert_done(store_sketch_each(h->s, &a, 0, note, &found, &h->err), &h->err);
        assert_int_equal(found.n, 1);
        assert_string_equal(found.pid[0], first.pid);

        found.n = 0;
        assert_done(store_sketch_each(h->s, &a, first.work, note, &found, &h->err), &h->err);
        assert_int_equal(found.n, 0);
        assert_done(store_sketch_each(h->s, &b, first.work, note_once, &found, &h->err), &h->err);
        assert_int_equal(found.n, 1);
        assert_string_equal(found.pid[0], second.pid);
}

static void a_sketch_without_author_and_text_finds_nothing(void **state)
{
        struct hub *h = *state;
        struct store_sketch c = sketch_of(NULL, "seeds", 0);
        struct found found = {.n = 0};

        hub_account(h, "author@sse.example", ROLE_SUBMITTER);
        add(h, &c, "One");
        assert_done(store_sketch_each(h->s, &c, 0, note, &found, &h->err), &h->err);
        assert_int_equal(found.n, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                HUB_TEST(works_are_found_by_author_and_year_and_by_bands_of_their_text),
                HUB_TEST(a_sketch_without_author_and_text_finds_nothing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
