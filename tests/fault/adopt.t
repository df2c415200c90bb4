#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# adopt.t - a daemon that was killed and is started again takes up every lease,
# and touches no link of others.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/fault/adopt.py
