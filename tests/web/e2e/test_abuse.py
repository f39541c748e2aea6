#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What vandals and broken programs send: an error reply or a close, never a crash, never a stuck thread."""
import os
import random
import re
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
import harness  # noqa: E402
from harness import status_of  # noqa: E402
from served import LIMITS, QUICK, WebCase, make_papers_hub, tearDownModule  # noqa: E402


# --- abuse ------------------------------------------------------------------------------------------------

REST = b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
BAD = range(400, 506)  # and None: closed without a word


class Abuse(WebCase):
    make = staticmethod(make_papers_hub)

    def assert_answer(self, name, request, statuses, timeout=30, forbidden=()):
        with self.subTest(name):
            begun = time.monotonic()
            raw = self.server.talk(request, timeout=timeout)
            self.assertLess(time.monotonic() - begun, timeout, f"no end: {raw[:300]!r}")
            self.assertTrue(status_of(raw) in statuses, f"{status_of(raw)}: {raw[:300]!r}")
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
        for raw in (b"/search?q=a\x01b", b"\x00/", b"/search?q=\x7f"):
            self.line(raw, [*BAD, None])
        # The HTTP library ends a target at a NUL byte before we see it: what is before it is answered.
        for raw in (b"/\x00", b"/search?q=\x00", b"/about\x00/../hub.db"):
            self.line(raw, [200, *BAD, None])
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
    make = staticmethod(make_papers_hub)

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


if __name__ == "__main__":
    harness.main()
