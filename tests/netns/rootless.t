#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# rootless.t - a user in user, network, pid and mount namespaces of their own, as
# in a rootless container or a Flatpak, with vmtapd's socket bind-mounted: the
# user gets a device of the host's network, as the user's uid on the host
# permits.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/holder.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  queues = 4  allow "nobody" {} }
network card { kind = macvtap  lower = "eth9"  queues = 4  allow "nobody" {} }
network roots { kind = bridge  bridge = "br0"  allow "root" {} }
END
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 address $FAR
ip -n peer link set far9 up
tun_node 666
cp "$top_srcdir/tests/lib/via-helper.py" $T/via-helper.py
daemon_start
MAC=52:54:00:12:34:56
NOBODY=65534

# inside COMMAND...: runs it as root of the container, where the socket is a
# file of its own
cat >$T/inside <<'END'
#!/bin/sh
mount -t tmpfs tmpfs /mnt && : >/mnt/vmtapd.sock &&
	mount --bind "$VMTAP_SOCKET" /mnt/vmtapd.sock &&
	VMTAP_SOCKET=/mnt/vmtapd.sock exec "$@"
END
chmod 755 $T/inside

# container NAME COMMAND...: starts a holder in a container; its pid is that of
# a process outside: if that one dies, all inside dies
container()
{
	container_name=$1
	shift
	hold_with "$container_name" unshare --user --map-root-user --net \
		--pid --mount-proc --fork --kill-child $T/inside "$@"
	tell "$container_name" name
	NIC=$(sed -n 1p $T/reply)
}

# with_run NAME NIC
with_run()
{
	container "$1" "$VMTAP" run -n "$2" -- $PYTHON $T/holder.py '{fds}'
}

owner_of()
{
	"$VMTAP" list --all --json | $PYTHON -c 'import json, sys
print([d["uid"] for d in json.load(sys.stdin) if d["ifname"] == sys.argv[1]])' \
		"$1" 2>&1
}

test_container()
{
	$1 evil $2
	like "$1 $2: there is a device" '^vt[0-9a-f]+$' "$NIC"
	ok_if "$1 $2: in the host's namespace" has_link $NIC
	is "$1 $2: it is the host's uid's" "[$NOBODY]" "$(owner_of $NIC)"
	talks "$1 $2" evil "${3:-$MAC}"
	kill -KILL "$(pid_of evil)"
	ok_if "$1 $2: it ends with the container" wait_until 5 no_link $NIC
	wait_until 5 not has_lease $NIC
	leaves_nothing "$1 $2"
}
with_helper()
{
	container "$1" $PYTHON $T/via-helper.py "$HELPER" "$2" \
		$PYTHON $T/holder.py '{fds}'
}

# Root inside is no root outside.
test_identity()
{
	as nobody unshare --user --map-root-user "$PROBE" "connect $SOCKET" \
		"request check network=lan" "request check network=roots" \
		>$T/reply 2>&1
	is "identity: the host's uid" $NOBODY \
		"$(sed -n 's/^uid=//p' $T/reply | head -n 1)"
	is "identity: what is root's is refused" 2 "$(reply code)"
}

# A VMM in the container changes its queues as any other does.  The kernel's
# events then have the owner as the container sees it, which means nothing to
# vmtapd.
test_queues()
{
	for network in lan card; do
		with_run good $network,mac=$MAC,queues=2
		for command in "queue detach 1" "queue attach 1" "offload 0"; do
			can "$network: $command in a container" good "$command"
		done
		tell good "lladdr 02:00:00:00:00:99"
		ok_if "$network: its address is put back" \
			wait_until 5 is_restored
		ok_if "$network: the lease lives" has_lease $NIC
		is "$network: none was revoked" 0 \
			"$(grep -c "revoked: .* device=$NIC" $T/daemon.log)"
		kill -KILL "$(pid_of good)"
		wait_until 5 no_link $NIC
	done
	leaves_nothing "queues"
}
is_restored()
{
	grep -q "restored: .* device=$NIC" $T/daemon.log
}

# Capabilities in a user namespace give no right over the device.
test_no_more_power()
{
	with_run evil lan,mac=$MAC,queues=2
	cannot "its namespace" EPERM evil netns
	cannot "its namespace, otherwise" EPERM evil skns
	cannot "its type" EBUSY evil "link 24"
	links=$(links)
	can "a device of the same name, in the container" evil \
		"attach $NIC 0x5102"
	is "which is another one: the host has no other link" "$links" \
		"$(links)"
	is "and no further queue" 2 \
		"$(fact $NIC 'l["linkinfo"]["info_data"]["numqueues"]')"
	ok_if "the lease lives" has_lease $NIC
	# uid 0 is the container's root, not the host's.
	can "owner 0" evil "owner 0"
	revoked "owner 0" "made it attachable by name"
	dead "owner 0" evil
	cannot "a dead descriptor makes no device" EPERM evil "iff 0x5002 mine"
	kill -KILL "$(pid_of evil)"
	leaves_nothing "no more power"
}

test_container with_run lan,mac=$MAC
test_container with_helper lan
test_container with_run card,mac=$MAC
test_identity
test_queues
test_no_more_power
finish
