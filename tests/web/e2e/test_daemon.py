#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The daemon among other processes: it starts, follows what they do, shares, and ends."""
import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
import harness  # noqa: E402
from harness import AMINA, AUTHOR, EDITOR, SAMPLE, status_of  # noqa: E402
from served import make_papers_hub  # noqa: E402


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
        record = {**harness.WHOLE, "title": "The common granary", "creators": ["Amina Otieno"], "text": "A granary kept together."}
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
        hub = self.copy_of("papers", make_papers_hub)
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
        hub = self.copy_of("papers", make_papers_hub)
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
        record = self.write("heavy.xml", "<record xmlns='urn:ssehub:record:1'><type>report</type><licence>CC0-1.0</licence>"
                            "<language>en</language><summary>Heavy.</summary><date type='issued'>2021</date></record>")
        work = hub.ingest(self.write("heavy.pdf", pdf), record, "--publish")[0]["id"]
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
                self.assertTrue(self.lets_in(daemon))
                s, got = self.begin(daemon, target)
                daemon.process.send_signal(how)
                time.sleep(0.5)
                self.assertTrue(daemon.is_running(), "it waits for the reader")
                self.assertFalse(self.lets_in(daemon), "nobody new is let in")
                while chunk := s.recv(1 << 20):
                    got += chunk
                s.close()
                self.assertEqual(daemon.process.wait(20), 0)
                head, _, body = got.partition(b"\r\n\r\n")
                self.assertIn(b"200", head.split(b"\r\n")[0])
                self.assertEqual(hashlib.sha256(body).digest(), hashlib.sha256(pdf).digest())
                shutil.rmtree(hub.path)

    def lets_in(self, daemon):
        try:
            return bool(daemon.talk(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", timeout=1))
        except OSError:
            return False

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
        hub = self.copy_of("papers", make_papers_hub)
        seconds = []
        for _ in range(5):
            daemon = self.daemon(hub)
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
