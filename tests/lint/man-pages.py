#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""man-pages.py SSEHUB: the manual pages say what the program says, no more and no less.

Run from the root of the tree with the path of the built ssehub.

* each command of 'ssehub --help' has docs/man/ssehub-COMMAND.1, and each such page a command;
* each option of 'ssehub COMMAND --help' is an item of its page, and each option item is an option;
* each setting of a fresh hub is in docs/man/ssehub-config.5, and each item there is a setting;
* each page is listed in docs/man/meson.build and is clean under mandoc -Tlint, where mandoc is installed.

'--self-test' (without SSEHUB) proves that each of these can fail. Exit 1 and a line for each finding."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

MAN = "docs/man"
ITEM = re.compile(r"^\.It Fl -([a-z][a-z-]*)", re.M)
SETTING = re.compile(r"^\.It Li ([a-z][a-z-]*)$", re.M)
HELP_OPTION = re.compile(r"^  --([a-z][a-z-]*)", re.M)
HELP_COMMAND = re.compile(r"^  ([a-z][a-z-]*) ", re.M)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def line_of(text, what):
    """Number of the line where `what` stands first; 1 where it does not."""
    at = text.find(what)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def output(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout


def compare(path, text, said, listed, what, form):
    """What the program says against what the page lists, both ways."""
    for name in sorted(said - listed):
        yield f"{path}:1: {what} '{name}' is missing"
    for name in sorted(listed - said):
        yield f"{path}:{line_of(text, form + name)}: there is no {what} '{name}'"


def check_commands(man, commands):
    pages = {f[len("ssehub-"):-2] for f in os.listdir(man) if f.startswith("ssehub-") and f.endswith(".1")}
    for name in sorted(commands - pages):
        yield f"{man}/ssehub-{name}.1:1: the command '{name}' has no page"
    for name in sorted(pages - commands):
        yield f"{man}/ssehub-{name}.1:1: there is no command '{name}'"
    return sorted(commands & pages)


def check_options(man, command, help_text):
    path = f"{man}/ssehub-{command}.1"
    text = read(path)
    yield from compare(path, text, set(HELP_OPTION.findall(help_text)), set(ITEM.findall(text)), "option",
                       ".It Fl -")


def check_settings(man, settings):
    path = f"{man}/ssehub-config.5"
    text = read(path)
    yield from compare(path, text, set(settings), set(SETTING.findall(text)), "setting", ".It Li ")


def check_pages(man):
    listed = read(f"{man}/meson.build")
    pages = sorted(f for f in os.listdir(man) if re.search(r"\.[1-8]$", f))
    for name in pages:
        if f"'{name}'" not in listed:
            yield f"{man}/meson.build:1: '{name}' is not installed"
    if shutil.which("mandoc"):
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning"] + [f"{man}/{p}" for p in pages],
                              capture_output=True, text=True, check=False)
        for line in (lint.stdout + lint.stderr).splitlines():
            yield line.removeprefix("mandoc: ")


def check_all(man, ssehub):
    commands = set(HELP_COMMAND.findall(output(ssehub, "--help")))
    yield from check_commands(man, commands)
    for command in sorted(commands):
        if os.path.exists(f"{man}/ssehub-{command}.1"):
            yield from check_options(man, command, output(ssehub, command, "--help"))
    with tempfile.TemporaryDirectory() as folder:
        hub = os.path.join(folder, "hub")
        output(ssehub, "init", hub, "--json")
        yield from check_settings(man, json.loads(output(ssehub, "config", "--hub", hub, "--json")))
    yield from check_pages(man)


# --- does it fail where it must? ------------------------------------------------------------------------

FAKE = r"""#!/bin/sh
case "$1 $2" in
"--help "*) printf 'Commands:\n  init      make\n  list      list\n' ;;
"init --help") printf 'Options:\n  --title TEXT    a\n  --help          b\n' ;;
"list --help") printf 'Options:\n  --help          b\n' ;;
"init "*) ;;
"config "*) printf '{"title": {}, "quorum": {}}\n' ;;
esac
"""
PAGE = ".Dd November 23, 2026\n.Dt X 1\n.Os\n.Sh NAME\n.Nm x\n.Nd x\n.Sh DESCRIPTION\n.Bl -tag -width x\n%s.El\n"
PAGE5 = PAGE.replace("X 1", "X 5")
GOOD = {
    "ssehub-init.1": PAGE % ".It Fl -title Ar text\nA.\n.It Fl -help\nB.\n",
    "ssehub-list.1": PAGE % ".It Fl -help\nB.\n",
    "ssehub-config.5": PAGE5 % ".It Li title\nA.\n.It Li quorum\nB.\n",
    "meson.build": "install_man('ssehub-init.1', 'ssehub-list.1', 'ssehub-config.5')\n",
}
# What is changed, and the words that must be found; None takes the file away.
BAD = [
    ({"ssehub-list.1": None}, "command 'list' has no page"),
    ({"ssehub-more.1": PAGE % ".It Fl -help\nB.\n"}, "no command 'more'"),
    ({"ssehub-init.1": PAGE % ".It Fl -help\nB.\n"}, "option 'title' is missing"),
    ({"ssehub-list.1": PAGE % ".It Fl -all\nA.\n.It Fl -help\nB.\n"}, "no option 'all'"),
    ({"ssehub-config.5": PAGE5 % ".It Li title\nA.\n"}, "setting 'quorum' is missing"),
    ({"ssehub-config.5": PAGE5 % ".It Li title\nA.\n.It Li quorum\nB.\n.It Li size\nC.\n"}, "no setting 'size'"),
    ({"meson.build": "install_man('ssehub-init.1', 'ssehub-config.5')\n"}, "'ssehub-list.1' is not installed"),
]


def lint_fake(change):
    with tempfile.TemporaryDirectory() as folder:
        ssehub = os.path.join(folder, "ssehub")
        man = os.path.join(folder, "man")
        os.mkdir(man)
        for name, text in {**GOOD, **change}.items():
            if text is not None:
                with open(os.path.join(man, name), "w", encoding="utf-8") as f:
                    f.write(text)
        with open(ssehub, "w", encoding="utf-8") as f:
            f.write(FAKE)
        os.chmod(ssehub, 0o755)
        return list(check_all(man, ssehub))


def self_test():
    bad = BAD + ([({"ssehub-list.1": ".Oops\n" + GOOD["ssehub-list.1"]}, "Oops")] if shutil.which("mandoc") else [])
    problems = [f"a good set of pages is blamed: {line}" for line in lint_fake({})]
    for change, words in bad:
        found = lint_fake(change)
        if not any(words in line for line in found):
            problems.append(f"not found: {words}; found {found}")
    return problems, f"{len(bad)} bad sets of pages are found out"


def main():
    if sys.argv[1:] == ["--self-test"]:
        problems, summary = self_test()
    elif len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
        try:
            problems = list(check_all(MAN, os.path.abspath(sys.argv[1])))
        except (OSError, subprocess.CalledProcessError, json.JSONDecodeError) as e:
            problems = [f"{sys.argv[1]}:1: {e}"]
        summary = f"{len(os.listdir(MAN)) - 1} pages say what the program says"
    else:
        print(__doc__.split("\n", 1)[0], file=sys.stderr)
        return 2
    for line in problems:
        print(line)
    if not problems:
        print(summary)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
