#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# managers.t - inside a machine: udev, systemd-networkd, NetworkManager and
# dhcpcd leave guests' cards alone, once what vmtap ships is installed.
#
# Each manager has a configuration that makes every link its own.  A link of
# another name, "other0", shows that the manager works at all.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
OUT=/run/managers-test
: "${top_builddir:=$PWD}"
NUMBER=0
FAILED=0
CARDS=20 # udev changed 3 to 6 of 40

result() {
	NUMBER=$((NUMBER + 1))
	if [ "$1" = 0 ]; then
		echo "ok $NUMBER - $2"
		return
	fi
	FAILED=$((FAILED + 1))
	echo "not ok $NUMBER - $2"
	sed 's/^/# | /' $OUT/out | tail -n 20
	journalctl -b -q --no-pager -o short-monotonic -u vmtapd |
		tail -n 8 | sed 's/^/# /'
}

ok_if() {
	what=$1
	shift
	"$@" >$OUT/out 2>&1
	result $? "$what"
}

# until_ok SECONDS COMMAND...: a condition; the bound is tenfold, for the machine
# is emulated
until_ok() {
	end=$(($(date +%s) + $1 * 10))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$end" ] || return 1
		sleep 0.1
	done
}

not() {
	! "$@"
}

# ---- the world -----------------------------------------------------------

install_vmtap() {
	cp -a "$top_builddir/installed/." / && ldconfig && systemd-sysusers &&
		systemctl daemon-reload && systemctl restart systemd-udevd
}

world() {
	useradd -M alice && ip link add br0 type bridge && ip link set br0 up &&
		ip link add up0 type veth peer name up0-far &&
		ip link set up0 up && ip link set up0-far up || return
	conf=$(vmtapd --help | sed -n 's/.*--config.*default \(.*\))$/\1/p')
	cat >"$conf" <<-END
	network lan { kind = bridge  bridge = "br0"  on-tamper = revoke
		allow "alice" {} }
	network wire { kind = macvtap  lower = "up0"  on-tamper = revoke
		allow "alice" {} }
	END
	vmtapd --check && systemctl start vmtapd.socket &&
		until_ok 20 as_alice vmtap networks
}

as_alice() {
	setpriv --reuid alice --regid alice --init-groups --inh-caps=-all \
		--bounding-set=-all "$@"
}

# hold NETWORK N: N devices, which stay until drop
hold() {
	hold_n=0
	while [ $hold_n -lt "$2" ]; do
		setpriv --reuid alice --regid alice --init-groups \
			vmtap run --inherit -n "$1" -- sleep 3600 &
		echo $! >>$OUT/pids
		hold_n=$((hold_n + 1))
		until_ok 10 cards_are $hold_n || return
	done
}

cards() {
	ip -o link show | sed -n 's/^[0-9]*: \(vt[^@:]*\)[@:].*/\1/p'
}

cards_are() {
	[ "$(cards | wc -l)" = "$1" ]
}

drop() {
	# shellcheck disable=SC2046 # numbers
	kill $(cat $OUT/pids)
	rm $OUT/pids
	until_ok 30 cards_are 0
}

lines() {
	journalctl -b -q --no-pager -u vmtapd -g "$1"
}

# other NAME: a link whose peer nobody looks at
other() {
	ip link add "$1" type veth peer name "$1-far" &&
		ip link set "$1" up && ip link set "$1-far" up
}

# has_looked MANAGER COMMAND...: the manager takes a link that came after the
# cards, as COMMAND sees, so it has seen the cards, too
has_looked() {
	what=$1
	shift
	other other1
	ok_if "$what: (it has seen the cards)" until_ok 30 "$@"
	ip link del other1
}

has_address() {
	ip -o address show dev "$1" scope "${2:-link}" | grep .
}

no_card_has_address() {
	for card in $(cards); do
		! has_address "$card" global && ! has_address "$card" link ||
			return 1
	done
}

are_ports() {
	for card in $(cards); do
		ip -o link show dev "$card" | grep -q ' master br0 ' || return 1
	done
}

settled() {
	udevadm settle --timeout=120
}

# ---- the managers --------------------------------------------------------

# The addresses of all are as vmtapd gave them, and nothing was put back.
test_udev() {
	udevadm test-builtin net_setup_link /sys/class/net/up0 2>&1 |
		grep -q . || true
	for network in lan wire; do
		ok_if "udev: $CARDS cards of $network" hold $network $CARDS
		ok_if "udev: it has seen them" settled
		ok_if "udev: $network: no address was changed" \
			not lines 'restored:|revoked:'
		ok_if "udev: $network: all are there" cards_are $CARDS
		drop
	done
}

networkd_for_all() {
	cat >/etc/systemd/network/10-all.network <<-END
	[Match]
	Type=ether
	[Network]
	DHCP=ipv4
	LinkLocalAddressing=ipv6
	Address=192.0.2.77/24
	END
	systemctl start systemd-networkd
}

test_networkd() {
	ok_if "networkd: it runs" networkd_for_all
	other other0
	ok_if "networkd: it takes a link of another name" \
		until_ok 20 has_address other0 global
	for network in lan wire; do
		hold $network 4
		settled
		has_looked "networkd: $network" has_address other1 global
		ok_if "networkd: $network: no address of the host's" \
			no_card_has_address
		[ $network = wire ] ||
			ok_if "networkd: $network: the bridge has its ports" \
				are_ports
		networkctl --no-pager list >$OUT/list 2>&1
		ok_if "networkd: $network: unmanaged, all of them" \
			[ "$(grep -c ' vt.*unmanaged' $OUT/list)" = 4 ]
		drop
	done
	systemctl stop systemd-networkd.socket systemd-networkd
	ip link del other0
	rm /etc/systemd/network/10-all.network
}

nm_state() {
	nmcli -t -f DEVICE,STATE device | sed -n "s/^$1://p"
}
nm_knows() {
	[ -n "$(nm_state "$1")" ]
}
nm_takes() {
	nm_knows "$1" && [ "$(nm_state "$1")" != unmanaged ]
}

test_networkmanager() {
	systemctl unmask NetworkManager
	ok_if "NetworkManager: it runs" systemctl start NetworkManager
	other other0
	nmcli device set other0 managed yes
	ok_if "NetworkManager: it takes a link of another name" \
		until_ok 20 nm_takes other0
	for network in lan wire; do
		hold $network 4
		for card in $(cards); do
			until_ok 20 nm_knows "$card"
			ok_if "NetworkManager: $network: a card is unmanaged" \
				[ "$(nm_state "$card")" = unmanaged ]
		done
		ok_if "NetworkManager: $network: no address of the host's" \
			no_card_has_address
		drop
	done
	systemctl stop NetworkManager
	ip link del other0
}

# No file of vmtap's is for dhcpcd: the manual page has the line that it needs.
dhcpcd_start() {
	dhcpcd -f $OUT/dhcpcd.conf -B >$OUT/dhcpcd.log 2>&1 &
	dhcpcd=$!
}
is_over() {
	! grep -qs '^State:[^Z]*$' "/proc/$1/status"
}
# It may wait for a link that is gone.
dhcpcd_stop() {
	kill $dhcpcd
	until_ok 2 is_over $dhcpcd || pkill -KILL dhcpcd
}
has_routable() {
	ip -o address show dev "$1" | grep -q 'inet 169\.254\.'
}

# dhcpcd 10 gives a second link no address of its own making; it logs it.
dhcpcd_knows() {
	has_routable "$1" || grep -qs "^$1: " $OUT/dhcpcd.log
}

test_dhcpcd() {
	rm -f $OUT/dhcpcd.conf
	echo 'denyinterfaces vt*' >$OUT/dhcpcd.conf
	dhcpcd_start
	other other0
	ok_if "dhcpcd: it takes a link of another name" \
		until_ok 30 has_routable other0
	hold wire 4
	settled
	has_looked dhcpcd dhcpcd_knows other1
	ok_if "dhcpcd, denyinterfaces vt*: no address of the host's" \
		no_card_has_address
	drop
	dhcpcd_stop
	echo '# nothing' >$OUT/dhcpcd.conf
	dhcpcd_start
	hold wire 1
	ok_if "dhcpcd, without: the log tells of the address" \
		until_ok 30 lines 'address: .*device=vt.*address='
	drop
	dhcpcd_stop
}

mkdir -p $OUT
ok_if "vmtap is installed" install_vmtap
ok_if "vmtapd serves" world
test_udev
test_networkd
test_networkmanager
test_dhcpcd
echo "1..$NUMBER"
[ $FAILED = 0 ]
