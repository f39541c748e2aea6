/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"

#include <fcntl.h>

/* One published paper with a file, one withdrawn, one vote: a hub of which every rule has something to say. */
static struct store_version fill(struct hub *h)
{
        int64_t who = hub_account(h, "s@sse.example", ROLE_SUBMITTER);
        int64_t editor = hub_account(h, "e@sse.example", ROLE_EDITOR);
        int64_t adviser = hub_account(h, "a@sse.example", ROLE_ADVISER);
        struct store_version v = hub_paper(h, "one", who);
        struct store_version gone = hub_paper(h, "two", who);

        hub_file(h, v.id, 1, "a.txt", "some bytes");
        assert_done(store_assignment_add(h->s, v.id, adviser, editor, &h->err), &h->err);
        assert_done(store_assignment_declare(h->s, v.id, adviser, CONFLICT_NONE, NULL, &h->err),
                    &h->err);
        assert_done(store_vote_put(h->s, v.id, adviser, VOTE_APPROVE, NULL, &h->err), &h->err);
        hub_set_state(h, v.id, STATE_PUBLISHED);
        hub_event(h, editor, "publish", v.id);
        hub_set_state(h, gone.id, STATE_PUBLISHED);
        hub_event(h, editor, "bulk-publish", gone.id);
        hub_set_state(h, gone.id, STATE_WITHDRAWN);
        assert_done(store_tombstone_put(h->s, gone.work, "wrong", 0, &h->err), &h->err);
        hub_event(h, editor, "withdraw", gone.id);
        assert_sound(h);
        return v;
}

/* Each damage, done past the store, and a part of the line that tells it. */
static const struct {
        const char *sql, *words;
} damages[] = {
        {"DROP TRIGGER event_no_update; UPDATE event SET actor = 1 WHERE seq = 3",
         "event 3 was changed"},
        {"DROP TRIGGER event_no_update; UPDATE event SET detail = '{\"x\":1}' WHERE seq = 1",
         "event 1 was changed"},
        {"DROP TRIGGER event_no_update; UPDATE event SET at = '2020-01-01T00:00:00Z' WHERE seq = 2",
         "event 2 was changed"},
        {"DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq = 2",
         "events 2 to 2 are missing"},
        {"DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq = 5",
         "rows at the end of the event table are missing"},
        {"DROP TRIGGER event_no_update; UPDATE event SET hash = prev_hash WHERE seq = 2",
         "event 3 does not follow"},
        {"DROP TRIGGER event_no_delete", "trigger event_no_delete is missing"},
        {"CREATE TABLE mine (x)", "table mine is not ours"},
        {"DROP INDEX version_public; CREATE INDEX version_public ON version (work)",
         "index version_public is not as it should be"},
        {"UPDATE version SET state = 'submitted' WHERE id = 1", "is published, and no version is"},
        {"UPDATE version SET state = 'submitted' WHERE id = 1", "is submitted, and was public"},
        {"UPDATE version SET state = 'published' WHERE id = 2", "the change log does not say so"},
        {"DELETE FROM tombstone", "has no tombstone"},
        {"INSERT INTO tombstone (work, reason, at) VALUES (1, 'x', 'y')", "was not taken back"},
        {"UPDATE version SET published = NULL WHERE id = 1", "was never public"},
        {"UPDATE assignment SET conflict = 'declared'", "has a conflict of interest"},
        {"PRAGMA foreign_keys=OFF; DROP TRIGGER version_no_update; UPDATE version SET submitter = "
         "3",
         "who submitted it"},
        {"UPDATE page SET number = 2", "are not numbered from 1"},
        {"DROP TRIGGER version_no_update; UPDATE version SET number = 2 WHERE id = 1",
         "are not numbered from 1"},
        {"DROP TRIGGER work_no_update; UPDATE work SET pid = 'abcdefghi' WHERE id = 1",
         "which is none"},
        {"UPDATE version SET record = '{' WHERE id = 1", "record that is no JSON"},
        {"PRAGMA foreign_keys=OFF; DELETE FROM blob", "points to a row of blob"},
        {"UPDATE blob SET size = 7", "has 10 bytes instead of 7"},
        {"DROP TRIGGER change_no_delete; DELETE FROM change WHERE seq = 1",
         "change log is not numbered"},
        {"INSERT INTO version (work, number, submitter, state, record, created, since)"
         " VALUES (1, 2, 1, 'submitted', '{}', 'x', 'x')",
         "was submitted, and the audit trail does not say so"},
        {"INSERT INTO work (pid, kind, submitter, created) VALUES ('x', 'paper', 1, 'x')",
         "has no version"},
};

static void damage_of_every_kind_is_told(void **state)
{
        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
                void *place = NULL;

                hub_begin(&place);
                fill(place);
                hub_tamper(place, damages[i].sql);
                assert_found(place, damages[i].words);
                hub_end(&place);
        }
}

static void one_flipped_bit_of_a_blob_is_told(void **state)
{
        struct hub *h = *state;
        struct store_version v = fill(h);
        CLEANUP(freep) char *path = NULL;
        struct store_file *files;
        char byte;
        size_t n;
        int fd;

        assert_done(store_file_list(h->s, v.id, &h->a, &files, &n, &h->err), &h->err);
        path = store_blob_path(h->dir, files[0].sha256);
        fd = open(path, O_RDWR);
        assert_int_equal(pread(fd, &byte, 1, 4), 1);
        byte ^= 1;
        assert_int_equal(pwrite(fd, &byte, 1, 4), 1);
        close(fd);
        assert_found(h, "its bytes have changed");
        assert_int_equal(unlink(path), 0);
        assert_found(h, "No such file");
}

static void files_left_over_are_told_but_are_no_problem(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *part = path_join(h->dir, "blobs/tmp-x1y2z3");
        CLEANUP(freep) char *odd = path_join(h->dir, "blobs/ab");
        CLEANUP(freep) char *odd_file = path_join(h->dir, "blobs/ab/notes.txt");
        struct findings f;
        char sha256[65];

        assert_done(store_blob_put(h->s, "without a row", 13, sha256, &h->err), &h->err);
        assert_done(path_write_atomic(part, "x", 1, 0600, &h->err), &h->err);
        assert_done(path_make_dir(odd, 0750, &h->err), &h->err);
        assert_done(path_write_atomic(odd_file, "x", 1, 0600, &h->err), &h->err);
        f = hub_check(h);
        assert_int_equal(f.problems, 0);
        assert_int_equal(f.others, 3);
        assert_non_null(strstr(f.lines.data, sha256));
        assert_non_null(strstr(f.lines.data, "tmp-x1y2z3"));
        assert_non_null(strstr(f.lines.data, "ab/notes.txt"));
        str_done(&f.lines);
}

static void a_reader_can_check_while_a_writer_writes(void **state)
{
        struct hub *h = *state;
        CLEANUP(store_closep) struct store *reader = NULL;
        struct findings f = {STR_INIT, 0, 0};

        fill(h);
        assert_done(store_open(h->dir, STORE_READ, &reader, &h->err), &h->err);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_event_add(h->s, 0, "x", 0, NULL, &h->err), &h->err);
        assert_done(store_check(reader, note_finding, &f, &h->err), &h->err);
        assert_int_equal(f.problems, 0);
        store_rollback(h->s);
        str_done(&f.lines);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(damage_of_every_kind_is_told),
                HUB_TEST(one_flipped_bit_of_a_blob_is_told),
                HUB_TEST(files_left_over_are_told_but_are_no_problem),
                HUB_TEST(a_reader_can_check_while_a_writer_writes),
        };

        return cmocka_run_group_tests_name("store-check", tests, NULL, NULL);
}
