#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# frames.t - a frame of a hostile guest reaches nobody, and its honest twin
# arrives.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/netns/frames.py
