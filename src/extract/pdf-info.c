/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/pdf-info.h"

#include "extract/parts.h"
#include "extract/reader.h"

#include "base/utf8.h"
#include "meta/meta.h"

#include <string.h>

enum { STRING_MAX = 64 << 10, XMP_MAX = 1 << 20, REF_SIZE = 32 };

static const char white[] = " \t\r\n\f";

struct span {
        const char *at, *end;
};

static void skip_white(struct span *s)
{
        while (s->at < s->end && memchr(white, *s->at, sizeof(white)))
                s->at++;
}

static const char *find(const struct span *s, const char *words)
{
        return memmem(s->at, (size_t)(s->end - s->at), words, strlen(words));
}

static const char *find_last(struct span s, const char *words)
{
        const char *found = NULL;

        for (const char *p = find(&s, words); p; p = find(&s, words)) {
                found = p;
                s.at = p + 1;
        }
        return found;
}

/* ---- taking ---- */

static int take_string(const char *key, const struct str *value, struct record *r,
                       struct error *err)
{
        CLEANUP(str_done) struct str repaired = STR_INIT;

        utf8_repair(&repaired, str_text(value), value->len);
        if (value->failed || repaired.failed)
                return error_no_memory(err);
        meta_add_property(r, key, str_text(&repaired));
        return 0;
}

/* What XMP says goes over the document's information: it is the richer and the younger of the two. */
static int take_packet(const struct span *packet, struct extraction *x, struct error *err)
{
        CLEANUP(extraction_freep) struct extraction *of_packet = extraction_new();
        const char *end = packet->end;
        int r;

        if (!of_packet)
                return error_no_memory(err);
        /* Room for editing, and the line end that mutool adds. */
        while (end > packet->at && memchr(white, end[-1], sizeof(white)))
                end--;
        if (end == packet->at || end - packet->at > XMP_MAX)
                return 0;
        r = reader_read_xmp(packet->at, (size_t)(end - packet->at), of_packet, err);
        if (r == 0 && of_packet->state == EXTRACT_OK)
                record_merge(x->record, of_packet->record);
        return r;
}

/* ---- in the clear, or packed ---- */

/* "12 0" of "12 0 R" at s, as it stands before "obj"; false where no reference stands there. */
static bool read_reference(struct span s, char ret[REF_SIZE])
{
        unsigned int number = 0, generation = 0;
        char text[REF_SIZE];
        size_t n = (size_t)(s.end - s.at) < REF_SIZE - 1 ? (size_t)(s.end - s.at) : REF_SIZE - 1;
        char kind = 0;

        memcpy(text, s.at, n);
        text[n] = '\0';
        if (sscanf(text, "%9u %5u %c", &number, &generation, &kind) != 3 || kind != 'R')
                return false;
        snprintf(ret, REF_SIZE, "%u %u obj", number, generation);
        return true;
}

/* Behind the last "12 0 obj" of the file: a later one replaces those before (7.5.6). */
static bool find_object(const struct span *file, const char *object, struct span *ret)
{
        struct span s = *file;
        const char *found = NULL;

        for (const char *p = find(&s, object); p; p = find(&s, object)) {
                if (p == file->at || p[-1] < '0' || p[-1] > '9')
                        found = p;
                s.at = p + 1;
        }
        if (!found)
                return false;
        ret->at = found + strlen(object);
        ret->end = file->end;
        return true;
}

static bool is_digit(const struct span *s)
{
        return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

/* The value of a key is passed over: a name, a number, a word; false for what has an inside. */
static bool skip_simple(struct span *s)
{
        if (s->at >= s->end || memchr("<[(", *s->at, 3))
                return false;
        s->at++;
        while (s->at < s->end && !memchr("/<>[]() \t\r\n\f", *s->at, 13))
                s->at++;
        return true;
}

/* A dictionary whose values are strings and simple things; others, and references, are for mutool. */
static int read_dictionary(struct span s, struct record *r, struct error *err)
{
        skip_white(&s);
        if (s.end - s.at < 2 || memcmp(s.at, "<<", 2))
                return PDF_INFO_HIDDEN;
        s.at += 2;
        for (skip_white(&s); s.at < s.end && *s.at == '/'; skip_white(&s)) {
                CLEANUP(str_done) struct str key = STR_INIT;
                CLEANUP(str_done) struct str value = STR_INIT;
                const char *name = ++s.at;
                size_t n;
                int e = 0;

                while (s.at < s.end && !memchr("/<>[]() \t\r\n\f", *s.at, 13))
                        s.at++;
                str_add_bytes(&key, name, (size_t)(s.at - name));
                skip_white(&s);
                n = pdf_string_read(s.at, (size_t)(s.end - s.at), &value);
                if (n && value.len <= STRING_MAX)
                        e = take_string(str_text(&key), &value, r, err);
                if (e < 0)
                        return e;
                s.at += n;
                if (!n && (is_digit(&s) || !skip_simple(&s)))
                        return PDF_INFO_HIDDEN;
        }
        return s.end - s.at >= 2 && !memcmp(s.at, ">>", 2) ? 0 : PDF_INFO_HIDDEN;
}

/* A packed object has generation 0 (7.5.7). */
static int read_packed_info(const struct span *file, const char *object, struct record *r,
                            struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        char *end;
        unsigned long number = strtoul(object, &end, 10);
        int answer = PDF_INFO_HIDDEN;

        if (!strcmp(end, " 0 obj"))
                answer = pdf_packed_object(file->at, (size_t)(file->end - file->at), number, &text);
        if (text.failed)
                return error_no_memory(err);
        return answer == 0 ? read_dictionary((struct span){text.data, text.data + text.len}, r, err)
                           : answer;
}

static int read_clear_info(const struct span *file, struct extraction *x, struct error *err)
{
        const char *info = find_last(*file, "/Info");
        struct span at = {info ? info + strlen("/Info") : NULL, file->end};
        char object[REF_SIZE];

        if (!info)
                return 0;
        skip_white(&at);
        if (!read_reference(at, object))
                return PDF_INFO_HIDDEN;
        return find_object(file, object, &at) ? read_dictionary(at, x->record, err)
                                              : read_packed_info(file, object, x->record, err);
}

/* Pictures have packets as well: the document's own is the only one, or the one that its catalog names. */
static int find_packet(const struct span *file, struct span *ret)
{
        static const char begin[] = "<?xpacket begin", end[] = "<?xpacket end";
        struct span rest = *file;
        const char *first = find(&rest, begin), *last = first ? find_last(*file, begin) : NULL;

        ret->at = ret->end = file->at;
        if (!first)
                return find(file, "/Metadata") ? PDF_INFO_HIDDEN : 0;
        if (first != last)
                return PDF_INFO_HIDDEN;
        rest.at = first;
        last = find(&rest, end);
        if (!last)
                return PDF_INFO_HIDDEN;
        *ret = (struct span){first, last};
        rest.at = last;
        last = find(&rest, "?>");
        if (last)
                ret->end = last + 2;
        return 0;
}

bool pdf_may_have_fonts(const char *bytes, size_t n)
{
        const struct span file = {bytes, bytes + n};

        return find(&file, "/Font") || find(&file, "/Encrypt") ||
               pdf_packed_may_have(bytes, n, "/Font");
}

/* Half of what it says would be worse than asking mutool: the record is a fresh one until all is read. */
int pdf_info_read(const char *bytes, size_t n, struct extraction *x, struct error *err)
{
        const struct span file = {bytes, bytes + n};
        CLEANUP(extraction_freep) struct extraction *found = extraction_new();
        struct span packet;
        int r;

        if (!found)
                return error_no_memory(err);
        if (!n || find(&file, "/Encrypt"))
                return PDF_INFO_HIDDEN;
        r = find_packet(&file, &packet);
        if (r == 0)
                r = read_clear_info(&file, found, err);
        if (r == 0)
                r = take_packet(&packet, found, err);
        if (r == 0)
                record_merge(x->record, found->record);
        return r;
}

/* ---- as mutool shows it ---- */

/* "12 0 obj" before what is an object of its own. */
static void skip_object(struct span *s)
{
        struct span t = *s;

        while (t.at < t.end && memchr("0123456789 ", *t.at, 11))
                t.at++;
        if (t.at > s->at && t.end - t.at > 3 && !memcmp(t.at, "obj", 3)) {
                s->at = t.at + 3;
                skip_white(s);
        }
}

static void skip_line(struct span *s)
{
        while (s->at < s->end && *s->at != '\n')
                s->at++;
        skip_white(s);
}

int pdf_info_read_shown(const char *bytes, size_t n, struct extraction *x, struct error *err)
{
        static const char *const paths[] = {PDF_INFO_PATHS};
        struct span s = {bytes, bytes + n};

        for (size_t i = 0; i + 1 < ARRAY_LEN(paths); i++) {
                CLEANUP(str_done) struct str value = STR_INIT;
                int r;

                skip_white(&s);
                skip_object(&s);
                s.at += pdf_string_read(s.at, (size_t)(s.end - s.at), &value);
                r = take_string(strrchr(paths[i], '/') + 1, &value, x->record, err);
                if (r < 0)
                        return r;
                skip_line(&s);
                if (s.end - s.at >= 6 && !memcmp(s.at, "endobj", 6))
                        skip_line(&s);
        }
        return s.at < s.end && *s.at == '<' ? take_packet(&s, x, err) : 0;
}
