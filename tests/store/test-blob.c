/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"

#include "base/hash.h"
#include "text/json.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

/* Names in blobs/ that are no folders of blobs. */
static int count_parts(struct hub *h)
{
        CLEANUP(freep) char *path = path_join(h->dir, "blobs");
        DIR *d = opendir(path);
        struct dirent *e;
        int n = 0;

        assert_non_null(d);
        while ((e = readdir(d)))
                n += strncmp(e->d_name, "tmp-", 4) == 0;
        closedir(d);
        return n;
}

static void assert_content(struct hub *h, const char *sha256, const char *bytes, size_t len)
{
        CLEANUP(freep) char *path = store_blob_path(h->dir, sha256);
        CLEANUP(freep) char *found = NULL;
        size_t found_len;

        assert_done(path_read(path, len, &found, &found_len, &h->err), &h->err);
        assert_int_equal(found_len, len);
        assert_memory_equal(found, bytes, len);
}

static void bytes_are_kept_under_their_sha256(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *expected = path_join(h->dir, "blobs/ba/" ABC);
        char sha256[65];
        struct stat st;

        assert_done(store_blob_put(h->s, "abc", 3, sha256, &h->err), &h->err);
        assert_string_equal(sha256, ABC);
        assert_int_equal(stat(expected, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0640);
        assert_content(h, sha256, "abc", 3);
        assert_int_equal(count_parts(h), 0);
}

static void the_same_bytes_again_are_the_same_blob(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *path = store_blob_path(h->dir, ABC);
        struct stat before, after;
        char sha256[65];

        assert_done(store_blob_put(h->s, "abc", 3, sha256, &h->err), &h->err);
        assert_int_equal(stat(path, &before), 0);
        assert_done(store_blob_put(h->s, "abc", 3, sha256, &h->err), &h->err);
        assert_int_equal(stat(path, &after), 0);
        assert_true(before.st_ino == after.st_ino);
        assert_int_equal(count_parts(h), 0);
}

static void a_blob_cut_short_is_written_again(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *path = store_blob_path(h->dir, ABC);
        char sha256[65];

        assert_done(store_blob_put(h->s, "abc", 3, sha256, &h->err), &h->err);
        assert_int_equal(truncate(path, 1), 0);
        assert_done(store_blob_put(h->s, "abc", 3, sha256, &h->err), &h->err);
        assert_content(h, sha256, "abc", 3);
}

static void an_open_file_is_kept_from_its_place_on(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *path = path_join(h->dir, "paper.bin");
        CLEANUP(freep) char *bytes = malloc(300000);
        CLEANUP(closep) int fd = -1;
        char sha256[65], expected[HASH_HEX_LEN];
        int64_t size = 0;

        for (int i = 0; i < 300000; i++)
                bytes[i] = (char)(i * 7 + i / 251);
        assert_done(path_write_atomic(path, bytes, 300000, 0600, &h->err), &h->err);
        fd = open(path, O_RDONLY);
        assert_int_equal(lseek(fd, 1000, SEEK_SET), 1000);
        assert_done(store_blob_put_fd(h->s, fd, sha256, &size, &h->err), &h->err);
        assert_int_equal(size, 299000);
        assert_done(hash_bytes(bytes + 1000, 299000, expected, &h->err), &h->err);
        assert_string_equal(sha256, expected);
        assert_content(h, sha256, bytes + 1000, 299000);

        assert_int_equal(lseek(fd, 1000, SEEK_SET), 1000);
        assert_done(store_blob_put_fd(h->s, fd, sha256, &size, &h->err), &h->err);
        assert_int_equal(count_parts(h), 0);
}

static void no_bytes_are_a_blob_too(void **state)
{
        struct hub *h = *state;
        char sha256[65];

        assert_done(store_blob_put(h->s, "", 0, sha256, &h->err), &h->err);
        assert_content(h, sha256, "", 0);
}

static void a_name_that_is_no_sha256_has_no_path(void **state)
{
        (void)state;
        assert_null(store_blob_path("/hub", "../../etc/passwd"));
        assert_null(store_blob_path("/hub", ""));
        assert_null(store_blob_path("/hub", NULL));
        assert_null(store_blob_path("/hub", ABC "0"));
        assert_null(store_blob_path(
                "/hub", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
}

static void a_missing_blobs_folder_is_told_with_its_name(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *blobs = path_join(h->dir, "blobs");
        char sha256[65] = "untouched";

        assert_int_equal(rmdir(blobs), 0);
        assert_int_equal(store_blob_put(h->s, "abc", 3, sha256, &h->err), -ENOENT);
        assert_non_null(strstr(h->err.message, blobs));
        assert_non_null(strstr(h->err.message, "storing a file of 3 bytes: "));
        assert_string_equal(sha256, "untouched");
        assert_found(h, blobs);
}

static void assert_no_room(struct hub *h, int r, int expected)
{
        assert_int_equal(r, expected);
        assert_non_null(strstr(h->err.message, "storing a file"));
        assert_int_equal(count_parts(h), 0);
}

static void a_file_that_grows_too_large_leaves_nothing_behind(void **state)
{
        struct hub *h = *state;
        struct rlimit before, small = {100000, RLIM_INFINITY};
        CLEANUP(freep) char *bytes = calloc(1, 200000);
        char sha256[65];
        int r;

        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &small);
        r = store_blob_put(h->s, bytes, 200000, sha256, &h->err);
        setrlimit(RLIMIT_FSIZE, &before);
        signal(SIGXFSZ, SIG_DFL);
        assert_no_room(h, r, -EFBIG);
        assert_done(store_blob_put(h->s, bytes, 200000, sha256, &h->err), &h->err);
}

/* A small file system over blobs/; needs the right to mount. */
static void a_full_disk_is_told_and_leaves_nothing_behind(void **state)
{
        struct hub *h = *state;
        static const char bytes[1 << 20];
        char blobs[96]; /* not on the heap: skip() leaves without a cleanup */
        char sha256[65];
        int r;

        snprintf(blobs, sizeof(blobs), "%s/blobs", h->dir);
        if (mount("tmpfs", blobs, "tmpfs", 0, "size=256k") < 0) {
                print_message("skipped: mounting a small file system: %s\n", strerror(errno));
                skip();
        }
        r = store_blob_put(h->s, bytes, 1 << 20, sha256, &h->err);
        if (r == -ENOSPC)
                assert_no_room(h, r, -ENOSPC);
        assert_int_equal(store_blob_put(h->s, "abc", 3, sha256, &h->err), 0);
        assert_int_equal(umount(blobs), 0);
        assert_int_equal(r, -ENOSPC);
}

/* --- in a transaction ---------------------------------------------------------------------------------- */

static bool is_in_place(struct hub *h, const char *sha256)
{
        CLEANUP(freep) char *path = store_blob_path(h->dir, sha256);

        return access(path, F_OK) == 0;
}

static void blobs_of_a_transaction_are_in_place_once_it_is_committed(void **state)
{
        struct hub *h = *state;
        char one[65], again[65], two[65];

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_blob_put(h->s, "abc", 3, one, &h->err), &h->err);
        assert_done(store_blob_put(h->s, "abc", 3, again, &h->err), &h->err);
        assert_done(store_blob_put(h->s, "abd", 3, two, &h->err), &h->err);
        assert_int_equal(count_parts(h), 2);
        assert_false(is_in_place(h, one));
        assert_done(store_commit(h->s, &h->err), &h->err);
        assert_int_equal(count_parts(h), 0);
        assert_content(h, one, "abc", 3);
        assert_content(h, two, "abd", 3);
}

static void blobs_of_a_transaction_that_is_rolled_back_leave_nothing(void **state)
{
        struct hub *h = *state;
        char sha256[65];

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_blob_put(h->s, "abc", 3, sha256, &h->err), &h->err);
        store_rollback(h->s);
        assert_int_equal(count_parts(h), 0);
        assert_false(is_in_place(h, sha256));
}

static void what_is_undone_to_a_mark_leaves_neither_rows_nor_blobs(void **state)
{
        struct hub *h = *state;
        int64_t author = hub_account(h, "author@sse.example", ROLE_SUBMITTER);
        CLEANUP(json_freep) json_t *record = hub_record("Seeds");
        struct store_version kept, undone;
        struct store_version *list;
        char one[65], two[65];
        size_t n = 0;

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_mark(h->s, &h->err), &h->err);
        assert_done(store_blob_put(h->s, "abc", 3, one, &h->err), &h->err);
        assert_done(store_work_add(h->s, NULL, author, record, "a", &kept, &h->err), &h->err);
        assert_done(store_keep(h->s, &h->err), &h->err);
        assert_done(store_mark(h->s, &h->err), &h->err);
        assert_done(store_blob_put(h->s, "abd", 3, two, &h->err), &h->err);
        assert_done(store_work_add(h->s, NULL, author, record, "b", &undone, &h->err), &h->err);
        assert_done(store_undo(h->s, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        assert_true(is_in_place(h, one));
        assert_false(is_in_place(h, two));
        assert_int_equal(count_parts(h), 0);
        assert_done(store_work_list(h->s, &(struct store_filter){.state = -1}, &h->a, &list, &n,
                                    &h->err),
                    &h->err);
        assert_int_equal(n, 1);
        assert_string_equal(list[0].pid, kept.pid);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                HUB_TEST(bytes_are_kept_under_their_sha256),
                HUB_TEST(the_same_bytes_again_are_the_same_blob),
                HUB_TEST(a_blob_cut_short_is_written_again),
                HUB_TEST(an_open_file_is_kept_from_its_place_on),
                HUB_TEST(no_bytes_are_a_blob_too),
                HUB_TEST(blobs_of_a_transaction_are_in_place_once_it_is_committed),
                HUB_TEST(blobs_of_a_transaction_that_is_rolled_back_leave_nothing),
                HUB_TEST(what_is_undone_to_a_mark_leaves_neither_rows_nor_blobs),
                HUB_TEST(a_name_that_is_no_sha256_has_no_path),
                HUB_TEST(a_missing_blobs_folder_is_told_with_its_name),
                HUB_TEST(a_file_that_grows_too_large_leaves_nothing_behind),
                HUB_TEST(a_full_disk_is_told_and_leaves_nothing_behind),
        };

        return cmocka_run_group_tests_name("store-blob", tests, NULL, NULL);
}
