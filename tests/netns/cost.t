#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# cost.t - what a client's request costs vmtapd, in questions to the kernel; and
# for how many requests of another user a client waits.
. "${top_srcdir:-.}/tests/lib/lib.sh"
if ! command -v strace >/dev/null; then
	not_run "cost of requests" "this host has no strace"
	finish
fi
exec "$PYTHON" -B "$top_srcdir/tests/netns/cost.py"
