#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# groups.t - a guest that joins multicast groups without end does not turn the
# snooping of its bridge off.
. "${top_srcdir:-.}/tests/lib/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/netns/groups.py"
