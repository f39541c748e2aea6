# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of whole programs stand on: real commands, real hubs in temporary folders, real sockets.

A suite is a file of unittest cases that ends with 'harness.main()'; it runs by itself as well
('python3 tests/cli/test_ingest.py [NAME...]') and closes with the line "N passed, N failed, N skipped".
SSEHUB_BUILD names the build folder (default: build/ in the source tree)."""
import atexit
import gzip
import http.client
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

SOURCE = os.path.abspath(os.environ.get("SSEHUB_SOURCE") or os.path.join(os.path.dirname(__file__), ".."))
BUILD = os.path.abspath(os.environ.get("SSEHUB_BUILD") or os.path.join(SOURCE, "build"))
SSEHUB = os.path.join(BUILD, "src", "ssehub")
SSEHUBD = os.path.join(BUILD, "src", "ssehubd")
SAMPLE = os.path.join(SOURCE, "sample-corpus")
CORPORA = os.path.join(os.path.dirname(SOURCE), "shared", "corpora")
LOCAL = "administrator@localhost"
NOBODY = 65534

# What publication needs beside a title and a creator.
WHOLE = {"year": 2021, "type": "working-paper", "licence": "CC-BY-4.0", "language": "en", "summary": "In a nutshell."}

# What the sanitizers and the C library print when a program has gone wrong, whatever its exit status.
ALARM = re.compile(r"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error: |stack smashing"
                   r"|double free|corrupted size|Assertion .* failed")


def is_sanitized():
    with open(SSEHUB, "rb") as f:
        return b"__asan_init" in f.read()


def read_bytes(path):
    with open(path, "rb") as f:
        return f.read()


def read_text(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def sample_index():
    """The rows of sample-corpus/INDEX.tsv as dictionaries."""
    lines = read_text(os.path.join(SAMPLE, "INDEX.tsv")).splitlines()
    return [dict(zip(lines[0].split("\t"), line.split("\t"))) for line in lines[1:] if line]


# --- commands ---------------------------------------------------------------------------------------------

class Answer:
    """What a command left behind."""

    def __init__(self, command, status, out, err):
        self.command, self.status, self.out, self.err = command, status, out, err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def json_lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return (f"{' '.join(self.command)}\n  exit {self.status}\n  stdout: {self.out[-3000:]!r}"
                f"\n  stderr: {self.err[-6000:]}")


def as_user(user):
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--"] if user else []


def run(*args, program=SSEHUB, hub=None, user=None, env=None, timeout=180, stdout=subprocess.PIPE, **popen):
    """Runs a command to its end. A sanitizer's alarm or a death by signal is a failure whoever asks."""
    args = [str(a) for a in args]
    command = as_user(user) + [program] + args[:1] + (["--hub", hub] if hub else []) + args[1:]
    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, timeout=timeout, check=False,
                          env={**os.environ, "SSEHUB": "", **(env or {})}, stdin=subprocess.DEVNULL, **popen)
    answer = Answer(command, done.returncode, (done.stdout or b"").decode("utf-8", "replace"),
                    done.stderr.decode("utf-8", "replace"))
    if done.returncode < 0 or ALARM.search(answer.err):
        raise AssertionError(f"the program broke: {answer}")
    return answer


class Hub:
    """A hub's folder. hub("list", "--json") runs a command on it that must end with status 0."""

    def __init__(self, path):
        self.path = path

    def __call__(self, *args, status=0, **options):
        answer = run(*args, hub=self.path, **options)
        wanted = status if isinstance(status, tuple) else (status,)
        if answer.status not in wanted:
            raise AssertionError(f"exit {answer.status}, not {status}: {answer}")
        return answer

    def json(self, *args, **options):
        return self(*args, "--json", **options).json

    def list(self, *args):
        return self.json("list", *args)

    def show(self, name):
        return self.json("show", name)

    def find(self, *args):
        return self.json("search", "--limit", "1000", *args)

    def history(self, name):
        return self.json("review", "show", name)

    def ingest(self, *paths, status=0, **options):
        """Lines of the report."""
        return self("ingest", "--json", *paths, status=status, **options).json_lines

    def review(self, move, name, *args, actor=None, status=0):
        return self("review", move, name, *args, *(["--as", actor] if actor else []), status=status)

    def ask(self, name, advisers, editor):
        """Assigns the advisers and has each declare to be free."""
        for adviser in advisers:
            self.review("assign", name, adviser, actor=editor)
            self.review("declare", name, "none", actor=adviser)

    def accept(self, name, advisers, editor):
        self.ask(name, advisers, editor)
        for adviser in advisers:
            self.review("approve", name, actor=adviser)

    def index_bytes(self):
        """Every byte of index.db and what lies beside it."""
        names = sorted(n for n in os.listdir(self.path) if n.startswith("index"))
        return b"".join(read_bytes(os.path.join(self.path, n)) for n in names)


def new_hub(path, **settings):
    """An empty hub in which requests are not limited (tests ask quickly), with these settings."""
    answer = run("init", path)
    if answer.status != 0:
        raise AssertionError(f"no hub: {answer}")
    hub = Hub(path)
    for key, value in {"requests_per_second": 1000000, **settings}.items():
        hub("config", key.replace("_", "-"), value)
    return hub


EDITOR, AUTHOR, AMINA, BRUNO, CHIARA = ("editor@example.org", "author@example.org", "amina@example.org",
                                        "bruno@example.org", "chiara@example.org")
PEOPLE = {EDITOR: "editor", AUTHOR: "submitter", AMINA: "adviser", BRUNO: "adviser", CHIARA: "adviser"}


def add_people(hub):
    for email, role in PEOPLE.items():
        hub("user", "add", email, "--role", role, "--name", f"{email.split('@')[0].title()} Testperson")


class Template:
    """Hubs that many tests begin with, made once a run and copied."""
    folder = None
    made = {}

    @classmethod
    def get(cls, name, make):
        if cls.folder is None:
            cls.folder = tempfile.mkdtemp(prefix="ssehub-template-")
            atexit.register(shutil.rmtree, cls.folder, ignore_errors=True)
        if name not in cls.made:
            path = os.path.join(cls.folder, name)
            make(path)
            cls.made[name] = path
        return cls.made[name]


def make_people_hub(path):
    add_people(new_hub(path))


def make_sample_hub(path):
    """The sample corpus, all published; entries go through the review of one adviser."""
    hub = new_hub(path, title="Sample hub", quorum=1)
    add_people(hub)
    hub("ingest", os.path.join(SAMPLE, "papers"), "--publish", "--as", EDITOR)
    entries = os.path.join(SAMPLE, "entries")
    hub("entry", "put", *[os.path.join(entries, n) for n in sorted(os.listdir(entries))], "--as", AUTHOR)
    for entry in hub.list("--kind", "entry"):
        hub.accept(entry["slug"], [AMINA], EDITOR)
        hub.review("publish", entry["slug"], actor=EDITOR)


# --- the daemon -------------------------------------------------------------------------------------------

class Reply:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw
        self.body = gzip.decompress(raw) if self.header("Content-Encoding") == "gzip" and raw else raw

    def header(self, name):
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def all_bytes(self):
        """Header fields and decoded body: everything a reader gets to see."""
        return "\n".join(f"{n}: {v}" for n, v in self.headers).encode("latin-1") + b"\n\n" + self.body


class Daemon:
    """ssehubd on a free port. stop() ends it as a service manager would."""

    def __init__(self, hub, *options, program=(SSEHUBD,), env=None):
        self.log = tempfile.TemporaryFile()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [*program, "--hub", hub.path, "--listen", "127.0.0.1:0", *options], stdout=subprocess.PIPE,
            stderr=self.log, stdin=subprocess.DEVNULL, env={**os.environ, "SSEHUB": "", **(env or {})})
        line = self._first_line(60)
        self.ready_after = time.monotonic() - self.started
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)\n", line)
        if not found:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"no address line but {line!r}; stderr: {self.stderr()}")
        self.url = line.strip()
        self.port = int(found.group(1))

    def _first_line(self, seconds):
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        return self.process.stdout.readline().decode() if ready else ""

    def stderr(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def is_running(self):
        return self.process.poll() is None

    def stop(self, how=signal.SIGTERM, seconds=30):
        """The exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the daemon did not stop within {seconds} s of {how.name}") from None
        self.process.stdout.close()
        return self.process.returncode

    def close(self):
        """Stops it and fails where it did not end well."""
        if self.log.closed:
            return
        status = self.stop()
        words = self.stderr()
        self.log.close()
        if status != 0 or ALARM.search(words):
            raise AssertionError(f"the daemon ended with {status}: {words[-6000:]}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def get(self, target, method="GET", headers=None, timeout=60):
        """One request on a connection of its own. target is sent as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, target, headers={"Connection": "close", **(headers or {})})
            reply = connection.getresponse()
            return Reply(reply.status, reply.getheaders(), reply.read())
        finally:
            connection.close()

    def api(self, query="", **parameters):
        text = urllib.parse.urlencode(parameters, doseq=True)
        return self.get("/api/v1/search?" + "&".join(p for p in (query, text) if p)).json

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def talk(self, request, timeout=30):
        """Sends these bytes and gives all that comes back until the other side closes or is silent for so long."""
        with self.connect(timeout) as s:
            try:
                s.sendall(request)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_all(s)


def read_all(s):
    got = b""
    try:
        while chunk := s.recv(65536):
            got += chunk
    except (ConnectionResetError, socket.timeout):
        pass
    return got


def status_of(raw):
    """Status of the first reply in raw bytes; None where there is none."""
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", raw)
    return int(found.group(1)) if found else None


# --- cases ------------------------------------------------------------------------------------------------

class Case(unittest.TestCase):
    """A temporary folder for each test, and hubs and daemons that end with it."""
    maxDiff = 4000
    longMessage = True

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="ssehub-test-")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return path

    def write_records(self, name, records):
        return self.write(name, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))

    def hub(self, name="hub", **settings):
        """An empty hub."""
        return new_hub(self.path(name), **settings)

    def copy_of(self, template, make, name="hub"):
        shutil.copytree(Template.get(template, make), self.path(name))
        return Hub(self.path(name))

    def people_hub(self, name="hub"):
        """An empty hub with an editor, an author and three advisers."""
        return self.copy_of("people", make_people_hub, name)

    def sample_hub(self, name="hub"):
        return self.copy_of("sample", make_sample_hub, name)

    def daemon(self, hub, *options, **more):
        d = Daemon(hub, "--quiet", *options, **more)
        self.addCleanup(d.close)
        return d

    def assert_sound(self, hub):
        answer = hub("check", status=(0, 1, 2, 3))
        self.assertEqual(answer.status, 0, f"the hub is not sound: {answer}")
        return answer

    def need_root(self):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.skipTest("needs root and setpriv to act as another user")

    def for_nobody(self, path):
        """Gives a tree to the user nobody, and lets that user reach it."""
        os.chmod(self.dir, 0o755)
        for root, folders, files in os.walk(path):
            for name in [root] + [os.path.join(root, n) for n in folders + files]:
                os.lchown(name, NOBODY, NOBODY)
        if os.path.isfile(path):
            os.chown(path, NOBODY, NOBODY)


def phrase_words(text, at, n):
    """n words of a text, beginning at the word that stands at this share (0 to 1) of it."""
    words = text.split()
    start = int(len(words) * at)
    return words[start:start + n]


class Result(unittest.TestResult):
    """A line for each test; what failed is told at once."""

    def __init__(self):
        super().__init__()
        self.failed = set()
        self.skipped_tests = set()
        self.begun = 0.0

    def startTest(self, test):
        super().startTest(test)
        self.begun = time.monotonic()

    def name(self, test):
        return test.id().removeprefix("__main__.")

    def tell(self, word, test, more=""):
        print(f"{word:8}{self.name(test)} ({time.monotonic() - self.begun:.1f} s){more}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        if test.id() not in self.failed:
            self.tell("ok", test)

    def _fail(self, test, of, err):
        if of.id() not in self.failed:
            self.failed.add(of.id())
        self.tell("FAILED", test, "\n" + self._exc_info_to_string(err, test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._fail(test, test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._fail(test, test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self._fail(subtest, test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.skipped_tests.add(test.id())
        self.tell("skipped", test, f": {reason}")


def main():
    """Runs the cases of the file that was started, or those whose names hold one of the arguments."""
    loader = unittest.TestLoader()
    if len(sys.argv) > 1:
        loader.testNamePatterns = [f"*{name}*" for name in sys.argv[1:]]
    if not os.path.exists(SSEHUB):
        print(f"There is no {SSEHUB}: build it, or let SSEHUB_BUILD name the build folder.", file=sys.stderr)
        sys.exit(2)
    suite = loader.loadTestsFromModule(sys.modules["__main__"])
    result = Result()
    suite.run(result)
    failed, skipped = len(result.failed), len(result.skipped_tests - result.failed)
    # What failed outside a test (in setUpClass) was not counted as run.
    passed = max(result.testsRun - failed - skipped, 0)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 77 if skipped and not passed else 0)
