#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Manners that all subcommands share: help, exit status, options, JSON, where messages go."""
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import AMINA, AUTHOR, EDITOR, SAMPLE, run  # noqa: E402

COMMANDS = ["init", "ingest", "extract", "list", "show", "export", "review", "sdg", "entry", "search", "user", "config", "rebuild",
            "check", "serve"]

# Arguments with which a command asks something of a hub and changes nothing.
QUESTIONS = [["list"], ["search", "water"], ["user", "list"], ["config"], ["config", "title"], ["review", "queue"],
             ["entry", "list"], ["check"]]

# Used wrongly, each in its own way.
MISUSES = [[], ["no-such-command"], ["ingest"], ["extract"], ["extract", "a", "b"], ["show"], ["show", "a", "b"],
           ["list", "extra"], ["review"], ["review", "no-such-verb"], ["review", "assign", "one"],
           ["review", "queue", "extra"], ["review", "declare", "one"], ["entry"], ["entry", "no-such-verb"],
           ["entry", "put"], ["entry", "list", "extra"], ["user"], ["user", "add"], ["user", "no-such-verb"],
           ["user", "role", "a@example.org"], ["user", "list", "extra"], ["config", "a", "b", "c"], ["init", "a", "b"],
           ["rebuild", "extra"], ["check", "extra"], ["serve", "extra"], ["search", "a", "b"],
           ["search", "--batch", "a", "b"], ["search", "--limit", "many"], ["search", "--limit"],
           ["search", "--limit", "-1"], ["search", "--limit", "99999999999999999999"], ["ingest", "--jobs", "x", "a"],
           ["sdg"], ["sdg", "suggest"], ["sdg", "no-such-verb", "a"], ["list", "--state"], ["serve", "--threads", "two"]]


class Help(harness.Case):
    def test_ssehub_lists_its_commands(self):
        answer = run("--help")
        self.assertEqual(answer.status, 0)
        listed = re.findall(r"^  (\w+) +\S", answer.out, re.M)
        self.assertEqual(listed, COMMANDS)
        self.assertEqual(answer.err, "")

    def test_every_command_has_help(self):
        for name in COMMANDS:
            with self.subTest(name):
                answer = run(name, "--help")
                self.assertEqual(answer.status, 0)
                self.assertTrue(answer.out.startswith(f"Usage: ssehub {name} "), answer.out)
                for option in ("--hub DIR", "--json", "--help"):
                    self.assertIn(option, answer.out)
                self.assertRegex(answer.out, r"Exit status: 0 .*1 .*2 .*3 ")
                self.assertEqual(answer.err, "")
                self.assertEqual(run(name, "-h").out, answer.out)

    def test_a_csv_file_to_fill_in_needs_no_hub_and_no_path(self):
        answer = run("ingest", "--csv-template")
        self.assertEqual((answer.status, answer.err), (0, ""))
        header, example = answer.out.splitlines()
        self.assertTrue(header.startswith("title,"), header)
        self.assertIn("# example", example)

    def test_programs_tell_their_version(self):
        self.assertRegex(run("--version").out, r"^ssehub \d+\.\d+\.\d+\n$")
        self.assertRegex(run("--version", program=harness.SSEHUBD).out, r"^ssehubd \d+\.\d+\.\d+\n$")

    def test_the_daemon_has_help(self):
        answer = run("--help", program=harness.SSEHUBD)
        self.assertEqual((answer.status, answer.err), (0, ""))
        self.assertIn("--listen", answer.out)


class WrongUse(harness.Case):
    def test_wrong_use_ends_with_2_and_says_so_on_stderr_alone(self):
        for arguments in MISUSES:
            with self.subTest(" ".join(arguments)):
                answer = run(*arguments, cwd=self.dir)
                self.assertEqual(answer.status, 2, str(answer))
                self.assertEqual(answer.out, "")
                self.assertNotEqual(answer.err, "")

    def test_an_unknown_option_is_named(self):
        for name in COMMANDS:
            with self.subTest(name):
                answer = run(name, "--no-such-option", cwd=self.dir)
                self.assertEqual(answer.status, 2)
                self.assertIn("--no-such-option", answer.err)
                self.assertIn(f"Try 'ssehub {name} --help'.", answer.err)
                self.assertEqual(answer.out, "")

    def test_wrong_use_makes_nothing(self):
        for arguments in MISUSES:
            run(*arguments, cwd=self.dir)
        self.assertEqual(os.listdir(self.dir), [])


class WhichHub(harness.Case):
    def test_the_option_beats_the_environment_which_beats_the_current_folder(self):
        for name in ("option", "environment", "current"):
            self.hub(name, title=f"The {name} hub")
        env = {"SSEHUB": self.path("environment")}
        title = ["config", "title"]
        self.assertEqual(run(*title, cwd=self.path("current")).out, "The current hub\n")
        self.assertEqual(run(*title, cwd=self.path("current"), env=env).out, "The environment hub\n")
        self.assertEqual(run(*title, "--hub", self.path("option"), cwd=self.path("current"), env=env).out,
                         "The option hub\n")

    def test_where_there_is_no_hub_the_answer_is_no(self):
        for arguments in QUESTIONS + [["rebuild"], ["serve"], ["show", "x"], ["ingest", SAMPLE],
                                      ["user", "add", "a@example.org"]]:
            with self.subTest(" ".join(arguments)):
                answer = run(*arguments, hub=self.dir)
                self.assertEqual(answer.status, 1, str(answer))
                self.assertIn("ssehub init", answer.err)
                self.assertEqual(answer.out, "")
        self.assertEqual(os.listdir(self.dir), [])

    def test_a_folder_that_is_not_there_is_no_hub(self):
        answer = run("list", hub=self.path("nowhere"))
        self.assertEqual((answer.status, answer.out), (1, ""))
        self.assertFalse(os.path.exists(self.path("nowhere")))


class Failure(harness.Case):
    def test_a_damaged_database_ends_with_3(self):
        hub = self.hub()
        path = os.path.join(hub.path, "hub.db")
        for end in ("-wal", "-shm"):
            if os.path.exists(path + end):
                os.unlink(path + end)
        with open(path, "r+b") as f:
            f.write(b"This is no database. " * 300)
        for arguments in (["list"], ["config"], ["user", "list"], ["ingest", SAMPLE]):
            with self.subTest(arguments[0]):
                answer = hub(*arguments, status=3)
                self.assertEqual(answer.out.replace("0 added, 0 duplicate, 0 refused\n", ""), "")
                self.assertIn("hub.db", answer.err)
                self.assertEqual(answer.err.count("\n"), 1, answer.err)

    def test_a_hub_that_may_not_be_read_ends_with_3(self):
        self.need_root()
        hub = self.hub()
        os.chmod(self.dir, 0o755)
        for root, folders, files in os.walk(hub.path):
            for name in [root] + [os.path.join(root, n) for n in folders + files]:
                os.chmod(name, 0o700 if os.path.isdir(name) else 0o600)
        answer = hub("list", user=harness.NOBODY, status=(1, 3))
        self.assertEqual(answer.status, 3, str(answer))
        self.assertRegex(answer.err, "(?i)permission denied|may not|unable to open")

    def test_a_full_output_ends_with_3(self):
        hub = self.sample_hub()
        work = hub.list("--kind", "paper")[0]["id"]
        commands = QUESTIONS + [["--help"], ["ingest", "--help"], ["show", work], ["show", work, "--json"],
                                ["list", "--json"], ["search", "--json"], ["review", "show", work],
                                ["ingest", os.path.join(SAMPLE, "papers", "p29.md"), "--json"],
                                ["extract", os.path.join(SAMPLE, "papers", "p29.md")]]
        for arguments in commands:
            with self.subTest(" ".join(arguments)), open("/dev/full", "wb") as full:
                answer = run(*arguments, env={"SSEHUB": hub.path}, stdout=full)
                if arguments == ["--help"]:
                    self.assertIn(answer.status, (0, 3))
                    continue
                self.assertEqual(answer.status, 3, str(answer))
                self.assertIn("No space left on device", answer.err)

    def test_a_full_report_ends_with_3_and_what_was_read_stays(self):
        hub = self.hub()
        answer = hub("ingest", os.path.join(SAMPLE, "papers", "p29.md"), "--report", "/dev/full", status=3)
        self.assertIn("/dev/full", answer.err)
        self.assertEqual(len(hub.list()), 1)

    def test_a_report_that_cannot_be_made_stops_before_anything_is_read(self):
        hub = self.hub()
        answer = hub("ingest", SAMPLE, "--report", self.path("no", "such", "folder.jsonl"), status=3)
        self.assertIn("folder.jsonl", answer.err)
        self.assertEqual(hub.list(), [])


class Json(harness.Case):
    def test_whatever_prints_data_prints_it_as_json(self):
        hub = self.sample_hub()
        work = hub.list("--kind", "paper")[0]["id"]
        entry = hub.list("--kind", "entry")[0]["slug"]
        paper = os.path.join(SAMPLE, "papers", "p29.md")
        put = self.write("new.md", "---\ntitle: New\nlanguage: en\npart: actors\nauthors: [{name: A B}]\n"
                                   "summary: A nutshell.\n---\n\nText.\n")
        shapes = [(["list"], list), (["show", work], dict), (["show", entry], dict), (["review", "queue"], list),
                  (["review", "show", work], dict), (["user", "list"], list), (["config"], dict),
                  (["search", "water"], dict), (["extract", paper], dict), (["entry", "list"], list),
                  (["entry", "show", entry], dict), (["entry", "history", entry], dict), (["entry", "put", put], dict),
                  (["ingest", paper], dict)]
        for arguments, shape in shapes:
            with self.subTest(" ".join(arguments)):
                answer = hub(*arguments, "--json")
                self.assertIsInstance(answer.json, shape)
                self.assertEqual(answer.out.count("\n"), 1, "one document a line")

    def test_json_is_utf8_and_unescaped_text_comes_back_whole(self):
        hub = self.hub()
        title = "“Кооператив” \\ 合作社 \U0001f33e <b>&amp;</b> ’n’ é"
        hub.ingest(self.write_records("r.jsonl", [{"title": title, "creators": ["A B"]}]))
        self.assertEqual(hub.list()[0]["title"], title)

    def test_list_has_its_members(self):
        for one in self.sample_hub().list():
            self.assertLessEqual({"id", "kind", "state", "version", "since", "created", "published", "title"}, set(one))
            self.assertEqual("slug" in one, one["kind"] == "entry")

    def test_show_has_the_promised_members(self):
        hub = self.sample_hub()
        for one in hub.list("--kind", "paper"):
            shown = hub.show(one["id"])
            self.assertLessEqual({"id", "state", "version", "titles", "creators", "identifiers", "dates", "languages",
                                  "licence", "sdgs", "files", "review", "submitter", "kind"}, set(shown))
            self.assertEqual(shown["id"], one["id"])

    def test_search_has_the_promised_members(self):
        answer = self.sample_hub().json("search", "cooperative")
        self.assertLessEqual({"query", "total", "hits", "facets"}, set(answer))
        self.assertEqual(answer["query"], "cooperative")
        self.assertGreater(answer["total"], 3)
        for hit in answer["hits"]:
            self.assertLessEqual({"id", "title", "creators", "snippet", "score"}, set(hit))
            for start, end in hit["marks"]:
                self.assertTrue(0 <= start < end <= len(hit["snippet"]))
        for facet in ("sdg", "theme", "type", "language", "country", "region", "year"):
            self.assertIn(facet, answer["facets"])
            for value in answer["facets"][facet]:
                self.assertLessEqual({"value", "label", "count"}, set(value))


class Init(harness.Case):
    def test_a_hub_is_made_with_its_title_and_address(self):
        answer = run("init", self.path("new", "hub"), "--title", "Hub of the Sahel", "--base-url",
                     "https://hub.example.org")
        self.assertEqual(answer.status, 0, str(answer))
        hub = harness.Hub(self.path("new", "hub"))
        settings = hub.json("config")
        self.assertEqual(settings["title"]["value"], "Hub of the Sahel")
        self.assertEqual(settings["base-url"]["value"], "https://hub.example.org")
        self.assertEqual([(u["email"], u["role"]) for u in hub.json("user", "list")],
                         [(harness.LOCAL, "administrator")])
        self.assertEqual(hub.list(), [])
        self.assertEqual(hub.find()["total"], 0)
        self.assert_sound(hub)

    def test_a_hub_is_never_made_over_another(self):
        hub = self.hub(title="The first")
        answer = run("init", hub.path)
        self.assertEqual(answer.status, 1)
        self.assertIn(hub.path, answer.err)
        self.assertEqual(hub("config", "title").out, "The first\n")

    def test_where_no_folder_can_be_made_it_fails(self):
        self.write("file", "")
        answer = run("init", self.path("file", "hub"))
        self.assertEqual(answer.status, 3, str(answer))
        self.assertIn(self.path("file"), answer.err)

    def test_an_address_that_is_none_makes_no_hub(self):
        answer = run("init", self.path("hub"), "--base-url", "javascript:alert(1)")
        self.assertIn(answer.status, (1, 3), str(answer))
        self.assertEqual(run("list", hub=self.path("hub")).status, 1, "a half-made hub was left")

    def test_strangers_on_the_machine_cannot_read_a_hub(self):
        hub = self.hub()
        for name in ("hub.db", "blobs"):
            mode = os.stat(os.path.join(hub.path, name)).st_mode & 0o077
            folder = os.stat(hub.path).st_mode & 0o077
            self.assertEqual(mode & folder & 0o007, 0, f"{name} is open to others")


class PeopleAndSettings(harness.Case):
    def test_accounts_are_added_listed_and_given_roles(self):
        hub = self.hub()
        hub("user", "add", AMINA, "--role", "adviser", "--name", "Amina Otieno")
        hub("user", "add", AUTHOR)
        by_email = {u["email"]: u for u in hub.json("user", "list")}
        self.assertEqual(by_email[AMINA]["role"], "adviser")
        self.assertEqual(by_email[AMINA]["name"], "Amina Otieno")
        self.assertEqual(by_email[AUTHOR]["role"], "submitter")
        hub("user", "role", AUTHOR, "editor")
        self.assertEqual({u["email"]: u["role"] for u in hub.json("user", "list")}[AUTHOR], "editor")
        self.assertIn(AMINA, hub("user", "list").out)

    def test_refused_accounts_are_no_answers_not_failures(self):
        hub = self.people_hub()
        for arguments in (["add", AMINA], ["add", AMINA.upper()], ["add", "no-address"], ["add", "a b@example.org"],
                          ["add", "x@example.org", "--role", "king"], ["role", AMINA, "king"],
                          ["role", "unknown@example.org", "editor"], ["add", "x" * 250 + "@example.org"]):
            with self.subTest(" ".join(arguments)):
                self.assertNotEqual(hub("user", *arguments, status=1).err, "")
        self.assertEqual(len(hub.json("user", "list")), 1 + len(harness.PEOPLE))

    def test_settings_are_changed_and_nonsense_is_refused(self):
        hub = self.hub()
        hub("config", "quorum", "3")
        self.assertEqual(hub("config", "quorum").out, "3\n")
        for key, value in (("quorum", "0"), ("quorum", "many"), ("base-url", "ftp://x"), ("title", ""),
                           ("no-such-setting", "1"), ("accept-no-sandbox", "maybe")):
            with self.subTest(f"{key}={value}"):
                answer = hub("config", key, value, status=(1, 3))
                self.assertEqual(answer.status, 1, str(answer))
        hub("config", "no-such-setting", status=1)
        self.assertEqual(hub("config", "quorum").out, "3\n")


# Nothing that people type into a search field is an error.
TYPED = ['', ' ', '"', '""', '"unclosed', "'", '(', ')', '((((((((((((((((((((((((((((((', 'NEAR(', 'NEAR/2', '*', '**',
         'a*', '-', '--', '-water', 'AND', 'OR', 'NOT', 'AND OR NOT', 'water AND', 'OR water', 'author:', 'author:"',
         'title:(', ':', '::', 'nosuchfield:water', '\\', '%', '_', '^', '^water', '+', '{water}', '[water]', 'a"b"c',
         "'; DROP TABLE doc; --", '<script>alert(1)</script>', '../../etc/passwd', '\u202ewater', '\u0000'.strip('\0'),
         '\ufffd', '\U0001f33e', 'é' * 2000, 'water ' * 700, '合作社', '合', 'عربي', 'e\u0301', '￥', '٣', 'a' * 300,
         '1 OR 1=1', 'x' * 5000, 'water\twater\nwater', 'title:title:title:', '"a" "b" OR "c" -"d"', '-(a b)',
         'C++', 'SDG 8.3', '8.3', 'https://doi.org/10.5555/x?a=b&c=d']


class Search(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.sample = harness.Hub(harness.Template.get("sample", harness.make_sample_hub))

    def test_nothing_that_people_type_is_an_error(self):
        for text in TYPED:
            with self.subTest(text[:40]):
                answer = self.sample("search", "--json", "--", text)
                self.assertIn("total", answer.json)
                self.assertEqual(answer.err, "")

    def test_unknown_values_of_filters_are_said(self):
        for option, value in (("--sdg", "18"), ("--sdg", "8.99"), ("--lang", "klingonish"), ("--type", "poem"),
                              ("--country", "Atlantis"), ("--region", "999"), ("--theme", "dragons"),
                              ("--licence", "none-such"), ("--year", "soon"), ("--year", ".."), ("--sort", "random"),
                              ("--kind", "picture"), ("--limit", "1001")):
            with self.subTest(f"{option} {value}"):
                answer = self.sample("search", option, value, status=(0, 1))
                self.assertEqual(answer.status, 1, str(answer))
                self.assertIn(value, answer.err.replace("at most 1000", "1001"))
                self.assertEqual(answer.out, "")

    def test_filters_are_understood_by_code_and_by_name(self):
        find = self.sample.find
        ids = lambda *a: {h["id"] for h in find(*a)["hits"]}  # noqa: E731
        self.assertEqual(ids("--lang", "fr"), ids("--lang", "French"))
        self.assertEqual(ids("--country", "KE"), ids("--country", "Kenya"))
        self.assertTrue(ids("--sdg", "8.3"))
        self.assertLess(ids("--sdg", "8.3"), ids("--sdg", "8"))
        self.assertEqual(ids("--sdg", "8", "--lang", "fr"), ids("--sdg", "8") & ids("--lang", "fr"))
        self.assertEqual(ids("--lang", "en", "--lang", "fr"), ids("--lang", "en") | ids("--lang", "fr"))
        self.assertEqual(ids("--kind", "paper") | ids("--kind", "entry"), ids())

    def test_years_bound_on_either_side(self):
        years = lambda *a: {h["year"] for h in self.sample.find("--kind", "paper", *a)["hits"]}  # noqa: E731
        self.assertEqual(years("--year", "2021"), {2021})
        self.assertEqual(max(years("--year", "..2019")), 2019)
        self.assertEqual(min(years("--year", "2023..")), 2023)
        self.assertLessEqual(years("--year", "2020..2021"), {2020, 2021})

    def test_paging_shows_every_hit_once(self):
        whole = [h["id"] for h in self.sample.find("--sort", "newest")["hits"]]
        self.assertEqual(len(whole), len(set(whole)))
        paged = []
        for offset in range(0, len(whole), 7):
            page = self.sample.json("search", "--sort", "newest", "--limit", "7", "--offset", str(offset))
            self.assertEqual(page["total"], len(whole))
            paged += [h["id"] for h in page["hits"]]
        self.assertEqual(paged, whole)

    def test_a_batch_prints_run_lines(self):
        batch = self.write("q.tsv", "q1\tworker cooperatives in a crisis\nq2\twater assemblies\r\nq3\tzzzzqqqq\n")
        answer = self.sample("search", "--batch", batch, "--limit", "5", "--format", "trec")
        lines = [line.split(" ") for line in answer.out.splitlines()]
        self.assertLessEqual({line[0] for line in lines}, {"q1", "q2"})
        for topic in ("q1", "q2"):
            of = [line for line in lines if line[0] == topic]
            self.assertTrue(0 < len(of) <= 5)
            self.assertEqual([line[3] for line in of], [str(i + 1) for i in range(len(of))])
            scores = [float(line[4]) for line in of]
            self.assertEqual(scores, sorted(scores, reverse=True))
            self.assertTrue(all(line[1] == "Q0" and line[5] == "ssehub" and len(line) == 6 for line in of))

    def test_a_batch_line_without_a_tab_is_named_and_the_rest_goes_on(self):
        batch = self.write("q.tsv", "no tab here\nq2\twater\n")
        answer = self.sample("search", "--batch", batch, status=1)
        self.assertIn("line 1", answer.err)
        self.assertIn("q2 Q0 ", answer.out)

    def test_a_batch_that_is_not_there_fails(self):
        self.sample("search", "--batch", self.path("nowhere.tsv"), status=3)

    def test_a_batch_has_one_format(self):
        batch = self.write("q.tsv", "q1\twater\n")
        self.sample("search", "--batch", batch, "--format", "csv", status=2)

    def test_people_read_titles_pages_and_snippets(self):
        answer = self.sample("search", "indivisible reserves", "--limit", "3")
        self.assertRegex(answer.out, r"^\d+ found\n")
        self.assertRegex(answer.out, r"(?m)^   p\. \d+: .*reserves")


class Extract(harness.Case):
    def test_a_paper_shows_its_title_language_and_pages(self):
        answer = run("extract", os.path.join(SAMPLE, "papers", "p14.pdf"), cwd=self.dir)
        self.assertEqual(answer.status, 0)
        self.assertIn("--- page 5 ---", answer.out)
        self.assertRegex(answer.out, r"(?m)^language: +en$")

    def test_the_json_has_the_promised_members(self):
        answer = run("extract", os.path.join(SAMPLE, "papers", "p04.xml"), "--json", cwd=self.dir)
        self.assertEqual(answer.status, 0)
        self.assertLessEqual({"state", "media_type", "language", "pages", "record"}, set(answer.json))
        self.assertEqual(answer.json["language"], "es")

    def test_what_cannot_be_read_says_its_state_and_ends_with_1(self):
        lines = harness.read_text(os.path.join(SAMPLE, "hostile", "EXPECTED.tsv")).splitlines()
        for name, state, _ in (line.split("\t") for line in lines):
            if "#" in name:
                continue
            with self.subTest(name):
                answer = run("extract", os.path.join(SAMPLE, "hostile", name), "--json", cwd=self.dir)
                self.assertEqual((answer.json["state"], answer.status), (state, 1), str(answer))
                self.assertTrue(answer.json.get("reason"), "a reason is given")

    def test_a_file_that_is_not_there_fails(self):
        answer = run("extract", self.path("nowhere.pdf"))
        self.assertEqual(answer.status, 3)
        self.assertIn("nowhere.pdf", answer.err)

    def test_it_needs_no_hub(self):
        self.assertEqual(run("extract", os.path.join(SAMPLE, "papers", "p11.md"), cwd=self.dir).status, 0)


class Questions(harness.Case):
    def test_unknown_works_and_states_are_no_answers(self):
        hub = self.people_hub()
        for arguments in (["show", "bcdfghjkm"], ["show", "no-such-slug"], ["show", ""], ["show", "x" * 5000],
                          ["review", "show", "nothing"], ["entry", "show", "nothing"], ["entry", "history", "nothing"],
                          ["list", "--state", "finished"], ["list", "--kind", "picture"],
                          ["review", "publish", "nothing"], ["review", "queue", "--as", "who@example.org"],
                          ["ingest", SAMPLE, "--as", "who@example.org"],
                          ["ingest", SAMPLE, "--version-of", "nothing"]):
            with self.subTest(" ".join(arguments)[:60]):
                answer = hub(*arguments, status=(0, 1, 2, 3))
                self.assertEqual(answer.status, 1, str(answer))
                self.assertNotEqual(answer.err, "")
        self.assertEqual(hub.list(), [])

    def test_questions_change_nothing(self):
        hub = self.sample_hub()
        for arguments in QUESTIONS:
            hub(*arguments)
        before = self.rows(hub)
        for arguments in QUESTIONS:
            hub(*arguments)
        self.assertEqual(self.rows(hub), before)

    def rows(self, hub):
        with sqlite3.connect(os.path.join(hub.path, "hub.db")) as db:
            return [db.execute(f"SELECT count(*), max(rowid) FROM {t}").fetchone() for t in ("event", "change", "file")]

    def test_list_filters_by_state_and_kind(self):
        hub = self.sample_hub()
        self.assertEqual({w["kind"] for w in hub.list("--kind", "entry")}, {"entry"})
        self.assertEqual({w["kind"] for w in hub.list("--kind", "paper")}, {"paper"})
        self.assertEqual(hub.list("--state", "rejected"), [])
        self.assertEqual(len(hub.list("--state", "published")), len(hub.list()))


class Check(harness.Case):
    def assert_wrong(self, hub, words):
        answer = hub("check", status=(0, 1, 2, 3))
        self.assertEqual(answer.status, 1, str(answer))
        self.assertRegex(answer.out, f"(?m)^wrong: .*{words}")
        self.assertNotIn("The hub is sound.", answer.out)

    def change(self, hub, name, *statements):
        with sqlite3.connect(os.path.join(hub.path, name)) as db:
            for one in statements:
                db.execute(one)
        db.close()

    def a_blob(self, hub):
        return next(os.path.join(d, f) for d, _, fs in sorted(os.walk(os.path.join(hub.path, "blobs"))) for f in fs)

    def test_a_sound_hub_is_sound(self):
        self.assertIn("The hub is sound.", self.assert_sound(self.sample_hub()).out)

    def test_a_changed_blob_shows(self):
        hub = self.sample_hub()
        path = self.a_blob(hub)
        os.chmod(path, 0o600)
        with open(path, "r+b") as f:
            first = f.read(1)
            f.seek(0)
            f.write(bytes([first[0] ^ 1]))
        self.assert_wrong(hub, os.path.basename(path)[:12])

    def test_a_missing_blob_shows(self):
        hub = self.sample_hub()
        path = self.a_blob(hub)
        os.unlink(path)
        self.assert_wrong(hub, os.path.basename(path)[:12])

    def test_a_rewritten_event_shows(self):
        hub = self.sample_hub()
        self.change(hub, "hub.db", "DROP TRIGGER event_no_update", "UPDATE event SET at = '2001-01-01T00:00:00Z' WHERE seq = 7",
                    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event\n"
                    "BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END")
        self.assert_wrong(hub, r"\b7\b")

    def test_a_deleted_event_shows(self):
        hub = self.sample_hub()
        self.change(hub, "hub.db", "DROP TRIGGER event_no_delete",
                    "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
                    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event\n"
                    "BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END")
        self.assert_wrong(hub, "")

    def test_an_index_that_lacks_a_work_shows_and_rebuild_mends_it(self):
        hub = self.sample_hub()
        self.change(hub, "index.db", "DELETE FROM doc WHERE docid = (SELECT min(docid) FROM doc)")
        self.assert_wrong(hub, "")
        hub("rebuild")
        self.assert_sound(hub)

    def test_an_index_with_other_words_shows(self):
        hub = self.sample_hub()
        self.change(hub, "index.db", "UPDATE passage SET text = 'other words' "
                                     "WHERE id = (SELECT min(id) FROM passage)")
        self.assert_wrong(hub, "")

    def test_an_index_that_is_not_there_is_made_again(self):
        hub = self.sample_hub()
        before = hub.find("water")
        for name in os.listdir(hub.path):
            if name.startswith("index.db"):
                os.unlink(os.path.join(hub.path, name))
        hub("search", "water", status=1)
        hub("rebuild")
        self.assert_sound(hub)
        after = hub.find("water")
        self.assertEqual([h["id"] for h in after["hits"]], [h["id"] for h in before["hits"]])
        self.assertEqual(after["facets"], before["facets"])


class Editors(harness.Case):
    def test_who_does_it_is_asked_by_address_in_any_letter_case(self):
        hub = self.people_hub()
        hub.ingest(os.path.join(SAMPLE, "papers", "p29.md"), "--as", AUTHOR.upper())
        self.assertEqual(hub.show(hub.list()[0]["id"])["submitter"], AUTHOR)
        hub.review("assign", hub.list()[0]["id"], AMINA.title(), actor=EDITOR)


if __name__ == "__main__":
    harness.main()
