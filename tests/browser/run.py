#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""run.py [--pictures DIR] [NAME...]: the sample hub as the demo advisory group leaves it, read with a real browser.

Makes the hub, serves it, runs browser.test.js (all its cases, or those whose names hold a NAME) against it and
ends with its line "N passed, N failed, N skipped". Skips where node, chromium or playwright-core is absent:
'npm ci --prefix tests/browser' puts the last one there. CHROMIUM and NODE name other programs."""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import harness  # noqa: E402

NODE_VERSION = 18
DEMO = os.path.join(harness.SOURCE, "tools", "demo-review")


def node_is_new_enough(node):
    words = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return words.startswith("v") and int(words[1:].split(".")[0]) >= NODE_VERSION


def what_is_missing(node, chromium):
    """A sentence, or None where the suite can run."""
    if not shutil.which(node):
        return f"there is no {node}"
    if not node_is_new_enough(node):
        return f"{node} is older than version {NODE_VERSION}"
    if not shutil.which(chromium):
        return f"there is no {chromium}"
    if not os.path.isdir(os.path.join(HERE, "node_modules", "playwright-core")):
        return "playwright-core is not installed (npm ci --prefix tests/browser)"
    return None


def make_demo_hub(path):
    """The sample corpus after demo-review: most of it public, the rest waiting, rejected or withdrawn."""
    hub = harness.new_hub(path, title="Sample hub")
    done = subprocess.run([DEMO, harness.SSEHUB, harness.SAMPLE], env={**os.environ, "SSEHUB": path}, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=400)
    words = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0 or harness.ALARM.search(words):
        raise AssertionError(f"demo-review ended with {done.returncode}: {words[-6000:]}")
    return hub


def tests(daemon, hub, node, arguments):
    """Runs the cases; their exit status and last line."""
    withdrawn = [w["id"] for w in hub.list("--state", "withdrawn")]
    if len(withdrawn) != 1:
        raise AssertionError(f"demo-review should have withdrawn one work, not {withdrawn}")
    environment = dict(os.environ, CHROMIUM=arguments.chromium, PICTURES=arguments.pictures or "")
    command = [node, os.path.join(HERE, "browser.test.js"), daemon.url, withdrawn[0], *arguments.names]
    last = ""
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        for raw in process.stdout:
            last = raw.decode("utf-8", "replace").rstrip("\n")
            if not last.endswith(" skipped"):
                print(last, flush=True)
    return process.returncode, last


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--pictures", metavar="DIR", help="keep pictures of the pages at several widths")
    parser.add_argument("--node", default=os.environ.get("NODE", "node"))
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    arguments = parser.parse_args()

    missing = what_is_missing(arguments.node, arguments.chromium)
    if missing:
        print(f"skipped: {missing}\n0 passed, 0 failed, 1 skipped")
        sys.exit(77)
    if not os.path.exists(harness.SSEHUB):
        sys.exit(f"There is no {harness.SSEHUB}: build it, or let SSEHUB_BUILD name the build folder.")
    with tempfile.TemporaryDirectory(prefix="ssehub-browser-") as folder:
        hub = make_demo_hub(os.path.join(folder, "hub"))
        daemon = harness.Daemon(hub, "--quiet")
        try:
            status, last = tests(daemon, hub, arguments.node, arguments)
        finally:
            daemon.close()
    print(last)
    sys.exit(status)


if __name__ == "__main__":
    main()
