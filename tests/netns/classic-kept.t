#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# classic-kept.t - kept.t with the classic program: on a host that does not take the
# eBPF one.
PROGRAM=classic exec sh "${top_srcdir:-.}/tests/netns/kept.t" "$@"
