#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# classic-frames.t - frames.t without the eBPF program: the frames of hostile guests, and the classic program.
PROGRAM=classic exec sh "${top_srcdir:-.}/tests/netns/frames.t" "$@"
