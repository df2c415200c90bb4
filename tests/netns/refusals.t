#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# refusals.t - the dry run asks all that a grant can fail for: each refusal of
# refusals_rows.py, played to OPEN and to CHECK, has one sentence.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/netns/refusals.py
