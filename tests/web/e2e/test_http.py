#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daemon as browsers, programs, proxies and vandals meet it: ssehubd over the hub of tools/demo-review."""
import gzip
import hashlib
import html.parser
import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
import harness  # noqa: E402
from harness import AMINA, AUTHOR, EDITOR, SAMPLE, SOURCE, status_of  # noqa: E402

LIMITS = {name: int(value) for name, value in re.findall(
    r"(WEB_\w+) =\s*(\d+)", harness.read_text(os.path.join(SOURCE, "src", "web", "web.h")))}
BASE_URL = "http://127.0.0.1:8080"  # the default of a hub: its own links may be written in full
HTML, JSON = "text/html; charset=utf-8", "application/json"
QUICK = 5  # seconds within which a daemon under sanitizers on a busy machine answers anything


# --- the site that is asked -------------------------------------------------------------------------------

def make_demo_hub(path):
    """As tools/quickstart makes it."""
    hub = harness.new_hub(path)
    done = subprocess.run([os.path.join(SOURCE, "tools", "demo-review"), harness.SSEHUB, SAMPLE], check=False,
                          env={**os.environ, "SSEHUB": path}, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise AssertionError(f"tools/demo-review: {done.returncode}: {done.stdout} {done.stderr}")
    return hub


class Site:
    """One daemon over the demo hub for all tests that only read; started anew where one of them killed it."""
    running = None

    def __init__(self):
        self.hub = harness.Hub(harness.Template.get("demo", make_demo_hub))
        self.daemon = harness.Daemon(self.hub, "--quiet")
        works = self.hub.list("--kind", "paper")
        self.published = [w for w in works if w["state"] == "published"]
        self.withdrawn = [w for w in works if w["state"] == "withdrawn"]
        self.unpublished = [w for w in works if w["state"] not in ("published", "withdrawn")]
        self.entries = [e for e in self.hub.list("--kind", "entry") if e["state"] == "published"]

    @classmethod
    def get(cls):
        if cls.running is None or not cls.running.daemon.is_running():
            cls.running = cls()
        return cls.running

    @classmethod
    def close(cls):
        if cls.running:
            cls.running.daemon.close()


def tearDownModule():  # noqa: N802 (unittest's name)
    Site.close()


class WebCase(harness.Case):
    """After each test the site's daemon lives, and answers quickly."""

    def setUp(self):
        super().setUp()
        self.site = Site.get()
        self.server, self.hub_dir = self.site.daemon, self.site.hub.path
        self.addCleanup(self.assert_alive_and_quick)

    def assert_alive_and_quick(self, daemon=None):
        daemon = daemon or self.server
        self.assertTrue(daemon.is_running(), f"the daemon died: {daemon.stderr()[-4000:]}")
        begun = time.monotonic()
        self.assertEqual(daemon.get("/healthz", timeout=QUICK).status, 200)
        self.assertEqual(daemon.get("/search?q=cooperative", timeout=QUICK).status, 200)
        self.assertLess(time.monotonic() - begun, QUICK)
        self.assertIsNone(harness.ALARM.search(daemon.stderr()), daemon.stderr()[-4000:])

    def work(self, ending):
        """A published work with a file whose name ends so: its id, and the file as 'show' knows it."""
        for work in self.site.published:
            for f in self.site.hub.show(work["id"])["files"]:
                if f["name"].endswith(ending):
                    return work["id"], f
        self.fail(f"no published work has a file {ending}")

    def assert_error(self, reply, status):
        """An error page or, for programs, an error object; never a bare connection's end."""
        self.assertEqual(reply.status, status)
        if reply.header("Content-Type") == JSON:
            self.assertEqual(reply.json["error"]["status"], status)
            self.assertTrue(reply.json["error"]["message"])
        else:
            self.assert_whole_page(reply)

    def assert_whole_page(self, reply):
        self.assertEqual(reply.header("Content-Type"), HTML)
        self.assertTrue(reply.text.startswith("<!DOCTYPE html>"), reply.text[:100])
        self.assertTrue(reply.text.rstrip().endswith("</html>"), reply.text[-100:])


# --- addresses --------------------------------------------------------------------------------------------

class Addresses(WebCase):
    def test_pages_answer_with_html(self):
        work, entry = self.site.published[0], self.site.entries[0]
        for target in ["/", "/search", "/search?q=cooperative", "/search?q=&sdg=8&lang=en", f"/works/{work['id']}",
                       "/sdg", "/sdg/8", "/sdg/8.3", "/encyclopedia", f"/encyclopedia/{entry['slug']}", "/about"]:
            with self.subTest(target):
                reply = self.server.get(target)
                self.assertEqual(reply.status, 200)
                self.assert_whole_page(reply)
                self.assertEqual(len(re.findall("<h1[ >]", reply.text)), 1)
        self.assertIn(f">{work['title'].split(':')[0]}", self.server.get(f"/works/{work['id']}").text)
        self.assertIn(entry["title"].replace("’", "’"), self.server.get(f"/encyclopedia/{entry['slug']}").text)

    def test_programs_get_json(self):
        found = self.server.get("/api/v1/search?q=cooperative&limit=3")
        self.assertEqual((found.status, found.header("Content-Type")), (200, JSON))
        answer = found.json
        self.assertEqual(answer["query"], "cooperative")
        self.assertGreaterEqual(answer["total"], len(answer["hits"]))
        self.assertLessEqual({"sdg", "theme", "type", "language", "country", "region", "year"}, set(answer["facets"]))
        for hit in answer["hits"]:
            self.assertLessEqual({"id", "title", "creators", "snippet", "score"}, set(hit))
            reply = self.server.get(f"/api/v1/works/{hit['id']}")
            self.assertEqual((reply.status, reply.header("Content-Type")), (200, JSON))
            self.assertEqual(reply.json["id"], hit["id"])
            self.assertEqual(reply.header("Access-Control-Allow-Origin"), "*")
        self.assertEqual(self.server.get("/healthz").json["status"], "ok")

    def test_the_command_line_and_the_api_find_the_same(self):
        for query in ({"q": "cooperative"}, {"q": "économie sociale", "lang": "fr"}, {"sdg": "8.3"}, {"q": "zzzz"},
                      {"q": '"mutual" OR "water"', "year": "2015..2022", "sort": "newest"}):
            with self.subTest(query):
                options = [x for k, v in query.items() if k != "q" for x in (f"--{k}", v)]
                told = self.site.hub.json("search", *options, "--limit", "100", *([query["q"]] if "q" in query else []))
                served = self.server.api(**query, limit=100)
                self.assertEqual((served["total"], served["hits"], served["facets"]),
                                 (told["total"], told["hits"], told["facets"]))

    def test_every_file_of_a_published_work_is_served_whole_and_safely(self):
        for work in self.site.published:
            for f in self.site.hub.show(work["id"])["files"]:
                with self.subTest(f["name"]):
                    reply = self.server.get(f"/works/{work['id']}/files/{urllib.parse.quote(f['name'])}")
                    if f["role"] == "metadata" and reply.status == 404:
                        continue
                    self.assertEqual((reply.status, len(reply.body)), (200, f["size"]))
                    self.assertEqual(hashlib.sha256(reply.body).hexdigest(), f["sha256"])
                    self.assertTrue(reply.header("Content-Type").startswith(f["media_type"]))
                    self.assertEqual(reply.header("X-Content-Type-Options"), "nosniff")
                    shown = reply.header("Content-Disposition").split(";")[0]
                    harmless = f["media_type"] in ("application/pdf", "text/plain", "text/markdown")
                    self.assertEqual(shown, "inline" if harmless else "attachment")
                    self.assertIn(f["name"], reply.header("Content-Disposition"))

    def test_what_is_not_there_is_404(self):
        work, f = self.work(".md")
        other, of_other = self.work(".pdf")
        for target in ["/nothing", "/works", "/works/", "/works/000000000", "/works/x", f"/works/{work}/files",
                       f"/works/{work}/files/nothing.md", f"/works/{work}/files/{of_other['name']}",
                       f"/works/{work}/file/{f['name']}", f"/works/{other}/files/{other}", "/sdg/0", "/sdg/18", "/sdg/8.99",
                       "/sdg/8.3.1", "/encyclopedia/no-such-entry", "/api", "/api/v1", "/api/v2/search", "/api/v1/works/x",
                       "/index.db", "/hub.db", "/blobs", "/.git/config", "/style.css/x", "/SEARCH"]:
            with self.subTest(target):
                self.assert_error(self.server.get(target), 404)

    def test_what_is_not_public_is_not_there(self):
        self.assertGreaterEqual(len(self.site.unpublished), 3, "two wait, one is rejected")
        for work in self.site.unpublished:
            names = [f["name"] for f in self.site.hub.show(work["id"])["files"]]
            for target in [f"/works/{work['id']}", f"/api/v1/works/{work['id']}"] + \
                    [f"/works/{work['id']}/files/{n}" for n in names]:
                with self.subTest(target):
                    reply = self.server.get(target)
                    self.assert_error(reply, 404)
                    self.assertNotIn(work["title"].encode(), reply.all_bytes)

    def test_a_withdrawn_work_is_gone_and_says_why(self):
        self.assertEqual(len(self.site.withdrawn), 1)
        work = self.site.withdrawn[0]
        shown = self.site.hub.show(work["id"])
        reason = "The author found an error in the data"
        page = self.server.get(f"/works/{work['id']}")
        self.assert_error(page, 410)
        self.assertIn(reason, page.text)
        self.assertIn(shown["tombstone"]["at"][:4], page.text)
        answer = self.server.get(f"/api/v1/works/{work['id']}")
        self.assert_error(answer, 410)
        self.assertIn(reason, answer.json["error"]["message"])
        for f in shown["files"]:
            reply = self.server.get(f"/works/{work['id']}/files/{f['name']}", headers={"Range": "bytes=0-9"})
            self.assert_error(reply, 410)
        for reply in (page, answer):
            self.assertIsNone(reply.header("ETag"))
            self.assertEqual(reply.header("Cache-Control"), "no-store")
        title = " ".join(re.findall(r"\w+", work["title"]))
        self.assertNotIn(work["id"], [h["id"] for h in self.server.api(q=title, limit=100)["hits"]])

    def test_a_last_slash_leads_to_the_address_without_it(self):
        for target, wanted in (("/sdg/8/", "/sdg/8"), ("/search/?q=a%20b", "/search?q=a%20b")):
            reply = self.server.get(target)
            self.assertIn(reply.status, (301, 308))
            self.assertEqual(urllib.parse.urljoin(self.server.url + target, reply.header("Location")),
                             self.server.url + wanted)

    def test_a_filter_that_is_not_known_is_400_to_programs_and_a_notice_to_people(self):
        for query in ("sdg=99", "lang=klingon", "year=yesterday", "sort=colour", "limit=many", "offset=-1", "type=x"):
            with self.subTest(query):
                self.assert_error(self.server.get(f"/api/v1/search?{query}"), 400)
                self.assertEqual(self.server.get(f"/search?q=water&{query}").status, 200)

    def test_no_query_makes_an_error_or_gets_through_as_markup(self):
        evil = '"><script>alert(1)</script>'
        queries = ['"', '""', "*", "a*", "*a", "AND", "OR", "NOT", "a AND", "NEAR(", "NEAR(a b, 3)", "(((((((", "a OR OR b",
                   "title:", "author:\"", "-", "--", "- -a", "^", "{a b}:c", "a\x01b", "'; DROP TABLE doc; --", evil, "%s%n",
                   "ß", "ﷺ" * 50, "\u202e\u2066x", "\U0001f33e", "合作", "협동조합 사회", "é" * 1500, "a " * 2000, "((a" * 500,
                   "\u0301\u0301", "1..2", "sdg:8", "${7*7}{{7*7}}", "\\", "a:b:c:d", ":", "\"a\"*", "+a +b", "a&&b||c!d"]
        for query in queries:
            with self.subTest(query[:40]):
                text = urllib.parse.quote(query)
                page = self.server.get(f"/search?q={text}")
                if len(text) + 10 > LIMITS["WEB_TARGET_MAX"]:
                    self.assert_error(page, 414)
                    continue
                self.assertEqual(page.status, 200)
                self.assert_whole_page(page)
                self.assertNotIn("<script>alert", page.text)
                self.assertEqual(self.server.get(f"/api/v1/search?q={text}").status, 200)

    def test_pages_beyond_the_last_are_empty_and_numbers_beyond_reason_harmless(self):
        total = self.server.api()["total"]
        seen = [h["id"] for at in range(0, total + 10, 10) for h in self.server.api(offset=at, limit=10)["hits"]]
        self.assertEqual((len(seen), len(set(seen))), (total, total))
        self.assertEqual(self.server.api(offset=total + 1000)["hits"], [])
        for query in ("page=99999999999999999999", "page=0", "page=-1", "offset=9223372036854775807", "limit=0",
                      "limit=99999999999", "year=99999999999..1", "from=2030&to=1990", "sdg=8&sdg=8&sdg=8"):
            with self.subTest(query):
                self.assertEqual(self.server.get(f"/search?{query}").status, 200)
                self.assertIn(self.server.get(f"/api/v1/search?{query}").status, (200, 400))


class Links(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.scripts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "script":
            self.scripts.append(attributes.get("type"))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        for name in ("href", "src", "action"):
            if attributes.get(name):
                self.links.append(attributes[name])
        if any(name.startswith("on") for name in attributes):
            self.scripts.append(f"an event handler of <{tag}>")


class Crawl(WebCase):
    def inside(self, base, link):
        """Target and fragment of a link within the hub; None for others."""
        whole, fragment = urllib.parse.urldefrag(urllib.parse.urljoin(self.server.url + base, link))
        for start in (self.server.url, BASE_URL):
            if whole.startswith(start + "/") or whole == start:
                return whole[len(start):] or "/", fragment
        return None

    def is_followed(self, target):
        """Every combination of filters is an address: of the searches, those with one filter or page."""
        path, _, query = target.partition("?")
        return path != "/search" or query.count("&") <= 1

    def test_no_link_leads_nowhere(self):
        waiting, pages, wanted = ["/"], {}, []
        while waiting:
            target = waiting.pop()
            if target in pages:
                continue
            reply = self.server.get(target)
            pages[target] = None
            if reply.status == 301:
                waiting.append(self.inside(target, reply.header("Location"))[0])
                continue
            self.assertEqual(reply.status, 200, f"{target}, linked from {[w for w in wanted if w[1] == target][:3]}")
            if reply.header("Content-Type") != HTML or "/files/" in target:
                continue
            self.assert_whole_page(reply)
            pages[target] = Links(reply.text)
            self.assertLessEqual(set(pages[target].scripts), {"application/ld+json"}, target)
            self.assertEqual(len(pages[target].ids), len(set(pages[target].ids)), f"an id twice in {target}")
            for found in filter(None, (self.inside(target, link) for link in pages[target].links)):
                wanted.append((target, *found))
                if self.is_followed(found[0]):
                    waiting.append(found[0])
            self.assertLess(len(pages), 5000, "the crawl does not end")
        self.assert_anchors(pages, wanted)
        self.assert_all_reached(pages)
        print(f"        {len(pages)} addresses, {len(wanted)} links")

    def assert_anchors(self, pages, wanted):
        for source, target, fragment in wanted:
            if fragment and pages.get(target):
                self.assertIn(fragment, pages[target].ids, f"{source} links to {target}#{fragment}")

    def assert_all_reached(self, pages):
        for work in self.site.published:
            self.assertIn(f"/works/{work['id']}", pages)
        for entry in self.site.entries:
            self.assertIn(f"/encyclopedia/{entry['slug']}", pages)
        for goal in range(1, 18):
            self.assertIn(f"/sdg/{goal}", pages)
        for work in self.site.withdrawn + self.site.unpublished:
            self.assertFalse([t for t in pages if work["id"] in t])


# --- the protocol -----------------------------------------------------------------------------------------

class Protocol(WebCase):
    def targets(self):
        work, f = self.work(".pdf")
        return ["/", "/search?q=cooperative", f"/works/{work}", "/sdg/8", "/encyclopedia", "/about", "/api/v1/search?q=water",
                f"/api/v1/works/{work}", f"/works/{work}/files/{f['name']}", "/style.css"]

    def test_what_the_client_has_is_not_sent_again(self):
        for target in self.targets():
            with self.subTest(target):
                first = self.server.get(target)
                etag = first.header("ETag")
                self.assertRegex(etag, r'^(W/)?"[^"]+"$')
                for sent in (etag, f'"other", {etag}', "*", etag.removeprefix("W/")):
                    again = self.server.get(target, headers={"If-None-Match": sent})
                    self.assertEqual((again.status, again.raw), (304, b""), sent)
                    self.assertEqual(again.header("ETag"), etag)
                self.assertEqual(self.server.get(target, headers={"If-None-Match": '"other"'}).body, first.body)
                self.assertEqual(self.server.get(target).header("ETag"), etag)
        self.assertEqual(self.server.get("/works/000000000", headers={"If-None-Match": "*"}).status, 404)

    def test_a_compressed_page_is_the_page(self):
        for target in self.targets():
            with self.subTest(target):
                plain = self.server.get(target, headers={"Accept-Encoding": "identity"})
                packed = self.server.get(target, headers={"Accept-Encoding": "gzip"})
                self.assertIsNone(plain.header("Content-Encoding"))
                self.assertEqual(packed.body, plain.body)
                if "/files/" not in target:
                    self.assertEqual(packed.header("Content-Encoding"), "gzip")
                    self.assertEqual(gzip.decompress(packed.raw), plain.raw)
                    self.assertLess(len(packed.raw), len(plain.raw))
                    self.assertIn("Accept-Encoding", packed.header("Vary"))
                    self.assertIn("Accept-Encoding", plain.header("Vary"))
        for accepted in ("gzip;q=0", "br", "identity;q=1, *;q=0", "", "gzip;q=0.000", "x-gzip-2"):
            reply = self.server.get("/", headers={"Accept-Encoding": accepted})
            self.assertIsNone(reply.header("Content-Encoding"), accepted)

    def test_head_is_get_without_its_body(self):
        for target in self.targets() + ["/nothing", f"/works/{self.site.withdrawn[0]['id']}", "/search?q=%zz"]:
            with self.subTest(target):
                got = self.server.get(target)
                raw = self.server.talk(f"HEAD {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())
                head, _, body = raw.partition(b"\r\n\r\n")
                self.assertEqual((status_of(raw), body), (got.status, b""))
                fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
                self.assertEqual(fields.get("Content-Length"), str(len(got.raw)))
                for name in ("Content-Type", "ETag", "Cache-Control"):
                    self.assertEqual(fields.get(name), got.header(name), name)

    def test_options_says_what_may_be_asked(self):
        for target in ("/", "/api/v1/search", "*"):
            reply = self.server.get(target, method="OPTIONS")
            self.assertIn(reply.status, (200, 204))
            self.assertIn("GET", reply.header("Allow"))

    def test_a_part_of_a_file(self):
        work, f = self.work(".pdf")
        target, size = f"/works/{work}/files/{f['name']}", f["size"]
        whole = self.server.get(target)
        self.assertEqual(whole.header("Accept-Ranges"), "bytes")
        for asked, start, end in (("0-99", 0, 99), ("100-199", 100, 199), (f"{size - 10}-", size - 10, size - 1),
                                  ("-50", size - 50, size - 1), (f"-{size * 2}", 0, size - 1), ("0-0", 0, 0),
                                  (f"{size - 1}-{size * 9}", size - 1, size - 1)):
            with self.subTest(asked):
                reply = self.server.get(target, headers={"Range": f"bytes={asked}"})
                self.assertEqual((reply.status, reply.header("Content-Range")), (206, f"bytes {start}-{end}/{size}"))
                self.assertEqual(reply.raw, whole.raw[start:end + 1])
                self.assertEqual(reply.header("ETag"), whole.header("ETag"))
        for asked in (f"{size}-", f"{size + 5}-{size + 9}", "-0"):
            reply = self.server.get(target, headers={"Range": f"bytes={asked}"})
            self.assertEqual((reply.status, reply.header("Content-Range")), (416, f"bytes */{size}"), asked)
        for asked in ("bytes=9-1", "bytes=a-b", "bytes=", "bytes=-", "bytes", "lines=1-2", "bytes=99999999999999999999-",
                      "bytes=0x1-2", "bytes=1-2-3", "bytes= 1-2 x"):
            reply = self.server.get(target, headers={"Range": asked})
            self.assertIn(reply.status, (200, 416), asked)
            if reply.status == 200:
                self.assertEqual(reply.raw, whole.raw, asked)

    def test_a_part_of_the_very_file_the_client_began_with(self):
        work, f = self.work(".pdf")
        target = f"/works/{work}/files/{f['name']}"
        whole = self.server.get(target)
        for if_range, status in ((whole.header("ETag"), 206), ('"another"', 200), ("Mon, 23 Nov 2020 10:00:00 GMT", 200),
                                 ("W/" + whole.header("ETag"), 200), ("nonsense", 200)):
            with self.subTest(if_range):
                reply = self.server.get(target, headers={"Range": "bytes=0-9", "If-Range": if_range})
                self.assertEqual((reply.status, reply.raw), (status, whole.raw[:10] if status == 206 else whole.raw))

    def test_a_download_that_broke_off_is_taken_up_again(self):
        work, f = self.work(".pdf")
        target, got = f"/works/{work}/files/{f['name']}", b""
        while len(got) < f["size"]:
            got += self.server.get(target, headers={"Range": f"bytes={len(got)}-{len(got) + 4095}"}).raw
        self.assertEqual(hashlib.sha256(got).hexdigest(), f["sha256"])

    def test_a_connection_serves_many_requests(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        for _ in range(50):
            for target in ("/healthz", "/nothing", "/api/v1/search?q=water"):
                connection.request("GET", target)
                reply = connection.getresponse()
                reply.read()
                self.assertEqual(reply.status, 404 if target == "/nothing" else 200)
        connection.close()

    def test_requests_sent_in_one_go_are_answered_in_order(self):
        targets = ["/healthz", "/nothing", "/style.css", "/about", "/search?q=%zz"] * 8
        sent = "".join(f"GET {t} HTTP/1.1\r\nHost: h\r\n\r\n" for t in targets[:-1])
        sent += f"GET {targets[-1]} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        raw = self.server.talk(sent.encode())
        expected = [{"/nothing": 404, "/search?q=%zz": 400}.get(t, 200) for t in targets]
        self.assertEqual([int(s) for s in re.findall(rb"(?m)^HTTP/1\.1 (\d{3}) ", raw)], expected)

    def test_http_1_0_is_answered_and_closed(self):
        raw = self.server.talk(b"GET /healthz HTTP/1.0\r\n\r\n", timeout=QUICK)
        self.assertEqual(status_of(raw), 200)
        self.assertIn(b'"ok"', raw)

    def test_every_reply_has_its_policy_and_no_cookie(self):
        for target in self.targets() + ["/nothing", f"/works/{self.site.withdrawn[0]['id']}", "/api/v1/works/x"]:
            with self.subTest(target):
                reply = self.server.get(target)
                self.assertIn("default-src 'none'", reply.header("Content-Security-Policy"))
                self.assertEqual(reply.header("X-Content-Type-Options"), "nosniff")
                self.assertTrue(reply.header("Cache-Control"))
                for name in ("Set-Cookie", "Server", "X-Powered-By"):
                    self.assertIsNone(reply.header(name))

    def test_twenty_readers_at_once(self):
        targets = self.targets()
        expected = {t: self.server.get(t).body for t in targets}
        faults = []

        def read(seed):
            for target in random.Random(seed).choices(targets, k=20):
                reply = self.server.get(target)
                if (reply.status, reply.body) != (200, expected[target]):
                    faults.append((target, reply.status))
        threads = [threading.Thread(target=read, args=(n,)) for n in range(20)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(faults, [])


# --- abuse ------------------------------------------------------------------------------------------------

REST = b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
BAD = range(400, 506)
NONE = [None]  # closed without a word


class Abuse(WebCase):
    def assert_answer(self, name, request, statuses, timeout=30, forbidden=()):
        with self.subTest(name):
            begun = time.monotonic()
            raw = self.server.talk(request, timeout=timeout)
            self.assertLess(time.monotonic() - begun, timeout, f"no end: {raw[:300]!r}")
            self.assertIn(status_of(raw), statuses, f"{raw[:300]!r}")
            for word in (b"SQLite format 3", b"root:x:", b"AddressSanitizer", *forbidden):
                self.assertNotIn(word, raw)
            self.assertTrue(self.server.is_running(), self.server.stderr()[-4000:])
            return raw

    def line(self, target, statuses, **more):
        target = target if isinstance(target, bytes) else target.encode()
        return self.assert_answer(repr(target[:60]), b"GET " + target + REST, statuses, **more)

    def test_a_request_line_that_is_too_long_is_414(self):
        limit = LIMITS["WEB_TARGET_MAX"]
        self.line("/search?q=" + "a" * (limit - 10), [200])
        for n in (limit + 1, limit + 1000, 30000):
            self.line("/" + "a" * (n - 1), [414])
            self.line("/search?q=" + "a" * (n - 10), [414])
        self.line("/" + "a" * 100000, [414, 431, 400])
        self.assert_answer("a line of 20 MB", b"GET /" + b"a" * (20 << 20), [414, 431, 400, None])

    def test_ten_thousand_parameters_are_400(self):
        self.line("/search?" + "&".join(f"sdg={n % 17 + 1}" for n in range(LIMITS["WEB_PARAMETERS_MAX"])), [200])
        self.line("/search?" + "&".join(f"a{n}" for n in range(LIMITS["WEB_PARAMETERS_MAX"] + 1)), [400])
        for path in ("/search", "/api/v1/search", "/", "/nothing"):
            for one in ("a=1", "q=a", "sdg=8", "", "%41=%42"):
                self.line(path + "?" + "&".join([one] * 10000), [400] if len(one) < 5 else [400, 414])

    def test_unknown_methods_are_refused(self):
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW", "get", "PROPFIND", "X" * 5000, "G\tT"):
            with self.subTest(method[:20]):
                for target in ("/", "/search?q=a", "/works/x", "/nothing"):
                    raw = self.assert_answer(method[:20], f"{method} {target}".encode() + REST, [405, 501, 400, 414, 431])
                    if status_of(raw) == 405:
                        self.assertIn(b"\r\nAllow: GET, HEAD", raw)
        for method in ("POST", "PUT", "DELETE", "BREW"):
            self.line_of(method)

    def line_of(self, method):
        self.assert_answer(method, f"{method} /search?q=a".encode() + REST, [405, 501])

    def test_malformed_escapes_are_400(self):
        for bad in ("%", "%2", "%zz", "%2g", "%%", "%u0041", "a%"):
            for target in (f"/{bad}", f"/search?q={bad}", f"/search?{bad}=1", f"/works/{bad}", f"/api/v1/search?q={bad}"):
                self.line(target, [400])

    def test_bytes_that_are_not_utf_8_are_400(self):
        for bad in ("%ff", "%c0%af", "%ed%a0%80", "%f8%88%80%80%80", "%e2%82", "%80"):
            self.line(f"/search?q={bad}", [400])
            self.line(f"/works/{bad}", [400, 404])
        for bad in (b"\xff", b"\xc0\xaf", b"caf\xe9"):
            self.line(b"/search?q=" + bad, [400])

    def test_nul_and_control_characters(self):
        for target in ("/%00", "/works/%00", "/search%00", "/style.css%00.html", "/hub.db%00.css"):
            self.line(target, [400, 404])
        for target in ("/search?q=a%00b", "/api/v1/search?q=%00", "/search?q=%01%02%1f%7f"):
            self.line(target, [200, 400])
        for raw in (b"/\x00", b"/search?q=\x00", b"/search?q=a\x01b", b"\x00/", b"/search?q=\x7f"):
            self.line(raw, [*BAD, None])
        self.assert_answer("NUL in a field", b"GET / HTTP/1.1\r\nHost: h\r\nX: a\x00b\r\nConnection: close\r\n\r\n",
                           [200, *BAD, None])
        self.assert_answer("nothing but NUL", b"\x00" * 100000, [*BAD, None])

    def test_no_path_leads_out_of_the_hub(self):
        work, f = self.work(".md")
        ups = ["..", "%2e%2e", ".%2e", "%2E.", "..%2f", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e", "....//", "..;", "%c0%ae%c0%ae",
               "..%00", "%2f", "%2f%2f", "%5c", "\\"]
        for up in ups:
            for start in ("/", "/works/", f"/works/{work}/files/", f"/works/{work}/files/{f['name']}/", "/style.css/",
                          "/encyclopedia/", "/api/v1/works/"):
                for end in ("etc/passwd", "hub.db", "index.db"):
                    self.line(start + "/".join([up] * 4) + "/" + end, [400, 404])
        for target in ("//etc/passwd", "/%2fetc/passwd", f"/works/{work}/files/", f"/works/{work}/files/.",
                       f"/works/{work}/files/%2e", f"/works/{work}/files/..%2f..%2fhub.db", f"/works/{work}/files/%2fetc%2fpasswd",
                       "/blobs/../hub.db", "/./hub.db", "/file:///etc/passwd"):
            self.line(target, [400, 404])
        self.line(f"/works/../works/{work}", [400, 404])
        self.line("/about/..", [400, 404])

    def test_line_ends_in_an_address_make_no_header(self):
        for target in ("/%0d%0aX-Injected:%201", "/search?q=a%0d%0aX-Injected:%201", "/sdg/8%0d%0aX-Injected:%201/",
                       "/search/?q=%0d%0aX-Injected:%201", "/works/%0aX-Injected:%201/", "/sdg/%E5%98%8D%E5%98%8AX-Injected:1/"):
            raw = self.line(target, [200, 301, 308, 400, 404])
            head = raw.partition(b"\r\n\r\n")[0]
            self.assertFalse([h for h in re.split(rb"[\r\n]+", head) if h.lower().startswith(b"x-injected")], target)
        for field in ("If-None-Match", "Range", "If-Range", "Accept-Encoding", "X-Forwarded-For", "Host"):
            raw = self.assert_answer(field, f"GET / HTTP/1.1\r\nHost: h\r\n{field}: a\rX-Injected: 1\r\n"
                                     "Connection: close\r\n\r\n".encode(), [200, *BAD, None])
            self.assertNotIn(b"X-Injected", raw.partition(b"\r\n\r\n")[0])

    def test_headers_without_end(self):
        start = b"GET / HTTP/1.1\r\nHost: h\r\n"
        for name, more in (("1 MB in one", b"X: " + b"a" * (1 << 20)), ("10 000 of them", b"X: a\r\n" * 10000),
                           ("a long name", b"a" * 200000 + b": 1"), ("a folded one", b"X: a\r\n" + b" b\r\n" * 40000),
                           ("If-None-Match", b"If-None-Match: " + b'"a", ' * 20000),
                           ("Accept-Encoding", b"Accept-Encoding: " + b"gzip;q=0.1," * 20000),
                           ("Range", b"Range: bytes=" + b"0-1," * 20000)):
            self.assert_answer(name, start + more + b"\r\nConnection: close\r\n\r\n", [*BAD, None])
        ranges = b"Range: bytes=" + b",".join(b"0-" for _ in range(1300))
        self.assert_answer("1300 ranges", start + ranges + b"\r\nConnection: close\r\n\r\n", [200, *BAD])

    def test_strange_fields_are_answered(self):
        for fields in (b"Host: h\r\nHost: i", b"Host:", b"Host: h\r\n: nothing", b"Host: h\r\nno colon here", b"Host : h",
                       b" Host: h", b"Host: h\r\nX: \xff\xfe", b"Host: h\r\nAccept-Encoding: \x01gzip;;;q=,",
                       b"Host: h\r\nIf-None-Match: \"", b"Host: h\r\nIf-None-Match: W/", b"Host: h\r\nRange: bytes=-",
                       b"Host: h\r\nX-Forwarded-For: ,,,\r\nX-Forwarded-For: " + b"1" * 300, b"Host: h\r\nConnection: , ,",
                       b"Host: h\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings"):
            self.assert_answer(repr(fields[:40]), b"GET /about HTTP/1.1\r\n" + fields + b"\r\nConnection: close\r\n\r\n",
                               [200, *BAD, None])

    def test_who_asks_whether_to_go_on_is_answered(self):
        raw = self.assert_answer("100-continue", b"GET /about HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                                 b"Connection: close\r\n\r\n", [100, 200, 417])
        self.assertRegex(raw, rb"(?m)^HTTP/1\.1 (200|417) ")

    def test_bodies_are_refused(self):
        limit = LIMITS["WEB_BODY_MAX"]
        for n, statuses in ((1, [405]), (limit, [405]), (limit + 1, [413]), (10 << 20, [413, None])):
            for method in ("POST", "PUT"):
                self.assert_answer(f"{method} of {n}", f"{method} /search HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                                   f"Content-Length: {n}\r\n\r\n".encode() + b"a" * n, statuses)
        for length in ("-1", "abc", "99999999999999999999999", "1e3", "0x10", "+5", "1 2", "5\r\nContent-Length: 6"):
            self.assert_answer(f"Content-Length: {length}", f"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                               f"Content-Length: {length}\r\n\r\nhello".encode(), [400, 405, 413, None])
        self.assert_answer("announced only", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999\r\n\r\n", [413],
                           timeout=QUICK)
        self.assert_answer("100-continue", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999\r\n"
                           b"Expect: 100-continue\r\n\r\n", [413, 417], timeout=QUICK)
        self.assert_answer("a GET with a body", b"GET /about HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                           b"Content-Length: 5\r\n\r\nhello", [200, 400, 413])

    def test_bodies_in_chunks_are_refused(self):
        start = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        self.assert_answer("small", start + b"5\r\nhello\r\n0\r\n\r\n", [405])
        self.assert_answer("large", start + (b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * 5 + b"0\r\n\r\n", [413])
        self.assert_answer("very large", start + (b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * 500 + b"0\r\n\r\n", [413, None])
        for bad in (b"zz\r\nhello\r\n", b"-5\r\nhello\r\n", b"FFFFFFFFFFFFFFFFFFFF\r\nhello", b"5\r\nhelloworld\r\n0\r\n\r\n",
                    b"\r\n\r\n", b"5;" + b"x" * 100000 + b"\r\nhello\r\n0\r\n\r\n", b"0" * 70000 + b"\r\n",
                    b"0\r\n" + b"X: y\r\n" * 20000 + b"\r\n"):
            self.assert_answer(repr(bad[:20]), start + bad, [*BAD, None], timeout=LIMITS["WEB_REQUEST_SECONDS"] + 15)

    def test_two_lengths_do_not_smuggle_a_request(self):
        hidden = b"GET /style.css HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        for fields in (b"Content-Length: %d\r\nTransfer-Encoding: chunked" % len(b"0\r\n\r\n" + hidden),
                       b"Transfer-Encoding: chunked\r\nContent-Length: 5"):
            raw = self.assert_answer(repr(fields[:20]), b"POST / HTTP/1.1\r\nHost: h\r\n" + fields + b"\r\n\r\n0\r\n\r\n" + hidden,
                                     [*BAD, None], timeout=LIMITS["WEB_REQUEST_SECONDS"] + 15)
            self.assertNotIn(b"text/css", raw)

    def test_what_is_no_http_gets_an_error_or_nothing(self):
        wild = random.Random(1)
        junk = [wild.randbytes(wild.randrange(1, 3000)) for _ in range(100)]
        hello = bytes.fromhex("1603010200010001fc0303") + wild.randbytes(500)
        sockets = []
        for request in [hello, b"\r\n\r\n\r\n", b"\n", b"GET", b"GET /", b"GET / HTTP/1.1", b"/ HTTP/1.1\r\n\r\n",
                                     b"GET  / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: h\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                     b"SSH-2.0-OpenSSH_9.2\r\n", b"EHLO x\r\n", b"*1\r\n$4\r\nPING\r\n", *junk]:
            sockets.append(self.server.connect())
            try:
                sockets[-1].sendall(request)
                sockets[-1].shutdown(socket.SHUT_WR)
            except OSError:
                pass
        for n, s in enumerate(sockets):  # what might still become a request is waited for
            with self.subTest(n):
                raw = harness.read_all(s)
                s.close()
                self.assertTrue(raw == b"" or status_of(raw) in [200, *BAD], raw[:200])
        self.assert_answer("no Host", b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", [400, 200])
        self.assert_answer("another address", b"GET http://example.org/about" + REST, [200, 400, 404])

    def test_garbage_behind_a_request_ends_the_connection(self):
        wild = random.Random(2)
        for n in range(30):
            good = b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n" * wild.randrange(1, 10)
            with self.subTest(n), self.server.connect(timeout=30) as s:
                s.sendall(good + b"\x16\x03" + wild.randbytes(2000) + b"\r\n\r\n" + good)
                try:
                    s.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                raw = harness.read_all(s)
                self.assertGreaterEqual(len(re.findall(rb"(?m)^HTTP/1\.1 200 ", raw)), 1)

    def test_clients_that_vanish_at_once(self):
        work, f = self.work(".pdf")
        for n in range(200):
            s = self.server.connect()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # reset
            if n % 4:
                s.sendall(f"GET /works/{work}/files/{f['name']} HTTP/1.1\r\nHost: h\r\n\r\n".encode()[:200 if n % 2 else 20])
            s.close()


class Slow(WebCase):
    """Time is what these are about, so they wait; all slow ones at once."""

    def test_whoever_sends_too_slowly_is_cut_off_while_others_are_served(self):
        deadline = LIMITS["WEB_REQUEST_SECONDS"]
        post = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n"
        starts = {"a request line": b"GET /", "a header": b"GET / HTTP/1.1\r\nHost: h\r\nX: ", "a body": post, "nothing": b""}
        begun, ended, answers = time.monotonic(), {}, {}
        sockets = {name: self.server.connect() for name in starts}
        for name, start in starts.items():
            sockets[name].sendall(start)
            sockets[name].settimeout(0.02)
        while len(ended) < len(starts) and time.monotonic() - begun < deadline + 15:
            for name in set(starts) - set(ended):
                self.drip(sockets[name], name, begun, ended, answers)
            self.assertEqual(self.server.get("/search?q=water", timeout=QUICK).status, 200)
            time.sleep(0.4)
        for s in sockets.values():
            s.close()
        self.assertEqual(set(ended), set(starts), "some were never cut off")
        for name, seconds in ended.items():
            self.assertLess(seconds, deadline + 10, name)
            self.assertIn(status_of(answers.get(name, b"")), [408, 405, None], name)
            self.assertGreater(seconds, deadline / 2, f"{name} was cut off too early")

    def drip(self, s, name, begun, ended, answers):
        try:
            if name != "nothing":
                s.sendall(b"a")
            got = s.recv(4096)
            if got:
                answers[name] = answers.get(name, b"") + got
            else:
                ended[name] = time.monotonic() - begun
        except socket.timeout:
            pass
        except OSError:
            ended[name] = time.monotonic() - begun

    def test_half_open_connections_keep_nobody_out(self):
        halves = [b"", b"G", b"GET /sea", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: h\r\nX: y"]
        sockets = [self.server.connect() for _ in range(150)]
        try:
            for n, s in enumerate(sockets):
                s.sendall(halves[n % len(halves)])
            for target in ("/", "/search?q=cooperative", "/sdg/8", "/api/v1/search?q=water") * 5:
                begun = time.monotonic()
                self.assertEqual(self.server.get(target, timeout=QUICK).status, 200)
                self.assertLess(time.monotonic() - begun, QUICK)
            sockets[3].sendall(b"Host: h\r\nConnection: close\r\n\r\n")
            self.assertEqual(status_of(harness.read_all(sockets[3])), 200)
        finally:
            for s in sockets:
                s.close()


# --- a daemon of one's own --------------------------------------------------------------------------------

class Limit(harness.Case):
    def test_who_asks_more_than_the_hub_allows_is_told_to_wait(self):
        hub = self.hub(requests_per_second=2)
        daemon = self.daemon(hub)
        replies = [daemon.get("/about") for _ in range(60)]
        refused = [r for r in replies if r.status == 429]
        self.assertEqual({r.status for r in replies}, {200, 429})
        self.assertEqual(replies[0].status, 200)
        wait = int(refused[0].header("Retry-After"))
        self.assertTrue(1 <= wait <= 10, wait)
        self.assertTrue(refused[0].text.rstrip().endswith("</html>"))
        self.assertEqual(daemon.get("/healthz").status, 200, "whoever watches it is not refused")
        self.assertEqual(daemon.get("/about", headers={"X-Forwarded-For": "203.0.113.9"}).status, 200,
                         "another reader behind the same proxy")
        statuses = {daemon.get("/api/v1/search?q=a").status for _ in range(10)}
        self.assertIn(429, statuses)
        time.sleep(wait)
        self.assertEqual(daemon.get("/about").status, 200)


class Follow(harness.Case):
    """What other processes do shows within three seconds."""

    def soon(self, condition, seconds=3):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def test_what_is_published_and_withdrawn_shows_within_three_seconds(self):
        hub = self.people_hub()
        hub("config", "quorum", "1")
        daemon = self.daemon(hub)
        record = {"title": "The common granary", "creators": ["Amina Otieno"], "text": "A granary kept together."}
        work, other = [line["id"] for line in hub.ingest(self.write_records(
            "a.jsonl", [record, {**record, "title": "The granary, corrected"}]), "--as", AUTHOR)]
        empty = daemon.get("/")
        for one in (work, other):
            hub.accept(one, [AMINA], EDITOR)
            self.assertEqual(daemon.get(f"/works/{one}").status, 404)
            hub.review("publish", one, actor=EDITOR)
            self.assertTrue(self.soon(lambda one=one: daemon.get(f"/works/{one}").status == 200))
        self.assertEqual(daemon.api(q="granary")["total"], 2)
        full = daemon.get("/", headers={"If-None-Match": empty.header("ETag")})
        self.assertEqual(full.status, 200, "the page is not what it was")
        self.assertIn("The common granary", full.text)
        hub.review("withdraw", work, "--note", "Wrong sums.", "--replaced-by", other, actor=EDITOR)
        self.assertTrue(self.soon(lambda: daemon.get(f"/works/{work}").status == 410))
        self.assertEqual([h["id"] for h in daemon.api(q="granary")["hits"]], [other])
        gone = daemon.get(f"/works/{work}")
        self.assertIn("Wrong sums.", gone.text)
        self.assertIn(f"/works/{other}", gone.text)
        self.assertEqual(daemon.get(f"/api/v1/works/{work}").json["error"]["replaced_by"], other)
        self.assertEqual(daemon.get(f"/works/{work}/files/text.txt").status, 410)
        self.assertNotIn("The common granary", daemon.get("/").text)

    def test_a_new_title_of_the_hub_shows(self):
        hub = self.hub(title="An old title")
        daemon = self.daemon(hub)
        old = daemon.get("/about")
        self.assertIn("An old title", old.text)
        hub("config", "title", "A <new> title")
        self.assertTrue(self.soon(lambda: "A &lt;new&gt; title" in daemon.get("/about").text))
        self.assertEqual(daemon.get("/about", headers={"If-None-Match": old.header("ETag")}).status, 200)

    def test_a_rebuild_under_way_is_not_noticed(self):
        hub = self.copy_of("demo", make_demo_hub)
        daemon = self.daemon(hub)
        total = daemon.api(q="cooperative")["total"]
        process = subprocess.Popen([harness.SSEHUB, "rebuild", "--hub", hub.path])
        asked = 0
        while process.poll() is None:
            self.assertEqual(daemon.api(q="cooperative")["total"], total)
            asked += 1
        self.assertEqual(process.returncode, 0)
        self.assertGreater(asked, 0)
        self.assertEqual(daemon.api(q="cooperative")["total"], total)

    def test_an_index_that_is_not_there_yet_is_503_and_then_there(self):
        hub = self.copy_of("demo", make_demo_hub)
        for name in os.listdir(hub.path):
            if name.startswith("index"):
                os.unlink(os.path.join(hub.path, name))
        daemon = self.daemon(hub)
        statuses = set()

        def is_there():
            statuses.add(daemon.get("/search?q=cooperative").status)
            return 200 in statuses
        self.assertTrue(self.soon(is_there, 60))
        self.assertLessEqual(statuses, {200, 503})
        self.assertTrue(self.soon(lambda: daemon.api()["total"] > 0))


def large_pdf(size):
    """A small PDF of one line with a stream of so many bytes that no page uses."""
    text = b"BT /F1 12 Tf 72 720 Td (A very heavy granary) Tj ET"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
               b"<</Length %d>>\nstream\n%s\nendstream" % (size, random.Random(3).randbytes(size)),
               b"<</Title(A heavy granary)/Author(Amina Otieno)>>"]
    out, places = b"%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, one)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Info 7 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, len(out))


class StartAndStop(harness.Case):
    def heavy_hub(self):
        """A hub with one large file: its address and its bytes."""
        hub, pdf = self.hub(), large_pdf(24 << 20)
        work = hub.ingest(self.write("heavy.pdf", pdf), "--publish")[0]["id"]
        return hub, f"/works/{work}/files/heavy.pdf", pdf

    def begin(self, daemon, target):
        """A download of which little fits into the buffers between."""
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        s.settimeout(60)
        s.connect(("127.0.0.1", daemon.port))
        s.sendall(f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        return s, s.recv(65536)

    def test_a_download_under_way_ends_before_the_daemon_does(self):
        for how in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(how.name):
                hub, target, pdf = self.heavy_hub()
                daemon = self.daemon(hub)
                s, got = self.begin(daemon, target)
                daemon.process.send_signal(how)
                time.sleep(0.5)
                self.assertTrue(daemon.is_running(), "it waits for the reader")
                with self.assertRaises(OSError, msg="nobody new is let in"):
                    with self.connect_and_ask(daemon) as late:
                        raise ConnectionError(harness.read_all(late) and None)
                while chunk := s.recv(1 << 20):
                    got += chunk
                s.close()
                self.assertEqual(daemon.process.wait(20), 0)
                head, _, body = got.partition(b"\r\n\r\n")
                self.assertIn(b"200", head.split(b"\r\n")[0])
                self.assertEqual(hashlib.sha256(body).digest(), hashlib.sha256(pdf).digest())
                shutil.rmtree(hub.path)

    def connect_and_ask(self, daemon):
        s = daemon.connect(timeout=1)
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        if not s.recv(100):
            s.close()
            raise ConnectionError("closed")
        return s

    def test_a_reader_who_does_not_read_does_not_keep_it_from_ending(self):
        hub, target, _ = self.heavy_hub()
        daemon = self.daemon(hub)
        s, _ = self.begin(daemon, target)
        begun = time.monotonic()
        self.assertEqual(daemon.stop(seconds=25), 0)
        self.assertGreater(time.monotonic() - begun, 2, "it gave the reader some time")
        s.close()
        self.assert_sound(hub)

    def test_idle_connections_do_not_keep_it_from_ending(self):
        daemon = self.daemon(self.hub())
        idle = [daemon.connect() for _ in range(20)]
        idle[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        self.assertEqual(status_of(idle[0].recv(65536)), 200)
        begun = time.monotonic()
        self.assertEqual(daemon.stop(seconds=25), 0)
        self.assertLess(time.monotonic() - begun, 5)
        for s in idle:
            s.close()

    def test_a_port_that_is_taken_is_said_plainly(self):
        hub = self.hub()
        daemon = self.daemon(hub)
        for program, arguments in ((harness.SSEHUBD, []), (harness.SSEHUB, ["serve"])):
            answer = harness.run(*arguments, "--listen", f"127.0.0.1:{daemon.port}", "--hub", hub.path, program=program,
                                 timeout=30)
            self.assertEqual((answer.status, answer.out), (1, ""), str(answer))
            self.assertEqual(answer.err.strip().count("\n"), 0, answer.err)
            self.assertIn(str(daemon.port), answer.err)
            self.assertRegex(answer.err, "(?i)in use|taken")
        self.assertEqual(daemon.get("/healthz").status, 200)

    def test_two_daemons_serve_one_hub(self):
        hub = self.hub()
        both = [self.daemon(hub), self.daemon(hub)]
        hub.ingest(os.path.join(SAMPLE, "papers", "p29.md"), "--publish")
        for daemon in both:
            self.assertEqual(daemon.api()["total"], 1)

    def test_ssehub_serve_is_the_daemon(self):
        daemon = harness.Daemon(self.hub(), "--quiet", program=(harness.SSEHUB, "serve"))
        self.addCleanup(daemon.close)
        self.assertEqual(daemon.get("/healthz").status, 200)

    def test_it_starts_soon(self):
        site = Site.get()
        seconds = []
        for _ in range(5):
            daemon = self.daemon(site.hub)
            self.assertEqual(daemon.get("/").status, 200)
            seconds.append(daemon.ready_after)
            daemon.close()
        print(f"        ready after {min(seconds) * 1000:.0f} to {max(seconds) * 1000:.0f} ms"
              f"{' (with sanitizers)' if harness.is_sanitized() else ''}")

    def test_the_access_log_has_neither_queries_nor_addresses(self):
        daemon = harness.Daemon(self.hub())
        self.addCleanup(daemon.close)
        daemon.get("/search?q=a-private-question", headers={"X-Forwarded-For": "203.0.113.7"})
        daemon.get("/nothing%0aforged%20line")
        daemon.stop()
        words = daemon.stderr()
        self.assertIn("GET /search 200", words)
        self.assertNotIn("private-question", words)
        self.assertNotIn("203.0.113.7", words)
        self.assertNotIn("\nforged", words)


if __name__ == "__main__":
    harness.main()
