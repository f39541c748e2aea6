#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses of the daemon, their links, and HTTP as browsers, programs and caches speak it."""
import gzip
import hashlib
import html.parser
import http.client
import os
import random
import re
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
import harness  # noqa: E402
from harness import status_of  # noqa: E402
from served import BASE_URL, HTML, JSON, LIMITS, QUICK, WebCase, tearDownModule  # noqa: E402


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
        self.assertIn(entry["title"], self.server.get(f"/encyclopedia/{entry['slug']}").text)

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
            public = {f["name"] for f in self.server.get(f"/api/v1/works/{work['id']}").json["files"]}
            for f in self.site.hub.show(work["id"])["files"]:
                with self.subTest(f["name"]):
                    reply = self.server.get(f"/works/{work['id']}/files/{urllib.parse.quote(f['name'])}")
                    if f["name"] not in public:
                        self.assertEqual((reply.status, f["role"]), (404, "metadata"))
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
        """Every combination of filters is an address: of the searches, those with one parameter."""
        path, _, query = target.partition("?")
        return path != "/search" or "&" not in query

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


if __name__ == "__main__":
    harness.main()
