#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""From folders of papers to works: what is read, what is paired, what is a duplicate, what is refused."""
import csv
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import AUTHOR, EDITOR, NOBODY, SAMPLE, run  # noqa: E402

PAPERS = os.path.join(SAMPLE, "papers")
HOSTILE = os.path.join(SAMPLE, "hostile")
RECORD = {"titles": [{"text": "The common granary", "language": "en"}], "creators": [{"name": "Amina Otieno"}],
          "year": 2023, "type": "case-study", "language": "en", "licence": "CC-BY-4.0", "summary": "In a nutshell.",
          "text": "A granary that is kept together keeps the price."}
XML = """<?xml version="1.0" encoding="UTF-8"?>
<record xmlns="urn:ssehub:record:1">
  <title xml:lang="en">{title}</title>
  <creator><name>Amina Otieno</name></creator>
  <type>think-piece</type><date type="issued">2023-05</date><licence>CC-BY-4.0</licence>
  <language>en</language><summary xml:lang="en">In a nutshell.</summary>{more}
</record>
"""
MARKDOWN = """---
title: {title}
creators: [{{name: Amina Otieno}}]
year: 2021
language: en
type: report
licence: CC-BY-4.0
summary: In a nutshell.
---

{text}
"""


def record(title, **more):
    return {**RECORD, "titles": [{"text": title, "language": "en"}], **more}


def markdown(title, text="A turbine that the village owns makes less noise."):
    return MARKDOWN.format(title=title, text=text)


def files_below(folder):
    return sorted(os.path.join(d, f) for d, _, fs in os.walk(folder) for f in fs)


class SampleCorpus(harness.Case):
    def test_every_paper_is_added_as_the_index_describes_it(self):
        hub = self.people_hub()
        report = self.path("report.jsonl")
        answer = hub("ingest", PAPERS, "--as", AUTHOR, "--report", report)
        lines = [json.loads(line) for line in harness.read_text(report).splitlines()]
        self.assertEqual({line["outcome"] for line in lines}, {"added"}, str(answer))
        self.assertEqual(answer.err, "")
        by_path = {os.path.relpath(line["path"], SAMPLE): line["id"] for line in lines}
        rows = harness.sample_index()
        self.assertEqual(len(hub.list()), len(rows))
        for row in rows:
            with self.subTest(row["id"]):
                self.compare(row, hub.show(by_path[row["path"]]))
                if row["metadata"] != "-":
                    self.assertEqual(by_path[row["metadata"]], by_path[row["path"]])

    def compare(self, row, shown):
        titles = {t.get("language"): t["text"] for t in shown["titles"]}
        self.assertEqual(titles.get(row["language"]), row["title"])
        self.assertEqual(shown["creators"][0]["name"], row["first_creator"])
        self.assertEqual(shown["languages"][0], row["language"])
        self.assertEqual(shown["licence"], row["licence"])
        self.assertEqual(shown["type"], row["type"])
        self.assertEqual(str(shown["year"]), row["year"])
        self.assertEqual([s["notation"] for s in shown["sdgs"] if s["by"] == "author"], row["sdgs"].split(","))
        self.assertIn({"type": "local", "value": row["id"]}, shown["identifiers"])
        self.assertEqual((shown["state"], shown["version"], shown["submitter"]), ("submitted", 1, AUTHOR))

    def test_the_report_has_a_line_for_each_file_in_order_whatever_the_jobs(self):
        reports = []
        for jobs in ("1", "4"):
            hub = self.hub(f"hub-{jobs}")
            lines = hub.ingest(PAPERS, "--jobs", jobs)
            for line in lines:
                self.assertLessEqual({"path", "outcome", "id", "state"}, set(line))
                self.assertEqual(line["state"], "ok")
            reports.append([line["path"] for line in lines])
        self.assertEqual(reports[0], reports[1])
        plain = [p for p in files_below(PAPERS) if not p.endswith(".jsonl")]
        records = [os.path.join(PAPERS, f"records.jsonl#{n}") for n in (1, 2)]
        self.assertEqual(sorted(reports[0]), sorted(plain + records))
        at = [reports[0].index(r) for r in records]
        self.assertEqual(at[1], at[0] + 1)
        top = [p for p in reports[0] if os.path.dirname(p) == PAPERS]
        self.assertEqual(top, sorted(top))

    def test_a_second_run_adds_nothing_and_says_of_what_each_is_a_duplicate(self):
        hub = self.hub()
        first = {line["path"]: line["id"] for line in hub.ingest(PAPERS)}
        before = hub.list()
        again = hub.ingest(PAPERS)
        self.assertEqual({line["outcome"] for line in again}, {"duplicate"})
        self.assertEqual({line["path"]: line["duplicate_of"] for line in again}, first)
        self.assertTrue(all(line["reason"] for line in again))
        self.assertEqual(hub.list(), before)
        self.assertRegex(hub("ingest", PAPERS).out, r"^(duplicate +\S+ +\d+\n)*0 added, \d+ duplicate, 0 refused\n$")
        self.assert_sound(hub)

    def test_nothing_is_public_before_the_review(self):
        hub = self.hub()
        hub.ingest(PAPERS)
        self.assertEqual(hub.find()["total"], 0)

    def test_what_was_extracted_is_what_is_searched(self):
        hub = self.sample_hub()
        for row in harness.sample_index():
            path = row["path"]
            if "#" in path:
                continue
            pages = run("extract", os.path.join(SAMPLE, path), "--json").json["pages"]
            page = pages[len(pages) // 2]
            phrase = " ".join(harness.phrase_words(page, 0.5, 6))
            if row["language"] == "zh":  # no spaces there
                phrase = page[len(page) // 2:len(page) // 2 + 12]
            with self.subTest(path, phrase=phrase):
                found = hub.find('"' + phrase.replace('"', " ") + '"')
                titles = [h["title"] for h in found["hits"]]
                self.assertIn(row["title"], titles)


class Pairing(harness.Case):
    def states(self, lines):
        return {os.path.relpath(line["path"], self.dir): line["outcome"] for line in lines}

    def test_files_of_one_base_name_are_one_work(self):
        self.write("in/a.txt", "A granary that is kept together keeps the peace.")
        self.write("in/a.xml", XML.format(title="Keeping the peace", more=""))
        self.write("in/b.txt", "Another text, of another work.")
        self.write("in/b.meta.xml", XML.format(title="Another work", more=""))
        hub = self.hub()
        lines = hub.ingest(self.path("in"))
        ids = {os.path.basename(line["path"]): line["id"] for line in lines}
        self.assertEqual(ids["a.txt"], ids["a.xml"])
        self.assertEqual(ids["b.txt"], ids["b.meta.xml"])
        self.assertEqual(len(hub.list()), 2)
        roles = {f["name"]: f["role"] for f in hub.show(ids["a.txt"])["files"]}
        self.assertEqual(roles, {"a.txt": "paper", "a.xml": "metadata"})

    def test_files_named_on_the_command_line_pair_too(self):
        a = self.write("a.txt", "A granary.")
        b = self.write("a.xml", XML.format(title="Keeping the price", more=""))
        hub = self.hub()
        hub.ingest(a, b)
        self.assertEqual([w["title"] for w in hub.list()], ["Keeping the price"])

    def test_a_folder_with_one_paper_and_one_record_is_one_work(self):
        self.write("in/thing/article.txt", "A reef that is closed now and then.")
        self.write("in/thing/about-it.xml", XML.format(title="Closing the reef", more=""))
        self.write("in/other/paper.md", markdown("Not of that folder"))
        hub = self.hub()
        hub.ingest(self.path("in"))
        self.assertEqual({w["title"] for w in hub.list()}, {"Closing the reef", "Not of that folder"})

    def test_a_folder_with_metadata_xml_is_one_work_of_many_files(self):
        for name in ("one.txt", "two.txt", "three.txt"):
            self.write(f"in/{name}", f"The text of {name}.")
        self.write("in/metadata.xml", XML.format(title="Three texts", more=""))
        hub = self.hub()
        lines = hub.ingest(self.path("in"))
        self.assertEqual(len({line["id"] for line in lines}), 1)
        self.assertEqual(len(hub.show(lines[0]["id"])["files"]), 4)

    def test_the_record_beside_a_paper_is_laid_over_what_the_paper_says(self):
        self.write("in/p.md", markdown("The title in the paper"))
        self.write("in/p.xml", XML.format(title="The title in the record", more="<publisher>A press</publisher>"))
        hub = self.hub()
        shown = hub.show(hub.ingest(self.path("in"))[0]["id"])
        self.assertEqual([t["text"] for t in shown["titles"]], ["The title in the record"])
        self.assertEqual(shown["publisher"], "A press")

    def test_a_broken_record_beside_a_paper_keeps_both_out(self):
        self.write("in/p.md", markdown("A paper that says its title"))
        self.write("in/p.xml", "<record xmlns='urn:ssehub:record:1'><title>cut")
        self.write("in/q.md", markdown("A neighbour"))
        hub = self.hub()
        lines = hub.ingest(self.path("in"), status=1)
        self.assertEqual(self.states(lines), {"in/p.md": "refused", "in/p.xml": "refused", "in/q.md": "added"})
        self.assertIn("p.xml", next(line["reason"] for line in lines if line["path"].endswith("p.md")))

    def test_a_record_alone_is_a_work_of_which_only_the_record_is_found(self):
        self.write("in/alone.xml", XML.format(title="No paper beside it", more=""))
        hub = self.hub()
        line = hub.ingest(self.path("in"), "--publish")[0]
        self.assertEqual((line["outcome"], line["state"]), ("added", "ok"))
        self.assertEqual([f["role"] for f in hub.show(line["id"])["files"]], ["metadata"])
        self.assertEqual(hub.find("No paper beside it")["total"], 1)

    def test_a_record_whose_paper_cannot_be_read_is_refused_with_it(self):
        self.write("in/p.xml", XML.format(title="A broken paper beside it", more=""))
        self.write("in/p.pdf", "%PDF-1.4 cut")
        hub = self.hub()
        lines = {line["path"][-3:]: line for line in hub.ingest(self.path("in"), status=1)}
        self.assertEqual((lines["xml"]["outcome"], lines["xml"]["state"]), ("refused", "ok"))
        self.assertEqual((lines["pdf"]["outcome"], lines["pdf"]["state"]), ("refused", "damaged"))
        self.assertTrue(lines["xml"]["reason"])
        self.assertEqual(hub.list(), [])

    def test_a_record_that_says_what_cannot_be_is_refused_with_all_its_faults(self):
        self.write("in/p.txt", "Text.")
        self.write("in/p.xml", XML.format(title="Wrong", more="<date type='issued'>2021-02-30</date>"
                                          "<country>XX</country><theme>dragons</theme>"))
        hub = self.hub()
        reasons = " ".join(line["reason"] for line in hub.ingest(self.path("in"), status=1))
        self.assertEqual(hub.list(), [])
        self.assertTrue(any(w in reasons for w in ("XX", "2021-02-30", "dragons")), reasons)


class JsonLines(harness.Case):
    def test_only_a_title_and_a_creator_are_needed(self):
        hub = self.hub()
        path = self.write_records("r.jsonl", [{"title": "Short", "creators": ["Amina Otieno"]},
                                              {"titles": [{"text": "Long"}], "creators": [{"name": "B C"}]}])
        self.assertEqual([line["outcome"] for line in hub.ingest(path)], ["added", "added"])
        self.assertEqual({w["title"] for w in hub.list()}, {"Short", "Long"})

    def test_every_member_of_the_documented_record_comes_back(self):
        whole = {**RECORD, "creators": [{"name": "Amina Otieno", "given": "Amina", "family": "Otieno",
                                         "orcid": "0000-0002-1825-0097",
                                         "affiliations": [{"name": "Granary Institute"}]}],
                 "identifiers": [{"type": "doi", "value": "https://doi.org/10.5555/ABC.1"}],
                 "abstract": "What a granary is for.", "keywords": ["granary", "price"], "sdgs": ["8", "8.3"],
                 "countries": ["ML"], "themes": ["agricultural-cooperatives"]}
        hub = self.hub()
        shown = hub.show(hub.ingest(self.write_records("r.jsonl", [whole]))[0]["id"])
        creator = shown["creators"][0]
        self.assertEqual((creator["name"], creator["given"], creator["family"], creator["orcid"]),
                         ("Amina Otieno", "Amina", "Otieno", "0000-0002-1825-0097"))
        self.assertEqual(creator["affiliations"][0]["name"], "Granary Institute")
        self.assertIn({"type": "doi", "value": "10.5555/abc.1"}, shown["identifiers"])
        self.assertEqual(shown["abstracts"][0]["text"], "What a granary is for.")
        self.assertEqual([k["text"] for k in shown["keywords"]], ["granary", "price"])
        self.assertEqual([(s["notation"], s["iri"]) for s in shown["sdgs"]],
                         [("8", "http://metadata.un.org/sdg/8"), ("8.3", "http://metadata.un.org/sdg/8.3")])
        self.assertEqual((shown["countries"], shown["themes"]), (["ML"], ["agricultural-cooperatives"]))
        self.assertEqual((shown["type"], shown["year"], shown["licence"]), ("case-study", 2023, "CC-BY-4.0"))
        self.assertEqual([(f["name"], f["pages"]) for f in shown["files"]], [("text.txt", 1)])

    def test_a_bad_line_costs_one_refusal(self):
        lines = [json.dumps(record("First")), "{not json", json.dumps(record("Third")),
                 json.dumps({"title": "no creators"}), "[1, 2]", "null", "\x00\x01", json.dumps(record("Last"))]
        hub = self.hub()
        path = self.write("r.jsonl", "\n".join(lines) + "\n")
        got = hub.ingest(path, status=1)
        self.assertEqual([line["path"] for line in got], [f"{path}#{n}" for n in range(1, len(lines) + 1)])
        self.assertEqual([line["outcome"] for line in got],
                         ["added", "refused", "added", "refused", "refused", "refused", "refused", "added"])
        self.assertTrue(all(line["reason"] for line in got if line["outcome"] == "refused"))

    def test_a_last_line_without_its_end_is_a_line(self):
        hub = self.hub()
        hub.ingest(self.write("r.jsonl", json.dumps(record("One")) + "\n" + json.dumps(record("Two"))))
        self.assertEqual(len(hub.list()), 2)

    def test_a_line_beyond_the_limit_is_too_large_and_its_neighbours_are_taken(self):
        path = self.path("r.jsonl")
        with open(path, "w", encoding="utf-8") as f:
            f.write(json.dumps(record("Before")) + "\n")
            f.write('{"title": "Huge", "creators": ["A B"], "text": "')
            for _ in range(65):
                f.write("granary " * (1 << 17))
            f.write('"}\n' + json.dumps(record("After")) + "\n")
        hub = self.hub()
        lines = hub.ingest(path, status=1)
        self.assertEqual([(line["outcome"], line["state"]) for line in lines],
                         [("added", "ok"), ("refused", "too-large"), ("added", "ok")])

    def test_a_long_text_within_the_limit_is_kept_whole(self):
        text = " ".join(f"w{i}" for i in range(400000))
        hub = self.hub()
        hub.ingest(self.write_records("r.jsonl", [record("Long", text=text)]), "--publish")
        for word in ("w0", "w200000", "w399999"):
            self.assertEqual(hub.find(word)["total"], 1, word)


class Duplicates(harness.Case):
    def outcome(self, hub, name, content):
        line = hub.ingest(self.write(name, content))[0]
        return line["outcome"], line.get("duplicate_of")

    def test_the_same_bytes_under_another_name(self):
        hub = self.hub()
        first = hub.ingest(self.write("a.md", markdown("One")))[0]["id"]
        self.assertEqual(self.outcome(hub, "b.md", markdown("One")), ("duplicate", first))

    def test_the_same_doi_in_another_dress(self):
        hub = self.hub()
        first = hub.ingest(self.write_records("a.jsonl", [record("One", doi="10.5555/Granary")]))[0]["id"]
        other = json.dumps(record("A quite different title", year=1999, doi="https://doi.org/10.5555/GRANARY"))
        self.assertEqual(self.outcome(hub, "b.jsonl", other), ("duplicate", first))

    def test_the_same_title_year_and_first_author_without_regard_to_case_accents_and_punctuation(self):
        hub = self.hub()
        first = hub.ingest(self.write_records("a.jsonl", [record("Où va l’économie sociale ?")]))[0]["id"]
        other = json.dumps(record("OU VA L'ECONOMIE SOCIALE", text="Other words."))
        self.assertEqual(self.outcome(hub, "b.jsonl", other), ("duplicate", first))

    def test_another_year_or_author_is_another_work(self):
        hub = self.hub()
        hub.ingest(self.write_records("a.jsonl", [record("One")]))
        for n, more in enumerate(({"year": 2022}, {"creators": [{"name": "Bruno Sy"}]})):
            self.assertEqual(self.outcome(hub, f"b{n}.jsonl", json.dumps(record("One", **more)))[0], "added")

    def test_works_in_every_state_count(self):
        hub = self.people_hub()
        path = self.write("a.md", markdown("One"))
        work = hub.ingest(path, "--as", AUTHOR)[0]["id"]
        hub.review("reject", work, "--note", "Out of scope.", actor=EDITOR)
        self.assertEqual(hub.ingest(path)[0]["duplicate_of"], work)

    def test_two_of_a_kind_in_one_batch(self):
        self.write("in/a.md", markdown("One"))
        self.write("in/b.md", markdown("One"))
        hub = self.hub()
        self.assertEqual([line["outcome"] for line in hub.ingest(self.path("in"))], ["added", "duplicate"])


class Publishing(harness.Case):
    def test_bulk_publishing_is_for_editors_and_the_audit_trail_says_so(self):
        hub = self.people_hub()
        for who in (AUTHOR, harness.AMINA):
            answer = hub("ingest", PAPERS, "--publish", "--as", who, status=1)
            self.assertIn("editor", answer.err)
        self.assertEqual(hub.list(), [])
        lines = hub.ingest(PAPERS, "--publish", "--as", EDITOR)
        for one in {line["id"] for line in lines}:
            events = hub.history(one)["events"]
            self.assertEqual([(e["action"], e["actor"]) for e in events],
                             [("submit", EDITOR), ("bulk-publish", EDITOR)])
        self.assertEqual({w["state"] for w in hub.list()}, {"published"})
        self.assertEqual(hub.find()["total"], len(harness.sample_index()))

    def test_what_is_submitted_already_is_not_published_by_the_way(self):
        hub = self.people_hub()
        hub.ingest(PAPERS, "--as", AUTHOR)
        hub.ingest(PAPERS, "--as", EDITOR, "--publish")
        self.assertEqual(hub.find()["total"], 0)


class Hostile(harness.Case):
    def expected(self):
        lines = harness.read_text(os.path.join(HOSTILE, "EXPECTED.tsv")).splitlines()
        return {name: state for name, state, _ in (line.split("\t") for line in lines)}

    def test_each_is_refused_in_its_way_and_the_rest_of_the_batch_goes_on(self):
        shutil.copytree(HOSTILE, self.path("in"))
        os.unlink(self.path("in", "EXPECTED.tsv"))
        self.write("in/zz-last.md", markdown("The last one"))
        hub = self.hub()
        report = self.path("report.jsonl")
        answer = hub("ingest", self.path("in"), "--report", report, status=1)
        lines = {os.path.relpath(x["path"], self.path("in")): x
                 for x in map(json.loads, harness.read_text(report).splitlines())}
        self.assertEqual(lines.pop("zz-last.md")["outcome"], "added")
        self.assertEqual({name: line["state"] for name, line in lines.items()}, self.expected())
        for name, line in lines.items():
            with self.subTest(name):
                if line["state"] == "ok":
                    self.assertEqual(line["outcome"], "added")
                    continue
                self.assertEqual(line["outcome"], "refused")
                self.assertTrue(line["reason"])
                said = [x for x in answer.err.splitlines() if f"'{line['path']}'" in x]
                self.assertEqual(len(said), 1, answer.err)
                self.assertIn(line["reason"], said[0])
        self.assertIn("line", lines["malformed.xml"]["reason"])
        self.assertEqual(len(hub.list()), 2)
        self.assert_sound(hub)

    def test_nothing_of_the_machine_comes_in_by_an_external_entity(self):
        for name, entity in (("file", "file:///etc/passwd"), ("relative", "secret.txt")):
            with self.subTest(name):
                self.write("secret.txt", "quibbleflax")
                path = self.write(f"{name}.xml", f'<!DOCTYPE article [<!ENTITY x SYSTEM "{entity}">]>'
                                  "<article><front><article-meta><title-group><article-title>T &x;</article-title>"
                                  "</title-group><contrib-group><contrib contrib-type='author'><name><surname>B"
                                  "</surname><given-names>A</given-names></name></contrib></contrib-group>"
                                  "</article-meta></front><body><p>text &x; text</p></body></article>")
                answer = run("extract", path, "--json")
                self.assertNotIn("quibbleflax", answer.out)
                self.assertNotIn("root:", answer.out)

    def test_a_scanned_paper_with_a_complete_record_is_taken_and_the_report_says_so(self):
        shutil.copy(os.path.join(HOSTILE, "scan.pdf"), self.path("scan.pdf"))
        self.write("scan.xml", XML.format(title="A scanned minute book", more=""))
        hub = self.hub()
        lines = hub.ingest(self.path("scan.pdf"), self.path("scan.xml"), "--publish")
        pdf = next(line for line in lines if line["path"].endswith(".pdf"))
        self.assertEqual((pdf["outcome"], pdf["state"]), ("added", "no-text-layer"))
        self.assertTrue(pdf["reason"])
        self.assertEqual(hub.find("minute book")["total"], 1)

    def test_a_scanned_paper_is_read_by_the_command_of_the_configuration(self):
        shutil.copy(os.path.join(HOSTILE, "scan.pdf"), self.path("scan.pdf"))
        self.write("scan.xml", XML.format(title="A scanned minute book", more=""))
        hub = self.hub()
        hub("config", "ocr-command", "echo forty granaries of the delta were counted")
        lines = hub.ingest(self.path("scan.pdf"), self.path("scan.xml"), "--publish")
        pdf = next(line for line in lines if line["path"].endswith(".pdf"))
        self.assertEqual((pdf["outcome"], pdf["state"]), ("added", "ok"))
        self.assertIn("OCR", pdf["reason"])
        self.assertEqual(hub.find("granaries delta")["total"], 1)

    def test_deep_elements_and_long_names_are_refused_not_crashed_on(self):
        self.write("in/deep.html", "<div>" * 100000 + "x")
        self.write("in/deep.md", "---\ntitle: D\ncreators: [A]\n---\n" + "> " * 20000 + "x\n")
        self.write("in/deep.jsonl", "[" * 100000 + "\n")
        self.write("in/attribute.xml", "<article " + " ".join(f"a{i}='x'" for i in range(20000)) + "/>")
        self.write("in/good.md", markdown("Good"))
        hub = self.hub()
        lines = hub.ingest(self.path("in"), status=1)
        outcome = {os.path.basename(x["path"]): x["outcome"] for x in lines}
        self.assertEqual(outcome["good.md"], "added")
        self.assertEqual(outcome["deep.html"], "refused")
        self.assertEqual(outcome["deep.jsonl#1"], "refused")
        self.assert_sound(hub)


    def test_nothing_behind_deep_elements_is_silently_lost(self):
        """Read to its end, or refused: never half of it as if it were all."""
        head = "<meta name='citation_title' content='Deep'><meta name='citation_author' content='A B'>"
        for depth in (100, 300, 5000, 100000):
            with self.subTest(depth):
                body = "<p>before</p>" + "<div>" * depth + "inside" + "</div>" * depth + "<p>after</p>"
                path = self.write("deep.html", f"<html><head>{head}</head><body>{body}</body></html>")
                answer = run("extract", path, "--json").json
                if answer["state"] == "ok":
                    self.assertEqual(answer["pages"][0].split(), ["before", "inside", "after"])
                else:
                    self.assertIn(answer["state"], ("damaged", "too-large"))


class Folders(harness.Case):
    def outcomes(self, lines):
        return {os.path.relpath(x["path"], self.dir): x["outcome"] for x in lines}

    def need_build_for_nobody(self):
        """A build folder inside /root is out of the reach of other users."""
        worker = os.path.join(harness.BUILD, "src", "ssehub-worker")
        seen = subprocess.run(["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "test", "-x", worker])
        if seen.returncode:
            self.skipTest(f"others may not run {worker}")

    def test_what_may_not_be_read_is_refused_by_name(self):
        self.need_root()
        self.need_build_for_nobody()
        self.write("in/open.md", markdown("Open"))
        self.write("in/shut/inside.md", markdown("Inside"))
        self.write("in/shut-file.md", markdown("Shut"))
        hub = self.hub()
        self.for_nobody(hub.path)
        self.for_nobody(self.path("in"))
        os.chmod(self.path("in", "shut"), 0)
        os.chmod(self.path("in", "shut-file.md"), 0)
        answer = hub("ingest", "--json", self.path("in"), user=NOBODY, status=1)
        self.assertEqual(self.outcomes(answer.json_lines),
                         {"in/open.md": "added", "in/shut": "refused", "in/shut-file.md": "refused"})
        for name in ("in/shut'", "in/shut-file.md'"):
            said = next(x for x in answer.err.splitlines() if name in x)
            self.assertIn("Permission denied", said)

    def test_links_out_of_the_tree_are_not_followed(self):
        self.write("outside/secret.md", markdown("Secret"))
        self.write("in/good.md", markdown("Good"))
        os.symlink(self.path("outside", "secret.md"), self.path("in", "file-link.md"))
        os.symlink(self.path("outside"), self.path("in", "folder-link"))
        os.symlink("..", self.path("in", "loop"))
        os.symlink("nowhere", self.path("in", "broken"))
        hub = self.hub()
        lines = hub.ingest(self.path("in"), status=1)
        self.assertEqual(self.outcomes(lines), {"in/good.md": "added", "in/file-link.md": "refused",
                                                "in/folder-link": "refused", "in/loop": "refused",
                                                "in/broken": "refused"})
        self.assertEqual([w["title"] for w in hub.list()], ["Good"])

    def test_a_link_that_is_named_is_followed(self):
        self.write("real/good.md", markdown("Good"))
        os.symlink(self.path("real"), self.path("link"))
        hub = self.hub()
        hub.ingest(self.path("link"))
        self.assertEqual([w["title"] for w in hub.list()], ["Good"])

    def test_pipes_sockets_and_devices_are_refused_without_waiting(self):
        self.write("in/good.md", markdown("Good"))
        os.mkfifo(self.path("in", "pipe.md"))
        hub = self.hub()
        lines = hub.ingest(self.path("in"), "/dev/zero", status=1, timeout=60)
        self.assertEqual(self.outcomes(lines)["in/pipe.md"], "refused")
        self.assertEqual({x["path"]: x["outcome"] for x in lines}["/dev/zero"], "refused")
        self.assertEqual(hub.ingest(self.path("in", "pipe.md"), status=1, timeout=60)[0]["outcome"], "refused")

    def test_folders_may_nest_but_not_without_end(self):
        deep = "in/" + "/".join(["d"] * 60)
        self.write(deep + "/bottom.md", markdown("Bottom"))
        self.write("in/" + "/".join(["d"] * 20) + "/middle.md", markdown("Middle"))
        hub = self.hub()
        lines = hub.ingest(self.path("in"), status=1)
        self.assertEqual([w["title"] for w in hub.list()], ["Middle"])
        refused = [x for x in lines if x["outcome"] == "refused"]
        self.assertEqual(len(refused), 1)
        self.assertIn("deep", refused[0]["reason"])

    def test_names_that_are_odd_are_names(self):
        names = ["two words.md", "quote\"'.md", "new\nline.md", "-dash.md", "%2e%2e.md", "é.md", "论文.md", "a" * 250 + ".md",
                 "semi;colon&amp.md", "tab\there.md", ".hidden.md"]
        for n, name in enumerate(names):
            self.write(f"in/{name}", markdown(f"Paper {n}", f"text number {n}"))
        with open(os.path.join(self.path("in").encode(), b"latin-\xe9.md"), "w", encoding="utf-8") as f:
            f.write(markdown("Latin", "another"))
        hub = self.hub()
        hub.ingest(self.path("in"), "--publish")
        # Names that begin with a dot are passed over.
        self.assertEqual(len(hub.list()), len(names))
        daemon = self.daemon(hub)
        for one in hub.list():
            for f in daemon.get(f"/api/v1/works/{one['id']}").json["files"]:
                with self.subTest(f["name"]):
                    reply = daemon.get(f["url"][f["url"].index("/works/"):])
                    self.assertEqual(reply.status, 200)
                    self.assertNotIn("/", f["name"])
        self.assert_sound(hub)

    def test_an_empty_folder_is_nothing_to_do(self):
        os.mkdir(self.path("in"))
        self.assertEqual(self.hub().ingest(self.path("in")), [])

    def test_a_path_that_is_not_there_is_refused_by_name(self):
        answer = self.hub()("ingest", self.path("nowhere"), self.write("a.md", markdown("A")), status=1)
        self.assertIn("nowhere", answer.err)
        self.assertIn("1 added, 0 duplicate, 1 refused", answer.out)


def peak_of(*args, timeout=300):
    """Exit status, peak memory in MiB of the command and of its largest child, and seconds taken."""
    env = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=4", "SSEHUB": ""}
    begun = time.monotonic()
    process = subprocess.Popen([harness.SSEHUB, *args], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss / 1024, time.monotonic() - begun


class Large(harness.Case):
    def sparse(self, name, head, size, tail=b""):
        path = self.write(name, head)
        with open(path, "r+b") as f:
            f.truncate(size)
            f.seek(0, os.SEEK_END)
            f.write(tail)
        return path

    def test_a_file_of_600_mb_is_too_large_and_costs_no_memory(self):
        head = markdown("Huge").encode()
        for name in ("huge.txt", "huge.md", "huge.xml", "huge.pdf", "huge.html"):
            with self.subTest(name):
                path = self.sparse(name, b"%PDF-1.5\n" if name.endswith("pdf") else head, 600 << 20)
                hub = self.hub(f"hub-{name}")
                status, peak, seconds = peak_of("ingest", path, "--report", self.path("r"), "--hub", hub.path)
                line = json.loads(harness.read_text(self.path("r")))
                self.assertEqual((status, line["outcome"], line["state"]), (1, "refused", "too-large"))
                self.assertLess(peak, 400)
                self.assertLess(seconds, 60)

    def test_a_field_of_2_gb_is_too_large_and_costs_no_memory(self):
        path = self.sparse("r.jsonl", b'{"title": "', 2 << 30,
                           b'", "creators": ["A B"]}\n' + json.dumps(record("After")).encode() + b"\n")
        hub = self.hub()
        status, peak, _ = peak_of("ingest", path, "--report", self.path("r"), "--hub", hub.path)
        lines = [json.loads(x) for x in harness.read_text(self.path("r")).splitlines()]
        self.assertEqual((status, [(x["outcome"], x["state"]) for x in lines]),
                         (1, [("refused", "too-large"), ("added", "ok")]))
        self.assertLess(peak, 400)


class Together(harness.Case):
    def start(self, hub, *args):
        return subprocess.Popen([harness.SSEHUB, "ingest", PAPERS, "--json", *args, "--hub", hub.path],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self, process):
        out, err = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 0, err.decode())
        self.assertNotIn(b"refused", err)
        return [json.loads(line) for line in out.splitlines()]

    def test_two_ingests_of_one_folder_at_once_take_each_paper_once(self):
        hub = self.hub()
        both = [self.start(hub), self.start(hub)]
        lines = [self.finish(p) for p in both]
        self.assertEqual(len(hub.list()), len(harness.sample_index()))
        for first, second in zip(*lines):
            self.assertEqual(first["path"], second["path"])
            self.assertEqual({first["outcome"], second["outcome"]}, {"added", "duplicate"})
            ids = {first.get("id") or first.get("duplicate_of"), second.get("id") or second.get("duplicate_of")}
            self.assertEqual(len(ids), 1)
        self.assert_sound(hub)

    def test_the_daemon_answers_while_papers_come_in(self):
        hub = self.hub()
        daemon = self.daemon(hub)
        process = self.start(hub, "--publish")
        totals = []
        while process.poll() is None:
            reply = daemon.get("/api/v1/search?q=cooperative&limit=100")
            self.assertEqual(reply.status, 200)
            totals.append(reply.json["total"])
            for hit in reply.json["hits"][:3]:
                self.assertEqual(daemon.get(hit["url"]).status, 200)
        self.finish(process)
        self.assertTrue(totals, "the daemon was asked at least once")
        self.assertEqual(totals, sorted(totals), "what was published stays")
        # The command follows the change log before it ends: nothing has to be waited for.
        self.assertEqual(daemon.api()["total"], len(harness.sample_index()))
        self.assert_sound(hub)

    def test_ingests_and_reviews_at_once_all_come_through(self):
        hub = self.people_hub()
        work = hub.ingest(self.write("a.md", markdown("One")), "--as", AUTHOR)[0]["id"]
        process = self.start(hub)
        hub.accept(work, [harness.AMINA, harness.BRUNO], EDITOR)
        hub.review("publish", work, actor=EDITOR)
        self.finish(process)
        self.assertEqual(hub.find()["total"], 1)
        self.assert_sound(hub)


class ManyRecords(harness.Case):
    BIB = """@string{oup = "Granary Press"}
@article{one, title = {The common {G}ranary}, author = {Otieno, Amina and Sy, Bruno}, journal = {Commons},
  year = 2021, volume = 3, pages = {17--29}, doi = {10.5555/one}}
@book{two, title = {Caf\\'{e}s of Ch\\^{a}lons}, author = {Dupr\\'e, L\\'ea}, publisher = oup, year = 2020}
@book{broken, title = {Never closed, author = {X Y}
"""

    def test_each_is_a_work_and_a_broken_one_is_a_line(self):
        hub = self.hub()
        lines = hub.ingest(self.write("refs.bib", self.BIB), status=1)
        self.assertEqual([(line["path"].rsplit("/")[-1], line["outcome"]) for line in lines],
                         [("refs.bib#2", "added"), ("refs.bib#4", "added"), ("refs.bib#5", "refused")])
        shown = hub.show(lines[0]["id"])
        self.assertEqual((shown["titles"][0]["text"], shown["volume"], shown["pages"], shown["source"]),
                         ("The common Granary", "3", "17-29", "Commons"))
        self.assertEqual(hub.show(lines[1]["id"])["titles"][0]["text"], "Cafés of Châlons")
        self.assertEqual(hub.show(lines[1]["id"])["publisher"], "Granary Press")
        self.assertEqual({line["outcome"] for line in hub.ingest(self.path("refs.bib"), status=1)},
                         {"duplicate", "refused"})

    def test_one_beside_its_paper_is_its_record(self):
        self.write("in/p.txt", "A granary that is kept together keeps the price.")
        self.write("in/p.ris", "TY  - RPRT\nTI  - The common granary\nAU  - Otieno, Amina\nPY  - 2021\nER  - \n")
        hub = self.hub()
        lines = hub.ingest(self.path("in"))
        self.assertEqual(len({line["id"] for line in lines}), 1)
        shown = hub.show(lines[0]["id"])
        self.assertEqual((shown["type"], shown["creators"][0]["family"]), ("report", "Otieno"))
        self.assertEqual(sorted(f["role"] for f in shown["files"]), ["metadata", "paper"])

    def test_a_record_that_declares_no_language_gets_that_of_its_words(self):
        self.write("r.ris", "TY  - RPRT\nTI  - Las cooperativas de ahorro y el crédito de las mujeres rurales\nAU  - Ruiz, Ana\n"
                   "AB  - Este trabajo estudia cómo las cooperativas de ahorro dan crédito a las mujeres del campo y qué "
                   "cambia en los pueblos cuando ellas deciden.\nER  - \n")
        hub = self.hub()
        shown = hub.show(hub.ingest(self.path("r.ris"))[0]["id"])
        self.assertEqual((shown["language"], shown["abstracts"][0].get("language")), ("es", "es"))
        lines = hub.ingest(self.write_records("r.jsonl", [
            {"title": "La coopérative et le village", "creators": ["A B"],
             "abstract": "Dans ce texte nous montrons que les membres de la coopérative décident ensemble du prix."}]))
        self.assertEqual(hub.show(lines[0]["id"])["language"], "fr")

    def test_a_row_of_a_csv_names_its_paper(self):
        head = "title,creators,year,type,language,licence,summary,file\n"
        row = '"{0}","Otieno, Amina",2021,report,en,CC-BY-4.0,"In a nutshell.",{1}\n'
        self.write("in/a.txt", "A granary that is kept together keeps the price.")
        self.write("in/below/b.txt", "A turbine that the village owns makes less noise.")
        self.write("secret.txt", "Nothing for the hub to read.")
        os.symlink(self.path("secret.txt"), self.path("in/link.txt"))
        self.write("in/z.csv", head + row.format("The common granary", "a.txt") + row.format("Wind", "below/b.txt") +
                   row.format("Gone", "c.txt") + row.format("Outside", "../secret.txt") + row.format("Link", "link.txt"))
        hub = self.hub()
        lines = hub.ingest(self.path("in/z.csv"), "--publish", status=1)
        self.assertEqual([(line["path"].rsplit("/in/")[-1], line["outcome"]) for line in lines],
                         [("a.txt", "added"), ("below/b.txt", "added"), ("z.csv#4", "refused"), ("z.csv#5", "refused"),
                          ("z.csv#6", "refused")])
        self.assertEqual(hub.find("granary price")["hits"][0]["title"], "The common granary")
        shown = hub.show(lines[1]["id"])
        self.assertEqual([f["name"] for f in shown["files"]], ["b.txt"])
        self.assertNotIn("file", [i["type"] for i in shown.get("identifiers", [])])
        self.assertIn("c.txt", lines[2]["reason"])
        self.assertEqual(hub.find("nothing for the hub")["total"], 0)

    def test_a_csv_goes_before_the_papers_of_its_folder(self):
        self.write("in/a.txt", "A granary that is kept together keeps the price.")
        self.write("in/z.csv", 'title,creators,file\n"The common granary","Otieno, Amina",a.txt\n')
        hub = self.hub()
        lines = hub.ingest(self.path("in"))
        self.assertEqual([(line["path"][-5:], line["outcome"]) for line in lines],
                         [("a.txt", "added"), ("a.txt", "duplicate")])

    def test_what_is_exported_can_be_taken_in(self):
        hub = self.hub()
        work = hub.ingest(self.write_records("a.jsonl", [record("The common granary", doi="10.5555/granary")]))[0]["id"]
        for format in hub("export", "--formats").out.split("\n"):
            name = format.split(" ")[0]
            if name in ("", "jats"):  # of a paper without a text JATS would be an empty paper
                continue
            with self.subTest(name):
                text = hub("export", work, "--format", name).out
                other = harness.new_hub(self.path(f"other-{name}"))
                line = other.ingest(self.write(f"{name}.{'json' if name == 'csl' else name}", text))[0]
                self.assertEqual((line["outcome"], line["state"]), ("added", "ok"), text)
                shown = other.show(line["id"])
                self.assertEqual(shown["titles"][0]["text"], "The common granary")
                self.assertEqual(shown["creators"][0]["name"], "Amina Otieno")
                self.assertIn({"type": "doi", "value": "10.5555/granary"}, shown["identifiers"])


class WhatPublicationNeeds(harness.Case):
    def test_a_record_that_lacks_it_is_added_and_waits_with_the_submissions(self):
        hub = self.hub()
        bare = {"title": "Bare", "creators": ["Amina Otieno"], "text": "A granary."}
        line = hub.ingest(self.write_records("r.jsonl", [bare]), "--publish")[0]
        needs = "a year, a type, a licence, a language, an abstract or plain-language summary"
        self.assertEqual((line["outcome"], line["missing"]), ("added", needs))
        shown = hub.show(line["id"])
        self.assertEqual((shown["state"], shown["missing"]), ("submitted", needs))
        self.assertEqual(hub.find()["total"], 0)
        self.assertIn("need more before they can be published", hub("ingest", self.write_records("s.jsonl", [
            {**bare, "title": "Bare too"}])).out)


class NearlyTheSame(harness.Case):
    TEXT = " ".join(f"word{i * i % 977} and member{i % 311}" for i in range(600))

    def test_a_text_that_is_nearly_the_same_is_added_and_told(self):
        hub = self.hub()
        first = hub.ingest(self.write_records("a.jsonl", [record("The common granary", text=self.TEXT)]))[0]
        line = hub.ingest(self.write_records("b.jsonl", [
            record("Another title by others", creators=["Bruno Sy"], text="A new start. " + self.TEXT)]))[0]
        self.assertEqual((line["outcome"], line["resembles"]), ("added", first["id"]))
        self.assertGreater(line["likeness"], 0.8)
        self.assertNotIn("resembles", first)

    def test_a_title_that_is_nearly_the_same_by_the_same_author_in_the_same_year_is_told(self):
        hub = self.hub()
        first = hub.ingest(self.write_records("a.jsonl", [record("The common granary of the Sahel")]))[0]["id"]
        path = self.write_records("b.jsonl", [record("The common granaries of the Sahel", text="Other words.")])
        answer = hub("ingest", path)
        self.assertIn(f"is nearly the same as {first}", answer.err)
        for more in ({"year": 1999}, {"creators": ["Bruno Sy"]}):
            line = hub.ingest(self.write_records("c.jsonl", [
                record("The common granarys of the Sahel", text="Other words.", **more)]))[0]
            self.assertNotIn("resembles", line)

    def test_another_text_under_another_title_resembles_nothing(self):
        hub = self.hub()
        hub.ingest(self.write_records("a.jsonl", [record("The common granary", text=self.TEXT)]))
        other = " ".join(f"other{i * i % 881} or village{i % 293}" for i in range(600))
        line = hub.ingest(self.write_records("b.jsonl", [record("Wind for all", text=other)]))[0]
        self.assertEqual((line["outcome"], line.get("resembles")), ("added", None))


class DryRun(harness.Case):
    def test_it_says_everything_and_writes_nothing(self):
        hub = self.people_hub()
        hub.list()
        before = {f: harness.read_bytes(f) for f in files_below(hub.path) if not f.endswith("-shm")}
        dry = hub.ingest(PAPERS, "--dry-run")
        self.assertGreater(len(dry), 30)
        after = {f: harness.read_bytes(f) for f in files_below(hub.path) if not f.endswith("-shm")}
        self.assertEqual({f: b for f, b in after.items() if b}, {f: b for f, b in before.items() if b})
        self.assertEqual(hub.list(), [])
        wet = hub.ingest(PAPERS)
        for one in wet:
            one.pop("id", None)
        self.assertEqual(dry, wet)

    def test_a_work_that_comes_twice_in_it_is_told_by_its_path(self):
        self.write("in/a.md", markdown("One"))
        self.write("in/b.md", markdown("One"))
        hub = self.hub()
        first, second = hub.ingest(self.path("in"), "--dry-run")
        self.assertEqual((first["outcome"], second["outcome"]), ("added", "duplicate"))
        self.assertIn("a.md", second["reason"])


class Export(harness.Case):
    def test_the_record_comes_out_as_it_went_in(self):
        hub = self.hub()
        work = hub.ingest(self.write_records("a.jsonl", [record("The common granary", volume="3")]), "--publish")[0]["id"]
        shown = hub("export", work, "--format", "json").json[0]
        self.assertEqual((shown["titles"][0]["text"], shown["volume"]), ("The common granary", "3"))
        self.assertTrue([i for i in shown["identifiers"] if i["value"].endswith(f"/works/{work}")], shown["identifiers"])
        self.assertIn("urn:ssehub:record:1", hub("export", work).out)

    def test_reference_managers_get_their_formats(self):
        hub = self.hub()
        work = hub.ingest(self.write_records("a.jsonl", [record("The common granary: 50% & more", volume="3")]))[0]["id"]
        self.assertIn("title = {The common granary: 50\\% \\& more}", hub("export", work, "--format", "bibtex").out)
        self.assertIn("TI  - The common granary: 50% & more", hub("export", work, "--format", "ris").out)
        item = json.loads(hub("export", work, "--format", "csl").out)[0]
        self.assertEqual((item["title"], item["volume"]), ("The common granary: 50% & more", "3"))
        row = list(csv.DictReader(hub("export", work, "--format", "csv").out.splitlines()))[0]
        self.assertEqual((row["title"], row["volume"]), ("The common granary: 50% & more", "3"))

    def test_what_is_not_there_is_a_no(self):
        hub = self.hub()
        self.assertIn("no work", hub("export", "nothing", status=1).err)
        work = hub.ingest(self.write_records("a.jsonl", [record("The common granary")]))[0]["id"]
        self.assertIn("no format 'tapestry'", hub("export", work, "--format", "tapestry", status=1).err)
        self.assertIn("json", hub("export", "--formats").out)
        hub("export", status=2)


class DiskFull(harness.Case):
    def setUp(self):
        super().setUp()
        self.small = self.path("small")
        os.mkdir(self.small)
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", self.small],
                                               stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest("needs root and the right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", "-l", self.small], check=False)

    def test_a_full_disk_ends_the_ingest_with_3_and_the_same_command_finishes_when_there_is_room(self):
        for publish in ([], ["--publish"]):
            name = "published" if publish else "submitted"
            with self.subTest(name):
                subprocess.run(["mount", "-o", "remount,size=1m", self.small], check=True)
                hub = harness.new_hub(os.path.join(self.small, name))
                answer = hub("ingest", PAPERS, *publish, status=3)
                self.assertRegex(answer.err, r"(?i)no space left|disk (is )?full")
                said = [line for line in answer.err.splitlines() if not re.fullmatch(r"\d+ of \d+ files.*", line)]
                self.assertEqual(len(said), 1, answer.err)
                subprocess.run(["mount", "-o", "remount,size=200m", self.small], check=True)
                self.assert_sound(hub)
                hub("ingest", PAPERS, *publish)
                self.assertEqual(len(hub.list()), len(harness.sample_index()))
                self.assert_sound(hub)
                shutil.rmtree(hub.path)


class Progress(harness.Case):
    def test_a_terminal_gets_a_bar_that_is_wiped_away(self):
        hub = self.hub()
        leader, follower = pty.openpty()
        process = subprocess.Popen([harness.SSEHUB, "ingest", PAPERS, "--hub", hub.path], stderr=follower,
                                   stdout=subprocess.PIPE)
        os.close(follower)
        seen = b""
        try:
            while chunk := os.read(leader, 65536):
                seen += chunk
        except OSError:  # the terminal closes with its last writer
            pass
        process.communicate()
        os.close(leader)
        self.assertIn(b"files", seen)
        self.assertTrue(seen.endswith(b"\r\x1b[K"), seen[-100:])


if __name__ == "__main__":
    harness.main()
