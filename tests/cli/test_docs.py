#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same text in several formats, by others (../shared/corpora/docs): how many of the words of one are in what is
read from another. Prints a line for each pair; below 0.98 a test fails. Skips where the corpora are not there.

Words are compared in NFKC, case folded, without marks; a word is a run of letters and figures, in Chinese and
Korean one character, since those texts are wrapped within words.

Against a plain text each word counts as often as it stands there. Against a PDF, which repeats running heads and
the heads of tables on each page and glues the marks of notes to words, each word counts once, and words with
figures in them do not; hyphens are taken out of both, since a line end hides whether one was meant; and half a
word counts where the two halves, which a narrow cell parted, are one word of the other text."""
import collections
import glob
import os
import re
import shutil
import subprocess
import sys
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402

DOCS = os.path.join(harness.CORPORA, "docs")
LEAST = 0.98
APART = "\u1100-\u11ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(f"[{APART}]|[^\\W_{APART}]+")
HYPHEN = re.compile("[-\u2010\u2011\u00ad]")


def words(text):
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    # Apart again what has no letters of its own: Hangul was taken into its parts.
    return WORD.findall(unicodedata.normalize("NFC", text))


def read(path):
    answer = harness.run("extract", "--json", path)
    document = answer.json
    if document["state"] != "ok":
        raise AssertionError(f"{path}: {document['state']}: {document['reason']}")
    return "\n".join(document["pages"])


def read_folder(folder):
    """Pages of one book: each for itself is a document."""
    return "\n".join(read(path) for path in sorted(glob.glob(os.path.join(folder, "*.html"))))


def recall_of_text(truth, have):
    want, got = collections.Counter(words(truth)), collections.Counter(words(have))
    missing = {w: n - got[w] for w, n in want.items() if n > got[w]}
    return 1 - sum(missing.values()) / sum(want.values()), missing


def recall_of_pdf(truth, have):
    want, got = words(HYPHEN.sub("", truth)), set(words(HYPHEN.sub("", have)))
    found, all_words = set(), set()
    for before, word, behind in zip([""] + want, want, want[1:] + [""]):
        if any(c.isdigit() for c in word):
            continue
        all_words.add(word)
        if word in got or before + word in got or word + behind in got:
            found.add(word)
    return len(found) / len(all_words), dict.fromkeys(all_words - found, 1)


class Docs(harness.Case):
    def setUp(self):
        super().setUp()
        if not os.path.isdir(DOCS):
            self.skipTest("the corpora are not beside the source tree")

    def judge(self, name, answer):
        share, missing = answer
        print(f"{name}: {share:.4f}", file=sys.stderr)
        most = sorted(missing, key=lambda w: -missing[w])[:20]
        self.assertGreaterEqual(share, LEAST, f"{name} lacks {most}")

    def text(self, *names, encoding="utf-8"):
        return harness.read_bytes(os.path.join(DOCS, *names)).decode(encoding)

    def pdf(self, *names):
        if not shutil.which("pdftotext"):
            self.skipTest("there is no pdftotext")
        path = os.path.join(DOCS, *names)
        return subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True,
                              check=True).stdout.decode()

    def test_a_guide_as_epub(self):
        for language in ("en", "ru"):
            base = f"debmake-doc.{language}"
            self.judge(f"{base}.epub", recall_of_text(self.text("debmake-doc", base + ".txt"),
                                                      read(os.path.join(DOCS, "debmake-doc", base + ".epub"))))

    def test_a_manual_as_epub_and_as_html(self):
        truth = self.text("debian-policy", "policy.txt")
        self.judge("policy.epub", recall_of_text(truth, read(os.path.join(DOCS, "debian-policy", "policy.epub"))))
        self.judge("policy.html", recall_of_text(truth, read_folder(os.path.join(DOCS, "debian-policy",
                                                                                 "policy.html"))))

    def test_a_guide_as_html_in_four_languages(self):
        for language in ("en", "es", "ko", "ru"):
            truth = self.text("debian-install-guide", language, f"install.{language}.txt",
                              encoding="koi8-r" if language == "ru" else "utf-8")
            have = read_folder(os.path.join(DOCS, "debian-install-guide", language))
            self.judge(f"install.{language} (HTML)", recall_of_text(truth, have))

    def test_one_page_as_docx_odt_and_rtf(self):
        truth = self.pdf("dspace-test", "test.pdf")
        for extension in ("docx", "odt", "rtf"):
            have = read(os.path.join(DOCS, "dspace-test", "test." + extension))
            self.judge(f"test.{extension} against its PDF", recall_of_pdf(truth, have))

    def test_one_page_is_the_same_in_three_formats(self):
        texts = {e: " ".join(words(read(os.path.join(DOCS, "dspace-test", "test." + e)))) for e in ("docx", "odt", "rtf")}
        self.assertEqual(texts["docx"], texts["odt"])
        self.assertEqual(texts["docx"], texts["rtf"])

    def test_a_standard_as_docx(self):
        for version in ("v4.0", "v4.2"):
            base = os.path.join("datacite-kernel", "DataCite-MetadataKernel_" + version)
            have = read(os.path.join(DOCS, base + ".docx"))
            self.judge(f"{version}.docx against its PDF", recall_of_pdf(self.pdf(base + ".pdf"), have))

    def test_an_old_word_file_says_what_to_do(self):
        document = harness.run("extract", "--json", os.path.join(DOCS, "dspace-test", "test.doc")).json
        self.assertEqual(document["state"], "unsupported")
        self.assertIn("DOCX, ODT or PDF", document["reason"])


if __name__ == "__main__":
    harness.main()
