#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# frames.t - what a hostile guest sends reaches nobody, and its honest twin does.
. "${top_srcdir:-.}/tests/netns/lib.sh"
PYTHONPATH=$top_srcdir/tests/fault
export PYTHONPATH
exec "$PYTHON" -B "$top_srcdir/tests/netns/frames.py"
