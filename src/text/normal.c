/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Unicode through ICU: clean text, keys to compare by, and UTF-8 out of other encodings. */
#include "text/normal.h"

#include "base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* --- Unicode normalisation through ICU's UTF-16 ---------------------------------------------------- */

static bool is_ascii(const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if ((unsigned char)s[i] >= 0x80)
                        return false;
        }
        return true;
}

static int icu_failed(struct error *err, UErrorCode status)
{
        if (status == U_MEMORY_ALLOCATION_ERROR)
                return error_no_memory(err);
        return error_set(err, -EINVAL, "Unicode library: %s", u_errorName(status));
}

/* UTF-8 to UTF-16 on the heap. */
static int to_utf16(const char *s, size_t n, UChar **ret, int32_t *ret_len, struct error *err)
{
        UErrorCode status = U_ZERO_ERROR;
        UChar *u;

        if (n > INT_MAX / 4)
                return error_set(err, -E2BIG, "%zu bytes are too many to normalise at once", n);
        u = malloc((n + 1) * sizeof(*u));
        if (!u)
                return error_no_memory(err);
        u_strFromUTF8(u, (int32_t)n + 1, ret_len, s, (int32_t)n, &status);
        if (U_FAILURE(status)) {
                free(u);
                return icu_failed(err, status);
        }
        *ret = u;
        return 0;
}

static int add_utf16(const UChar *u, int32_t len, struct str *out, struct error *err)
{
        for (int32_t i = 0; i < len;) {
                UChar32 c;

                U16_NEXT(u, i, len, c);
                str_add_code_point(out, (unsigned int)c);
        }
        return out->failed ? error_no_memory(err) : 0;
}

static int normalise(const UNormalizer2 *form, const char *s, size_t n, struct str *out,
                     struct error *err)
{
        CLEANUP(freep) UChar *from = NULL;
        CLEANUP(freep) UChar *to = NULL;
        UErrorCode status = U_ZERO_ERROR;
        int32_t from_len, to_len;
        int r = to_utf16(s, n, &from, &from_len, err);

        if (r < 0)
                return r;
        to_len = unorm2_normalize(form, from, from_len, NULL, 0, &status);
        if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
                return icu_failed(err, status);
        status = U_ZERO_ERROR;
        to = malloc(((size_t)to_len + 1) * sizeof(*to));
        if (!to)
                return error_no_memory(err);
        unorm2_normalize(form, from, from_len, to, to_len + 1, &status);
        if (U_FAILURE(status))
                return icu_failed(err, status);
        return add_utf16(to, to_len, out, err);
}

/* --- cleaning -------------------------------------------------------------------------------------- */

static bool is_bidi_or_invisible(unsigned int c)
{
        return c == 0x00AD || c == 0x061C || c == 0x200E || c == 0x200F || c == 0xFEFF ||
               (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069);
}

static bool is_wide_space(unsigned int c)
{
        return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
               c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_line_end(unsigned int c)
{
        return c == '\n' || c == '\r' || c == 0x0B || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Shapes that stand for letters: ligatures, and the forms Arabic letters take in old PDF fonts. */
static bool is_presentation_form(unsigned int c)
{
        return (c >= 0xFB00 && c <= 0xFB06) || (c >= 0xFB50 && c <= 0xFDFF && c != 0xFDFD) ||
               (c >= 0xFE70 && c <= 0xFEFC);
}

static void add_letters_of(unsigned int form, struct str *out)
{
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
        UChar letters[32];
        int32_t n = nfkc ? unorm2_getDecomposition(nfkc, (UChar32)form, letters, 32, &status) : -1;

        if (U_FAILURE(status) || n < 0)
                str_add_code_point(out, form);
        else
                add_utf16(letters, n, out, NULL);
}

/* One pass over the code points; what it makes is normalised afterwards. */
static void filter(const char *s, size_t n, bool one_line, struct str *out)
{
        char space = '\0'; /* what is to stand before the next character */

        for (size_t i = 0; i < n;) {
                unsigned int c;
                size_t len = utf8_decode(s + i, n - i, &c);

                if (!len) {
                        c = 0xFFFD;
                        len = 1;
                }
                i += len;
                if (c == '\r' && i < n && s[i] == '\n')
                        continue;
                if (is_wide_space(c) || (one_line && (is_line_end(c) || c == '\f'))) {
                        space = c == '\t' && !one_line ? '\t' : space ? space : ' ';
                        continue;
                }
                if (is_bidi_or_invisible(c) || (utf8_is_unwanted(c) && !is_line_end(c)))
                        continue;
                if (is_line_end(c) || c == '\f') {
                        str_add_char(out, c == '\f' ? '\f' : '\n');
                        space = '\0';
                        continue;
                }
                if (space && out->len && out->data[out->len - 1] != '\n' &&
                    out->data[out->len - 1] != '\f')
                        str_add_char(out, space);
                space = '\0';
                if (is_presentation_form(c))
                        add_letters_of(c, out);
                else
                        str_add_code_point(out, c);
        }
}

static int clean(const char *text, size_t n, bool one_line, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str kept = STR_INIT;
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2 *nfc;

        filter(text, n, one_line, &kept);
        if (kept.failed)
                return error_no_memory(err);
        if (is_ascii(str_text(&kept), kept.len)) {
                str_add_bytes(out, str_text(&kept), kept.len);
                return out->failed ? error_no_memory(err) : 0;
        }
        nfc = unorm2_getNFCInstance(&status);
        if (U_FAILURE(status))
                return icu_failed(err, status);
        return normalise(nfc, kept.data, kept.len, out, err);
}

int text_clean(const char *text, size_t n, struct str *out, struct error *err)
{
        return clean(text, n, false, out, err);
}

int text_clean_line(const char *text, size_t n, struct str *out, struct error *err)
{
        return clean(text, n, true, out, err);
}

/* --- keys ------------------------------------------------------------------------------------------ */

static void add_key_letters(const struct str *folded, struct str *out)
{
        size_t start = out->len;
        bool space = false;

        for (size_t i = 0; i < folded->len;) {
                unsigned int c;
                size_t len = utf8_decode(folded->data + i, folded->len - i, &c);

                i += len;
                if (u_charType((UChar32)c) == U_NON_SPACING_MARK)
                        continue;
                if (!u_isalnum((UChar32)c)) {
                        space = true;
                        continue;
                }
                if (space && out->len > start)
                        str_add_char(out, ' ');
                space = false;
                str_add_code_point(out, c);
        }
}

int text_key(const char *text, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str folded = STR_INIT;
        CLEANUP(str_done) struct str apart = STR_INIT;
        CLEANUP(str_done) struct str clean_text = STR_INIT;
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
        const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
        int r;

        if (U_FAILURE(status))
                return icu_failed(err, status);
        r = text_clean_line(text, strlen(text), &clean_text, err);
        if (r == 0)
                r = normalise(fold, str_text(&clean_text), clean_text.len, &folded, err);
        if (r == 0) /* so that accents become marks, which are left out */
                r = normalise(nfkd, str_text(&folded), folded.len, &apart, err);
        if (r < 0)
                return r;
        add_key_letters(&apart, out);
        return out->failed ? error_no_memory(err) : 0;
}

/* --- encodings ------------------------------------------------------------------------------------- */

static int convert(const char *charset, const char *bytes, size_t n, struct str *out,
                   struct error *err)
{
        CLEANUP(freep) UChar *u = NULL;
        UErrorCode status = U_ZERO_ERROR;
        UConverter *converter = ucnv_open(charset, &status);
        int32_t len;

        if (U_FAILURE(status))
                return TEXT_UNREADABLE;
        if (n > INT_MAX / 4) {
                ucnv_close(converter);
                return error_set(err, -E2BIG, "%zu bytes are too many to convert at once", n);
        }
        ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
        u = malloc((n + 1) * 2 * sizeof(*u));
        len = u ? ucnv_toUChars(converter, u, (int32_t)(n + 1) * 2, bytes, (int32_t)n, &status) : 0;
        ucnv_close(converter);
        if (!u)
                return error_no_memory(err);
        return U_FAILURE(status) ? TEXT_UNREADABLE : add_utf16(u, len, out, err);
}

/* Windows-1252 has these five holes, and text that people wrote has no other controls. */
static bool reads_as_windows_1252(const char *bytes, size_t n)
{
        size_t letters = 0;
        size_t high = 0;

        for (size_t i = 0; i < n; i++) {
                unsigned char c = (unsigned char)bytes[i];

                if (c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D || c == 0x7F ||
                    !c || (c < 0x20 && !strchr("\t\n\r\f", c)))
                        return false;
                letters += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
                high += c >= 0x80;
        }
        /* Prose in a Latin script is mostly unaccented letters. */
        return letters > 2 * high;
}

/* What a page calls one of these is in truth its superset (WHATWG Encoding, 4.2); UTF-8 it is not. */
static bool means_windows_1252(const char *charset)
{
        static const char *const names[] = {"utf-8",   "utf8",     "iso-8859-1",  "iso8859-1",
                                            "latin-1", "us-ascii", "windows-1252"};

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                if (!strcasecmp(charset, names[i]))
                        return true;
        }
        return false;
}

static bool is_known(const char *charset)
{
        UErrorCode status = U_ZERO_ERROR;

        return ucnv_countAliases(charset, &status) > 0 && U_SUCCESS(status);
}

int text_to_utf8(const char *bytes, size_t n, const char *charset, struct str *out,
                 struct error *err)
{
        if (n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
                bytes += 3;
                n -= 3;
        } else if (n >= 2 && (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2))) {
                return convert("UTF-16", bytes, n, out, err);
        }
        if (utf8_is_valid(bytes, n)) {
                str_add_bytes(out, bytes, n);
                return out->failed ? error_no_memory(err) : 0;
        }
        if (charset && is_known(charset) && !means_windows_1252(charset))
                return convert(charset, bytes, n, out, err);
        if (!reads_as_windows_1252(bytes, n))
                return TEXT_UNREADABLE;
        return convert("windows-1252", bytes, n, out, err);
}

/* --- lines of several encodings -------------------------------------------------------------------- */

static size_t line_length(const char *bytes, size_t n)
{
        const char *end = memchr(bytes, '\n', n);

        return end ? (size_t)(end - bytes) + 1 : n;
}

/* The lines that are not UTF-8, one behind the other, to be judged together: one alone may be too short. */
static void add_foreign_lines(const char *bytes, size_t n, struct str *out)
{
        for (size_t len; n; bytes += len, n -= len) {
                len = line_length(bytes, n);
                if (!utf8_is_valid(bytes, len))
                        str_add_bytes(out, bytes, len);
        }
}

int text_lines_to_utf8(const char *bytes, size_t n, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str foreign = STR_INIT;
        size_t mark = n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
        bool is_utf16 = n >= 2 && (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2));

        if (is_utf16 || utf8_is_valid(bytes + mark, n - mark))
                return text_to_utf8(bytes, n, NULL, out, err);
        bytes += mark;
        n -= mark;
        add_foreign_lines(bytes, n, &foreign);
        if (foreign.failed)
                return error_no_memory(err);
        if (!reads_as_windows_1252(str_text(&foreign), foreign.len))
                return TEXT_UNREADABLE;
        for (size_t len; n; bytes += len, n -= len) {
                int r = 0;

                len = line_length(bytes, n);
                if (utf8_is_valid(bytes, len))
                        str_add_bytes(out, bytes, len);
                else
                        r = convert("windows-1252", bytes, len, out, err);
                if (r)
                        return r;
        }
        return out->failed ? error_no_memory(err) : 0;
}
