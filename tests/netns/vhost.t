#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# vhost.t - what a guest sends by vhost-net passes the fence if it is honest, and
# reaches nobody if it is hostile.
[ -c /dev/vhost-net ] || {
	echo "not run: vhost-net: no /dev/vhost-net"
	echo "1..0 # SKIP no /dev/vhost-net"
	exit 0
}
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/netns/vhost.py
