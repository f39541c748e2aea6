#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Killed at any instant, a hub opens, is sound, shows nothing half-written, and the same command finishes the
work. SSEHUB_KILLS says how often each command is killed (default 25), SSEHUB_SEED at which random instants."""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import AMINA, AUTHOR, BRUNO, EDITOR, SAMPLE  # noqa: E402

PAPERS = os.path.join(SAMPLE, "papers")
KILLS = int(os.environ.get("SSEHUB_KILLS", "25"))
SEED = int(os.environ.get("SSEHUB_SEED", "7"))
QUERIES = ["cooperative", "water", "mutuelle OR cooperativa", '"indivisible reserves"', "合作社", "협동조합", "2021"]


def run_and_kill(hub, after, *args):
    """Starts the command as a process group and kills all of it after so many seconds. True: it was killed."""
    process = subprocess.Popen([harness.SSEHUB, *args, "--hub", hub.path], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def seconds_of(hub, *args):
    begun = time.monotonic()
    hub(*args)
    return time.monotonic() - begun


class Kill(harness.Case):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)

    def image(self, hub):
        """What readers of a hub see, apart from identifiers and times: works, pages, answers to queries."""
        daemon = harness.Daemon(hub, "--quiet")
        try:
            hits = daemon.get("/api/v1/search?limit=100&sort=oldest").json["hits"]
            works = [self.image_of(daemon, hit) for hit in hits]
            answers = {q: sorted(h["title"] for h in hub.find(q)["hits"]) for q in QUERIES}
            facets = hub.find()["facets"]
        finally:
            daemon.close()
        return sorted(works), answers, facets

    def image_of(self, daemon, hit):
        self.assertEqual(daemon.get(hit["url"]).status, 200)
        work = daemon.get(f"/api/v1/works/{hit['id']}").json
        files = []
        for f in work["files"]:
            reply = daemon.get(f"/works/{hit['id']}/files/{f['name']}")
            self.assertEqual((reply.status, len(reply.body)), (200, f["size"]))
            files.append((f["name"], f["sha256"], f["pages"], f["state"]))
        creators = [c["name"] for c in work["creators"]]
        return work["titles"][0]["text"], json.dumps(creators), json.dumps(sorted(files))

    def assert_nothing_half_written(self, hub, whole):
        """Each work that shows is one of those of a hub that was never killed, with all its parts."""
        self.assert_sound(hub)
        for state in {w["state"] for w in hub.list()}:
            self.assertIn(state, ("submitted", "published", "accepted"))
        works, _, _ = self.image(hub)
        self.assertLessEqual(set(works), set(whole[0]))
        return len(works)

    def test_ingest(self):
        never_killed = self.hub("never")
        command = ["ingest", PAPERS, "--publish"]
        seconds = seconds_of(never_killed, *command)
        whole = self.image(never_killed)
        self.assertEqual(len(whole[0]), len(harness.sample_index()))
        seen = set()
        hub, killed = None, 0
        for n in range(KILLS):
            # Some hubs are killed once, some again and again before they come to an end.
            if n % 5 == 0:
                shutil.rmtree(self.path("killed"), ignore_errors=True)
                hub = self.hub("killed")
            at = self.random.uniform(0, seconds)
            with self.subTest(n=n, seed=SEED, at=round(at, 3)):
                killed += run_and_kill(hub, at, *command)
                seen.add(self.assert_nothing_half_written(hub, whole))
            if n % 5 == 4:
                with self.subTest("the same command finishes the work", n=n):
                    hub(*command)
                    self.assert_sound(hub)
                    self.assertEqual(self.image(hub), whole)
                    hub("rebuild")
                    self.assert_sound(hub)
                    self.assertEqual(self.image(hub), whole)
        print(f"        killed {killed} of {KILLS} times; works shown then: {sorted(seen)}")
        self.assertGreater(killed, KILLS // 3)

    def test_ingest_without_publishing(self):
        never_killed = self.hub("never")
        command = ["ingest", PAPERS, "--jobs", "2"]
        seconds = seconds_of(never_killed, *command)
        titles = sorted(w["title"] for w in never_killed.list())
        hub = self.hub("killed")
        for n in range(max(KILLS // 3, 3)):
            at = self.random.uniform(0, seconds)
            with self.subTest(n=n, seed=SEED, at=round(at, 3)):
                run_and_kill(hub, at, *command)
                self.assert_sound(hub)
                for work in hub.list():
                    self.assertTrue(hub.show(work["id"])["creators"])
                    self.assertEqual([e["action"] for e in hub.history(work["id"])["events"]], ["submit"])
        hub(*command)
        self.assertEqual(sorted(w["title"] for w in hub.list()), titles)
        self.assert_sound(hub)

    def test_rebuild(self):
        hub = self.sample_hub()
        whole = self.image(hub)
        seconds = seconds_of(hub, "rebuild")
        for n in range(max(KILLS // 2, 3)):
            at = self.random.uniform(0, seconds)
            with self.subTest(n=n, seed=SEED, at=round(at, 3)):
                run_and_kill(hub, at, "rebuild")
                self.assert_sound(hub)
                answers = {q: sorted(h["title"] for h in hub.find(q)["hits"]) for q in QUERIES}
                self.assertEqual(answers, whole[1], "readers see the old index until the new one is whole")
        hub("rebuild")
        self.assertEqual(self.image(hub), whole)
        names = [x for x in os.listdir(hub.path) if x.startswith("index") and not x.endswith(("-wal", "-shm"))]
        self.assertEqual(names, ["index.db"], "a half-made index was left behind")

    def accepted(self, hub):
        """Six works that wait for an editor to publish them."""
        hub("config", "quorum", "1")
        paths = [os.path.join(PAPERS, n) for n in ("p01.xml", "p02.xml", "p05.html", "p11.md", "p18.md", "p29.md")]
        works = [line["id"] for line in hub.ingest(*paths, "--as", AUTHOR)]
        for work in works:
            hub.accept(work, [AMINA], EDITOR)
        return works

    def kill_moves(self, move, states, *more):
        hub = self.people_hub()
        for work in self.accepted(hub):
            if move != "publish":
                hub.review("publish", work, actor=EDITOR)
        works = [w["id"] for w in hub.list()]
        command = ["review", move, works.pop(), *more, "--as", EDITOR]
        seconds = seconds_of(hub, *command)
        for n, work in enumerate(works * max(KILLS // 10, 1)):
            at = self.random.uniform(0, seconds)
            with self.subTest(n=n, seed=SEED, at=round(at, 3)):
                run_and_kill(hub, at, "review", move, work, *more, "--as", EDITOR)
                self.assertIn(hub.show(work)["state"], states)
                self.assert_sound(hub)
        daemon = self.daemon(hub)
        for work in works:
            if hub.show(work)["state"] == states[0]:
                hub.review(move, work, *more, actor=EDITOR)
            self.assertEqual([e["action"] for e in hub.history(work)["events"]].count(move), 1)
        self.assert_sound(hub)
        return hub, daemon, works

    def test_review_publish(self):
        _, daemon, works = self.kill_moves("publish", ("accepted", "published"))
        self.assertEqual(daemon.api()["total"], len(works) + 1)
        for work in works:
            self.assertEqual(daemon.get(f"/works/{work}").status, 200)

    def test_review_withdraw(self):
        _, daemon, works = self.kill_moves("withdraw", ("published", "withdrawn"), "--note", "Gone.")
        self.assertEqual(daemon.api()["total"], 0)
        for work in works:
            self.assertEqual(daemon.get(f"/works/{work}").status, 410)

    def test_the_daemon(self):
        hub = self.sample_hub()
        whole = self.image(hub)
        for _ in range(max(KILLS // 8, 3)):
            daemon = harness.Daemon(hub, "--quiet")
            try:
                daemon.get("/search?q=water")
            finally:
                daemon.kill()
            self.assert_sound(hub)
        self.assertEqual(self.image(hub), whole)


class BetweenStoreAndIndex(harness.Case):
    """The narrow moment in which the store has it and the index does not: the index cannot be written just then."""

    def blocked(self, hub):
        db = sqlite3.connect(os.path.join(hub.path, "index.db"), isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        return db

    def unblock(self, db):
        db.execute("ROLLBACK")
        db.close()

    def run_blocked(self, hub, *args):
        """The command says that it could not bring the index up, or is killed waiting for it."""
        db = self.blocked(hub)
        try:
            if not run_and_kill(hub, 30, *args):
                return
        finally:
            self.unblock(db)

    def test_the_same_ingest_finishes_the_index(self):
        hub = self.hub()
        command = ["ingest", os.path.join(PAPERS, "p29.md"), "--publish"]
        self.run_blocked(hub, *command)
        self.assertEqual(hub.list()[0]["state"], "published")
        self.assertEqual(hub.find()["total"], 0, "this test blocks the index")
        self.assert_sound(hub)
        hub(*command)
        self.assertEqual(hub.find()["total"], 1)
        self.assert_sound(hub)

    def test_a_daemon_that_starts_brings_the_index_up(self):
        hub = self.hub()
        self.run_blocked(hub, "ingest", os.path.join(PAPERS, "p29.md"), "--publish")
        daemon = self.daemon(hub)
        until = time.monotonic() + 20
        while daemon.api()["total"] != 1 and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(daemon.api()["total"], 1)

    def test_a_withdrawal_that_could_not_reach_the_index_is_not_called_done(self):
        hub = self.people_hub()
        work = hub.ingest(os.path.join(PAPERS, "p29.md"), "--publish", "--as", EDITOR)[0]["id"]
        db = self.blocked(hub)
        try:
            answer = hub("review", "withdraw", work, "--note", "Gone.", "--as", EDITOR, status=(0, 1, 2, 3))
        finally:
            self.unblock(db)
        self.assertEqual(answer.status, 3, str(answer))
        self.assertIn("index", answer.err)
        daemon = self.daemon(hub)
        until = time.monotonic() + 20
        while daemon.get(f"/works/{work}").status != 410 and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(daemon.get(f"/works/{work}").status, 410)


if __name__ == "__main__":
    harness.main()
