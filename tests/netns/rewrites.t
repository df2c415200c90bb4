#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# rewrites.t - what leaves a device passes the filter again, whatever the kernel
# wrote behind it.  SEED= and REWRITES_SECONDS= (for each kind) are for longer
# runs by hand.
. "${top_srcdir:-.}/tests/lib/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/netns/rewrites.py"
