/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes: cleaning gives valid text and cleaning it again changes nothing; keys and encodings likewise. */
#include "text/normal.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef int (*cleaner)(const char *text, size_t n, struct str *out, struct error *err);

static void check_clean(cleaner clean, const char *bytes, size_t n)
{
        CLEANUP(str_done) struct str once = STR_INIT;
        CLEANUP(str_done) struct str twice = STR_INIT;

        if (clean(bytes, n, &once, NULL) != 0 || !utf8_is_valid(str_text(&once), once.len) ||
            clean(str_text(&once), once.len, &twice, NULL) != 0 || once.len != twice.len ||
            memcmp(str_text(&once), str_text(&twice), once.len) != 0)
                abort();
}

static void check_key(const char *text)
{
        CLEANUP(str_done) struct str once = STR_INIT;
        CLEANUP(str_done) struct str twice = STR_INIT;

        if (text_key(text, &once, NULL) != 0 || text_key(str_text(&once), &twice, NULL) != 0 ||
            strcmp(str_text(&once), str_text(&twice)) != 0)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const char *const charsets[] = {NULL, "utf-16le", "gb18030", "iso-2022-jp", "utf-7"};
        CLEANUP(str_done) struct str line = STR_INIT;

        check_clean(text_clean, (const char *)data, size);
        check_clean(text_clean_line, (const char *)data, size);
        if (text_clean_line((const char *)data, size, &line, NULL) != 0)
                abort();
        check_key(str_text(&line));
        for (size_t i = 0; i < ARRAY_LEN(charsets); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;

                if (text_to_utf8((const char *)data, size, charsets[i], &text, NULL) == 0 &&
                    !utf8_is_valid(str_text(&text), text.len))
                        abort();
        }
        return 0;
}
