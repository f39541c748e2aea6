#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Killed at any instant: the hub opens, nothing half-written shows, the same command finishes the work.

SSEHUB_KILLS: how often each loop kills (default 12). SSEHUB_SEED: another choice of instants (default 1)."""
import contextlib
import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import AMINA, AUTHOR, BRUNO, EDITOR, SAMPLE  # noqa: E402

PAPERS = os.path.join(SAMPLE, "papers")
ENTRIES = os.path.join(SAMPLE, "entries")
KILLS = int(os.environ.get("SSEHUB_KILLS", "12"))
SEED = int(os.environ.get("SSEHUB_SEED", "1"))

# What differs between two hubs that took in the same papers.
OWN_TO_A_HUB = {"id", "since", "created", "published", "withdrawn"}
QUERIES = ['cooperative', 'coopérative', 'cooperativa', '"social and solidarity economy"', 'заем OR кооператив', '合作社',
           'title:soil', 'author:otieno', 'mutu*', '']
KEPT_FILES = {"hub.db", "index.db", "index.lock", "blobs"}


# --- killing ----------------------------------------------------------------------------------------------

class Started:
    """A command in a session of its own, so that it and all its children can be killed together."""

    def __init__(self, hub, *args):
        self.err = tempfile.TemporaryFile()
        self.command = [harness.SSEHUB, *args, "--hub", hub.path]
        self.process = subprocess.Popen(self.command, start_new_session=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=self.err,
                                        env={**os.environ, "SSEHUB": ""})
        self.pid = self.process.pid

    def kill(self):
        os.killpg(self.pid, signal.SIGKILL)
        return self.end()

    def end(self, seconds=180, wanted=(0, 1, -signal.SIGKILL)):
        """Its exit status; -SIGKILL where it was killed."""
        status = self.process.wait(seconds)
        self.err.seek(0)
        words = self.err.read().decode("utf-8", "replace")
        self.err.close()
        if status not in wanted or harness.ALARM.search(words):
            raise AssertionError(f"{' '.join(self.command)} ended with {status}: {words[-4000:]}")
        return status

    def kill_after(self, seconds):
        """True where it was still running then."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        if self.process.poll() is not None:
            self.end()
            return False
        return self.kill() == -signal.SIGKILL


def how_long(hub, *args):
    """Seconds the command takes when it is let."""
    begun = time.monotonic()
    Started(hub, *args).end(wanted=(0,))
    return time.monotonic() - begun


def children_of(pid):
    """Process ids below this one, however deep."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(name)] = int(harness.read_text(f"/proc/{name}/stat").rsplit(")", 1)[1].split()[1])
    below = {pid}
    while more := {p for p, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {pid}


def is_alive(pid):
    try:
        return harness.read_text(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def run_up_to_the_index(hub, *args):
    """The command does its work in hub.db and cannot reach index.db: what a kill just then leaves behind."""
    lock = os.path.join(hub.path, "index.lock")
    os.unlink(lock)
    os.mkdir(lock)
    answer = hub(*args, status=3)
    os.rmdir(lock)
    return answer


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            return None
        time.sleep(0.01)
    return found


# --- looking ----------------------------------------------------------------------------------------------

def normal(shown):
    """A work as 'show --json' gives it, without what is this hub's own."""
    return {k: v for k, v in shown.items() if k not in OWN_TO_A_HUB}


def finds(hub):
    """What each query finds, without what is this hub's own: hits, and the counts of the facets."""
    answers = {}
    for query in QUERIES:
        found = hub.find(query)
        hits = [(h["title"], h["page"], h["snippet"], round(h["score"], 6)) for h in found["hits"]]
        answers[query] = (found["total"], sorted(hits), found["facets"])
    return answers


def files_below(folder):
    return {os.path.relpath(os.path.join(d, f), folder) for d, _, fs in os.walk(folder) for f in fs}


def make_control(path):
    hub = harness.new_hub(path)
    hub("ingest", PAPERS, "--publish")


class Control:
    """A hub that was never killed, and how long it took."""
    known = None

    def __init__(self):
        self.hub = harness.Hub(harness.Template.get("control", make_control))
        self.works = {}
        for work in self.hub.list():
            self.works[work["title"]] = normal(self.hub.show(work["id"]))
        self.finds = finds(self.hub)
        self.blobs = files_below(os.path.join(self.hub.path, "blobs"))
        with tempfile.TemporaryDirectory(prefix="ssehub-control-") as folder:
            other = harness.new_hub(os.path.join(folder, "hub"))
            self.seconds = how_long(other, "ingest", PAPERS, "--publish")

    @classmethod
    def get(cls):
        cls.known = cls.known or cls()
        return cls.known


class KillCase(harness.Case):
    def setUp(self):
        super().setUp()
        self.random = random.Random(f"{SEED} {self.id()}")

    def instants(self, hub, seconds, *args):
        """Kills this command at random instants of so many seconds; once for each value given, True where it
        was still running. Where it keeps ending before, earlier ones are chosen."""
        longest = seconds
        while True:
            was_running = Started(hub, *args).kill_after(self.random.uniform(0, longest))
            longest = min(longest * 1.1, seconds) if was_running else longest * 0.8
            yield was_running

    def control_copy(self, name="hub"):
        shutil.copytree(Control.get().hub.path, self.path(name))
        return harness.Hub(self.path(name))

    def assert_no_leftovers(self, hub):
        left = {n for n in os.listdir(hub.path) if not n.endswith(("-wal", "-shm"))}
        self.assertEqual(left - KEPT_FILES, set())

    def assert_equals_control(self, hub):
        control = Control.get()
        works = hub.list()
        self.assertEqual(len(works), len(control.works))
        self.assertEqual({w["title"] for w in works}, set(control.works))
        for work in works:
            self.assertEqual(normal(hub.show(work["id"])), control.works[work["title"]])
        self.assertEqual(finds(hub), control.finds)
        self.assertLessEqual(control.blobs, files_below(os.path.join(hub.path, "blobs")))
        hub("rebuild")
        self.assertEqual(finds(hub), control.finds)
        self.assert_sound(hub)
        self.assert_no_leftovers(hub)


# --- taking in --------------------------------------------------------------------------------------------

class Ingest(KillCase):
    def assert_only_whole_works(self, hub, known):
        """known: ids of works that were found whole before; they are not looked at again."""
        control = Control.get()
        works = {w["id"]: w for w in hub.list()}
        self.assertLessEqual(known, set(works), "a work that was there stays")
        self.assertEqual(len({w["title"] for w in works.values()}), len(works), "no work twice")
        for one in set(works) - known:
            shown = hub.show(one)
            self.assertEqual(normal(shown), control.works[works[one]["title"]])
            self.assertEqual([e["action"] for e in hub.history(one)["events"]], ["submit", "bulk-publish"])
            for f in shown["files"]:
                stored = os.path.join(hub.path, "blobs", f["sha256"][:2], f["sha256"])
                self.assertEqual(os.path.getsize(stored), f["size"])
            known.add(one)
        hits = {h["id"]: h["title"] for h in hub.find()["hits"]}
        self.assertLessEqual(set(hits), set(works), "what is public is in the store")
        return len(works)

    def test_an_ingest_that_is_killed_again_and_again_is_finished_by_the_same_command(self):
        control = Control.get()
        command = ["ingest", PAPERS, "--publish"]
        kills, hubs, counts = 0, 0, []
        while kills < KILLS:
            hubs += 1
            self.assertLess(hubs, 4 * KILLS, "the command keeps ending before it can be killed")
            hub, known = self.hub(f"hub-{hubs}"), set()
            for round_, was_running in enumerate(self.instants(hub, control.seconds, *command), 1):
                kills += was_running
                self.assert_sound(hub)
                counts.append(self.assert_only_whole_works(hub, known))
                if kills >= KILLS or round_ == 6 or counts[-1] == len(control.works):
                    break
            hub(*command)
            self.assert_equals_control(hub)
            self.assertEqual(self.assert_only_whole_works(hub, set()), len(control.works))
            shutil.rmtree(hub.path)
        print(f"        {kills} kills, {hubs} hubs; works in them then: {counts}")
        if KILLS >= 10:
            self.assertTrue(any(0 < n < len(control.works) for n in counts), "none of the kills hit the middle")

    def test_one_that_ended_between_its_last_work_and_the_index_is_finished_by_the_same_command(self):
        hub = self.hub()
        run_up_to_the_index(hub, "ingest", PAPERS, "--publish")
        self.assertEqual(len(hub.list()), len(Control.get().works))
        self.assertEqual(hub.find()["total"], 0)
        hub("ingest", PAPERS, "--publish")
        self.assertEqual(hub.find()["total"], len(Control.get().works))
        self.assert_equals_control(hub)

    def test_one_that_ended_before_the_index_leaves_a_sound_hub(self):
        hub = self.hub()
        run_up_to_the_index(hub, "ingest", PAPERS, "--publish")
        self.assert_sound(hub)
        self.assert_only_whole_works(hub, set())

    def test_submissions_that_are_killed_are_finished_too_and_nothing_becomes_public(self):
        command = ["ingest", PAPERS, "--as", AUTHOR]
        control = self.people_hub("never-killed")
        seconds = how_long(control, *command)
        expected = {w["title"]: normal(control.show(w["id"])) for w in control.list()}
        hub = self.people_hub()
        kills = 0
        for was_running in self.instants(hub, seconds * 0.3, *command):
            kills += was_running
            self.assert_sound(hub)
            for work in hub.list():
                self.assertEqual((work["state"], work["version"]), ("submitted", 1))
            if not was_running or kills >= KILLS:
                break
        hub(*command)
        self.assertEqual(hub.find()["total"], 0)
        self.assertGreater(kills, 0)
        self.assertEqual({w["title"]: normal(hub.show(w["id"])) for w in hub.list()}, expected)
        self.assertEqual(len(hub.list()), len(expected))
        self.assert_sound(hub)

    def test_a_bulk_load_of_records_that_is_killed_is_finished_by_the_same_command(self):
        records = [{**harness.WHOLE, "title": f"Record number {n}", "creators": [f"Author Number{n}"],
                    "year": 2000 + n % 25, "text": f"granary{n} " * 2000} for n in range(400)]
        path = self.write_records("records.jsonl", records)
        seconds = how_long(self.hub("never-killed"), "ingest", path, "--publish")
        hub = self.hub()
        kills = 0
        for was_running in self.instants(hub, seconds * 0.3, "ingest", path, "--publish"):
            kills += was_running
            self.assert_sound(hub)
            works = hub.list()
            self.assertEqual([w["title"] for w in works], [f"Record number {n}" for n in range(len(works))])
            if not was_running or kills >= KILLS:
                break
        hub("ingest", path, "--publish")
        self.assertGreater(kills, 0)
        self.assertEqual(hub.find()["total"], 400)
        self.assertEqual([h["title"] for h in hub.find("granary399")["hits"]], ["Record number 399"])
        self.assert_sound(hub)

    def test_the_reading_children_die_with_a_killed_ingest(self):
        seen = 0
        for n in range(3):
            started = Started(self.hub(f"hub-{n}"), "ingest", PAPERS, "--jobs", "4")
            children = wait_for(lambda: children_of(started.pid) or started.process.poll() is not None)
            os.kill(started.pid, signal.SIGKILL)
            started.end()
            if isinstance(children, set):
                seen += len(children)
                self.assertTrue(wait_for(lambda: not any(is_alive(p) for p in children), 10),
                                "a child outlived the command by 10 s")
        self.assertGreater(seen, 0, "no child was seen")

    def test_two_ingests_of_one_folder_both_killed(self):
        control = Control.get()
        hub = self.hub()
        for _ in range(max(KILLS // 4, 2)):
            both = [Started(hub, "ingest", PAPERS, "--publish") for _ in range(2)]
            time.sleep(self.random.uniform(0, control.seconds * 0.5))
            for started in both:
                if started.process.poll() is None:
                    started.kill()
                else:
                    started.end()
            self.assert_sound(hub)
        hub("ingest", PAPERS, "--publish")
        self.assert_equals_control(hub)


class Init(KillCase):
    def test_a_hub_killed_at_its_birth_is_made_by_the_same_command(self):
        for n in range(KILLS * 2):
            path = self.path(f"hub-{n}")
            process = subprocess.Popen([harness.SSEHUB, "init", path], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            # From the first sign of the hub on, wherever that is.
            wait_for(lambda: os.path.exists(path) or process.poll() is not None)
            time.sleep(self.random.uniform(0, 0.03 if n % 2 else 0.15))
            process.kill()
            process.wait()
            hub = harness.Hub(path)
            answer = harness.run("init", path)
            self.assertIn(answer.status, (0, 1), str(answer))
            with self.subTest(n=n, second=answer.status):
                self.assert_sound(hub)
                self.assertEqual([(u["email"], u["role"]) for u in hub.json("user", "list")],
                                 [(harness.LOCAL, "administrator")])
                self.assertEqual(hub.list(), [])
                self.assertEqual(hub.find()["total"], 0)
            shutil.rmtree(path)


# --- what is derived --------------------------------------------------------------------------------------

class Rebuild(KillCase):
    def test_a_killed_rebuild_leaves_the_old_index_or_the_new_one(self):
        hub = self.control_copy()
        seconds = how_long(hub, "rebuild")
        kills = 0
        for was_running in self.instants(hub, seconds * 1.2, "rebuild"):
            kills += was_running
            self.assert_sound(hub)
            found = hub.find('"social and solidarity economy"')
            expected = Control.get().finds['"social and solidarity economy"']
            self.assertEqual((found["total"], found["facets"]), (expected[0], expected[2]))
            if kills >= KILLS:
                break
        hub("rebuild")
        self.assert_equals_control(hub)

    def test_an_index_that_is_missing_when_the_rebuild_is_killed_comes_with_the_next(self):
        hub = self.control_copy()
        seconds = how_long(hub, "rebuild")
        for _ in range(max(KILLS // 2, 2)):
            for name in os.listdir(hub.path):
                if name.startswith("index.db"):
                    os.unlink(os.path.join(hub.path, name))
            Started(hub, "rebuild").kill_after(self.random.uniform(0, seconds))
            hub("check", status=(0, 1))  # it opens, and says whether there is an index
            hub("rebuild")
            self.assert_sound(hub)
            self.assertEqual(hub.find()["total"], len(Control.get().works))
        self.assert_equals_control(hub)


# --- the review -------------------------------------------------------------------------------------------

MOVES = [["assign", None, AMINA, "--as", EDITOR], ["declare", None, "none", "--as", AMINA],
         ["assign", None, BRUNO, "--as", EDITOR], ["declare", None, "none", "--as", BRUNO],
         ["approve", None, "--as", AMINA], ["approve", None, "--as", BRUNO], ["publish", None, "--as", EDITOR],
         ["withdraw", None, "--as", EDITOR, "--note", "An error in the data."]]


class Review(KillCase):
    def submitted(self, n):
        """A hub with people and so many submitted works; their ids."""
        hub = self.people_hub()
        path = self.write_records("records.jsonl", [
            {**harness.WHOLE, "title": f"Paper {i}", "creators": ["Amina Otieno"], "text": f"Granary number {i}."}
            for i in range(n)])
        return hub, [line["id"] for line in hub.ingest(path, "--as", AUTHOR)]

    def move(self, move, work):
        return ["review", *[work if word is None else word for word in move]]

    def state(self, hub, work):
        return hub.show(work)["state"], [e["action"] for e in hub.history(work)["events"]]

    def assert_public(self, hub, work):
        state = hub.show(work)["state"]
        self.assertEqual(work in {h["id"] for h in hub.find()["hits"]}, state == "published", state)

    def test_a_move_happened_whole_or_not_at_all_and_the_same_command_makes_it(self):
        n = max(KILLS // len(MOVES), 1)
        hub, works = self.submitted(n + 1)
        after, seconds = [], 0.0
        for move in MOVES:  # the model: what each move leaves behind
            seconds = max(seconds, how_long(hub, *self.move(move, works[0])))
            after.append(self.state(hub, works[0]))
        kills = 0
        for work in works[1:]:
            before = self.state(hub, work)
            for move, wanted in zip(MOVES, after):
                with self.subTest(move[0]):
                    kills += Started(hub, *self.move(move, work)).kill_after(self.random.uniform(0, seconds))
                    self.assert_sound(hub)
                    found = self.state(hub, work)
                    self.assertIn(found, (before, wanted))
                    if found == before:
                        hub(*self.move(move, work))
                    elif move[0] in ("assign", "publish", "withdraw"):  # words may be said again
                        hub(*self.move(move, work), status=1)
                    self.assertEqual(self.state(hub, work), wanted)
                    self.assert_public(hub, work)
                before = wanted
        self.assert_sound(hub)
        self.assertGreater(kills, 0, "none was killed")

    def ready(self, moves):
        """A hub with one work that so many moves were made on."""
        hub, works = self.submitted(1)
        for move in MOVES[:moves]:
            hub(*self.move(move, works[0]))
        return hub, works[0]

    def stopped_before_the_index(self, hub, move, work, state):
        answer = run_up_to_the_index(hub, *self.move(move, work))
        self.assertIn("index", answer.err, "it is not called done")
        self.assertEqual(hub.show(work)["state"], state)

    def test_a_move_that_ended_between_the_store_and_the_index_is_finished_by_the_same_command(self):
        hub, work = self.ready(len(MOVES) - 2)
        for move, state, shows in ((MOVES[-2], "published", 1), (MOVES[-1], "withdrawn", 0)):
            with self.subTest(move[0]):
                self.stopped_before_the_index(hub, move, work, state)
                hub(*self.move(move, work), status=(0, 1))
                self.assertEqual(hub.find()["total"], shows)
                self.assertEqual(hub.find("granary")["total"], shows)
        self.assert_sound(hub)

    def test_a_withdrawal_that_ended_before_the_index_leaves_a_sound_hub(self):
        hub, work = self.ready(len(MOVES) - 1)
        self.stopped_before_the_index(hub, MOVES[-1], work, "withdrawn")
        self.assert_sound(hub)

    def test_a_withdrawal_that_ended_before_the_index_is_shown_by_a_daemon_soon(self):
        for runs in (True, False):
            with self.subTest("the daemon runs" if runs else "the daemon starts after it"):
                hub, work = self.ready(len(MOVES) - 1)
                daemon = self.daemon(hub) if runs else None
                self.stopped_before_the_index(hub, MOVES[-1], work, "withdrawn")
                daemon = daemon or self.daemon(hub)
                self.assertTrue(wait_for(lambda d=daemon, w=work: d.get(f"/works/{w}").status == 410, 3))
                self.assertEqual(daemon.api(q="granary")["total"], 0)
                daemon.close()
                shutil.rmtree(hub.path)


# --- the encyclopedia -------------------------------------------------------------------------------------

class Entries(KillCase):
    def revision(self, n):
        return self.write("granary.md", "---\nslug: granary\ntitle: Granary\nlanguage: en\npart: histories\n"
                          "authors:\n  - name: Amina Otieno\nsummary: Where grain is kept together.\n---\n\n"
                          + f"Revision {n} of what a granary is. " * 50 + "\n")

    def versions(self, hub):
        entries = hub.list("--kind", "entry")
        self.assertLessEqual(len(entries), 1)
        return len(hub.history(entries[0]["slug"])["versions"]) if entries else 0

    def test_a_revision_is_put_whole_or_not_at_all_and_once(self):
        hub = self.people_hub()
        put = ["entry", "put", self.revision(1), "--as", AUTHOR]
        seconds = how_long(hub, *put)
        kills = 0
        for n in range(2, KILLS + 2):
            self.revision(n)
            hub.review("request-changes", "granary", "--note", "Say more.", actor=EDITOR)
            kills += Started(hub, *put).kill_after(self.random.uniform(0, seconds))
            self.assert_sound(hub)
            found = self.versions(hub)
            self.assertIn(found, (n - 1, n))
            hub(*put, status=0 if found == n - 1 else 1)
            self.assertEqual(self.versions(hub), n)
            self.assertEqual(hub.show("granary")["version"], n)
        self.assertGreater(kills, 0, "none was killed")

    def test_many_entries_killed_on_the_way_are_put_once_each_by_the_same_command(self):
        files = [os.path.join(ENTRIES, n) for n in sorted(os.listdir(ENTRIES)) if n.endswith(".md")]
        put = ["entry", "put", *files, "--as", AUTHOR]
        control, hub = self.control_copy("never-killed"), self.control_copy()  # entries cite papers
        for one in (control, hub):
            harness.add_people(one)
        seconds = how_long(control, *put)
        expected = {e["slug"]: normal(control.show(e["slug"])) for e in control.list("--kind", "entry")}
        for _ in range(max(KILLS // 4, 2)):
            Started(hub, *put).kill_after(self.random.uniform(0, seconds * 0.7))
            self.assert_sound(hub)
            for entry in hub.list("--kind", "entry"):
                self.assertEqual(normal(hub.show(entry["slug"])), expected[entry["slug"]])
        hub(*put, status=(0, 1))
        self.assertEqual({e["slug"] for e in hub.list("--kind", "entry")}, set(expected))
        for entry in hub.list("--kind", "entry"):
            self.assertEqual(normal(hub.show(entry["slug"])), expected[entry["slug"]])
        self.assert_sound(hub)


# --- somebody is reading ----------------------------------------------------------------------------------

class Reader(threading.Thread):
    """Asks for page after page, until told to stop; keeps what was not whole."""

    def __init__(self, daemon, number):
        super().__init__(daemon=True)
        self.server, self.random = daemon, random.Random(f"{SEED} reader {number}")
        self.stopping = threading.Event()
        self.replies, self.totals, self.faults = 0, [], []

    def run(self):
        while not self.stopping.is_set():
            try:
                self.round()
            except (OSError, http.client.HTTPException, ValueError, KeyError) as e:
                self.faults.append(f"{type(e).__name__}: {e}")

    def round(self):
        answer = self.ask("/api/v1/search?limit=100&q=" + self.random.choice(["", "cooperative", "mutual"])).json
        if not answer.get("query"):
            self.totals.append(answer["total"])
        if len(answer["hits"]) != min(answer["total"], 100):
            self.faults.append(f"{len(answer['hits'])} hits of {answer['total']}")
        for target in ["/", "/search?q=economy", "/sdg/8", "/encyclopedia"]:
            self.page(target)
        for hit in self.random.sample(answer["hits"], min(3, len(answer["hits"]))):
            if hit["title"] not in self.ask(f"/api/v1/works/{hit['id']}").text:
                self.faults.append(f"{hit['id']} is not {hit['title']}")
            self.page(f"/works/{hit['id']}")
            for f in self.ask(f"/api/v1/works/{hit['id']}").json["files"]:
                if len(self.ask(f"/works/{hit['id']}/files/{f['name']}").body) != f["size"]:
                    self.faults.append(f"{f['name']} of {hit['id']} has not its {f['size']} bytes")

    def ask(self, target):
        reply = self.server.get(target)
        self.replies += 1
        if reply.status != 200:
            self.faults.append(f"{reply.status} of {target}")
        return reply

    def page(self, target):
        if not self.ask(target).text.rstrip().endswith("</html>"):
            self.faults.append(f"{target} has no end")


class Serving(KillCase):
    @contextlib.contextmanager
    def readers(self, daemon, number=2):
        readers = [Reader(daemon, n) for n in range(number)]
        for r in readers:
            r.start()
        yield readers
        for r in readers:
            r.stopping.set()
            r.join(120)
        for r in readers:
            self.assertEqual(r.faults[:5], [])
            self.assertGreater(r.replies, 10)
            self.assertGreater(len(r.totals), 1)
        self.assertTrue(daemon.is_running())

    def test_readers_see_whole_pages_while_ingests_are_killed(self):
        everything = len(Control.get().works)
        hub = self.hub()
        daemon = self.daemon(hub)
        kills = 0
        with self.readers(daemon) as readers:
            for was_running in self.instants(hub, Control.get().seconds * 0.4, "ingest", PAPERS, "--publish"):
                kills += was_running
                if kills >= KILLS or len(hub.list()) == everything:
                    break
            hub("ingest", PAPERS, "--publish")
            self.assertTrue(wait_for(lambda: daemon.api()["total"] == everything, 3))
        for r in readers:
            self.assertEqual(r.totals, sorted(r.totals), "what was published stays")
        self.assertGreater(kills, 0, "none was killed")
        self.assert_equals_control(hub)

    def test_readers_see_the_whole_hub_while_rebuilds_are_killed(self):
        hub = self.control_copy()
        daemon = self.daemon(hub)
        kills = 0
        with self.readers(daemon) as readers:
            for was_running in self.instants(hub, how_long(hub, "rebuild"), "rebuild"):
                kills += was_running
                if kills >= KILLS:
                    break
            hub("rebuild")
        for r in readers:
            self.assertEqual(set(r.totals), {len(Control.get().works)})
        self.assert_equals_control(hub)

    def test_a_daemon_killed_while_it_follows_an_ingest_comes_back(self):
        hub = self.hub()
        ingest = Started(hub, "ingest", PAPERS, "--publish")
        for _ in range(max(KILLS // 4, 2)):
            daemon = harness.Daemon(hub, "--quiet")
            time.sleep(self.random.uniform(0, Control.get().seconds * 0.5))
            self.assertTrue(daemon.is_running())
            self.assertEqual(daemon.get("/search?q=cooperative").status, 200)
            daemon.kill()
        self.assertEqual(ingest.end(), 0)
        self.assert_sound(hub)
        daemon = self.daemon(hub)
        self.assertEqual(daemon.api()["total"], len(Control.get().works))
        self.assert_equals_control(hub)


if __name__ == "__main__":
    harness.main()
