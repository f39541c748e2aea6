#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real papers by others: each well-formed one is added, described as its index says, and found by a sentence
from its middle. Skips where the corpora are not beside the source tree."""
import html
import os
import re
import sys
import unicodedata
import xml.parsers.expat

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import CORPORA  # noqa: E402

JATS = os.path.join(CORPORA, "jats")
PAIRS = os.path.join(CORPORA, "pairs")
INDEX = os.path.join(CORPORA, "jats-index.tsv")
PHRASE_WORDS = 9
# Declares Portuguese; its text and its first abstract are Spanish, and a note says so.
WRONGLY_DECLARED = {"10.1590/2318-0889202133e200057": ["es"]}

# Parts of a paper that are not its running text, or that readers see in another form.
SKIPPED = {"table-wrap", "fig", "disp-formula", "inline-formula", "xref", "ref-list", "sub-article", "response", "fn",
           "tex-math", "ext-link", "uri", "email", "preformat", "code", "supplementary-material", "media", "boxed-text",
           "label", "statement", "chem-struct-wrap", "list", "def-list", "disp-quote", "styled-content", "inline-graphic",
           "sub", "sup", "math", "named-content", "monospace", "sc", "private-char", "object-id", "index-term"}


def is_paper(path):
    """Well-formed and of the kind 'article'; an erratum that names no author counts too: it is the journal's."""
    return is_well_formed(path) and b"<article " in harness.read_bytes(path)[:4000]


def is_well_formed(path):
    parser = xml.parsers.expat.ParserCreate()
    try:
        with open(path, "rb") as f:
            parser.ParseFile(f)
    except xml.parsers.expat.ExpatError as e:
        # An entity of the DTD, which nobody loads here, is no fault of form.
        return "undefined entity" in str(e)
    return True


class Body:
    """Running text of the paragraphs of a JATS body, each apart; a gap stands where something was left out."""
    GAP = " \u0001 "

    def __init__(self, path):
        self.paragraphs, self.depth, self.inside, self.skipped, self.text = [], 0, False, 0, None
        self.stack = []
        parser = xml.parsers.expat.ParserCreate()
        parser.StartElementHandler, self.parser = self.start, parser
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.UseForeignDTD(False)
        parser.SkippedEntityHandler = lambda name, _: self.characters(self.GAP)
        with open(path, "rb") as f:
            parser.ParseFile(f)

    def start(self, name, _):
        self.stack.append(name)
        if name == "body" and len(self.stack) == 2:
            self.inside = True
        if name in SKIPPED:
            self.skipped += 1
            self.characters(self.GAP, True)
        if self.inside and name == "p" and not self.skipped and self.text is None:
            self.text = ""

    def end(self, name):
        self.stack.pop()
        if name in SKIPPED:
            self.skipped -= 1
        if name == "body" and len(self.stack) == 1:
            self.inside = False
        if name == "p" and self.text is not None and not self.skipped and "p" not in self.stack:
            self.paragraphs.append(self.text)
            self.text = None

    def characters(self, data, always=False):
        if self.text is not None and (always or not self.skipped):
            self.text += data


def middle_phrase(path):
    """Plain words in a row from the paragraph nearest to the middle that has enough of them."""
    try:
        paragraphs = Body(path).paragraphs
    except xml.parsers.expat.ExpatError:
        return None
    middle = len(paragraphs) // 2
    for paragraph in sorted(range(len(paragraphs)), key=lambda i: abs(i - middle)):
        words = re.findall(r"\S+", paragraphs[paragraph])
        starts = range(max(len(words) - PHRASE_WORDS, 0))
        for start in sorted(starts, key=lambda i: abs(i - len(words) // 2)):
            some = words[start:start + PHRASE_WORDS]
            if all(re.fullmatch(r"[^\W\d_]{2,}", w) for w in some):
                return " ".join(some)
    return None


def key(text):
    """A title as one compares it: letters and digits alone, whatever their dress."""
    text = unicodedata.normalize("NFKD", text).lower()
    return re.sub(r"[\W_]+", "", "".join(c for c in text if not unicodedata.combining(c)))


def spdx_of(licence):
    """'licenses/by/3.0' or an address that ends so -> 'CC-BY-3.0'."""
    found = re.search(r"licenses/([a-z-]+)/(\d\.\d)", licence)
    if found:
        return f"CC-{found.group(1).upper()}-{found.group(2)}"
    return "CC0-1.0" if "publicdomain/zero" in licence or "cc0" in licence.lower() else None


class Corpus(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.ready = os.path.isdir(JATS) and os.path.isdir(PAIRS)
        if cls.ready:
            cls.template = harness.Template.get("corpus", cls.make)
            cls.corpus = harness.Hub(cls.template)

    @classmethod
    def make(cls, path):
        hub = harness.new_hub(path)
        answer = hub("ingest", "--json", "--publish", JATS, PAIRS, status=(0, 1), timeout=1500)
        cls.answer = answer
        cls.lines = {os.path.relpath(x["path"], CORPORA): x for x in answer.json_lines}

    def setUp(self):
        super().setUp()
        if not self.ready:
            self.skipTest("the corpora are not beside the source tree")

    def work_of(self, path):
        line = self.lines[path]
        return line.get("id") or line.get("duplicate_of")

    def test_every_well_formed_paper_is_added_and_every_refusal_is_explained(self):
        wrong = []
        for path, line in self.lines.items():
            if line["outcome"] == "refused":
                if not line.get("reason"):
                    wrong.append(f"{path}: refused without a reason")
                if path.endswith(".xml") and is_paper(os.path.join(CORPORA, path)):
                    wrong.append(f"{path}: {line['state']}: {line.get('reason')}")
        self.assertEqual(wrong, [])

    def test_every_file_is_in_the_report_once(self):
        files = {os.path.relpath(os.path.join(d, f), CORPORA) for top in (JATS, PAIRS) for d, _, fs in os.walk(top)
                 for f in fs if not f.startswith(".")}
        self.assertEqual({p.split("#")[0] for p in self.lines}, files)
        self.assertEqual(len(self.lines), len(self.answer.json_lines))

    def test_duplicates_are_of_works_that_are_there(self):
        for path, line in self.lines.items():
            if line["outcome"] == "duplicate":
                with self.subTest(path):
                    self.corpus.show(line["duplicate_of"])

    def rows(self):
        lines = harness.read_text(INDEX).splitlines()
        names = lines[0].split("\t")
        for line in lines[1:]:
            row = dict(zip(names, line.split("\t")))
            if row["path"] in self.lines and self.lines[row["path"]]["outcome"] != "refused":
                yield row, self.corpus.show(self.work_of(row["path"]))

    def compare(self, check):
        """check(row, shown) gives what is wrong, or nothing."""
        wrong, n = [], 0
        for row, shown in self.rows():
            n += 1
            said = check(row, shown)
            if said:
                wrong.append(f"{row['path']}: {said}")
        self.assertGreater(n, 100)
        self.assertEqual(wrong, [], f"{len(wrong)} of {n}")

    def test_titles_agree_with_the_index(self):
        def check(row, shown):
            wanted = key(html.unescape(row["title"]))[:60]
            titles = [key(t["text"]) for t in shown["titles"]]
            if wanted and not any(t.startswith(wanted) for t in titles):
                return f"{row['title']!r} is not among {[t['text'] for t in shown['titles']]}"
        self.compare(check)

    def test_every_paper_has_creators_with_names(self):
        def check(_, shown):
            names = [c["name"] for c in shown["creators"]]
            if not names or not all(re.search(r"\w", n) for n in names):
                return f"creators: {names}"
        self.compare(check)

    def test_dois_agree_with_the_index(self):
        def check(row, shown):
            dois = [i["value"] for i in shown["identifiers"] if i["type"] == "doi"]
            if row["doi"] and row["doi"].lower() not in dois:
                return f"{row['doi']} is not among {dois}"
        self.compare(check)

    def test_languages_agree_with_the_index(self):
        def check(row, shown):
            have = [x.split("-")[0] for x in shown.get("languages", [])]
            if row["doi"].lower() in WRONGLY_DECLARED:
                return None if have[:1] == WRONGLY_DECLARED[row["doi"].lower()] else f"{have}"
            if row["lang"] and row["lang"].lower().split("-")[0] not in have[:1]:
                return f"{row['lang']} is not {have}"
        self.compare(check)

    def test_licences_agree_with_the_index(self):
        def check(row, shown):
            wanted = spdx_of(row["licence"])
            if wanted and shown.get("licence") != wanted:
                return f"{row['licence']} is not {shown.get('licence')}"
        self.compare(check)

    def test_a_sentence_from_the_middle_finds_its_paper(self):
        wrong, n = [], 0
        waiting = {line.get("id") for line in self.lines.values() if line.get("missing")}
        for path, line in sorted(self.lines.items()):
            if line["outcome"] == "refused" or not path.endswith(".xml") or self.work_of(path) in waiting:
                continue
            phrase = middle_phrase(os.path.join(CORPORA, path))
            if not phrase:
                continue
            n += 1
            hits = self.corpus.find(f'"{phrase}"')["hits"]
            if self.work_of(path) not in [h["id"] for h in hits]:
                wrong.append(f"{path}: {phrase!r}")
        self.assertGreater(n, 120)
        self.assertEqual(wrong, [], f"{len(wrong)} of {n}")

    def test_the_hub_is_sound(self):
        self.assert_sound(self.corpus)

    def test_a_second_run_adds_nothing(self):
        lines = self.corpus.ingest(JATS, status=(0, 1), timeout=900)
        self.assertNotIn("added", {x["outcome"] for x in lines})


class Broken(harness.Case):
    def test_a_malformed_paper_as_published_is_refused_by_place_and_reason(self):
        folder = os.path.join(CORPORA, "jats-broken")
        if not os.path.isdir(folder):
            self.skipTest("the corpora are not beside the source tree")
        for line in self.hub().ingest(folder, status=1):
            self.assertEqual((line["outcome"], line["state"]), ("refused", "damaged"))
            self.assertRegex(line["reason"], r"line \d+")


if __name__ == "__main__":
    harness.main()
