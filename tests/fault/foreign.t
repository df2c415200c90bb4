#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# foreign.t - the administrator deletes, moves, renames and marks links of
# vmtapd, and uses their numbers again.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/fault/foreign.py
