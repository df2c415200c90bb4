#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# seen.t - which IP addresses the eBPF program remembers of a guest.
. "${top_srcdir:-.}/tests/lib/lib.sh"

if [ ! -e "$top_builddir/tests/ebpf/seen" ]; then
	echo "1..0 # SKIP built without the eBPF program, or without cmocka"
	FINISHED=yes
	exit 0
fi
ok_if "what the program remembers" "$top_builddir/tests/ebpf/seen"
finish
