/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * RTF: groups, control words, and bytes in as many code pages as there are fonts. What each word means is in
 * rtf-words.c. Braces that do not match are forgiven; a file that ends in the middle of its text is not.
 */
#include "extract/rtf.h"

#include "extract/parts.h"

#include "base/utf8.h"
#include "meta/meta.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unicode/uloc.h>

/* ---- putting out ---- */

static bool is_flow(enum rtf_place place)
{
        return place <= RTF_BOX;
}

static bool is_shown(const struct rtf *r)
{
        return r->now.place != RTF_NOWHERE && !r->now.is_hidden && !r->now.is_deleted;
}

/* "pt-BR" for 1046. */
static const char *tag_of(struct rtf *r, unsigned short language)
{
        UErrorCode status = U_ZERO_ERROR;
        char name[TALLY_TAG];

        if (r->tagged == language)
                return r->tag;
        r->tagged = language;
        r->tag[0] = '\0';
        if (language == 0 || language == 1024) /* unknown; not to be checked */
                return r->tag;
        if (uloc_getLocaleForLCID(language, name, sizeof(name), &status) <= 0 ||
            U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING)
                return r->tag;
        name[strcspn(name, "@")] = '\0';
        for (char *p = name; *p; p++)
                *p = *p == '_' ? '-' : *p;
        strcpy(r->tag, name);
        return r->tag;
}

static void count_language(struct rtf *r, const char *text)
{
        unsigned short language = r->now.language;

        if (r->now.asian_language && tally_script_of(text) == TALLY_ASIAN)
                language = r->now.asian_language;
        tally_add(&r->tally, tag_of(r, language), strlen(text));
}

/* Text boxes stand where they are anchored, in the middle of a paragraph: they follow it. */
static void add_boxes(struct rtf *r)
{
        struct str *boxes = &r->texts[RTF_BOX], *text = &r->texts[RTF_TEXT];

        if (!boxes->len)
                return;
        str_addf(text, "%s%s", text->len ? "\n\n" : "", str_text(boxes));
        str_clear(boxes);
        r->flows[RTF_BOX].gap = FLOW_NOTHING;
        r->flows[RTF_TEXT].gap = FLOW_PARAGRAPH;
}

static void put_shown(struct rtf *r, const char *text)
{
        struct flow *f = is_flow(r->now.place) ? &r->flows[r->now.place] : NULL;

        if (!f) {
                str_add(&r->field, text);
                return;
        }
        if (r->now.place == RTF_TEXT && r->now.is_table != r->was_table) {
                flow_ask(f, FLOW_PARAGRAPH);
                r->was_table = r->now.is_table;
        }
        flow_add(f, text);
        count_language(r, text);
}

static void put_surrogate_left_alone(struct rtf *r)
{
        if (r->high_surrogate && is_shown(r))
                put_shown(r, "\uFFFD");
        r->high_surrogate = 0;
}

void rtf_put(struct rtf *r, const char *text)
{
        if (r->to_skip > 0) {
                r->to_skip--;
                return;
        }
        put_surrogate_left_alone(r);
        if (is_shown(r))
                put_shown(r, text);
}

void rtf_gap(struct rtf *r, enum flow_gap gap)
{
        struct flow *f = is_flow(r->now.place) ? &r->flows[r->now.place] : NULL;

        if (!f || !is_shown(r))
                return;
        if (gap == FLOW_PARAGRAPH && r->now.is_table)
                gap = FLOW_NEWLINE;
        if (gap == FLOW_PARAGRAPH && r->now.place == RTF_TEXT)
                add_boxes(r);
        flow_ask(f, gap);
}

void rtf_put_unit(struct rtf *r, unsigned int unit)
{
        char bytes[5] = {0};
        unsigned int high = r->high_surrogate;

        r->high_surrogate = 0;
        if (unit >= 0xDC00 && unit <= 0xDFFF && high)
                unit = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
        else if (high && is_shown(r))
                put_shown(r, "\uFFFD");
        if (unit >= 0xD800 && unit <= 0xDBFF) {
                r->high_surrogate = unit;
        } else if (is_shown(r) && unit) {
                /* A font of pictures has its codes in F000 … F0FF. */
                if (unit >= 0xF000 && unit <= 0xF0FF)
                        unit = r->pages[r->now.font] == RTF_PAGE_SYMBOL
                                       ? symbol_character(unit & 0xFF)
                                       : ' ';
                utf8_encode(unit, bytes);
                put_shown(r, bytes);
        }
        r->to_skip = r->now.fallback;
}

/* ---- code pages ---- */

/* By the name that ICU has for a page of Windows, of DOS or of the Macintosh; NULL: none. */
static UConverter *open_page(unsigned short page)
{
        static const char *const prefixes[] = {"windows-", "cp", "ibm-"};
        static const struct {
                unsigned short page;
                const char *name;
        } others[] = {{10000, "macintosh"},      {10006, "x-mac-greek"},
                      {10007, "x-mac-cyrillic"}, {10029, "x-mac-centraleurroman"},
                      {10081, "x-mac-turkish"},  {65001, "UTF-8"}};
        UConverter *converter = NULL;
        char name[32];

        for (size_t i = 0; i < ARRAY_LEN(others); i++) {
                UErrorCode status = U_ZERO_ERROR;

                if (others[i].page == page)
                        converter = ucnv_open(others[i].name, &status);
        }
        for (size_t i = 0; !converter && i < ARRAY_LEN(prefixes); i++) {
                UErrorCode status = U_ZERO_ERROR;

                snprintf(name, sizeof(name), "%s%u", prefixes[i], page);
                converter = ucnv_open(name, &status);
        }
        return converter;
}

static UConverter *converter_of(struct rtf *r, unsigned short page)
{
        if (!r->converter || r->converter_page != page) {
                UErrorCode status = U_ZERO_ERROR;

                ucnv_close(r->converter);
                r->converter = open_page(page);
                r->converter_page = page;
                if (!r->converter)
                        r->converter = ucnv_open("windows-1252", &status);
        }
        return r->converter;
}

static void convert(struct rtf *r, unsigned short page, struct str *out)
{
        UConverter *converter = converter_of(r, page);
        size_t room = (r->bytes.len + 1) * 2;
        CLEANUP(freep) UChar *u = malloc(room * sizeof(*u));
        UErrorCode status = U_ZERO_ERROR;
        int32_t n = 0;

        if (!converter || !u || room > INT_MAX) {
                r->failed = true;
                return;
        }
        n = ucnv_toUChars(converter, u, (int32_t)room, r->bytes.data, (int32_t)r->bytes.len,
                          &status);
        for (int32_t i = 0; U_SUCCESS(status) && i < n;) {
                UChar32 c;

                U16_NEXT(u, i, n, c);
                if (c)
                        str_add_code_point(out, (unsigned int)c);
        }
}

static void convert_symbols(const struct rtf *r, unsigned short page, struct str *out)
{
        for (size_t i = 0; i < r->bytes.len; i++) {
                unsigned int c = page == RTF_PAGE_SYMBOL
                                         ? symbol_character((unsigned char)r->bytes.data[i])
                                         : ' ';

                if (c)
                        str_add_code_point(out, c);
        }
}

static bool is_ascii(const struct str *s)
{
        for (size_t i = 0; i < s->len; i++)
                if ((unsigned char)s->data[i] >= 0x80)
                        return false;
        return true;
}

void rtf_flush(struct rtf *r)
{
        unsigned short own = r->now.place == RTF_FONT ? 0 : r->pages[r->now.font];
        unsigned short page = own ? own : r->page;
        CLEANUP(str_done) struct str text = STR_INIT;

        if (!r->bytes.len)
                return;
        put_surrogate_left_alone(r);
        if (is_shown(r)) {
                if (page == RTF_PAGE_SYMBOL || page == RTF_PAGE_PICTURES)
                        convert_symbols(r, page, &text);
                else if (is_ascii(&r->bytes))
                        str_add_bytes(&text, r->bytes.data, r->bytes.len);
                else
                        convert(r, page, &text);
                put_shown(r, str_text(&text));
        }
        r->failed |= text.failed || r->bytes.failed;
        str_clear(&r->bytes);
}

static void take_byte(struct rtf *r, char c)
{
        if (r->to_skip > 0)
                r->to_skip--;
        else if (c)
                str_add_char(&r->bytes, c);
}

/* ---- groups ---- */

/* "{\f3\fcharset2 Symbol;}": of all fonts of pictures the letters of this one are known. */
static void end_font(struct rtf *r)
{
        if (r->pages[r->font_defined] == RTF_PAGE_PICTURES &&
            !strncasecmp(str_text(&r->field), "Symbol", 6))
                r->pages[r->font_defined] = RTF_PAGE_SYMBOL;
        str_clear(&r->field);
}

static void end_created(struct rtf *r)
{
        char day[32];

        snprintf(day, sizeof(day), "%04d-%02d-%02d", r->year, r->month, r->day);
        if (r->year)
                meta_add_property(r->x->record, "CreationDate", day);
}

/* The group's text, where it goes into the record. */
static void end_place(struct rtf *r, enum rtf_place place)
{
        static const char *const properties[RTF_NOWHERE] = {[RTF_TITLE] = "Title",
                                                            [RTF_AUTHOR] = "Author",
                                                            [RTF_SUBJECT] = "Subject",
                                                            [RTF_KEYWORDS] = "Keywords"};

        if (place == RTF_FONT)
                end_font(r);
        else if (place == RTF_CREATED)
                end_created(r);
        else if (place < RTF_NOWHERE && properties[place])
                meta_add_property(r->x->record, properties[place], str_text(&r->field));
        else if (place == RTF_NOTE || place == RTF_BOX)
                flow_ask(&r->flows[place], FLOW_PARAGRAPH);
}

static void open_group(struct rtf *r)
{
        rtf_flush(r);
        r->to_skip = 0;
        r->is_starred = false;
        if (r->depth == RTF_DEPTH_MAX)
                r->too_deep++;
        else
                r->groups[r->depth++] = r->now;
}

static void close_group(struct rtf *r)
{
        struct rtf_group inner = r->now;

        rtf_flush(r);
        r->to_skip = 0;
        r->is_starred = false;
        if (r->too_deep) {
                r->too_deep--;
        } else if (r->depth) {
                r->now = r->groups[--r->depth];
                if (inner.place != r->now.place || inner.place == RTF_FONT)
                        end_place(r, inner.place);
                /* A paragraph is a matter of the text's order, not of groups. */
                if (inner.place == r->now.place)
                        r->now.is_table = inner.is_table;
        }
}

/* ---- control words and symbols ---- */

void rtf_pass(struct rtf *r, size_t n)
{
        size_t left = (size_t)(r->end - r->at);

        r->at += n < left ? n : left;
}

static long read_parameter(struct rtf *r)
{
        bool is_negative = r->at < r->end && *r->at == '-';
        long n = 0;

        if (r->end - r->at < 1 + is_negative || !isdigit((unsigned char)r->at[is_negative]))
                return RTF_NO_PARAMETER;
        for (r->at += is_negative; r->at < r->end && isdigit((unsigned char)*r->at); r->at++)
                if (n < INT_MAX / 10)
                        n = n * 10 + (*r->at - '0');
        return is_negative ? -n : n;
}

static void take_word(struct rtf *r)
{
        char word[RTF_WORD_SIZE];
        size_t n = 0;
        long parameter;
        bool was_starred = r->is_starred;

        for (; r->at < r->end && isalpha((unsigned char)*r->at); r->at++)
                if (n + 1 < sizeof(word))
                        word[n++] = *r->at;
        word[n] = '\0';
        parameter = read_parameter(r);
        if (r->at < r->end && *r->at == ' ')
                r->at++;
        rtf_flush(r);
        r->is_starred = false;
        /* Some writers leave the fallback out: a word is never taken for one. */
        r->to_skip = 0;
        if (!rtf_act(r, word, parameter) && was_starred)
                r->now.place = RTF_NOWHERE;
}

static int hex(char c)
{
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *p = c ? strchr(digits, c) : NULL;

        return p ? (int)(p - digits) % 16 : -1;
}

static void take_hex(struct rtf *r)
{
        if (r->end - r->at >= 2 && hex(r->at[0]) >= 0 && hex(r->at[1]) >= 0) {
                take_byte(r, (char)(hex(r->at[0]) * 16 + hex(r->at[1])));
                r->at += 2;
        }
}

/* Behind a backslash. */
static void take_control(struct rtf *r)
{
        char c = r->at < r->end ? *r->at : '\0';

        if (isalpha((unsigned char)c)) {
                take_word(r);
                return;
        }
        r->at += r->at < r->end;
        if (c == '\'') {
                take_hex(r);
        } else if (c == '\\' || c == '{' || c == '}') {
                take_byte(r, c);
        } else if (c == '*') {
                r->is_starred = true;
        } else if (c == '~' || c == '_') {
                rtf_flush(r);
                rtf_put(r, c == '~' ? " " : "-");
        } else if (c == '\n' || c == '\r') {
                rtf_flush(r);
                rtf_gap(r, FLOW_PARAGRAPH);
        }
}

static void read_all(struct rtf *r)
{
        while (r->at < r->end && !r->failed) {
                char c = *r->at++;

                if (c == '{')
                        open_group(r);
                else if (c == '}')
                        close_group(r);
                else if (c == '\\')
                        take_control(r);
                else if (c == ';' && r->now.place == RTF_FONT) {
                        rtf_flush(r);
                        end_font(r);
                } else if (c != '\r' && c != '\n')
                        take_byte(r, c);
        }
        rtf_flush(r);
}

/* Groups are open, and the last thing in the file is no end of one: there was more of it once. */
static bool is_cut(const struct rtf *r, const char *start)
{
        const char *p = r->end;

        while (p > start && (isspace((unsigned char)p[-1]) || !p[-1]))
                p--;
        return r->depth > 0 && p > start && p[-1] != '}';
}

static int finish(struct rtf *r, const char *start, struct error *err)
{
        struct str *text = &r->texts[RTF_TEXT];
        const struct str *notes = &r->texts[RTF_NOTE];

        if (is_cut(r, start)) {
                extraction_end(r->x, EXTRACT_DAMAGED,
                               "it is cut short: %zu groups are open at its end",
                               r->depth + r->too_deep);
                return 0;
        }
        add_boxes(r);
        if (notes->len)
                str_addf(text, "\n\n%s", str_text(notes));
        if (r->failed || text->failed || notes->failed || r->texts[RTF_BOX].failed ||
            r->field.failed)
                return error_no_memory(err);
        extraction_set_language(r->x, tally_best(&r->tally));
        return extraction_add_text(r->x, str_text(text), text->len, err);
}

static void rtf_done(struct rtf *r)
{
        for (size_t i = 0; i < ARRAY_LEN(r->texts); i++)
                str_done(&r->texts[i]);
        str_done(&r->bytes);
        str_done(&r->field);
        free(r->groups);
        free(r->pages);
        ucnv_close(r->converter);
}

int rtf_read(const char *bytes, size_t n, struct extraction *x, struct error *err)
{
        CLEANUP(rtf_done)
        struct rtf r = {
                .at = bytes, .end = bytes + n, .x = x, .page = 1252, .now = {.fallback = 1}};

        r.groups = calloc(RTF_DEPTH_MAX, sizeof(*r.groups));
        r.pages = calloc(RTF_FONTS, sizeof(*r.pages));
        if (!r.groups || !r.pages)
                return error_no_memory(err);
        for (size_t i = 0; i < ARRAY_LEN(r.texts); i++)
                r.flows[i].out = &r.texts[i];
        read_all(&r);
        return finish(&r, bytes, err);
}
