#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""tree.py [ROOT]: the house's rules that a program can check, one line "file:line: what" for each breach.

Sizes of files and functions, licence lines, leftovers, paths of somebody's machine, the order of modules
in their includes, and which module may speak to SQLite, to the HTTP library, to libxml2, and in SQL.

'--self-test' makes small bad trees and proves that each rule finds its own. Exit 1 where something is
found; else one line that says how much was looked at."""
import os
import re
import subprocess
import sys
import tempfile

FUNCTION_LINES = 80
FILE_LINES = 700

LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
# Put together here, so that this file does not find itself.
MACHINE = re.compile("(?<![\\w./-])/(?:" + "|".join(["work/(?:main|shared)", "tmp/" + "build", "home/[a-z]+/"]) + ")")
SPDX = "SPDX-License-Identifier: AGPL-3.0-or-later"
SQL = re.compile(r"\b(?:SELECT\s|INSERT\s+(?:INTO|OR)\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b)")
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)', re.M)
MODULE_ROW = re.compile(r"^  \['(\w+)',", re.M)

# Header (or its folder) -> modules that may include it.
HEADERS = {
    "sqlite3.h": {"db", "store", "search"},
    "microhttpd.h": {"web"},
    "libxml/": {"text", "meta", "extract", "web", "vocab"},
}
SQL_MODULES = {"db", "store", "search"}

# A line of licence is asked of what somebody wrote as source; where it may stand differs.
SOURCES = re.compile(r"(?:^src/.*\.[ch]|^include/.*\.h|^tests/.*\.(?:[ch]|py|sh|js|mjs)|^schemas/.*\.sql"
                     r"|^templates/.*\.(?:xsl|css)|^docs/man/.*\.[1-8]|^tools/[^./]+|(?:^|/)meson\.build)$")


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        return f.read()


def line_at(text, at):
    return text.count("\n", 0, at) + 1


def files_of(root):
    """What git keeps or would keep; of a tree without git, everything."""
    git = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         capture_output=True, check=False)
    if git.returncode == 0:
        names = git.stdout.decode("utf-8", "surrogateescape").split("\0")
    else:
        names = [os.path.relpath(os.path.join(d, f), root) for d, _, fs in os.walk(root) for f in fs]
    return sorted({n for n in names if n and os.path.isfile(os.path.join(root, n))})


def module_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


def is_code(path):
    return path.startswith("src/") and path.endswith((".c", ".h"))


# --- C, seen from far away --------------------------------------------------------------------------------

def blank_comments(text):
    """The same text with comments as spaces, so that places stay what they are; strings are kept."""
    def blank(match):
        token = match.group(0)
        return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def functions_of(text):
    """Name, first line and number of lines of each function: from its head to the closing brace, both at
    column 0, which is how the code is formatted."""
    lines = blank_comments(text).split("\n")
    head = None
    for number, line in enumerate(lines, 1):
        if line == "{" and head:
            start, name = head
            end = next((n for n in range(number, len(lines)) if lines[n].startswith("}")), len(lines) - 1)
            yield name, start, end - start + 2
            head = None
        elif re.match(r"[A-Za-z_]", line):
            name = re.search(r"(\w+)\s*\(", line)
            if name and not line.rstrip().endswith(";"):
                head = (number, name.group(1))
            elif not name:
                head = None
        elif line.startswith("}") or line.rstrip().endswith(";"):
            head = None


# --- rules ------------------------------------------------------------------------------------------------

def check_leftovers(path, text):
    if path.startswith("src/"):
        for found in LEFTOVER.finditer(text):
            yield line_at(text, found.start()), f"'{found.group(0)}' is left over"


def check_machine(_path, text):
    for found in MACHINE.finditer(text):
        yield line_at(text, found.start()), f"'{found.group(0)}' is a path of somebody's machine"


def check_licence(path, text):
    if SOURCES.search(path) and SPDX not in "\n".join(text.split("\n", 5)[:5]):
        yield 1, f"'{SPDX}' is missing at its start"


def check_sizes(path, text):
    if not is_code(path):
        return
    n = text.count("\n")
    if n > FILE_LINES:
        yield n, f"{n} lines; a file has at most {FILE_LINES}"
    if path.endswith(".c"):
        for name, line, size in functions_of(text):
            if size > FUNCTION_LINES:
                yield line, f"{name}() has {size} lines; a function has at most {FUNCTION_LINES}"


def check_headers(path, text):
    module = module_of(path)
    if not module or not is_code(path):
        return
    for found in INCLUDE.finditer(blank_comments(text)):
        name = found.group(1) or found.group(2)
        for header, allowed in HEADERS.items():
            if name.startswith(header) and module not in allowed:
                yield line_at(text, found.start()), f"<{name}> is for {', '.join(sorted(allowed))} only"


def check_order(path, text, order):
    """An include of a module's header must be of this module or of one above it."""
    module = module_of(path)
    if not module or not is_code(path):
        return
    if module not in order:
        yield 1, f"the module '{module}' is not in src/meson.build"
        return
    for found in INCLUDE.finditer(blank_comments(text)):
        used = (found.group(1) or "").split("/")[0]
        if used in order and order.index(used) > order.index(module):
            yield line_at(text, found.start()), f"'{module}' stands above '{used}' and must not know it"


def check_sql(path, text):
    module = module_of(path)
    if not module or module in SQL_MODULES or not is_code(path):
        return
    code = blank_comments(text)
    for string in STRING.finditer(code):
        if SQL.search(string.group(1)):
            yield line_at(code, string.start()), f"SQL is for {', '.join(sorted(SQL_MODULES))} only"


RULES = [check_leftovers, check_machine, check_licence, check_sizes, check_headers, check_sql]


def check_tree(root):
    """The findings as lines, and how many files were looked at."""
    order = MODULE_ROW.findall(read(root, "src/meson.build"))
    problems = [] if len(order) > 1 else ["src/meson.build:1: no list of modules was found"]
    paths = files_of(root)
    for path in paths:
        text = read(root, path)
        if "\0" in text:
            continue
        found = [line for rule in RULES for line in rule(path, text)] + list(check_order(path, text, order))
        problems += [f"{path}:{line}: {what}" for line, what in sorted(found)]
    return problems, len(paths)


# --- does it fail where it must? --------------------------------------------------------------------------

C = "/* " + SPDX + " */\n"
GOOD = {
    "src/meson.build": f"# {SPDX}\nmodules = [\n  ['base', []],\n  ['db', []],\n  ['text', []],\n  ['web', []],\n]\n",
    "src/base/str.h": C + "int str(void);\n",
    "src/base/str.c": C + '#include "base/str.h"\n\nint str(void)\n{\n        return 0;\n}\n',
    "src/db/stmt.c": C + '#include <sqlite3.h>\n#include "base/str.h"\nconst char *q = "SELECT 1";\n',
    "src/web/page.c": C + '/* SELECT one of them. */\n#include <microhttpd.h>\nconst char *s = "Select one";\n',
}


def long_function(lines):
    return "int long_one(int a,\n             int b)\n{\n" + "        a++; /* } */\n" * (lines - 4) + "}\n"


BAD = [
    ("src/base/a.c", C + "/* TO" "DO: later */\n", 2, "left over"),
    ("docs/x.md", "Look in /wo" "rk/main/src.\n", 1, "somebody's machine"),
    ("src/base/a.c", "int a;\n", 1, "is missing"),
    ("tools/do-it", "#!/bin/sh\necho\n", 1, "is missing"),
    ("src/base/a.c", C + long_function(81), 2, "long_one() has 81 lines"),
    ("src/base/a.c", C + "int a;\n" * 700, 701, "701 lines"),
    ("src/base/a.c", C + "#include <sqlite3.h>\n", 2, "<sqlite3.h>"),
    ("src/text/a.c", C + "#include <microhttpd.h>\n", 2, "<microhttpd.h>"),
    ("src/base/a.c", C + "#include <libxml/tree.h>\n", 2, "<libxml/tree.h>"),
    ("src/base/a.c", C + '#include "web/page.h"\n', 2, "'base' stands above 'web'"),
    ("src/odd/a.c", C, 1, "not in src/meson.build"),
    ("src/web/a.c", C + 'const char *q = "DELETE FROM work";\n', 2, "SQL is for"),
    ("src/meson.build", f"# {SPDX}\n", 1, "no list of modules"),
]
# What must not be blamed, although it is close.
INNOCENT = [
    ("src/base/a.c", C + long_function(80) + "\nstruct x {\n        int a;\n};\n"),
    ("src/base/a.c", C + "static const int table[] = {\n" + "        1,\n" * 200 + "};\n"),
    ("src/base/a.c", C + '/* #include "web/page.h" */\nconst char *s = "an update set it";\n'),
    ("docs/x.md", "The paper stands at /works/ID; scratch files go to /tmp.\n"),
]


def lint_with(path, text):
    with tempfile.TemporaryDirectory() as root:
        for name, content in {**GOOD, path: text}.items():
            os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
            with open(os.path.join(root, name), "w", encoding="utf-8") as f:
                f.write(content)
        return check_tree(root)[0]


def self_test():
    problems = []
    for path, text, line, words in BAD:
        found = lint_with(path, text)
        if not any(f.startswith(f"{path}:{line}: ") and words in f for f in found):
            problems.append(f"not found: {path}:{line}: {words}; found {found}")
    for path, text in [("src/base/str.h", GOOD["src/base/str.h"])] + INNOCENT:
        problems += [f"blamed without need: {f}" for f in lint_with(path, text)]
    return problems, f"{len(BAD)} bad trees are found out, {len(INNOCENT) + 1} good ones are not blamed"


def main():
    if sys.argv[1:] == ["--self-test"]:
        problems, summary = self_test()
    elif len(sys.argv) <= 2 and not sys.argv[-1].startswith("-"):
        problems, n = check_tree(sys.argv[1] if len(sys.argv) == 2 else ".")
        summary = f"{n} files keep the rules"
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
