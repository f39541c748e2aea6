/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One object out of the object streams of a PDF (ISO 32000-1, 7.5.7), without the tables that say where it is: the
 * start of each stream lists what is in it, so that is unpacked of all of them, and more of one only.
 */
#include "extract/pdf-info.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
        STREAMS_MAX = 2000,     /* of a file; more are for mutool */
        DICTIONARY_MAX = 512,   /* bytes around "/ObjStm" */
        HEADER_MAX = 64 << 10,  /* bytes of a stream's list */
        UNPACKED_MAX = 4 << 20, /* of a stream up to the object's end */
        OBJECT_MAX = 64 << 10,  /* bytes of the object */
};

struct packed {
        const unsigned char *data; /* what is packed, up to the file's end */
        size_t n;
        unsigned long count, first; /* objects, and where the first of them starts */
};

/* The number behind a key of the dictionary in text; 0 where it has none. */
static unsigned long number_of(const char *text, const char *key)
{
        const char *p = strstr(text, key);

        while (p && p[strlen(key)] >= 'A') /* "/N" in "/Name" */
                p = strstr(p + 1, key);
        return p ? strtoul(p + strlen(key), NULL, 10) : 0;
}

/* The stream whose dictionary has "/ObjStm" at `at`; false where it is packed in another way than nearly all are. */
static bool read_stream(const char *bytes, size_t n, const char *at, struct packed *ret)
{
        const char *from = at - bytes > DICTIONARY_MAX ? at - DICTIONARY_MAX : bytes;
        const char *to =
                (size_t)(bytes + n - at) > DICTIONARY_MAX ? at + DICTIONARY_MAX : bytes + n;
        const char *object = NULL, *stream = memmem(at, (size_t)(to - at), "stream", 6);
        char text[2 * DICTIONARY_MAX + 1];

        for (const char *p = from; p && p < at; p = memmem(p, (size_t)(at - p), "obj", 3)) {
                object = p > from ? p : object;
                p += p > from ? 3 : 1;
        }
        if (!object || !stream)
                return false;
        memcpy(text, object, (size_t)(stream - object));
        text[stream - object] = '\0';
        if (strstr(text, "/DecodeParms") || !strstr(text, "/FlateDecode") || strchr(text, '['))
                return false;
        stream += 6;
        if (stream < bytes + n && *stream == '\r')
                stream++;
        if (stream < bytes + n && *stream == '\n')
                stream++;
        ret->data = (const unsigned char *)stream;
        ret->n = (size_t)(bytes + n - stream);
        ret->count = number_of(text, "/N");
        ret->first = number_of(text, "/First");
        return ret->count > 0 && ret->first > 0 && ret->first <= HEADER_MAX;
}

/* Its first `want` bytes, NUL-terminated, on the heap; *ret_n of them. NULL: broken, or no memory. */
static char *unpack(const struct packed *p, size_t want, size_t *ret_n)
{
        char *out = malloc(want + 1);
        z_stream z = {.next_in = (unsigned char *)(uintptr_t)p->data,
                      .avail_in = (uInt)(p->n < UNPACKED_MAX ? p->n : UNPACKED_MAX),
                      .next_out = (unsigned char *)out,
                      .avail_out = (uInt)want};
        int r;

        if (!out || inflateInit(&z) != Z_OK) {
                free(out);
                return NULL;
        }
        r = inflate(&z, Z_SYNC_FLUSH);
        *ret_n = want - z.avail_out;
        inflateEnd(&z);
        if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR) {
                free(out);
                return NULL;
        }
        out[*ret_n] = '\0';
        return out;
}

/* Where in the stream the object is, as its list says: "12 0 17 45 …", numbers and offsets. */
static bool find_in_list(const char *list, const struct packed *p, unsigned long number,
                         size_t *ret_start)
{
        char *at;
        const char *s = list;

        for (unsigned long i = 0; i < p->count; i++) {
                unsigned long which = strtoul(s, &at, 10), offset;

                if (at == s)
                        return false;
                s = at;
                offset = strtoul(s, &at, 10);
                if (at == s)
                        return false;
                s = at;
                if (which == number && offset < UNPACKED_MAX) {
                        *ret_start = p->first + offset;
                        return true;
                }
        }
        return false;
}

static bool has_object(const struct packed *p, unsigned long number, size_t *ret_start)
{
        size_t n = 0;
        char *list = unpack(p, p->first, &n);
        bool found = list && n == p->first && find_in_list(list, p, number, ret_start);

        free(list);
        return found;
}

static void take_object(const struct packed *p, size_t start, struct str *out)
{
        size_t n = 0;
        char *all = unpack(p, start + OBJECT_MAX, &n);

        if (all && n > start)
                str_add_bytes(out, all + start, n - start);
        free(all);
}

int pdf_packed_object(const char *bytes, size_t n, unsigned long number, struct str *out)
{
        const char *end = bytes + n;
        size_t streams = 0, start = 0;
        struct packed last = {.n = 0};

        str_clear(out);
        for (const char *p = memmem(bytes, n, "/ObjStm", 7); p;
             p = memmem(p + 7, (size_t)(end - p - 7), "/ObjStm", 7)) {
                struct packed packed;

                if (++streams > STREAMS_MAX || !read_stream(bytes, n, p, &packed))
                        return PDF_INFO_HIDDEN;
                if (has_object(&packed, number, &start))
                        last = packed;
        }
        /* Once, however many say that they have it: that may be a lot to unpack. */
        if (last.n)
                take_object(&last, start, out);
        return out->len && !out->failed ? 0 : PDF_INFO_HIDDEN;
}

bool pdf_packed_may_have(const char *bytes, size_t n, const char *words)
{
        const char *end = bytes + n;
        size_t streams = 0, left = UNPACKED_MAX;

        for (const char *p = memmem(bytes, n, "/ObjStm", 7); p;
             p = memmem(p + 7, (size_t)(end - p - 7), "/ObjStm", 7)) {
                struct packed packed;
                size_t got = 0;
                char *all;
                bool found;

                if (++streams > STREAMS_MAX || !read_stream(bytes, n, p, &packed))
                        return true;
                all = unpack(&packed, left, &got);
                found = !all || got == left || memmem(all, got, words, strlen(words));
                free(all);
                if (found)
                        return true;
                left -= got;
        }
        return false;
}
