#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# frames.t - what a hostile guest sends reaches nobody, and its honest twin does.
. "${top_srcdir:-.}/tests/lib/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/netns/frames.py"
