#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# fair.t - a user who gets and drops devices all the time does not keep the
# devices of others from ending.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/fault/fair.py
