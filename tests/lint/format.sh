#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# C files are formatted as .clang-format says; skipped (77) where clang-format-14 is not there.
set -eu
command -v clang-format-14 >/dev/null || { echo "0 passed, 0 failed, 1 skipped"; exit 77; }
find src include tests -name '*.[ch]' -print0 | xargs -0 clang-format-14 --dry-run -Werror
echo "1 passed, 0 failed"
