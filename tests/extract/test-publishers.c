/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages of publishers, and manuals in HTML, against what is known of them (../shared/corpora). Of each of twelve
 * article pages: facts that the page declares; phrases from all over the article that must be in the text;
 * phrases of its furniture that must not. Of two, the JATS of the same paper; of manuals, their plain text.
 */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "extract/jats-body.h"
#include "meta/meta.h"
#include "text/html.h"
#include "text/normal.h"
#include "text/xml.h"
#include "words.h"

#include <dirent.h>

enum { FILE_MAX = 4 << 20, PHRASES_MAX = 24 };

#define FURNITURE_MAX 0.05
#define PHRASES_MIN   0.95
#define WORDS_MIN     0.93 /* of the JATS, which has more of its references than the page shows */
#define PRECISION_MIN 0.95
#define MANUAL_MIN    0.98

static char corpora[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(corpora, sizeof(corpora), "%s/../shared/corpora", source_dir());
        return 0;
}

static void skip_without(const char *folder)
{
        CLEANUP(str_done) struct str path = STR_INIT;

        str_addf(&path, "%s/%s", corpora, folder);
        if (access(path.data, R_OK) != 0) {
                print_message("skipped: %s is not there\n", path.data);
                str_done(&path);
                skip();
        }
}

struct facts {
        const char *title; /* its start */
        size_t n_creators;
        const char *first_creator, *issued, *doi, *source, *volume, *issue, *pages;
};

static const struct {
        const char *file;
        struct facts facts; /* NULL: the page does not declare it */
        const char *article[PHRASES_MAX];
        const char *furniture[PHRASES_MAX];
} pages[] = {
        {"acp-acp_15_1013_2015.html",
         {"Correlation slopes of GEM / CO, GEM / CO2, and GEM / CH4", 6, "X. W. Fu", "2015-01-29",
          "10.5194/acp-15-1013-2015", "Atmospheric Chemistry and Physics", "15", "2", "1013-1028"},
         {"Fu1, H. Zhang1,2, C.-J. Lin1,3,4,", "values in the same source", "of GEM / CO, GEM",
          "Hg emissions", "values in the same source", "northwestern and southwestern China",
          "Citation: Fu, X. W."},
         {"Imprint", "Comment on a Paper", "IF 5.298", "Editorial & Advisory Board", "Search ACP",
          "BibTeX", "Print Subscription"}},
        {"aip-1.4945450.html",
         {"Field and frequency modulated sub-THz electron spin resonance", 5, "Christian Caspers",
          "2016-05-01", "10.1063/1.4945450", "APL Photonics", "1", "2", "026101"},
         {"simulation lead to the design", "260 GHz Martin-Puplett high-field ESR",
          "and Adrien Grisendi. P.F.d.S. was", "Matt, J. Chang, M. Schulte,",
          "L.-C. Brunel, and J. van", "D. Fasel, J.-P. Hogge, A.",
          "Vuillemin, M. Tran, J.-P. Ansermet,", "Labels, Spin Probes, and Intrinsic",
          "Weber, S. Un, T. Prisner,", "Salluzzo, E. Razzoli, M. Månsson,",
          "A. Sienkiewicz, T. Fehér, and", "J. A. G. Luna, A."},
         {"Skip to main content", "My Cart", "Chinese Physical Society",
          "subscription access to this content", "Scitation Author Page", "Download PDF",
          "Commenting has been disabled", "advertTargetUrl", "metastore.ingenta.com", "Sign in via",
          "Export citations", "Full text loading", "Table of Contents"}},
        {"apa-arc0000029.html",
         {"The Crisis of Confidence in Research Findings", 0, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL},
         {"in research findings in psychology:", "of confidence in the soundness",
          "article in the October 2013", "conducted” (Eden, 2002, p. 842).",
          "was introduced later by Neyman", "large literature on publication bias",
          "that the organizations now conducting", "researchers to determine whether the",
          "(2012). Measuring the prevalence of", "The efficacy of psychological, educational,",
          "performance in East Asia: A", "and cumulative knowledge in psychology:",
          "for range restriction corrections: Implications", "revisited: The effect of the",
          "power analysis. Current Directions in", "Research fraud allegations trail a",
          "J. E., & Jackson, G."},
         {"BROWSE", "MY PsycNET", "Collapse and Expand", "hide footnote", "Full Text PDF",
          "PRINT THIS ARTICLE", "SOCIAL BOOKMARKS", "INSTRUCTIONS TO AUTHORS", "ALERT ME WHEN",
          "TURN OFF DICTIONARY"}},
        {"bmc-1471_2148_14_70.html",
         {"Revealing the maternal demographic history of Panthera leo", 9, "Ross Barnett",
          "2014-04-02", "10.1186/1471-2148-14-70", "BMC Evolutionary Biology", "14", "1", "70"},
         {"the Creative Commons Attribution License", "where the mammalian fossil record",
          "lions [e.g. 28], despite the", "of individual amplicons produced in",
          "deep coalescence events [42-44]. Although", "(Table 1). These lions were",
          "between haplotypes. Haplotypes are labelled",
          "extinct Late Pleistocene lions [23,24,35].", "as a partial barrier to",
          "phylogeographical groups could be considered", "East fills major gaps in",
          "C. Smeenk (Natural History Museum,", "Funston PJ, de Haes HA",
          "Monaghan N, Valdiosera CE, Lorenzen", "Hyaenas: Status Survey and Conservation",
          "U S A 2007, 104(42):16422-16427."},
         {"Log on", "Advanced search", "About this journal", "Viewing options", "PDF (826KB)",
          "Google blog search", "Email to a friend", "Del.icio.us", "Keep up to date with",
          "Advertisement", "Publisher Full Text", "please log on", "This file can be viewed with"}},
        {"bmc-http_www.trialsjournal.com_content_15_1_511.html",
         {"A core outcome set for clinical trials", 19, "Alessandro Chiarotto", "2014-12-26",
          "10.1186/1745-6215-15-511", "Trials", "15", "1", "511"},
         {"Leonardo OP Costa7, Nadine E", "results and performance of meta-analyses.",
          "initiatives provide methodological guidance, involving",
          "COS, regardless of type, setting,", "LBP (CLBP) [21]. These recommendations",
          "made for these professionals because", "that constitute the Delphi panel",
          "(for example, regarding AEs). It", "team (CT, MB, RO) and",
          "aggregation, or retention of other", "ethical approval in The Netherlands.",
          "did not have any role", "DL, Bouter LM, de Vet", "Cowan P, Dionne R, Galer"},
         {"Log on", "Advanced search", "About this journal", "Viewing options", "PDF (289KB)",
          "Readers' comments", "Order reprints", "CiteULike", "More options", "PubMed Abstract",
          "please log on"}},
        {"cup-pao.2016.2_.html",
         {"A multiplex PCR test to identify four common", 0, NULL, NULL, "10.1017/pao.2016.2", NULL,
          NULL, NULL, NULL},
         {"Cryptosporidium parvum, is associated", "reptiles, amphibians and fish (Fayer,",
          "(Patel et al.1999; Lindergard et", "calves aged 7–14 days regardless",
          "(AL3032). First round PCR products", "Katzer F Development of a",
          "single species PCR with the", "species of Cryptosporidium identified by",
          "the ability to identify other", "Cryptosporidium: the application of advances",
          "parvum infection on the absorptive", "whole faeces by analysis of",
          "Fayer, R. (2004). Prevalence and", "Browning, L. M., Gray, D.,",
          "H., Vivar, A., Ticona, E.,", "and species delimitation in Cryptosporidium",
          "de, V. K. and Bjorkman,"},
         {"Mobile Device Twinning", "Forgot your Password", "KBART Title Lists",
          "Trouble Logging in", "Most Downloaded", "Article author query", "Find Full Text",
          "Advertising Information", "Abstracting & Indexing Services", "High resolution version",
          "Institutional Login"}},
        {"elife-e04407.html",
         {"Genetic transformation of structural and functional circuitry", 7, "Sonia Sen",
          "2015-01-28", "10.7554/elife.04407", "eLife", "3", NULL, "e04407"},
         {"India; Manipal University, India; University", "share functional connectivity and many",
          "lineages), Otd (red) and TOPRO-3", "(G and H) document two",
          "recovered clones. As expected, the", "a total of three antennal",
          "mutant neurons might be accompanied", "antennal lobe lineage (see Table",
          "the brain occurs due to", "cells, females of the genotype",
          "gift from Tiffany Cook, Cincinnati,", "and functional circuitry in the",
          "of the LALv1 lineage. None", "antennal lobe (indicated by the"},
         {"Reproducibility Project", "Mobile Menu", "Figures & data", "View Full Text",
          "Open in new tab", "Download powerpoint", "Sort by:", "Reference tools", "Sign up for",
          "non-profit collaboration between", "placeholder-text", "checked by a moderator"}},
        {"mdpi-04_00932.html",
         {"Volatile Metabolite Profiling of Durum Wheat Kernels", 7, "Barbara Laddomada",
          "2014-10-17", "10.3390/metabo4040932", "Metabolites", "4", "4", "932-945"},
         {"FHB, F. graminearum is considered", "benzenamine Aromatics 5 d-Limonene Terpene",
          "5 and 7; (B) p[1]", "the covariance between the measured",
          "of ethyl decanoate were found", "inoculation (Figure 5). On the",
          "total of 30 vials were", "which the dimensions were ordered",
          "Brennan, J.; Moretti, A.; et", "A.; Nielsen, K.F.; Ritieni, A.",
          "between species, and the potential", "Natale, C. Differential detection of",
          "Agostiano, A. Non-targeted 1H NMR", "Langseth, W. Trichothecene production and",
          "Multiple stress factors and the", "Volatile compounds of Aspergillus strains"},
         {"Next Article in Journal", "scheduled maint", "Journals A-Z", "Article Statistics",
          "More by Authors", "Share This Article", "Click here to enlarge", "Quick Links",
          "Terms & Conditions", "Table of Contents Alert"}},
        {"peerj-727.html",
         {"Loss of wwox expression in zebrafish embryos", 3, "Yusuke Tsuruwaka", "2015-01-27",
          "10.7717/peerj.727", "PeerJ", "3", NULL, "e727"},
         {"use, distribution, reproduction and adaptation", "interactions, whereas the SDR domain",
          "gel electrophoresis, and PCR products", "of eggs were 2460 in", "H2O2 in MeOH for 20",
          "in PBST, and microscope analyses", "phenotype in MO and siRNA",
          "arrow heads, putative digestive organs.", "heart tissue and in putative",
          "expression, with the exception of", "experiments, analyzed the data, contributed",
          "Kaou M, Stein GS, Lian", "Aldaz CM. 2009. Generation and",
          "K. 2009. A spontaneous mutation", "Pekarsky Y, Trapasso F, Baffa",
          "Parker-Thornburg J, Kusewitt DF, Bedford", "2007. Calcium signaling in vertebrate"},
         {"Academic advisors", "Pricing", "Save to Mendeley", "Ask a question about",
          "View all metrics", "115 Views", "daily or weekly email", "Who we are",
          "Citations in Google Scholar"}},
        {"pensoft-4478.html",
         {"The first troglobitic species of freshwater flatworm", 4, "Stella Teles de Souza",
          "2015", "10.3897/zookeys.470.8728", "ZooKeys", "470", NULL, "1-16"},
         {"of Brazil: Dugesia paramensis (Fuhrmann,", "the Serra da Bodoquena karst",
          "e conservação dos peixes troglóbios", "Dugesia guatemalensis Mitchell et Kawakatsu",
          "planarians from South Brazil. IV.", "genus and species for the",
          "new troglobitic and troglophilic Dugesia",
          "Potiicoara brasiliensis (Crustacea, Spelaeogriphacea) with",
          "of some South American planarians", "Groundplan: a unique new species",
          "and widespread group of species:", "Fish from the underwater caves",
          "(1981) An additional note on", "Lobo HAS (2010) Cavernas da"},
         {"About Pensoft", "Register", "ShareShare", "Search via ReFindit", "Journal home"}},
        {"plosone-journal.pone.0113556.html",
         {"Flowering Dynamics and Pollinator Visitation of Oilseed Echium", 6, "Carrie A. Eberle",
          "2014-11-26", "10.1371/journal.pone.0113556", "PLOS ONE", "9", "11", "e113556"},
         {"and seed yields were studied.", "Agriculture (NIFA) award 2012-67009-20272. The",
          "; and at four locations", "1.5 to 2.5 cm deep", "the first open flower to",
          "plant material to dry, and", "and total pollinators observed per",
          "was not significantly different between", "The numbers of pollinators visiting",
          "echium across all years, which", "anthesis was the most significant",
          "(2007). Echium: A source of", "patterns of reproduction and outcrossing",
          "species: camelina ( Camelina sativa", "ES (1984) Honeybees and the",
          "RS (2009) Transect Point Density", "EH (1984) Quantitative and qualitative"},
         {"PPT", "larger image", "View Article", "PubMed/NCBI", "Google Scholar"}},
        {"bmc-http_www.trialsjournal.com_content_15_1_511_old.html",
         {"A core outcome set for clinical trials", 19, "Alessandro Chiarotto", "2014-12-26",
          "10.1186/1745-6215-15-511", "Trials", "15", "1", "511"},
         {"Leonardo OP Costa7, Nadine E", "results and performance of meta-analyses.",
          "initiatives provide methodological guidance, involving",
          "COS, regardless of type, setting,", "LBP (CLBP) [21]. These recommendations",
          "made for these professionals because", "that constitute the Delphi panel",
          "(for example, regarding AEs). It", "team (CT, MB, RO) and",
          "aggregation, or retention of other", "ethical approval in The Netherlands.",
          "did not have any role", "DL, Bouter LM, de Vet", "Cowan P, Dionne R, Galer"},
         {"Log on", "Advanced search", "About this journal", "Viewing options", "PDF (289KB)",
          "Readers' comments", "Order reprints", "CiteULike", "More options", "PubMed Abstract",
          "please log on"}},
};

static void read_page(const char *folder, const char *file, xmlDoc **ret)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        size_t n = 0;

        str_addf(&path, "%s/%s/%s", corpora, folder, file);
        assert_done(path_read(path.data, FILE_MAX, &bytes, &n, &err), &err);
        assert_done(html_read(bytes, n, ret, &err), &err);
}

static void add_text(const char *folder, const char *file,
                     int (*text_of)(const xmlDoc *doc, struct str *out, struct error *err),
                     struct str *out)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;
        struct error err = {0};

        read_page(folder, file, &doc);
        assert_done(text_of(doc, &text, &err), &err);
        assert_done(text_clean(str_text(&text), text.len, out, &err), &err);
        str_add(out, "\n\n");
}

/* ---- text ---- */

/* One line, single spaces: a phrase may go over a line end. */
static void flatten(const char *text, struct str *out)
{
        struct error err = {0};

        assert_done(text_clean_line(text, strlen(text), out, &err), &err);
}

static double share_of_phrases(const char *text, const char *const *phrases, const char *file)
{
        CLEANUP(str_done) struct str flat = STR_INIT;
        size_t n = 0, found = 0;

        flatten(text, &flat);
        for (; n < PHRASES_MAX && phrases[n]; n++) {
                bool is_there = strstr(str_text(&flat), phrases[n]) != NULL;

                found += is_there;
                if (!is_there)
                        print_message("  %s: no '%s'\n", file, phrases[n]);
        }
        return (double)found / (double)n;
}

static bool has_furniture(const char *block, const char *const *phrases)
{
        for (size_t i = 0; i < PHRASES_MAX && phrases[i]; i++)
                if (strstr(block, phrases[i]))
                        return true;
        return false;
}

/* The bytes of paragraphs that have furniture in them, as a share of all. */
static double share_of_furniture(char *text, const char *const *phrases, const char *file)
{
        size_t all = strlen(text), bad = 0;

        for (char *block = text; block;) {
                char *end = strstr(block, "\n\n");

                if (end)
                        *end = '\0';
                if (has_furniture(block, phrases)) {
                        bad += strlen(block);
                        print_message("  %s: '%.70s'\n", file, block);
                }
                block = end ? end + 2 : NULL;
        }
        return (double)bad / (double)all;
}

static void a_publishers_page_gives_its_article(void **state)
{
        bool failed = false;

        (void)state;
        skip_without("html");
        for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;
                double recall, furniture;

                add_text("html/publishers", pages[i].file, html_main_text, &text);
                recall = share_of_phrases(str_text(&text), pages[i].article, pages[i].file);
                furniture = share_of_furniture(text.data, pages[i].furniture, pages[i].file);
                print_message("%-60s article %.3f furniture %.4f\n", pages[i].file, recall,
                              furniture);
                failed |= recall < PHRASES_MIN || furniture > FURNITURE_MAX;
        }
        assert_false(failed);
}

/* ---- facts ---- */

static void assert_fact(const char *file, const char *what, const char *got, const char *wanted)
{
        if (!str_equal(got, wanted))
                fail_msg("%s: %s is '%s' instead of '%s'", file, what, got ? got : "-",
                         wanted ? wanted : "-");
}

static void check_facts(const char *file, const struct facts *f, const struct record *r)
{
        if (!record_title(r) || !str_starts(record_title(r), f->title))
                fail_msg("%s: the title is '%s'", file, record_title(r));
        if (r->creators.n != f->n_creators)
                fail_msg("%s: %zu creators instead of %zu", file, r->creators.n, f->n_creators);
        assert_fact(file, "the first creator", r->creators.n ? r->creators.items[0].name : NULL,
                    f->first_creator);
        assert_fact(file, "the date", record_issued(r), f->issued);
        assert_fact(file, "the DOI", record_identifier(r, "doi"), f->doi);
        assert_fact(file, "the journal", r->source, f->source);
        assert_fact(file, "the volume", r->within.volume, f->volume);
        assert_fact(file, "the issue", r->within.issue, f->issue);
        assert_fact(file, "the pages", r->within.pages, f->pages);
        if (r->abstracts.n == 0)
                fail_msg("%s: there is no abstract", file);
}

static void a_publishers_page_declares_what_a_citation_needs(void **state)
{
        (void)state;
        skip_without("html");
        for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
                CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
                CLEANUP(record_freep) struct record *r = record_new();
                struct error err = {0};

                read_page("html/publishers", pages[i].file, &doc);
                assert_done(meta_read_html(doc, r, &err), &err);
                check_facts(pages[i].file, &pages[i].facts, r);
        }
}

/* ---- the same paper in JATS ---- */

static void jats_text(const char *folder, struct str *out)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        size_t n = 0;

        str_addf(&path, "%s/%s/paper.jats.xml", corpora, folder);
        assert_done(path_read(path.data, FILE_MAX, &bytes, &n, &err), &err);
        assert_done(xml_read(bytes, n, &doc, &err), &err);
        xml_text(xmlDocGetRootElement(doc), out);
}

static void the_page_has_the_words_of_the_same_paper_in_jats(void **state)
{
        static const char *const folders[] = {"pairs/10.1371_journal.pone.0115884",
                                              "pairs/10.3390_metabo4040932"};

        (void)state;
        skip_without("pairs");
        for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
                CLEANUP(str_done) struct str page = STR_INIT;
                CLEANUP(str_done) struct str jats = STR_INIT;
                double recall, precision;

                add_text(folders[i], "paper.html", html_main_text, &page);
                jats_text(folders[i], &jats);
                recall = words_found(str_text(&jats), page.data);
                precision = words_found(page.data, str_text(&jats));
                print_message("%-40s recall %.4f precision %.4f\n", folders[i], recall, precision);
                assert_true(recall >= WORDS_MIN);
                assert_true(precision >= PRECISION_MIN);
        }
}

/* ---- manuals ---- */

static void add_pages(const char *folder,
                      int (*text_of)(const xmlDoc *, struct str *, struct error *), struct str *out)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        struct dirent *e;
        DIR *d;

        str_addf(&path, "%s/%s", corpora, folder);
        d = opendir(path.data);
        assert_non_null(d);
        while ((e = readdir(d)))
                if (str_ends(e->d_name, ".html"))
                        add_text(folder, e->d_name, text_of, out);
        closedir(d);
}

static void plain_text(const char *file, struct str *out)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        size_t n = 0;

        str_addf(&path, "%s/%s", corpora, file);
        assert_done(path_read(path.data, FILE_MAX, &bytes, &n, &err), &err);
        assert_done(text_to_utf8(bytes, n, "KOI8-R", out, &err), &err);
}

/* The Korean text cuts words at its line ends: no page can have all of its halves. */
static void a_manuals_pages_have_the_words_of_its_plain_text(void **state)
{
        static const struct {
                const char *folder, *text;
        } manuals[] = {
                {"docs/debian-install-guide/en", "docs/debian-install-guide/en/install.en.txt"},
                {"docs/debian-install-guide/es", "docs/debian-install-guide/es/install.es.txt"},
                {"docs/debian-install-guide/ru", "docs/debian-install-guide/ru/install.ru.txt"},
                {"docs/debian-install-guide/ko", "docs/debian-install-guide/ko/install.ko.txt"},
                {"docs/debian-policy/policy.html", "docs/debian-policy/policy.txt"},
        };

        (void)state;
        skip_without("docs");
        for (size_t i = 0; i < ARRAY_LEN(manuals); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;
                CLEANUP(str_done) struct str all = STR_INIT;
                CLEANUP(str_done) struct str plain = STR_INIT;
                double recall, possible;

                plain_text(manuals[i].text, &plain);
                add_pages(manuals[i].folder, html_main_text, &text);
                add_pages(manuals[i].folder, html_all_text, &all);
                recall = words_found(plain.data, text.data);
                possible = words_found(plain.data, all.data);
                print_message("%-40s recall %.4f (all of the pages: %.4f)\n", manuals[i].folder,
                              recall, possible);
                assert_true(recall >= MANUAL_MIN || recall >= possible - 0.002);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_publishers_page_gives_its_article),
                cmocka_unit_test(a_publishers_page_declares_what_a_citation_needs),
                cmocka_unit_test(the_page_has_the_words_of_the_same_paper_in_jats),
                cmocka_unit_test(a_manuals_pages_have_the_words_of_its_plain_text),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
