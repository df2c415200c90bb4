#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# lost.t - if no client gets the answer with the descriptors, the device goes
# and its quota is free again.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/fault/lost.py
