/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a PDF does not say of itself, read from its first pages. What it does say is kept where the page agrees;
 * a title that stands nowhere on them is a file name or a template's, the authors are those of whoever made the file,
 * its date is that of the file. All that is taken from the page is marked as read by a machine, with how
 * sure that is: shares of right answers on papers of which the metadata are known (tests/bench/pdf-meta).
 */
#include "meta/first-page.h"
#include "meta/private.h"

#include "text/normal.h"

#include <string.h>

#define METHOD "first page 1"

enum {
        WORDS_ON_COVER = 60, /* a first page with fewer may be a cover */
        TITLES_MAX = 3,      /* beside the first */
};

struct page_reading {
        const char *text, *key; /* of the first pages, and as text_key makes it */
        struct record *r;       /* what the file says of itself; then the answer */
        struct record *page;    /* what the page says */
        double title, people;
};

static bool stands_there(const struct page_reading *p, const char *words)
{
        CLEANUP(str_done) struct str key = STR_INIT;

        return text_key(words, &key, NULL) == 0 && key.len && strstr(p->key, key.data);
}

static void take_texts(struct record *r, struct lang_texts *to, const struct lang_texts *from)
{
        for (size_t i = 0; i < from->n; i++)
                record_add_text(r, to, from->items[i].text, from->items[i].language);
}

/* ---- titles ---- */

/* What stands under the title in type of its kind; other: not in this language. */
static bool find_more(const struct front *f, const struct title_found *t, const char *language,
                      bool other, struct str *ret, const char **ret_language, size_t *ret_last)
{
        if (!title_find_second(f, t, ret, ret_last))
                return false;
        *ret_language = language_by_words(ret->data, ret->len);
        return other == (*ret_language && language && strcmp(*ret_language, language) != 0);
}

static void add_subtitle(const struct front *f, struct title_found *t, const char *language)
{
        CLEANUP(str_done) struct str more = STR_INIT;
        const char *its_language;
        size_t last;

        if (!find_more(f, t, language, false, &more, &its_language, &last))
                return;
        if (!strchr(".?!:", t->text.data[t->text.len - 1]))
                str_add_char(&t->text, ':');
        str_addf(&t->text, " %s", more.data);
        t->last = last;
}

/* The title once more, in other languages. */
static void add_other_titles(struct page_reading *p, const struct front *f, struct title_found *t,
                             const char *language)
{
        for (size_t i = 0; i < TITLES_MAX; i++) {
                CLEANUP(str_done) struct str more = STR_INIT;
                const char *its_language;
                size_t last;

                if (!find_more(f, t, language, true, &more, &its_language, &last))
                        return;
                record_add_text(p->page, &p->page->titles, more.data, its_language);
                t->last = last;
        }
}

static bool stands_twice(const struct page_reading *p, const char *words)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        const char *first;

        if (text_key(words, &key, NULL) != 0 || !key.len)
                return false;
        first = strstr(p->key, key.data);
        return first && strstr(first + 1, key.data);
}

static void find_title(struct page_reading *p, const struct front *f)
{
        struct title_found t = {.text = STR_INIT};
        const char *language;

        title_find(f, record_title(p->r), &t);
        if (t.text.len) {
                language = language_by_words(t.text.data, t.text.len);
                p->title = t.score + (stands_twice(p, t.text.data) && t.score < 0.7 ? 0.25 : 0);
                add_subtitle(f, &t, language);
                record_add_text(p->page, &p->page->titles, str_text(&t.text), language);
                add_other_titles(p, f, &t, language);
                p->people = people_find(f, &t, t.last, p->page);
                if (p->people > 0)
                        people_add_orcids(p->text, p->page);
        }
        str_done(&t.text);
}

static void settle_titles(struct page_reading *p)
{
        const char *said = record_title(p->r);

        /* One word that the page has as well may be the journal's. */
        if (said && stands_there(p, said) && (strchr(said, ' ') || p->title < 0.5))
                return;
        if (!p->page->titles.n || (said && p->title < 0.4))
                return;
        p->r->titles.n = 0;
        take_texts(p->r, &p->r->titles, &p->page->titles);
        record_set_machine_read(p->r, "titles", p->title, METHOD);
}

/* ---- creators ---- */

static bool all_stand_there(const struct page_reading *p, const struct agents *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const char *name = list->items[i].name, *space = strrchr(name, ' ');

                if (!stands_there(p, list->items[i].family ? list->items[i].family
                                     : space               ? space + 1
                                                           : name))
                        return false;
        }
        return list->n > 0;
}

static void take_people(struct record *r, const struct agents *from)
{
        r->creators.n = 0;
        for (size_t i = 0; i < from->n; i++) {
                struct agent *a = meta_add_person(r, &r->creators, from->items[i].name);

                if (a && from->items[i].orcid)
                        record_set(r, &a->orcid, from->items[i].orcid);
        }
}

/* What the file says is often the first of several only; never are it and the page of one mind by chance. */
static void settle_people(struct page_reading *p)
{
        bool said = all_stand_there(p, &p->r->creators);

        if (said && (p->page->creators.n <= p->r->creators.n || p->people < 0.6)) {
                people_add_orcids(p->text, p->r);
                return;
        }
        if (!p->page->creators.n)
                return;
        take_people(p->r, &p->page->creators);
        record_set_machine_read(p->r, "creators", p->people * (p->title > 0.5 ? 1 : 0.8), METHOD);
}

/* ---- the rest ---- */

static void settle_doi(struct page_reading *p)
{
        const char *said = record_identifier(p->r, "doi");
        double score = doi_find(p->text, p->page);
        const char *found = record_identifier(p->page, "doi");

        if (said || !found || score < 0.5)
                return;
        record_add_identifier(p->r, "doi", found);
        record_set_machine_read(p->r, "identifiers", score, METHOD);
}

static bool has_issued(const struct record *r)
{
        for (size_t i = 0; i < r->n_dates; i++)
                if (str_equal(r->dates[i].type, "Issued"))
                        return true;
        return false;
}

static void settle_dates(struct page_reading *p)
{
        double score = dates_find(p->text, p->page);
        bool issued = has_issued(p->r);

        if (!p->page->n_dates)
                return;
        for (size_t i = 0; i < p->page->n_dates; i++)
                if (!issued || strcmp(p->page->dates[i].type, "Issued") != 0)
                        record_add_date(p->r, p->page->dates[i].type, p->page->dates[i].value);
        record_set_machine_read(p->r, "dates", issued ? 0.9 : score, METHOD);
}

static void settle_texts(struct page_reading *p)
{
        double abstracts = abstracts_find(p->text, p->page);
        double keywords = keywords_find(p->text, p->page);

        if (p->page->abstracts.n &&
            !(p->r->abstracts.n && stands_there(p, p->r->abstracts.items[0].text))) {
                p->r->abstracts.n = 0;
                take_texts(p->r, &p->r->abstracts, &p->page->abstracts);
                record_set_machine_read(p->r, "abstracts", abstracts, METHOD);
        }
        if (!p->r->keywords.n && p->page->keywords.n) {
                take_texts(p->r, &p->r->keywords, &p->page->keywords);
                record_set_machine_read(p->r, "keywords", keywords, METHOD);
        }
}

/* ---- all of it ---- */

static size_t count_words(const struct printed_row_page *page)
{
        size_t words = 0;

        for (size_t i = 0; i < page->n; i++)
                for (size_t j = 0; j < page->rows[i].len; j++)
                        words += page->rows[i].text[j] == ' ';
        return words + page->n;
}

/* A cover with no title of its own, or with less of one than the page behind it, gives way. */
static void find_titles(struct page_reading *p, const struct printed_row_page *pages, size_t n)
{
        struct front f;

        front_make(&pages[0], &f);
        find_title(p, &f);
        if (n > 1 && (!p->page->titles.n ||
                      (count_words(&pages[0]) < WORDS_ON_COVER && !p->page->creators.n))) {
                struct record *cover = p->page;
                double title = p->title, people = p->people;

                p->page = record_new();
                if (!p->page) {
                        p->page = cover;
                        return;
                }
                front_make(&pages[1], &f);
                find_title(p, &f);
                if (p->page->titles.n && (p->page->creators.n || !cover->titles.n)) {
                        record_free(cover);
                        return;
                }
                record_free(p->page);
                p->page = cover;
                p->title = title;
                p->people = people;
        }
}

int meta_read_first_page(const struct printed_row_page *pages, size_t n, const char *text,
                         struct record *r, struct error *err)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        struct page_reading p = {.text = text, .r = r, .page = record_new()};
        int answer = text_key(text, &key, err);
        bool failed;

        if (answer < 0 || !p.page) {
                record_free(p.page);
                return answer < 0 ? answer : error_no_memory(err);
        }
        p.key = str_text(&key);
        if (n)
                find_titles(&p, pages, n < FIRST_PAGES ? n : FIRST_PAGES);
        settle_titles(&p);
        settle_people(&p);
        settle_doi(&p);
        settle_dates(&p);
        settle_texts(&p);
        failed = p.page->arena.failed || r->arena.failed;
        record_free(p.page);
        return failed ? error_no_memory(err) : 0;
}
