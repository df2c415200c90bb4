#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# tap-owner.t - a TAP is for its holder only: even if everybody may open
# /dev/net/tun, as with udev, no other user can attach to the TAP by its name.
. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	queues = 4
	allow "alice" {}
}
END
tun_node 666
add_bridge br0
daemon_start

# attach NAME FLAGS: prints "attached", or why not
cat >$T/attach <<'END'
import fcntl, os, struct, sys
fd = os.open("/dev/net/tun", os.O_RDWR)
request = struct.pack("16sH22x", sys.argv[1].encode(), int(sys.argv[2], 0))
try:
    fcntl.ioctl(fd, 0x400454ca, request)  # TUNSETIFF
    print("attached")
except OSError as e:
    print(e.strerror)
END
# IFF_TAP | IFF_NO_PI | IFF_VNET_HDR, and IFF_MULTI_QUEUE
ONE=0x5002 MANY=0x5102

for user in bob alice; do
	open_as alice "network=lan queues=2"
	is "$user cannot attach to a TAP with queues" \
		"Operation not permitted" \
		"$(as $user $PYTHON $T/attach "$NIC" $MANY 2>&1)"
	tell alice "request list"
	is "and the lease lives" "$NIC" "$(reply ifname)"
	close_as alice
	open_as alice "network=lan"
	unlike "$user cannot attach to a TAP with one" attached \
		"$(as $user $PYTHON $T/attach "$NIC" $ONE 2>&1)"
	close_as alice
done

open_as alice "network=lan queues=4"
is "its owner is root" root "$(fact "$NIC" 'l["linkinfo"]["info_data"]["user"]')"
tell alice facts
is "all queues are there" 4 "$(grep -c "ifname=$NIC " $T/reply)"
close_as alice
leaves_nothing "owner"
finish
