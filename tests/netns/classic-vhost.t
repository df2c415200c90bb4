#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# classic-vhost.t - vhost.t without the eBPF program: what a guest sends by vhost-net, and the classic program.
PROGRAM=classic exec sh "${top_srcdir:-.}/tests/netns/vhost.t" "$@"
