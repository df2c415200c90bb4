#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# ends.t - the ends of devices keep up: a user who gets and drops devices all
# the time leaves no queue behind, and delays no end of another user's.
# ROUNDS= (400).
. "${top_srcdir:-.}/tests/lib/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/netns/ends.py"
