#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# refence.t - a new daemon that is killed while it gives adopted devices its
# program: at each moment each device has a filter.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/fault/refence.py
