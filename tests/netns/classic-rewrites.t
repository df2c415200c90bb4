#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# classic-rewrites.t - rewrites.t without the eBPF program: what the kernel writes behind the classic program.
PROGRAM=classic exec sh "${top_srcdir:-.}/tests/netns/rewrites.t" "$@"
