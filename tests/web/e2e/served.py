# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site that the tests of the daemon ask: a hub that was made once, a daemon over it, and what must hold after each
test."""
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
import harness  # noqa: E402
from harness import SAMPLE, SOURCE  # noqa: E402

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


def make_papers_hub(path):
    """The sample papers, all published: quick to make, where it is not about their states."""
    hub = harness.new_hub(path)
    hub("ingest", os.path.join(SAMPLE, "papers"), "--publish")
    return hub


class Site:
    """One daemon over a hub for all tests that only read; started anew where one of them killed it."""
    running = None

    def __init__(self, make):
        self.hub = harness.Hub(harness.Template.get(make.__name__, make))
        self.daemon = harness.Daemon(self.hub, "--quiet")
        works = self.hub.list("--kind", "paper")
        self.published = [w for w in works if w["state"] == "published"]
        self.withdrawn = [w for w in works if w["state"] == "withdrawn"]
        self.unpublished = [w for w in works if w["state"] not in ("published", "withdrawn")]
        self.entries = [e for e in self.hub.list("--kind", "entry") if e["state"] == "published"]

    @classmethod
    def get(cls, make):
        if cls.running is None or not cls.running.daemon.is_running():
            cls.running = cls(make)
        return cls.running

    @classmethod
    def close(cls):
        if cls.running:
            cls.running.daemon.close()


def tearDownModule():  # noqa: N802 (unittest's name)
    Site.close()


class WebCase(harness.Case):
    """After each test the site's daemon lives, and answers quickly."""
    make = staticmethod(make_demo_hub)

    def setUp(self):
        super().setUp()
        self.site = Site.get(self.make)
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
