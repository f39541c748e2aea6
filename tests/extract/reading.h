/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the tests of single formats share: documents made on the spot, and read by the real, fenced worker. */
#ifndef SSEHUB_TESTS_EXTRACT_READING_H
#define SSEHUB_TESTS_EXTRACT_READING_H

#include "unit.h"

#include "base/str.h"
#include "extract/extract.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>

/* Memory for an archive that a test makes. */
enum { ARCHIVE_ROOM = 16 << 20 };

struct part {
        const char *name, *text;
        size_t n; /* 0: as long as the text is */
};

struct bytes {
        char *data;
        size_t n;
};

static inline void bytes_done(struct bytes *b)
{
        free(b->data);
}

/* options: libarchive's, such as "zip:encryption=zipcrypt", or NULL. */
static inline struct bytes make_zip_with(const struct part *parts, size_t n, const char *options)
{
        struct archive *a = archive_write_new();
        struct archive_entry *e = archive_entry_new();
        struct bytes b = {malloc(ARCHIVE_ROOM), 0};

        assert_non_null(b.data);
        assert_int_equal(archive_write_set_format_zip(a), ARCHIVE_OK);
        archive_write_set_bytes_in_last_block(a, 1);
        if (options) {
                assert_int_equal(archive_write_set_options(a, options), ARCHIVE_OK);
                assert_int_equal(archive_write_set_passphrase(a, "sesame"), ARCHIVE_OK);
        }
        assert_int_equal(archive_write_open_memory(a, b.data, ARCHIVE_ROOM, &b.n), ARCHIVE_OK);
        for (size_t i = 0; i < n; i++) {
                size_t size = parts[i].n ? parts[i].n : strlen(parts[i].text);

                archive_entry_clear(e);
                archive_entry_set_pathname(e, parts[i].name);
                archive_entry_set_filetype(e, AE_IFREG);
                archive_entry_set_perm(e, 0644);
                archive_entry_set_size(e, (la_int64_t)size);
                /* As the writers of OpenDocument and EPUB are to do it. */
                if (!strcmp(parts[i].name, "mimetype"))
                        archive_write_zip_set_compression_store(a);
                else
                        archive_write_zip_set_compression_deflate(a);
                assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
                assert_int_equal(archive_write_data(a, parts[i].text, size), size);
        }
        assert_int_equal(archive_write_close(a), ARCHIVE_OK);
        archive_entry_free(e);
        archive_write_free(a);
        return b;
}

static inline struct bytes make_zip(const struct part *parts, size_t n)
{
        return make_zip_with(parts, n, NULL);
}

static inline struct extraction *read_bytes(const char *name, const void *bytes, size_t n)
{
        CLEANUP(closep) int fd = memfd_create("document", MFD_CLOEXEC);
        CLEANUP(str_done) struct str worker = STR_INIT;
        struct extract_options options = {0};
        struct extraction *x = NULL;
        struct error err = {0};

        str_addf(&worker, "%s/src/ssehub-worker", build_dir());
        options.worker = worker.data;
        assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
        assert_done(extract_fd(fd, name, &options, &x, &err), &err);
        return x;
}

static inline struct extraction *read_text(const char *name, const char *text)
{
        return read_bytes(name, text, strlen(text));
}

static inline struct extraction *read_zip(const char *name, const struct part *parts, size_t n)
{
        CLEANUP(bytes_done) struct bytes b = make_zip(parts, n);

        return read_bytes(name, b.data, b.n);
}

/* reason: words that are in it, or NULL. */
static inline void assert_state(const struct extraction *x, enum extract_state state,
                                const char *reason)
{
        if (x->state != state)
                fail_msg("%s (%s) instead of %s", extract_state_name(x->state),
                         x->reason ? x->reason : "-", extract_state_name(state));
        if (reason && !strstr(x->reason, reason))
                fail_msg("'%s' does not say '%s'", x->reason, reason);
        if (state != EXTRACT_OK)
                assert_int_equal(x->n_pages, 0);
}

/* One page, with exactly this text. */
static inline void assert_text(const struct extraction *x, const char *text)
{
        assert_state(x, EXTRACT_OK, NULL);
        assert_int_equal(x->n_pages, 1);
        assert_string_equal(x->pages[0], text);
}

#endif
