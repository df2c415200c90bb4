#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# stuck.t - a client sends a descriptor whose last close never ends: a file of
# the client's own FUSE server, which never answers the kernel's request to
# write.
. "${top_srcdir:-.}/tests/lib/lib.sh"
if [ ! -c /dev/fuse ]; then
	not_run "a close that never ends" "no /dev/fuse"
	finish
fi
OLD_KERNEL=$(program $T/build/tests/lib old-kernel.so)
[ -e "$OLD_KERNEL" ] || OLD_KERNEL=$T/build/tests/netns/.libs/old-kernel.so
export OLD_KERNEL
run_python tests/fault/stuck.py
