#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# room.t - the map of the eBPF program has no slot for another device: the refusal
# says so, no filter changes, and a slot is used again only after the end of its
# device.  Users cannot come there: all leases have room (helper/daemon/fence).
. "${top_srcdir:-.}/tests/lib/lib.sh"
FINISHED=yes
ROOM=$top_builddir/tests/ebpf/room
if [ ! -e "$ROOM" ]; then
	echo "1..0 # SKIP built without the eBPF program"
	exit 0
fi
ip link add br0 type bridge
ip link set br0 up
exec "$ROOM" br0
