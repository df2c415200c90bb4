#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# classic-guest-address.t - guest-address.t with the classic program: on a host that
# does not take the eBPF one.
PROGRAM=classic exec sh "${top_srcdir:-.}/tests/netns/guest-address.t" "$@"
