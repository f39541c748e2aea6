/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ZIP through libarchive, from memory into memory; the sizes that count are those of what comes out. */
#include "extract/zip.h"

#include "extract/parts.h"

#include "text/xml.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

struct zip {
        struct arena arena;
        struct zip_entry *entries; /* sorted by name */
        size_t n;
        size_t total; /* bytes unpacked */
};

void zip_close(struct zip *z)
{
        if (!z)
                return;
        for (size_t i = 0; i < z->n; i++)
                free(z->entries[i].bytes);
        arena_done(&z->arena);
        free(z);
}

void zip_closep(struct zip **z)
{
        zip_close(*z);
        *z = NULL;
}

bool zip_wants_text(const char *name)
{
        static const char *const others[] = {".jpg",  ".jpeg", ".png",   ".gif", ".webp", ".tif",
                                             ".tiff", ".bmp",  ".emf",   ".wmf", ".svm",  ".ttf",
                                             ".otf",  ".woff", ".woff2", ".mp3", ".mp4",  ".m4a",
                                             ".m4v",  ".ogg",  ".css",   ".js",  ".bin",  ".odttf",
                                             ".ncx",  ".xpgt", ".rdf",   ".vml", ".xlsx", ".pdf"};
        size_t n = strlen(name);

        for (size_t i = 0; i < ARRAY_LEN(others); i++) {
                size_t m = strlen(others[i]);

                if (n >= m && !strcasecmp(name + n - m, others[i]))
                        return false;
        }
        return true;
}

/* ---- in order, to be found by halves ---- */

static int compare_names(const char *a, const char *b)
{
        int r = strcasecmp(a, b);

        return r ? r : strcmp(a, b);
}

static int compare_entries(const void *a, const void *b)
{
        const struct zip_entry *x = a, *y = b;
        int r = compare_names(x->name, y->name);

        /* Of two with one name the one with bytes counts. */
        return r ? r : (x->bytes == NULL) - (y->bytes == NULL);
}

/* The first entry that is not before name, by either order. */
static size_t lower_bound(const struct zip *z, const char *name,
                          int (*compare)(const char *, const char *))
{
        size_t low = 0, high = z->n;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (compare(z->entries[middle].name, name) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

struct zip_entry *zip_find(const struct zip *z, const char *name)
{
        static int (*const orders[])(const char *, const char *) = {compare_names, strcasecmp};

        for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
                size_t at = lower_bound(z, name, orders[i]);

                if (at < z->n && orders[i](z->entries[at].name, name) == 0)
                        return &z->entries[at];
        }
        return NULL;
}

/* ---- unpacking ---- */

static int end_damaged(struct extraction *x, struct archive *a)
{
        const char *why = archive_error_string(a);

        extraction_end(x, EXTRACT_DAMAGED, "as a ZIP archive: %s", why ? why : "it is broken");
        return ZIP_ENDED;
}

static int end_too_large(struct extraction *x, const char *what, size_t max)
{
        extraction_end(x, EXTRACT_TOO_LARGE, "%s has more than %zu MiB unpacked", what, max >> 20);
        return ZIP_ENDED;
}

/* One entry's bytes, however many it said to have. */
static int unpack(struct zip *z, struct archive *a, struct zip_entry *e, struct extraction *x,
                  struct error *err)
{
        CLEANUP(str_done) struct str bytes = STR_INIT;
        char chunk[32 << 10];
        la_ssize_t n;

        while ((n = archive_read_data(a, chunk, sizeof(chunk))) > 0) {
                z->total += (size_t)n;
                if (bytes.len + (size_t)n > ZIP_ENTRY_MAX)
                        return end_too_large(x, e->name, ZIP_ENTRY_MAX);
                if (z->total > ZIP_TOTAL_MAX)
                        return end_too_large(x, "it", ZIP_TOTAL_MAX);
                str_add_bytes(&bytes, chunk, (size_t)n);
        }
        if (n < 0)
                return end_damaged(x, a);
        e->n = bytes.len;
        str_add_char(&bytes, '\0');
        e->bytes = str_steal(&bytes);
        return e->bytes ? 0 : error_no_memory(err);
}

/* Backslashes are a fault of some writers. A name that is no text at all stays "". */
static char *clean_name(struct zip *z, struct archive_entry *entry)
{
        const char *raw = archive_entry_pathname(entry);
        char *name = arena_copy(&z->arena, raw ? raw : "");

        for (char *p = name; p && *p; p++)
                if (*p == '\\')
                        *p = '/';
        return name;
}

static int add_entry(struct zip *z, struct archive *a, struct archive_entry *entry, zip_wants wants,
                     struct extraction *x, struct error *err)
{
        char *name = clean_name(z, entry);
        struct zip_entry *e;

        if (z->n == ZIP_ENTRIES_MAX) {
                extraction_end(x, EXTRACT_TOO_LARGE, "it has more than %d entries",
                               ZIP_ENTRIES_MAX);
                return ZIP_ENDED;
        }
        e = name ? arena_push(&z->arena, &z->entries, &z->n, sizeof(*e)) : NULL;
        if (!e)
                return error_no_memory(err);
        e->name = name;
        e->is_encrypted = archive_entry_is_data_encrypted(entry);
        if (e->is_encrypted || !wants(name) || str_ends(name, "/"))
                return 0;
        return unpack(z, a, e, x, err);
}

static int read_entries(struct zip *z, struct archive *a, zip_wants wants, struct extraction *x,
                        struct error *err)
{
        struct archive_entry *entry = NULL;
        int r = 0;

        while (r == 0) {
                int header = archive_read_next_header(a, &entry);

                if (header == ARCHIVE_EOF)
                        break;
                /* A warning is about a name's letters. */
                if (header < ARCHIVE_WARN)
                        return end_damaged(x, a);
                r = add_entry(z, a, entry, wants, x, err);
        }
        return r;
}

static void archive_freep(struct archive **a)
{
        archive_read_free(*a);
        *a = NULL;
}

/* ---- names in Unicode ---- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t utf8_names;

static void make_locale(void)
{
        utf8_names = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

/* libarchive turns names into the locale's letters, and those it has none for get lost. */
static locale_t enter_locale(void)
{
        pthread_once(&once, make_locale);
        return utf8_names ? uselocale(utf8_names) : (locale_t)0;
}

static void leave_localep(locale_t *before)
{
        if (*before)
                uselocale(*before);
}

int zip_open(const char *bytes, size_t n, zip_wants wants, struct extraction *x, struct zip **ret,
             struct error *err)
{
        CLEANUP(zip_closep) struct zip *z = calloc(1, sizeof(*z));
        CLEANUP(leave_localep) locale_t before UNUSED = enter_locale();
        CLEANUP(archive_freep) struct archive *a = archive_read_new();
        int r;

        if (!z || !a)
                return error_no_memory(err);
        z->arena = (struct arena)ARENA_INIT;
        if (archive_read_support_format_zip(a) != ARCHIVE_OK ||
            archive_read_open_memory(a, bytes, n) != ARCHIVE_OK)
                return end_damaged(x, a);
        r = read_entries(z, a, wants, x, err);
        if (r != 0)
                return r;
        if (z->n)
                qsort(z->entries, z->n, sizeof(*z->entries), compare_entries);
        *ret = STEAL(z);
        return 0;
}

/* ---- what is in it ---- */

int zip_xml(const struct zip *z, const char *name, bool needed, struct extraction *x, xmlDoc **ret,
            struct error *err)
{
        const struct zip_entry *e = zip_find(z, name);
        struct error why = {0};
        int r;

        if (e && e->is_encrypted) {
                extraction_end(x, EXTRACT_ENCRYPTED, "it opens only with a password");
                return ZIP_ENDED;
        }
        if (!e || !e->bytes) {
                if (!needed)
                        return ZIP_NO_ENTRY;
                extraction_end(x, EXTRACT_DAMAGED, "'%s' is missing in it", name);
                return ZIP_ENDED;
        }
        r = xml_read(e->bytes, e->n, ret, &why);
        if (r > 0) {
                extraction_end(x, EXTRACT_DAMAGED, "%s: %s", name, why.message);
                return ZIP_ENDED;
        }
        if (r < 0 && err)
                *err = why;
        return r;
}

/* Takes the last part off a path: "a/b/" and "a/b" become "a/"; "" stays. */
static void cut_last(struct str *path)
{
        if (path->len)
                path->len--;
        while (path->len && path->data[path->len - 1] != '/')
                path->len--;
        if (path->data)
                path->data[path->len] = '\0';
}

static int hex(char c)
{
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *p = c ? strchr(digits, c) : NULL;

        return p ? (int)(p - digits) % 16 : -1;
}

static void add_unescaped(struct str *out, const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (s[i] == '%' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
                        str_add_char(out, (char)(hex(s[i + 1]) * 16 + hex(s[i + 2])));
                        i += 2;
                } else {
                        str_add_char(out, s[i] == '\\' ? '/' : s[i]);
                }
        }
}

char *zip_resolve(const char *from, const char *href)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        const char *slash = strrchr(from, '/');

        if (*href != '/' && slash)
                str_add_bytes(&path, from, (size_t)(slash + 1 - from));
        href += *href == '/';
        for (;;) {
                size_t n = strcspn(href, "/?#");

                if (n == 2 && !strncmp(href, "..", 2)) {
                        cut_last(&path);
                } else if (!(n == 1 && *href == '.')) {
                        add_unescaped(&path, href, n);
                        if (href[n] == '/')
                                str_add_char(&path, '/');
                }
                if (href[n] != '/')
                        break;
                href += n + 1;
        }
        return str_steal(&path);
}
