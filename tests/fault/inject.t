#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# inject.t - each system call of a grant and of an end fails once, and the
# daemon is killed once at each.  FAULT_FULL=1 tries more errors and more
# stories.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/fault/inject.py
