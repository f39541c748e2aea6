#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""ssehub sdg suggest: files, standard input, a text a line, and whatever else may come in."""
import json
import os
import resource
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import SAMPLE, SSEHUB, run  # noqa: E402

WATER = "Drinking water and sanitation are out of reach; open defecation goes on."
MEBI = 1 << 20


def suggest(*args, feed=b"", memory=None):
    """The command with bytes on its standard input, its address space limited where asked."""
    def limit():
        if memory and not harness.is_sanitized():
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    done = subprocess.run([SSEHUB, "sdg", "suggest", *args], input=feed, capture_output=True, timeout=180,
                          check=False, preexec_fn=limit)
    answer = harness.Answer(["sdg", "suggest", *args], done.returncode, done.stdout.decode(),
                            done.stderr.decode("utf-8", "replace"))
    if done.returncode < 0 or harness.ALARM.search(answer.err):
        raise AssertionError(f"the program broke: {answer}")
    return answer


class OneText(harness.Case):
    def test_json_has_every_goal_with_score_and_evidence(self):
        answer = suggest("--json", "-", feed=WATER.encode())
        self.assertEqual((answer.status, answer.err), (0, ""))
        goals = answer.json
        self.assertEqual(sorted(g["goal"] for g in goals), list(range(1, 18)))
        self.assertEqual([g["score"] for g in goals], sorted((g["score"] for g in goals), reverse=True))
        for g in goals:
            self.assertEqual(set(g), {"goal", "target", "iri", "score", "suggested", "evidence"})
            self.assertTrue(0 <= g["score"] <= 1)
        self.assertEqual((goals[0]["goal"], goals[0]["suggested"]), (6, True))
        self.assertEqual(goals[0]["target"], "6.2")
        self.assertEqual(goals[0]["iri"], "http://metadata.un.org/sdg/6.2")
        self.assertEqual(goals[0]["evidence"][0]["text"], WATER)
        for word in goals[0]["evidence"][0]["words"]:
            self.assertIn(word, WATER)
        self.assertIsNone(goals[-1]["target"])

    def test_people_get_a_table_of_what_is_suggested(self):
        answer = suggest("-", feed=WATER.encode())
        self.assertRegex(answer.out, r"^[01]\.\d\d  SDG 6, target 6\.2\n")
        self.assertIn(WATER, answer.out)
        self.assertEqual(suggest("-", feed=b"A sonnet.").out, "No goal is suggested.\n")

    def test_a_file_is_read_as_ingest_would(self):
        paper = self.path("paper.xml")
        with open(paper, "w", encoding="utf-8") as f:
            f.write("<article><front><article-meta><title-group><article-title>Wells</article-title></title-group>"
                    f"<abstract><p>{WATER}</p></abstract></article-meta></front><body><p>"
                    + "Malaria and tuberculosis in hospitals. " * 50 + "</p></body></article>")
        said = [g["goal"] for g in suggest("--json", paper).json if g["suggested"]]
        self.assertIn(6, said)
        self.assertNotIn(3, said)

    def test_suggestions_meet_what_authors_of_the_sample_corpus_declared(self):
        """In at least four of five papers in the languages that have rules, one of the goals."""
        asked = met = 0
        for row in harness.sample_index():
            declared = {s.split(".")[0] for s in row["sdgs"].split(",") if s.strip("-")}
            path = os.path.join(SAMPLE, row["path"])
            if row["language"] not in ("en", "fr", "es", "pt") or not declared or not row["path"].startswith("papers/"):
                continue
            answer = suggest("--json", path)
            if answer.status == 0:
                asked += 1
                met += bool(declared & {str(g["goal"]) for g in answer.json if g["suggested"]})
        self.assertGreater(asked, 10)
        self.assertGreaterEqual(met / asked, 0.8, f"{met} of {asked}")

    def test_what_cannot_be_read_is_said(self):
        broken = self.path("broken.pdf")
        with open(broken, "wb") as f:
            f.write(b"%PDF-1.7\n1 0 obj\n")
        for args, status, words in ((["no-such-file"], 3, "no-such-file"), ([self.dir], 3, "directory"),
                                    ([broken], 1, "is damaged"), (["--jsonl", "no-such-file"], 3, "no-such-file")):
            with self.subTest(args):
                answer = suggest(*args)
                self.assertEqual(answer.status, status, str(answer))
                self.assertIn(words, answer.err)
                self.assertEqual(answer.out, "")


class Lines(harness.Case):
    def test_each_line_gets_a_line(self):
        feed = "\n".join([json.dumps(WATER), json.dumps({"id": "b", "text": "A sonnet."}),
                          json.dumps({"text": WATER, "id": 7})])
        lines = suggest("--jsonl", "-", feed=feed.encode()).json_lines
        self.assertEqual([line.get("id") for line in lines], [None, "b", 7])
        self.assertEqual([len(line["sdgs"]) for line in lines], [17, 17, 17])
        self.assertEqual(lines[0]["sdgs"], lines[2]["sdgs"])
        self.assertEqual(lines[0]["sdgs"], suggest("--json", "-", feed=WATER.encode()).json)

    def test_a_bad_line_is_named_and_the_next_is_answered(self):
        feed = b'{"id": 1, "text"\n[1]\n{"id": 3}\n\n"ok"\n{"id": 6, "text": 5}\n"\xff\xfe"\n"a\\u0000b"\n"fine"\n'
        answer = suggest("--jsonl", "-", feed=feed)
        lines = answer.json_lines
        self.assertEqual(answer.status, 1)
        self.assertEqual(len(lines), 8)
        for number, line in zip((1, 2, 3, None, 6, 7, 8, None), lines):
            if number:
                self.assertTrue(line["error"].startswith(f"line {number}: "), line)
            else:
                self.assertEqual(len(line["sdgs"]), 17)
        self.assertEqual((lines[2]["id"], lines[4]["id"]), (3, 6))

    def test_a_file_of_lines_is_read_too(self):
        path = self.path("lines.jsonl")
        with open(path, "w", encoding="utf-8") as f:
            f.write(json.dumps(WATER) + "\n")
        self.assertEqual(len(suggest("--jsonl", path).json_lines), 1)


class Hostile(harness.Case):
    def test_a_text_over_the_limit_is_refused_and_never_held(self):
        for feed in (b"water " * (MEBI // 6 + 1), b"a" * (100 * MEBI)):
            answer = suggest("-", feed=feed, memory=700 * MEBI)
            self.assertEqual(answer.status, 1, str(answer)[:300])
            self.assertIn("more than 1048576 bytes", answer.err)
        answer = suggest("--json", "-", feed=(WATER + " ").encode() * (MEBI // 80), memory=700 * MEBI)
        self.assertEqual(answer.status, 0)
        self.assertIn("the first 16384 bytes decide", answer.err)

    def test_a_line_over_the_limit_costs_one_error(self):
        feed = b'"' + b"a" * (100 * MEBI) + b'"\n' + json.dumps(WATER).encode() + b"\n"
        answer = suggest("--jsonl", "-", feed=feed, memory=700 * MEBI)
        self.assertEqual(answer.status, 1)
        self.assertIn("line 1: longer", answer.json_lines[0]["error"])
        self.assertEqual(len(answer.json_lines[1]["sdgs"]), 17)

    def test_bytes_of_any_kind_get_an_answer_in_utf_8(self):
        for feed in (b"", b"\0" * 1000, b"water\0and sanitation\0", bytes(range(256)) * 64, b"\xff" * 5000,
                     b"\xed\xa0\x80 water", "\u202ewater".encode(), b"a." * 8000, b"\n" * 16000,
                     "́".encode() * 8000, "\ufdfa".encode() * 5000, b"not related to " * 1000,
                     b"poverty ~ reduction " * 800):
            with self.subTest(feed[:20]):
                answer = suggest("--json", "-", feed=feed)
                self.assertEqual(answer.status, 0, str(answer)[:500])
                self.assertEqual(len(answer.json), 17)

    def test_every_word_a_phrase_takes_no_time(self):
        answer = suggest("--json", "-", feed=b"poverty " * (MEBI // 8), memory=700 * MEBI)
        self.assertEqual(answer.json[0]["goal"], 1)


class WrongUse(harness.Case):
    def test_wrong_use_is_said(self):
        for args in ([], ["suggest"], ["explain", "x"], ["suggest", "a", "b"], ["suggest", "--lines", "a"]):
            with self.subTest(args):
                self.assertEqual(run("sdg", *args).status, 2)


if __name__ == "__main__":
    harness.main()
