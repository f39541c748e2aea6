/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Papers of which both the PDF and the XML are known (../shared/corpora/pairs): how many of the words, and
 * of the pairs of words, of the XML are in the text read from the PDF, and how many of those read are in the XML
 * (running heads and page numbers are not, nor are the references, which are left out of it). Ours may not be below
 * those of plain pdftotext, run here on the same files.
 */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "extract/extract.h"
#include "extract/jats-body.h"
#include "text/normal.h"
#include "text/xml.h"

#include <dirent.h>

static char worker[4096], corpus[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(worker, sizeof(worker), "%s/src/ssehub-worker", build_dir());
        snprintf(corpus, sizeof(corpus), "%s/../shared/corpora/pairs", source_dir());
        return 0;
}

/* The words of a text, or its pairs of neighbours, each once and in order. */
struct words {
        char **items;
        size_t n;
};

static int compare(const void *a, const void *b)
{
        char *const *x = a, *const *y = b;

        return strcmp(*x, *y);
}

static void words_done(struct words *w)
{
        for (size_t i = 0; i < w->n; i++)
                free(w->items[i]);
        free(w->items);
}

static void words_sort(struct words *w)
{
        size_t kept = 0;

        if (w->n)
                qsort(w->items, w->n, sizeof(*w->items), compare);
        for (size_t i = 0; i < w->n; i++) {
                if (kept && !strcmp(w->items[kept - 1], w->items[i]))
                        free(w->items[i]);
                else
                        w->items[kept++] = w->items[i];
        }
        w->n = kept;
}

/* Splits a key (text_key: words with a space between) into runs of `length` words. */
static void words_make(const char *key, size_t length, struct words *w)
{
        size_t room = 0;

        memset(w, 0, sizeof(*w));
        for (const char *at = key; *at;) {
                const char *end = at;

                for (size_t i = 0; i < length && end; i++)
                        end = strchr(i ? end + 1 : end, ' ');
                if (w->n == room) {
                        room = room ? room * 2 : 1024;
                        w->items = realloc(w->items, room * sizeof(*w->items));
                        assert_non_null(w->items);
                }
                w->items[w->n++] = end ? strndup(at, (size_t)(end - at)) : strdup(at);
                if (!end)
                        break;
                at = strchr(at, ' ') + 1;
        }
        words_sort(w);
}

static double share_found(const char *truth, const char *text, size_t length)
{
        CLEANUP(words_done) struct words want, have;
        size_t found = 0;

        words_make(truth, length, &want);
        words_make(text, length, &have);
        for (size_t i = 0; i < want.n; i++)
                found += bsearch(&want.items[i], have.items, have.n, sizeof(*have.items),
                                 compare) != NULL;
        return want.n ? (double)found / (double)want.n : 1;
}

/* A word that a line end cuts is one word: "coopera-\ntive". Done to both texts alike. */
static void add_joined(struct str *out, const char *text)
{
        for (; *text; text++)
                if (text[0] == '-' && text[1] == '\n')
                        text++;
                else
                        str_add_char(out, *text);
}

static void make_key(const char *text, struct str *key)
{
        CLEANUP(str_done) struct str joined = STR_INIT;
        struct error err = {0};

        add_joined(&joined, text);
        assert_done(text_key(str_text(&joined), key, &err), &err);
}

static void read_ours(const char *dir, struct str *key)
{
        const struct extract_options o = {.worker = worker};
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        struct error err = {0};

        str_addf(&path, "%s/%s/paper.pdf", corpus, dir);
        assert_done(extract_file(path.data, &o, &x, &err), &err);
        if (x->state != EXTRACT_OK)
                fail_msg("%s: %s", path.data, x->reason);
        for (size_t i = 0; i < x->n_pages; i++)
                str_addf(&text, "%s\n", x->pages[i]);
        make_key(str_text(&text), key);
}

static void read_plain(const char *dir, struct str *key)
{
        CLEANUP(str_done) struct str command = STR_INIT;
        CLEANUP(str_done) struct str text = STR_INIT;
        char chunk[65536];
        FILE *f;
        size_t n;

        str_addf(&command, "pdftotext -enc UTF-8 '%s/%s/paper.pdf' - 2>/dev/null", corpus, dir);
        f = popen(command.data, "r");
        assert_non_null(f);
        while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
                str_add_bytes(&text, chunk, n);
        assert_int_equal(pclose(f), 0);
        make_key(str_text(&text), key);
}

/* Sums over the papers: words and pairs, of ours and of plain pdftotext. */
struct sums {
        double ours[2], plain[2];
        double ours_right[2], plain_right[2]; /* of what was read, what is in the XML */
        size_t n;
};

/* The running text of the XML; references are left out, of which the XML has more than is printed. */
static void read_truth(const char *dir, struct str *key)
{
        static const xmlChar no_text[] = "permissions"; /* an element that is not for readers */
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        xmlNode *next;
        size_t n = 0;

        str_addf(&path, "%s/%s/paper.jats.xml", corpus, dir);
        assert_done(path_read(path.data, XML_SIZE_MAX, &bytes, &n, &err), &err);
        assert_done(xml_read(bytes, n, &doc, &err), &err);
        for (xmlNode *e = xmlDocGetRootElement(doc); e; e = next) {
                next = xml_walk(e, xmlDocGetRootElement(doc));
                if (xml_is(e, "ref-list"))
                        xmlNodeSetName(e, no_text);
        }
        assert_done(jats_body_text(doc, &text, &err), &err);
        make_key(str_text(&text), key);
}

static void add_paper(const char *dir, struct sums *s)
{
        CLEANUP(str_done) struct str truth = STR_INIT;
        CLEANUP(str_done) struct str ours = STR_INIT;
        CLEANUP(str_done) struct str plain = STR_INIT;

        read_truth(dir, &truth);
        read_ours(dir, &ours);
        read_plain(dir, &plain);
        for (size_t i = 0; i < 2; i++) {
                s->ours[i] += share_found(truth.data, ours.data, i + 1);
                s->plain[i] += share_found(truth.data, plain.data, i + 1);
                s->ours_right[i] += share_found(ours.data, truth.data, i + 1);
                s->plain_right[i] += share_found(plain.data, truth.data, i + 1);
        }
        s->n++;
}

static void the_text_of_a_pdf_holds_the_words_of_its_xml(void **state)
{
        DIR *d = opendir(corpus);
        struct sums s = {{0}, {0}, {0}, {0}, 0};
        struct dirent *e;

        (void)state;
        if (!d) {
                print_message("skipped: %s is not there\n", corpus);
                skip();
        }
        while ((e = readdir(d)))
                if (e->d_name[0] != '.')
                        add_paper(e->d_name, &s);
        closedir(d);
        assert_true(s.n > 0);
        print_message("%zu papers; words %.4f (pdftotext %.4f), pairs %.4f (pdftotext %.4f)\n", s.n,
                      s.ours[0] / (double)s.n, s.plain[0] / (double)s.n, s.ours[1] / (double)s.n,
                      s.plain[1] / (double)s.n);
        print_message(
                "of what was read: words %.4f (pdftotext %.4f), pairs %.4f (pdftotext %.4f)\n",
                s.ours_right[0] / (double)s.n, s.plain_right[0] / (double)s.n,
                s.ours_right[1] / (double)s.n, s.plain_right[1] / (double)s.n);
        for (size_t i = 0; i < 2; i++) {
                assert_true(s.ours[i] >= s.plain[i]);
                assert_true(s.ours_right[i] >= s.plain_right[i]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_text_of_a_pdf_holds_the_words_of_its_xml)};

        return cmocka_run_group_tests(tests, set_up, NULL);
}
