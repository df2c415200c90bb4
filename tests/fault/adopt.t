#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# adopt.t - a daemon that is killed and started again takes up every lease, and
# touches nothing of anybody else's.
. "${top_srcdir:-.}/tests/lib/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/fault/adopt.py"
