#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# soak.t - grants, releases, deaths of clients and of the daemon, reloads, at
# random: SEED= repeats a run, ROUNDS= makes it longer (one grant a round, or
# thereabouts).
. "${top_srcdir:-.}/tests/lib/lib.sh"

# A sanitizer keeps freed memory for a while: it is not the daemon's.
ASAN_OPTIONS=quarantine_size_mb=0:thread_local_quarantine_size_kb=0
export ASAN_OPTIONS
run_python tests/fault/soak.py
