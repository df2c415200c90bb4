#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# foreign.t - the administrator deletes, moves, renames and marks what is ours,
# and uses our numbers again.
. "${top_srcdir:-.}/tests/lib/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/fault/foreign.py"
