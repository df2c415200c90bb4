#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# soak.t - grants, releases, deaths of clients and of the daemon, reloads, at
# random: SEED= repeats a run, ROUNDS= makes it longer (one grant a round, or
# thereabouts).
. "${top_srcdir:-.}/tests/netns/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/fault/soak.py"
