#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing unpublished is reachable in public: a marker word stands in every field of works and entries in every
state that is not public; none may be in index.db or in any reply of the daemon, and asking for one must be
answered like asking for a word that nobody ever wrote. What is public carries markers too, which must be found
by the same means: a test that could not see them would prove nothing."""
import html
import json
import os
import random
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402

# A marker is cut at both ends before it is looked for: the full text stores terms without the beginning that
# they share with the one before, and stems have lost their end.
WINDOW = slice(4, 12)
LENGTH = 16

# Values that only unpublished works have: no page may count them.
HIDDEN_VALUES = {"sdg": "14.b", "country": "TV", "region": "061", "theme": "housing-cooperatives", "type": "book",
                 "licence": "CC-BY-NC-3.0", "lang": "sw", "year": "1903"}
STATES = ["submitted", "under-review", "changes-requested", "accepted", "rejected", "taken-back", "tombstone"]


class Markers:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.labels = {}  # what is looked for -> where it was planted
        self.words = {}   # label -> word

    def word(self):
        return "".join(self.random.choice("bcdfghjklmnpqrtvwxz" if i % 2 else "aeiou") for i in range(LENGTH))

    def __call__(self, label):
        if label not in self.words:
            self.words[label] = self.word()
            self.labels[self.words[label][WINDOW].encode()] = label
        return self.words[label]

    def in_bytes(self, data):
        """Labels of the markers that these bytes hold."""
        n = WINDOW.stop - WINDOW.start
        found = set()
        for run in re.findall(rb"[a-z]{%d,}" % n, data.lower()):
            for i in range(len(run) - n + 1):
                label = self.labels.get(run[i:i + n])
                if label:
                    found.add(label)
        return found


def record(m, name, hidden_values=True):
    """A record with a marker in each of its fields."""
    f = lambda field: m(f"{name}.{field}")  # noqa: E731
    r = {"titles": [{"text": f"A {f('title')} title", "language": "en"},
                    {"text": f"Un titre {f('title-fr')}", "language": "fr"}],
         "creators": [{"name": f"{f('given')} {f('family')}", "given": f("given"), "family": f("family"),
                       "affiliations": [{"name": f"Institute of {f('affiliation')}", "country": "TV"}]},
                      {"name": f"Society of {f('organisation')}", "type": "organisation"}],
         "contributors": [{"name": f"Edna {f('contributor')}", "role": "Editor"}],
         "dates": [{"type": "Issued", "value": "1903" if hidden_values else "2020"}], "language": "en",
         "abstracts": [{"text": f"The {f('abstract')} abstract.", "language": "en"}],
         "summaries": [{"text": f"The {f('summary')} summary.", "language": "en"}],
         "keywords": [{"text": f("keyword"), "language": "en"}], "publisher": f"Press of {f('publisher')}",
         "source": f"Journal of {f('source')}", "rights": f"Copyright {f('rights')}",
         "identifiers": [{"type": "local", "value": f("local")}, {"type": "doi", "value": f"10.5555/{f('doi')}"},
                         {"type": "url", "value": f"https://example.org/{f('url')}"}],
         "relations": [{"type": "Cites", "target": f"https://example.org/{f('relation-target')}",
                        "text": f"about {f('relation')}"}],
         "fundings": [{"funder": f"Fund of {f('funder')}", "award": f("award"), "title": f"Award {f('award-title')}"}],
         "references": [{"text": f"Somebody (1900). On {f('reference')}.", "doi": f"10.5555/{f('reference-doi')}"}],
         "sdgs": [{"notation": "8", "by": "author", "evidence": f"because {f('evidence')}"}],
         "text": f"It begins. The {f('text')} text says more. It ends with {f('text-end')}."}
    if hidden_values:
        v = HIDDEN_VALUES
        r.update(type=v["type"], licence=v["licence"], languages=["en", v["lang"]], countries=[v["country"]],
                 regions=[v["region"]], themes=[v["theme"]])
        r["sdgs"].append({"notation": v["sdg"], "by": "author", "evidence": f"and {f('evidence-target')}"})
        del r["language"]
    else:
        r.update(type="report", licence="CC-BY-4.0")
    return r


XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a remark: {comment} -->
<record xmlns="urn:ssehub:record:1">
  <title xml:lang="en">Beside {title}</title>
  <creator><name>Anna {creator}</name></creator>
  <abstract xml:lang="en">Of {abstract}.</abstract>
  <date type="issued">2019</date><language>en</language>
  <type>report</type><licence>CC-BY-4.0</licence>
</record>
"""
ENTRY = """---
slug: {slug}
title: About {title}
language: en
part: linkages
authors: [{{name: Ines {author}, affiliations: ["House of {affiliation}"]}}]
summary: In a nutshell {summary}.
---

The body speaks of {body}, and [of {link}](https://example.org/{address}).
"""


class Story:
    """A hub with works in every state, told once for all the tests of this file."""

    def __init__(self, path):
        self.m = Markers(20260)
        self.control = set()  # labels of what is public
        self.allowed = set()  # of what may be, and is not seen everywhere
        self.tombstones = set()
        self.hub = harness.new_hub(path)
        self.pids = {}        # name -> pid
        self.files = []       # names that files of hidden works have
        self.folder = path + "-in"
        os.makedirs(self.folder)
        self.people = {}
        for who, role in (("editor", "editor"), ("author", "submitter"), ("one", "adviser"), ("two", "adviser")):
            self.people[who] = f"{self.m(f'account.{who}.address')}@example.org"
            self.hub("user", "add", self.people[who], "--role", role, "--name",
                     f"{who.title()} {self.m(f'account.{who}.name')}")
        for state in STATES:
            self.tell_record(state)
            self.tell_files(state)
            self.tell_entry(state)
        self.tell_public_neighbours()
        self.tell_revisions()

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(content)
        return path

    def review(self, move, name, *args, who):
        self.hub.review(move, name, *args, actor=self.people[who])

    def note(self, name, what):
        return ("--note", f"Because of {self.m(f'{name}.{what}')}.")

    def ask(self, work, name):
        for who in ("one", "two"):
            self.review("assign", work, self.people[who], who="editor")
            self.review("declare", work, "none", *self.note(name, f"declared-{who}"), who=who)

    def accept(self, work, name):
        self.ask(work, name)
        for who in ("one", "two"):
            self.review("approve", work, *self.note(name, f"approved-{who}"), who=who)

    def publish(self, work, name):
        self.accept(work, name)
        self.review("publish", work, who="editor")

    def bring(self, work, name, state):
        """The work to its state, with a marker in everything that is said on the way."""
        if state == "under-review":
            self.ask(work, name)
            self.review("approve", work, *self.note(name, "approved"), who="one")
        elif state == "changes-requested":
            self.ask(work, name)
            self.review("request-changes", work, *self.note(name, "wanted"), who="one")
        elif state == "accepted":
            self.accept(work, name)
        elif state == "rejected":
            self.ask(work, name)
            for who in ("one", "two"):
                self.review("reject", work, *self.note(name, f"rejected-{who}"), who=who)
        elif state == "taken-back":
            self.review("withdraw", work, *self.note(name, "taken-back"), who="author")
        elif state == "tombstone":
            self.publish(work, name)
            self.review("withdraw", work, *self.note(name, "public-reason"), who="editor")
            self.control.add(f"{name}.public-reason")
            self.tombstones.add(work)

    def ingest(self, name, *paths):
        lines = self.hub.ingest(*paths, "--as", self.people["author"])
        self.pids[name] = lines[0]["id"]
        return lines[0]["id"]

    def tell_record(self, state):
        name = f"record-{state}"
        work = self.ingest(name, self.write(f"{name}.jsonl", json.dumps(record(self.m, name)) + "\n"))
        self.bring(work, name, state)

    def pair(self, name, folder=""):
        f = lambda field: self.m(f"{name}.{field}")  # noqa: E731
        stem = f("file-name")
        self.files += [f"{stem}.txt", f"{stem}.xml"]
        xml = XML.format(comment=f("metadata-comment"), title=f("title"), creator=f("creator"), abstract=f("abstract"))
        return [self.write(f"{folder}{stem}.txt", f"A file that tells {f('file-text')} to those who read it.\n"),
                self.write(f"{folder}{stem}.xml", xml)]

    def tell_files(self, state):
        name = f"files-{state}"
        self.bring(self.ingest(name, *self.pair(name)), name, state)

    def entry_file(self, name, slug):
        parts = ("title", "author", "affiliation", "summary", "body", "link", "address")
        return self.write(f"{name}.md", ENTRY.format(slug=slug, **{p: self.m(f"{name}.{p}") for p in parts}))

    def put(self, name, slug):
        done = self.hub("entry", "put", self.entry_file(name, slug), "--as", self.people["author"], "--json").json
        self.pids[name] = done["id"]
        return slug

    def tell_entry(self, state):
        name = f"entry-{state}"
        slug = self.put(name, self.m(f"{name}.slug"))
        self.bring(slug, name, state)
        if state == "tombstone":  # its address answers with the reason
            self.tombstones.add(slug)
            self.allowed.add(f"{name}.slug")

    def public(self, *labels):
        self.control.update(labels)

    def tell_public_neighbours(self):
        """Public works, whose own words are public, but not what was said about them, nor who submitted them."""
        name = "record-public"
        r = record(self.m, name, hidden_values=False)
        fields = [x.split(".")[1] for x in self.m.words if x.startswith(name + ".")]
        self.public(*[f"{name}.{x}" for x in fields])
        r["sdgs"] += [{"notation": "13", "by": "author", "evidence": self.m(f"{name}.evidence-rejected")},
                      {"notation": "5", "by": "machine", "status": "suggested", "method": "guesser",
                       "evidence": self.m(f"{name}.evidence-suggested")},
                      {"notation": "4", "by": "reviewer", "status": "rejected",
                       "evidence": self.m(f"{name}.evidence-denied")}]
        r["theme_suggestions"] = [{"notation": "fair-trade", "by": "machine", "method": self.m(f"{name}.theme-method"),
                                   "evidence": self.m(f"{name}.theme-evidence")}]
        r["machine_read"] = [{"field": "titles", "method": self.m(f"{name}.reading"), "score": 0.5}]
        work = self.ingest(name, self.write(f"{name}.jsonl", json.dumps(r) + "\n"))
        self.ask(work, name)
        self.review("approve", work, "--reject-sdg", "13", *self.note(name, "approved-one"), who="one")
        self.review("approve", work, *self.note(name, "approved-two"), who="two")
        self.review("publish", work, who="editor")

        name = "files-public"
        self.publish(self.ingest(name, *self.pair(name)), name)
        self.public(*[f"{name}.{x}" for x in ("title", "creator", "abstract", "file-name", "file-text")])

        name = "entry-public"
        self.publish(self.put(name, self.m(f"{name}.slug")), name)
        self.public(*[f"{name}.{x}" for x in ("slug", "title", "author", "summary", "body", "link")])
        # Where the daemon shows an entry's whole record, these are in it as well; they may be.
        self.allowed |= {f"{name}.affiliation", f"{name}.address"}

    def tell_revisions(self):
        """Public works with a new version under review, and works of which an older version was public."""
        name = "files-revised"
        work = self.ingest(name, *self.pair(name))
        self.publish(work, name)
        self.public(*[f"{name}.{x}" for x in ("title", "creator", "abstract", "file-name", "file-text")])
        self.new_version(work, "files-revision")
        self.pids["files-revision"] = work
        self.ask(work, "files-revision")

        name = "files-former"
        work = self.ingest(name, *self.pair(name))
        self.publish(work, name)
        self.new_version(work, "files-newer")
        self.publish(work, "files-newer")
        self.pids["files-newer"] = work
        self.public(*[f"files-newer.{x}" for x in ("title", "creator", "abstract", "file-name", "file-text")])

        name = "entry-revised"
        slug = self.put(name, self.m(f"{name}.slug"))
        self.publish(slug, name)
        self.public(*[f"{name}.{x}" for x in ("slug", "title", "author", "summary", "body", "link")])
        self.allowed |= {f"{name}.affiliation", f"{name}.address"}
        self.put("entry-revision", slug)
        self.ask(slug, "entry-revision")

        slug = self.put("entry-former", self.m("entry-newer.slug"))
        self.publish(slug, "entry-former")
        self.put("entry-newer", slug)
        self.publish(slug, "entry-newer")
        self.public(*[f"entry-newer.{x}" for x in ("slug", "title", "author", "summary", "body", "link")])
        self.allowed |= {"entry-newer.affiliation", "entry-newer.address"}

    def new_version(self, work, name):
        self.hub("ingest", *self.pair(name, "next-" + name + "/"), "--version-of", work, "--as", self.people["author"])

    def slug_of(self, name):
        return self.m(f"{name}.slug")

    def public_names(self):
        return {"papers": ["record-public", "files-public", "files-revised", "files-newer"],
                "entries": ["entry-public", "entry-revised", "entry-newer"]}

    def n_public(self):
        return sum(len(x) for x in self.public_names().values())

    def hidden_in(self, data):
        return sorted(self.m.in_bytes(data) - self.control - self.allowed)


class Leak(harness.Case):
    @classmethod
    def setUpClass(cls):
        cls.story = Story(os.path.join(harness.Template.get("leak", os.makedirs), "hub"))
        cls.index_at_first = cls.story.hub.index_bytes()
        cls.daemon_now = harness.Daemon(cls.story.hub, "--quiet")

    @classmethod
    def tearDownClass(cls):
        cls.daemon_now.close()

    def get(self, target, method="GET", headers=None):
        """A reply in which nothing hidden stands, neither in its header nor in its body."""
        reply = self.daemon_now.get(target, method, headers)
        self.assertEqual(self.story.hidden_in(reply.all_bytes), [], f"{method} {target}")
        self.assertNotEqual(reply.status, 500, target)
        return reply

    def search_targets(self):
        """The search by every value of every facet, public or not, each sort, kind and page."""
        facets = self.get("/api/v1/search").json["facets"]
        values = [(("lang" if f == "language" else f), v["value"]) for f, vs in facets.items() for v in vs]
        values += list(HIDDEN_VALUES.items())
        for name, value in values:
            yield urllib.parse.urlencode({name: value})
        for sort in ("relevance", "newest", "oldest"):
            for kind in ("", "paper", "entry"):
                for offset in range(0, self.story.n_public() + 3):
                    yield urllib.parse.urlencode({"sort": sort, "kind": kind, "offset": offset, "limit": 1})
        yield "limit=100"
        yield "from=1900&to=1910"
        for q in ("title", "abstract", "the", "a*", "body", "-the", "institute OR journal", "author:anna", "10.5555",
                  "nutshell", "because", "text.txt", '"the text"', "example.org", "account", "adviser"):
            yield urllib.parse.urlencode({"q": q})
            yield urllib.parse.urlencode({"q": q, "page": 2})

    def crawl(self):
        """Every address that pages name, with the search's own links followed one step from here."""
        seen, waiting = set(), ["/", "/about", "/sdg", "/encyclopedia", "/robots.txt", "/healthz", "/style.css",
                                "/favicon.ico", "/sitemap.xml", "/feed", "/atom.xml", "/oai", "/api", "/api/v1"]
        waiting += [f"/sdg/{n}" for n in range(1, 18)] + ["/sdg/14.b", "/sdg/8.3", "/sdg/13.2"]
        while waiting:
            target = waiting.pop()
            if target in seen:
                continue
            seen.add(target)
            reply = self.get(target, headers={"Accept-Encoding": "gzip"})
            if "html" in (reply.header("Content-Type") or "") and not target.startswith("/search"):
                links = re.findall(r'(?:href|src|action)="([^"#]*)', reply.text)
                waiting += [urllib.parse.urljoin(target, html.unescape(x)) for x in links
                            if not re.match(r"\w+:|//", x)]
        return seen

    # --- first, that this can be seen at all ---

    def test_the_markers_of_what_is_public_are_seen(self):
        story = self.story
        seen = set()
        for name in story.public_names()["papers"] + story.public_names()["entries"]:
            pid = story.pids[name]
            reply = self.get(f"/api/v1/works/{pid}")
            self.assertEqual(reply.status, 200, name)
            seen |= story.m.in_bytes(reply.all_bytes)
            for f in reply.json.get("files", []):
                seen |= story.m.in_bytes(self.get(f"/works/{pid}/files/{f['name']}").all_bytes)
        for work in story.tombstones:
            page = f"/works/{work}" if work in story.pids.values() else f"/encyclopedia/{work}"
            seen |= story.m.in_bytes(self.get(page).all_bytes)
        self.assertEqual(story.control - seen, set(), "a public word is not seen: this suite would be blind")

    def was_public(self, label):
        return re.match(r"\w+-(tombstone|former)\.", label)

    def test_the_markers_of_what_is_public_are_in_the_index_and_no_words_of_what_never_was(self):
        seen = self.story.m.in_bytes(self.index_at_first)
        self.assertGreater(len(seen & self.story.control), 30)
        self.assertEqual([x for x in self.story.hidden_in(self.index_at_first) if not self.was_public(x)], [])

    def test_words_that_were_withdrawn_are_not_kept_in_the_index(self):
        """Those of a version that a newer one replaced may lie there until segments are merged: they
        were withdrawn by nobody, and nothing finds them."""
        withdrawn = [x for x in self.story.hidden_in(self.index_at_first) if re.match(r"\w+-tombstone\.", x)]
        self.assertEqual(withdrawn, [])

    def test_a_rebuilt_index_holds_no_more(self):
        before = self.story.hub.find()["total"]
        self.story.hub("rebuild")
        self.assertEqual(self.story.hidden_in(self.story.hub.index_bytes()), [])
        self.assertEqual(self.story.hub.find()["total"], before)

    # --- every address ---

    def test_no_page_shows_anything_hidden(self):
        seen = self.crawl()
        self.assertGreater(len(seen), 60)
        for name in self.story.public_names()["papers"]:
            self.assertIn(f"/works/{self.story.pids[name]}", seen)

    def test_no_search_shows_anything_hidden(self):
        for query in self.search_targets():
            self.get("/search?" + query, headers={"Accept-Encoding": "gzip"})
            self.get("/api/v1/search?" + query)

    def test_head_and_options_and_other_methods_show_nothing_hidden(self):
        for name, pid in self.story.pids.items():
            for method in ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PROPFIND"):
                with self.subTest(name, method=method):
                    self.get(f"/works/{pid}", method)

    def test_counts_count_what_is_public(self):
        answer = self.get("/api/v1/search?limit=100").json
        self.assertEqual(answer["total"], self.story.n_public())
        self.assertEqual(len(answer["hits"]), self.story.n_public())
        for kind, names in (("paper", "papers"), ("entry", "entries")):
            self.assertEqual(self.get(f"/api/v1/search?kind={kind}").json["total"],
                             len(self.story.public_names()[names]))
        for facet, values in answer["facets"].items():
            name = "lang" if facet == "language" else facet
            self.assertNotIn(HIDDEN_VALUES.get(name), [v["value"] for v in values], facet)
            for value in values:
                self.assertLessEqual(value["count"], self.story.n_public())

    def test_values_that_only_hidden_works_have_answer_nothing(self):
        for name, value in HIDDEN_VALUES.items():
            with self.subTest(f"{name}={value}"):
                self.assertEqual(self.get(f"/api/v1/search?{name}={value}").json["total"], 0)

    def test_the_command_line_search_is_public_too(self):
        for arguments in ([], ["title"], ["--year", "1903"], ["--kind", "entry"]):
            out = self.story.hub("search", "--json", "--limit", "1000", *arguments).out
            self.assertEqual(self.story.hidden_in(out.encode()), [])

    # --- those who know what to ask for ---

    def test_a_hidden_identifier_is_answered_like_one_that_was_never_given(self):
        never = self.unused_identifier()
        for name, pid in self.story.pids.items():
            if name.split("-")[0] == "entry":
                continue
            if pid in self.story.tombstones or name in self.story.public_names()["papers"] + ["files-revision",
                                                                                              "files-former"]:
                continue
            for path in ("/works/{}", "/api/v1/works/{}", "/works/{}/files/text.txt", "/works/{}/"):
                with self.subTest(name, path=path):
                    got, control = self.get(path.format(pid)), self.get(path.format(never))
                    self.assertEqual(got.status, control.status)
                    self.assertIn(got.status, (404, 301))
                    self.assertEqual(got.body.replace(pid.encode(), b"ID"), control.body.replace(never.encode(), b"ID"))

    def unused_identifier(self):
        """A valid identifier that no work has: digits with the check character that belongs to them."""
        alphabet = "0123456789bcdfghjkmnpqrstvwxz"
        digits = "bbbbbbbb"
        check = alphabet[sum(alphabet.index(c) * (i + 1) for i, c in enumerate(digits)) % 29]
        self.assertNotIn(digits + check, self.story.pids.values())
        return digits + check

    def test_a_hidden_slug_is_answered_like_one_that_was_never_given(self):
        for state in STATES[:-1]:
            slug, never = self.story.slug_of(f"entry-{state}"), self.story.m.word()
            with self.subTest(state):
                got = self.daemon_now.get(f"/encyclopedia/{slug}")
                control = self.daemon_now.get(f"/encyclopedia/{never}")
                self.assertEqual((got.status, control.status), (404, 404))
                self.assertEqual(got.body.replace(slug.encode(), b"SLUG"), control.body.replace(never.encode(), b"SLUG"))

    def test_files_are_not_reached_by_name_hash_or_path(self):
        blobs = [os.path.relpath(os.path.join(d, f), self.story.hub.path)
                 for d, _, fs in os.walk(os.path.join(self.story.hub.path, "blobs")) for f in fs]
        self.assertGreater(len(blobs), 20)
        a_public = self.story.pids["files-public"]
        for blob in blobs:
            sha = os.path.basename(blob)
            for target in (f"/{blob}", f"/blobs/{sha}", f"/files/{sha}", f"/works/{a_public}/files/{sha}",
                           f"/works/{a_public}/files/..%2f..%2f{blob.replace('/', '%2f')}"):
                reply = self.get(target)
                self.assertIn(reply.status, (400, 404), target)
        for pid in set(self.story.pids.values()):
            for name in self.story.files + ["text.txt", "record.json", "metadata.xml"]:
                reply = self.daemon_now.get(f"/works/{pid}/files/{name}")
                allowed = reply.status == 200
                words = self.story.hidden_in(reply.body) if allowed else \
                    self.story.hidden_in(reply.body.replace(name.encode(), b"").replace(name[:-4].encode(), b""))
                self.assertEqual(words, [], f"/works/{pid}/files/{name}")

    def test_paths_out_of_the_hub_lead_nowhere(self):
        pid = self.story.pids["files-public"]
        for path in ("/../hub.db", "/hub.db", "/index.db", f"/works/{pid}/files/../../../hub.db",
                     f"/works/{pid}/files/%2e%2e/%2e%2e/hub.db", f"/works/{pid}/files/..%5chub.db",
                     f"/works/{pid}/files/%00", f"/works/..%2fhub.db", "//etc/passwd", "/..//..//..//etc/passwd",
                     f"/works/{pid}/files/%2fetc%2fpasswd", "/style.css/../hub.db", "/hub.db-wal", "/index.db-wal"):
            with self.subTest(path):
                raw = self.daemon_now.talk(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                self.assertIn(harness.status_of(raw), (400, 404, 301), raw[:200])
                self.assertNotIn(b"SQLite format", raw)
                self.assertNotIn(b"root:", raw)
                self.assertEqual(self.story.hidden_in(raw), [])

    def answer_to(self, path, query, word):
        body = self.daemon_now.get(path + "?" + urllib.parse.urlencode({"q": query})).body
        return body.replace(word.encode(), b"WORD")

    def test_asking_for_a_hidden_word_is_answered_like_asking_for_no_word_at_all(self):
        story = self.story
        controls = [story.m.word() for _ in range(3)]
        forms = [("/api/v1/search", "{}"), ("/search", "{}"), ("/api/v1/search", "{}*"),
                 ("/api/v1/search", 'author:{} OR title:"{}"'), ("/api/v1/search", "title {}")]
        hidden = [(label, word) for label, word in story.m.words.items()
                  if label not in story.control | story.allowed]
        self.assertGreater(len(hidden), 250)
        for path, form in forms:
            answers = {self.answer_to(path, form.replace("{}", c), c) for c in controls}
            self.assertEqual(len(answers), 1, f"{path} {form} does not answer unknown words alike")
            for label, word in hidden:
                with self.subTest(f"{label} in {path}?q={form}"):
                    self.assertIn(self.answer_to(path, form.replace("{}", word), word), answers)

    def test_the_beginning_of_a_hidden_word_or_a_slip_of_the_pen_finds_nothing(self):
        story = self.story
        for label, word in story.m.words.items():
            if label in story.control | story.allowed:
                continue
            typed = [word[:7] + "*", word[:9], word[:6] + word[7] + word[6] + word[8:], "zz" + word[2:]]
            for text in typed[:2] if "record" in label else typed[2:]:
                reply = self.daemon_now.get("/api/v1/search?" + urllib.parse.urlencode({"q": text}))
                self.assertEqual(reply.json["total"], 0, f"{label}: {text}")

    # --- what happens behind the gate does not show through it ---

    def test_work_behind_the_gate_changes_nothing_that_is_public(self):
        story = self.story
        targets = ["/", "/search", "/api/v1/search", "/sdg", "/encyclopedia", "/about", "/healthz", "/sdg/8"]
        look = lambda: [(r.header("ETag"), r.body) for r in map(self.get, targets)]  # noqa: E731
        before = look()
        name = "late-comer"
        work = story.ingest(name, *story.pair(name))
        story.bring(work, name, "accepted")
        self.assertEqual(look(), before)
        self.assertEqual([x for x in story.hidden_in(story.hub.index_bytes()) if not self.was_public(x)], [])

    def test_errors_tell_nothing(self):
        for target in ("/works/x", "/works/" + "b" * 9, "/search?sdg=99", "/api/v1/search?sdg=99", "/sdg/99",
                       "/encyclopedia/none", "/api/v1/works/none", "/%zz", "/search?limit=-1", "/no/such/page"):
            reply = self.get(target)
            self.assertNotIn(self.story.hub.path.encode(), reply.all_bytes)

    def test_nobodys_address_or_name_is_public(self):
        accounts = [label for label in self.story.m.words if label.startswith("account.")]
        self.assertEqual(len(accounts), 8)
        data = b"".join(self.get(f"/{where}/{pid}").all_bytes for pid in self.story.pids.values()
                        for where in ("works", "api/v1/works"))
        self.assertEqual(self.story.m.in_bytes(data) & set(accounts), set())


class AfterWithdrawal(harness.Case):
    """What was public and is taken back is gone with the answer of the command."""

    def setUp(self):
        super().setUp()
        self.m = Markers(7)
        self.hub_now = self.people_hub()
        self.neighbour = self.ingest("neighbour")
        self.work = self.ingest("work")
        self.now = self.daemon(self.hub_now)

    def ingest(self, name):
        r = record(self.m, name, hidden_values=name == "work")
        path = self.write_records(f"{name}.jsonl", [r])
        return self.hub_now.ingest(path, "--publish", "--as", harness.EDITOR)[0]["id"]

    def own(self, data):
        """Markers of the work, less those that its neighbour has as well."""
        return sorted(x for x in self.m.in_bytes(data) if x.startswith("work."))

    def withdraw(self):
        self.hub_now.review("withdraw", self.work, "--note", "Taken back.", actor=harness.EDITOR)

    def test_it_is_gone_at_once_from_pages_search_counts_and_files(self):
        d = self.now
        targets = ["/", "/search", "/api/v1/search?limit=100", "/sdg", "/sdg/8", "/sdg/14.b", "/encyclopedia"]
        self.assertGreater(len(self.own(self.hub_now.index_bytes())), 20)
        self.assertIn("work.title", self.own(d.get("/").all_bytes + d.get("/search").all_bytes))
        file = f"/works/{self.work}/files/text.txt"
        self.assertEqual(d.get(file).status, 200)
        self.assertEqual(d.api()["total"], 2)
        self.assertEqual(d.api("sdg=14.b")["total"], 1)

        self.withdraw()
        self.assertEqual(d.api()["total"], 1)
        for target in targets:
            self.assertEqual(self.own(d.get(target).all_bytes), [], target)
        for name, value in HIDDEN_VALUES.items():
            self.assertEqual(d.api(f"{name}={value}")["total"], 0, name)
        for label, word in self.m.words.items():
            if label.startswith("work."):
                self.assertEqual(d.api(q=word)["total"], 0, label)
        for target in (f"/works/{self.work}", f"/api/v1/works/{self.work}", file):
            reply = d.get(target)
            self.assertEqual((reply.status, self.own(reply.all_bytes)), (410, []), target)
        self.assert_sound(self.hub_now)

    def test_who_has_an_old_copy_is_told(self):
        d = self.now
        file = f"/works/{self.work}/files/text.txt"
        tags = {t: d.get(t).header("ETag") for t in (f"/works/{self.work}", f"/api/v1/works/{self.work}", file)}
        for target, tag in tags.items():
            self.assertEqual(d.get(target, headers={"If-None-Match": tag}).status, 304, target)
        part = d.get(file, headers={"Range": "bytes=0-3"})
        self.assertEqual(part.status, 206)
        self.withdraw()
        for target, tag in tags.items():
            self.assertEqual(d.get(target, headers={"If-None-Match": tag}).status, 410, target)
        self.assertEqual(d.get(file, headers={"Range": "bytes=0-3", "If-Range": tags[file]}).status, 410)

    def test_no_byte_of_it_is_left_in_the_index(self):
        self.assertGreater(len(self.own(self.hub_now.index_bytes())), 20)
        self.withdraw()
        with_daemon = self.own(self.hub_now.index_bytes())
        self.now.close()
        without = self.own(self.hub_now.index_bytes())
        self.assertEqual((with_daemon, without), ([], []))

    def test_a_daemon_that_starts_later_shows_no_more(self):
        self.withdraw()
        self.now.close()
        d = self.daemon(self.hub_now)
        self.assertEqual(d.api()["total"], 1)
        self.assertEqual(self.own(d.get("/search").all_bytes), [])


if __name__ == "__main__":
    harness.main()
