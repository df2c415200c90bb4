#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# lost.t - the answer with the descriptors reaches nobody: the device goes, and
# the quota is free.
. "${top_srcdir:-.}/tests/lib/lib.sh"
exec "$PYTHON" -B "$top_srcdir/tests/fault/lost.py"
