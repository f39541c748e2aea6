/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which files of a folder belong together. */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "ingest/ingest.h"
#include "ingest/walk.h"

#include <ftw.h>
#include <sys/stat.h>

struct folder {
        char dir[64];
};

static int make_folder(void **state)
{
        struct folder *f = calloc(1, sizeof(*f));

        snprintf(f->dir, sizeof(f->dir), "/tmp/ssehub-walk-XXXXXX");
        assert_non_null(mkdtemp(f->dir));
        *state = f;
        return 0;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        (void)st;
        (void)type;
        (void)ftw;
        return remove(path);
}

static int drop_folder(void **state)
{
        struct folder *f = *state;

        nftw(f->dir, drop, 16, FTW_DEPTH | FTW_PHYS);
        free(f);
        return 0;
}

static void put(const struct folder *f, const char *name)
{
        CLEANUP(freep) char *path = path_join(f->dir, name);
        struct error err;

        assert_done(path_write_atomic(path, "x", 1, 0644, &err), &err);
}

static void put_dir(const struct folder *f, const char *name)
{
        CLEANUP(freep) char *path = path_join(f->dir, name);
        struct error err;

        assert_done(path_make_dir(path, 0755, &err), &err);
}

/* The batches as "kind:name,name kind:name", names without the folder. */
static void describe(const struct folder *f, const struct walk *w, struct str *out)
{
        static const char kinds[] = {[BATCH_FILES] = 'f',
                                     [BATCH_FOLDER] = 'F',
                                     [BATCH_RECORDS] = 'r',
                                     [BATCH_REFUSED] = 'x'};

        for (size_t i = 0; i < w->n_batches; i++) {
                str_addf(out, "%s%c:", i ? " " : "", kinds[w->batches[i].kind]);
                for (size_t k = 0; k < w->batches[i].n_paths; k++)
                        str_addf(out, "%s%s", k ? "," : "",
                                 w->batches[i].paths[k] + strlen(f->dir) + 1);
        }
}

static void expect(const struct folder *f, const char *expected)
{
        CLEANUP(str_done) struct str found = STR_INIT;
        const char *paths[] = {f->dir};
        struct walk w;
        struct error err;

        assert_done(walk_paths(paths, 1, &w, &err), &err);
        describe(f, &w, &found);
        assert_string_equal(str_text(&found), expected);
        walk_done(&w);
}

static void files_of_one_base_name_belong_together(void **state)
{
        struct folder *f = *state;

        put(f, "p17.xml");
        put(f, "p17.pdf");
        put(f, "p17-2.pdf");
        put(f, "p17.v2.pdf");
        put(f, "p2.pdf");
        expect(f, "f:p17.pdf,p17.xml f:p17-2.pdf f:p17.v2.pdf f:p2.pdf");
}

static void format_words_before_the_extension_do_not_count(void **state)
{
        struct folder *f = *state;

        put(f, "paper.jats.xml");
        put(f, "paper.crossref.xml");
        put(f, "paper.pdf");
        expect(f, "f:paper.crossref.xml,paper.jats.xml,paper.pdf");
}

static void names_full_of_dots_stay_apart(void **state)
{
        struct folder *f = *state;

        put(f, "10.1371_journal.pone.0115884.xml");
        put(f, "10.1371_journal.pone.0115999.xml");
        expect(f, "f:10.1371_journal.pone.0115884.xml f:10.1371_journal.pone.0115999.xml");
}

static void one_paper_and_one_xml_of_another_name_may_be_one_work(void **state)
{
        struct folder *f = *state;

        put(f, "cocoa.pdf");
        put(f, "about.xml");
        expect(f, "F:about.xml,cocoa.pdf");
}

static void joined_folders_stay_apart(void **state)
{
        struct folder *f = *state;

        put_dir(f, "a");
        put_dir(f, "b");
        put(f, "a/article.pdf");
        put(f, "a/dublin-core.xml");
        put(f, "b/paper.pdf");
        put(f, "b/record.xml");
        expect(f, "F:a/article.pdf,a/dublin-core.xml F:b/paper.pdf,b/record.xml");
}

static void a_metadata_file_of_a_known_name_speaks_for_its_folder(void **state)
{
        struct folder *f = *state;

        put(f, "a.pdf");
        put(f, "b.pdf");
        put(f, "metadata.xml");
        expect(f, "F:a.pdf,b.pdf,metadata.xml");
}

static void an_xml_among_many_papers_speaks_for_none_of_them(void **state)
{
        struct folder *f = *state;

        put(f, "a.pdf");
        put(f, "b.pdf");
        put(f, "c.xml");
        expect(f, "f:a.pdf f:b.pdf f:c.xml");
}

static void links_are_refused_and_hidden_names_passed_over(void **state)
{
        struct folder *f = *state;
        CLEANUP(freep) char *link = path_join(f->dir, "link.pdf");

        put(f, ".hidden.pdf");
        put(f, "a.pdf");
        assert_int_equal(symlink("/etc/passwd", link), 0);
        expect(f, "f:a.pdf x:link.pdf");
}

static void folders_come_after_the_files_and_in_order(void **state)
{
        struct folder *f = *state;

        put_dir(f, "b");
        put_dir(f, "a");
        put(f, "b/1.pdf");
        put(f, "a/1.pdf");
        put(f, "z.jsonl");
        expect(f, "r:z.jsonl f:a/1.pdf f:b/1.pdf");
}

static void folders_nested_beyond_the_limit_are_refused(void **state)
{
        struct folder *f = *state;
        CLEANUP(str_done) struct str name = STR_INIT;
        CLEANUP(str_done) struct str deepest = STR_INIT;

        for (int i = 0; i < INGEST_DEPTH_MAX; i++) {
                str_add(&name, i ? "/d" : "d");
                put_dir(f, str_text(&name));
        }
        str_addf(&deepest, "%s/in.pdf", str_text(&name));
        put(f, str_text(&deepest));
        str_clear(&deepest);
        str_addf(&deepest, "f:%s/in.pdf", str_text(&name));
        expect(f, str_text(&deepest));
        str_add(&name, "/d");
        put_dir(f, str_text(&name));
        str_addf(&deepest, " x:%s", str_text(&name));
        expect(f, str_text(&deepest));
}

#define WALK(test) cmocka_unit_test_setup_teardown(test, make_folder, drop_folder)

int main(void)
{
        const struct CMUnitTest tests[] = {
                WALK(files_of_one_base_name_belong_together),
                WALK(format_words_before_the_extension_do_not_count),
                WALK(names_full_of_dots_stay_apart),
                WALK(one_paper_and_one_xml_of_another_name_may_be_one_work),
                WALK(joined_folders_stay_apart),
                WALK(a_metadata_file_of_a_known_name_speaks_for_its_folder),
                WALK(an_xml_among_many_papers_speaks_for_none_of_them),
                WALK(links_are_refused_and_hidden_names_passed_over),
                WALK(folders_come_after_the_files_and_in_order),
                WALK(folders_nested_beyond_the_limit_are_refused),
        };

        return cmocka_run_group_tests_name("ingest: walk", tests, NULL, NULL);
}
