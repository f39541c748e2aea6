/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The control words of RTF that matter to its text, in one table. */
#include "extract/rtf.h"

#include <string.h>

struct word {
        const char *name;
        void (*act)(struct rtf *r, const struct word *w, long parameter);
        long value;
        const char *text;
};

static long or_else(long parameter, long otherwise)
{
        return parameter == RTF_NO_PARAMETER ? otherwise : parameter;
}

static unsigned short to_short(long n)
{
        return n >= 0 && n <= USHRT_MAX ? (unsigned short)n : 0;
}

/* ---- text and gaps ---- */

static void put(struct rtf *r, const struct word *w, long parameter UNUSED)
{
        rtf_put(r, w->text);
}

static void gap(struct rtf *r, const struct word *w, long parameter UNUSED)
{
        rtf_gap(r, (enum flow_gap)w->value);
}

static void unicode(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        if (parameter != RTF_NO_PARAMETER)
                rtf_put_unit(r, (unsigned int)parameter & 0xFFFF); /* negative above 7FFF */
}

static void binary(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        if (parameter > 0)
                rtf_pass(r, (size_t)parameter);
}

static void nothing(struct rtf *r UNUSED, const struct word *w UNUSED, long parameter UNUSED)
{
}

/* ---- destinations ---- */

static void place(struct rtf *r, const struct word *w, long parameter UNUSED)
{
        if (r->now.place != RTF_NOWHERE || w->value == RTF_NOWHERE)
                r->now.place = (enum rtf_place)w->value;
        str_clear(&r->field);
}

/* Of the information group the parts with a place of their own are read; it is nowhere else. */
static void information(struct rtf *r, const struct word *w, long parameter UNUSED)
{
        r->now.place = (enum rtf_place)w->value;
        str_clear(&r->field);
}

/* "{\upr{ANSI}{\*\ud{Unicode}}}": of the two the second. */
static void unicode_of_both(struct rtf *r, const struct word *w UNUSED, long parameter UNUSED)
{
        if (r->depth >= 2)
                r->now.place = r->groups[r->depth - 2].place;
}

/* ---- settings ---- */

static void hide(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        r->now.is_hidden = or_else(parameter, 1) != 0;
}

static void mark_deleted(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        r->now.is_deleted = or_else(parameter, 1) != 0;
}

static void be_plain(struct rtf *r, const struct word *w UNUSED, long parameter UNUSED)
{
        r->now.is_hidden = r->now.is_deleted = false;
        r->now.font = r->default_font;
        r->now.language = r->default_language;
}

static void reset_paragraph(struct rtf *r, const struct word *w UNUSED, long parameter UNUSED)
{
        r->now.is_table = false;
}

static void be_in_table(struct rtf *r, const struct word *w UNUSED, long parameter UNUSED)
{
        r->now.is_table = true;
}

static void count_fallback(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        r->now.fallback = parameter < 0 ? 1 : parameter;
}

static void set_font(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        if (r->now.place == RTF_FONT) {
                r->font_defined = to_short(parameter);
                str_clear(&r->field);
        } else {
                r->now.font = to_short(parameter);
        }
}

static void set_default_font(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        r->now.font = r->default_font = to_short(parameter);
}

static void set_language(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        r->now.language = to_short(parameter);
}

static void set_asian_language(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        r->now.asian_language = to_short(parameter);
}

static void set_default_language(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        r->now.language = r->default_language = to_short(parameter);
}

/* ---- code pages ---- */

static void set_page(struct rtf *r, const struct word *w, long parameter)
{
        unsigned short page = to_short(w->value ? w->value : parameter);

        if (page)
                r->page = page;
}

static void set_font_page(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        if (r->now.place == RTF_FONT)
                r->pages[r->font_defined] = to_short(parameter);
}

/* Windows' numbers for character sets; of those not here the document's code page. */
static void set_font_charset(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        static const struct {
                short charset;
                unsigned short page;
        } charsets[] = {
                {0, 1252},   {2, RTF_PAGE_PICTURES},
                {77, 10000}, {78, 932},
                {79, 949},   {80, 936},
                {81, 950},   {83, 10006},
                {88, 10029}, {89, 10007},
                {128, 932},  {129, 949},
                {134, 936},  {136, 950},
                {161, 1253}, {162, 1254},
                {163, 1258}, {177, 1255},
                {178, 1256}, {186, 1257},
                {204, 1251}, {222, 874},
                {238, 1250}, {254, 437},
                {255, 850},
        };

        for (size_t i = 0; r->now.place == RTF_FONT && i < ARRAY_LEN(charsets); i++)
                if (charsets[i].charset == parameter)
                        r->pages[r->font_defined] = charsets[i].page;
}

/* ---- the day it was made ---- */

static void set_year(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        if (r->now.place == RTF_CREATED)
                r->year = to_short(parameter);
}

static void set_month(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        if (r->now.place == RTF_CREATED)
                r->month = to_short(parameter);
}

static void set_day(struct rtf *r, const struct word *w UNUSED, long parameter)
{
        if (r->now.place == RTF_CREATED)
                r->day = to_short(parameter);
}

/* ---- the table ---- */

#define SKIPPED(name)                                                                              \
        {                                                                                          \
                name, place, RTF_NOWHERE, NULL                                                     \
        }
#define KNOWN(name)                                                                                \
        {                                                                                          \
                name, nothing, 0, NULL                                                             \
        }
#define PUT(name, text)                                                                            \
        {                                                                                          \
                name, put, 0, text                                                                 \
        }
#define GAP(name, gap_)                                                                            \
        {                                                                                          \
                name, gap, gap_, NULL                                                              \
        }

/* In the order of strcmp(): searched by halves. */
static const struct word words[] = {
        SKIPPED("aftncn"),
        SKIPPED("aftnsep"),
        SKIPPED("aftnsepc"),
        SKIPPED("annotation"),
        {"ansi", set_page, 1252, NULL},
        {"ansicpg", set_page, 0, NULL},
        SKIPPED("atnauthor"),
        SKIPPED("atndate"),
        SKIPPED("atnicn"),
        SKIPPED("atnid"),
        SKIPPED("atnparent"),
        SKIPPED("atnref"),
        SKIPPED("atntime"),
        SKIPPED("atrfend"),
        SKIPPED("atrfstart"),
        {"author", information, RTF_AUTHOR, NULL},
        SKIPPED("background"),
        {"bin", binary, 0, NULL},
        SKIPPED("bkmkend"),
        SKIPPED("bkmkstart"),
        SKIPPED("bliptag"),
        SKIPPED("blipuid"),
        PUT("bullet", "\u2022"),
        SKIPPED("buptim"),
        SKIPPED("category"),
        GAP("cell", FLOW_TAB),
        KNOWN("chftn"),
        SKIPPED("colorschememapping"),
        SKIPPED("colortbl"),
        GAP("column", FLOW_PARAGRAPH),
        SKIPPED("comment"),
        SKIPPED("company"),
        {"cpg", set_font_page, 0, NULL},
        {"creatim", information, RTF_CREATED, NULL},
        SKIPPED("datafield"),
        SKIPPED("datastore"),
        {"deff", set_default_font, 0, NULL},
        {"deflang", set_default_language, 0, NULL},
        {"deflangfe", set_asian_language, 0, NULL},
        {"deleted", mark_deleted, 0, NULL},
        KNOWN("do"),
        {"doccomm", information, RTF_SUBJECT, NULL},
        SKIPPED("docvar"),
        KNOWN("dptxbx"),
        {"dptxbxtext", place, RTF_BOX, NULL},
        {"dy", set_day, 0, NULL},
        PUT("emdash", "\u2014"),
        GAP("emspace", FLOW_SPACE),
        PUT("endash", "\u2013"),
        GAP("enspace", FLOW_SPACE),
        {"f", set_font, 0, NULL},
        SKIPPED("falt"),
        {"fcharset", set_font_charset, 0, NULL},
        KNOWN("field"),
        SKIPPED("filetbl"),
        SKIPPED("fldinst"),
        KNOWN("fldrslt"),
        {"fonttbl", place, RTF_FONT, NULL},
        SKIPPED("footer"),
        SKIPPED("footerf"),
        SKIPPED("footerl"),
        SKIPPED("footerr"),
        {"footnote", place, RTF_NOTE, NULL},
        SKIPPED("formfield"),
        SKIPPED("ftncn"),
        SKIPPED("ftnsep"),
        SKIPPED("ftnsepc"),
        SKIPPED("generator"),
        SKIPPED("header"),
        SKIPPED("headerf"),
        SKIPPED("headerl"),
        SKIPPED("headerr"),
        SKIPPED("hlinkbase"),
        SKIPPED("hsv"),
        {"info", place, RTF_NOWHERE, NULL},
        {"intbl", be_in_table, 0, NULL},
        {"keywords", information, RTF_KEYWORDS, NULL},
        {"lang", set_language, 0, NULL},
        {"langfe", set_asian_language, 0, NULL},
        GAP("lbr", FLOW_NEWLINE),
        PUT("ldblquote", "\u201C"),
        GAP("line", FLOW_NEWLINE),
        SKIPPED("listname"),
        SKIPPED("listoverridetable"),
        SKIPPED("listpicture"),
        SKIPPED("listtable"),
        SKIPPED("listtext"),
        PUT("lquote", "\u2018"),
        {"mac", set_page, 10000, NULL},
        SKIPPED("manager"),
        KNOWN("mmath"),
        SKIPPED("mmathPict"),
        SKIPPED("mmathPr"),
        {"mo", set_month, 0, NULL},
        KNOWN("moMath"),
        KNOWN("moMathPara"),
        GAP("nestcell", FLOW_TAB),
        GAP("nestrow", FLOW_NEWLINE),
        SKIPPED("nesttableprops"),
        SKIPPED("nonesttables"),
        SKIPPED("nonshppict"),
        SKIPPED("objalias"),
        SKIPPED("objclass"),
        SKIPPED("objdata"),
        KNOWN("object"),
        SKIPPED("objname"),
        SKIPPED("objsect"),
        SKIPPED("operator"),
        GAP("page", FLOW_PARAGRAPH),
        SKIPPED("panose"),
        GAP("par", FLOW_PARAGRAPH),
        {"pard", reset_paragraph, 0, NULL},
        SKIPPED("passwordhash"),
        {"pc", set_page, 437, NULL},
        {"pca", set_page, 850, NULL},
        SKIPPED("pgp"),
        SKIPPED("pgptbl"),
        SKIPPED("pict"),
        {"plain", be_plain, 0, NULL},
        SKIPPED("pn"),
        SKIPPED("pnseclvl"),
        SKIPPED("pntext"),
        SKIPPED("pntxta"),
        SKIPPED("pntxtb"),
        SKIPPED("printim"),
        SKIPPED("private"),
        SKIPPED("propname"),
        SKIPPED("protusertbl"),
        GAP("qmspace", FLOW_SPACE),
        PUT("rdblquote", "\u201D"),
        KNOWN("result"),
        SKIPPED("revtbl"),
        SKIPPED("revtim"),
        GAP("row", FLOW_NEWLINE),
        PUT("rquote", "\u2019"),
        SKIPPED("rsidtbl"),
        KNOWN("rtf"),
        SKIPPED("rxe"),
        GAP("sect", FLOW_PARAGRAPH),
        KNOWN("shp"),
        KNOWN("shpgrp"),
        KNOWN("shpinst"),
        SKIPPED("shprslt"),
        {"shptxt", place, RTF_BOX, NULL},
        SKIPPED("sn"),
        GAP("softline", FLOW_NOTHING),
        SKIPPED("sp"),
        SKIPPED("staticval"),
        SKIPPED("stylesheet"),
        {"subject", information, RTF_SUBJECT, NULL},
        GAP("tab", FLOW_SPACE),
        SKIPPED("tc"),
        SKIPPED("template"),
        SKIPPED("themedata"),
        {"title", information, RTF_TITLE, NULL},
        SKIPPED("txe"),
        {"u", unicode, 0, NULL},
        {"uc", count_fallback, 0, NULL},
        {"ud", unicode_of_both, 0, NULL},
        SKIPPED("upr"),
        SKIPPED("userprops"),
        {"v", hide, 0, NULL},
        SKIPPED("wgrffmtfilter"),
        SKIPPED("xe"),
        SKIPPED("xmlnstbl"),
        {"yr", set_year, 0, NULL},
        PUT("zwj", "\u200D"),
        PUT("zwnj", "\u200C"),
};

static int compare(const void *key, const void *row)
{
        const struct word *w = row;

        return strcmp(key, w->name);
}

/* "\mnaryPr", "\mctrlPr" …: properties of a formula, with values that look like text. */
static bool is_formula_property(const char *word)
{
        size_t n = strlen(word);

        return word[0] == 'm' && n > 3 && !strcmp(word + n - 2, "Pr");
}

bool rtf_act(struct rtf *r, const char *word, long parameter)
{
        const struct word *w = bsearch(word, words, ARRAY_LEN(words), sizeof(*words), compare);

        if (!w && is_formula_property(word))
                r->now.place = RTF_NOWHERE;
        if (w)
                w->act(r, w, parameter);
        return w != NULL;
}
