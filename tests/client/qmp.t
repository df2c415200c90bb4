#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# attach and detach, with a monitor that has each fault that a monitor can have.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

# shellcheck source=tests/client/hotplug.sh
. "$top_srcdir/tests/client/hotplug.sh"
start_monitor

# ---- usage -----------------------------------------------------------------

usage()
{
	pattern=$1
	shift
	run "$vmtap" "$@"
	is "$status" 2 "vmtap $*: exit status 2"
	like "$err" "vmtap: $pattern" "vmtap $*: says why"
}
usage "*'attach' needs an operand*" attach --qmp x
usage '*which VM?*' attach lan
usage '*which VM?*' detach n0
usage "*--bus is not for 'detach'*" detach n0 --qmp x --bus y
usage "*--qmp is not for 'list'*" list --qmp x
usage "*--vhost is not for 'check'*" check lan --vhost
usage "*1 to 3600 seconds*" attach lan --qmp x --timeout 0
usage "*1 to 3600 seconds*" attach lan --qmp x --timeout 1s
usage "*1 to 3600 seconds*" detach lan --qmp x --timeout 3601
usage "*'a/b' cannot name a card*" attach lan --qmp x --id a/b
usage "*'1a' cannot name a card*" detach 1a --qmp x
usage "*'a b' cannot name a bus*" attach lan --qmp x --bus 'a b'
usage "*both 'a' and 'b'*" attach lan,vm=a --vm b --qmp x
usage '*1 to 16*' attach lan --queues 17 --qmp x

# ---- a monitor that nobody can talk to ---------------------------------------
# No vmtapd is here: it is asked only when the VM has a place.

# hopeless PATTERN ARG...
hopeless()
{
	pattern=$1
	shift
	run "$vmtap" attach lan --qmp "$qmp" --timeout 1 "$@"
	is "$status" 5 "$name: exit status 5"
	like "$err" "vmtap: $pattern" "$name: says why"
	case $err in
	*vmtapd*) report 1 "$name: vmtapd was asked" ;;
	esac
}

name='no socket'
hopeless '*nowhere: No such file*start QEMU with*' --qmp /nowhere
: >"$work/file"
name='a file'
hopeless '*nobody listens*' --qmp "$work/file"
name='a long path'
run "$vmtap" attach lan --qmp "/$(printf '%0200d' 1)"
like "$status$err" '5*is too long*' "$name"

for way in none:busy close:*closed* hmp:*-monitor* array:*-monitor* \
	event:*-monitor*; do
	monitor "greeting=${way%%:*}" ports=a
	name="greeting: ${way%%:*}"
	hopeless "*${way#*:}*"
	monitor_end
done
for fault in refuse:*refuses*query-pci* close:*closed* garbage:*-monitor* \
	odd:*-monitor* long:*1048576* deep:*-monitor* flood:*4096*events* \
	hang:*'in time'*; do
	monitor "${fault%%:*}=query-pci" ports=a
	name="query-pci: ${fault%%:*}"
	hopeless "*${fault#*:}*"
	monitor_end
done
monitor refuse=query-pci
name='an escape sequence'
hopeless '*no?\[31m, query-pci'
monitor_end

# The second client waits; the kernel lets no third one connect.
monitor greeting=none
mkfifo "$work/hold"
python3 -c 'import socket, sys
s = [socket.socket(socket.AF_UNIX) for i in range(3)]
for one in s:
    one.connect(sys.argv[1])
print(flush=True)
sys.stdin.read()' "$qmp" <"$work/hold" >"$work/clients" &
clients=$!
exec 9>"$work/hold"
soon test -s "$work/clients"
name='too many clients'
hopeless '*is busy: other clients*'
exec 9>&-
wait $clients
monitor_end

# ---- places -------------------------------------------------------------------

monitor
name='no port'
hopeless '*no empty PCIe port*'
monitor_end
monitor ports=a,b used=a,b
name='no empty port'
hopeless '*no empty PCIe port*'
hopeless "*'b' has a card already*" --bus b
monitor_end
monitor ports=a used=a quiet
name='no empty port, before the firmware runs'
hopeless '*no empty PCIe port*'
hopeless "*'a' has a card already*" --bus a
monitor_end

monitor ports=a card=n0,other
name='a name that is taken'
hopeless "*has a device 'n0' already" --id n0
monitor_end

# ---- a card -------------------------------------------------------------------

# attach ARG...
attach()
{
	run "$vmtap" attach lan --qmp "$qmp" "$@"
	finish_fake
	monitor_end
}

if can_tap; then
	monitor ports=a,b used=a
	device 1
	attach
	is "$status$err" 0 'attach'
	is "$out" 'vt7 attached: vt7 52:54:00:00:00:02' 'attach: what it prints'
	is "$state" 'fds= netdevs=vt7 cards=vt7' 'attach: a card, and no more'
	is "$(cat "$qlog")" 'qmp_capabilities
query-pci
qom-list path=/machine/peripheral/b/b
getfd fdname=vt7-q0
netdev_add type=tap id=vt7 fd=vt7-q0
device_add driver=virtio-net-pci id=vt7 netdev=vt7 bus=b mac=52:54:00:00:00:02
end: fds= netdevs=vt7 cards=vt7' 'attach: the steps'
	monitor pc
	device 2
	run "$vmtap" attach lan --qmp "$qmp" --id n0 --queues 2 --vm web \
		--mac 52:54:00:00:00:02 --json
	finish_fake
	monitor_end
	is "$status$err" 0 'attach: with options'
	is "$(printf '%s' "$out" | tr -d ' \n')" \
		'{"id":"n0","ifname":"vt7","network":"lan","vm":"","mac":"52:54:00:00:00:02","queues":2,"vhost":false,"bus":""}' \
		'attach --json'
	is "$(cat "$log")" \
		'open network=lan vm=web mac=52:54:00:00:00:02 unknown=0 queues=2 vnet_hdr=1 vhost=0 ifname=' \
		'attach: what vmtapd is asked'
	is "$(tail -n 5 "$qlog")" 'getfd fdname=vt7-q0
getfd fdname=vt7-q1
netdev_add type=tap id=vt7 fds=vt7-q0:vt7-q1
device_add driver=virtio-net-pci id=n0 netdev=vt7 mac=52:54:00:00:00:02 mq=True vectors=6
end: fds= netdevs=vt7 cards=n0' 'attach: several queues, and no port'
	monitor ports=a
	start_fake accept ask 'tap vt7 1' \
		'ok ifname=vt7 network=lan queues=1 mtu=9000' eof
	attach
	is "$(sed -n 's/^device_add //p' "$qlog")" \
		'driver=virtio-net-pci id=vt7 netdev=vt7 bus=a host_mtu=9000' \
		'attach: an MTU, and no address'
	monitor ports=a
	start_fake accept ask 'tap vt7 2' 'open /dev/null' 'open /dev/zero' \
		'ok ifname=vt7 network=lan queues=2 vhosts=2 mtu=1500' eof
	run env LD_PRELOAD="$build/tests/client/.libs/fake-vhost.so" \
		ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0" \
		"$vmtap" attach lan --qmp "$qmp" --queues 2 --vhost
	finish_fake
	monitor_end
	is "$status$err" 0 'attach: vhost-net'
	is "$(grep -e getfd -e netdev_add "$qlog")" 'getfd fdname=vt7-q0
getfd fdname=vt7-q1
getfd fdname=vt7-v0
getfd fdname=vt7-v1
netdev_add type=tap id=vt7 fds=vt7-q0:vt7-q1 vhost=True vhostfds=vt7-v0:vt7-v1' \
		'attach: vhost-net: what QEMU gets'
	for way in late noise slow pretty; do
		for command in getfd netdev_add; do
			monitor ports=a "$way=$command"
			device 1
			attach
			is "$status$state" '0fds= netdevs=vt7 cards=vt7' \
				"attach: $command: $way"
		done
	done

	# undone FAULT=COMMAND PATTERN [ARG...]: nothing of the card stays
	undone()
	{
		fault=$1
		pattern=$2
		shift 2
		monitor ports=a "$fault"
		device 2 ask ok
		attach --queues 2 "$@"
		is "$status" 5 "attach: $fault: exit status 5"
		like "$err" "vmtap: $pattern" "attach: $fault: says why"
		is "$state" 'fds= netdevs= cards=' "attach: $fault: undone"
		like "$(tail -n 1 "$log")" 'release *ifname=vt7' \
			"attach: $fault: the lease is ended"
	}
	undone second=getfd "*refuses 'getfd': *"
	undone refuse=getfd "*refuses 'getfd': *"
	undone refuse=netdev_add "*refuses 'netdev_add': *"
	undone refuse=device_add "*refuses 'device_add': *"
	undone hang=netdev_add "*'netdev_add' in time*" --timeout 1
	# A monitor that is of no use any more: the lease ends all the same.
	for fault in close garbage flood dead; do
		for command in getfd netdev_add device_add; do
			[ $fault$command != deadgetfd ] || continue
			[ $fault$command != deadnetdev_add ] || continue
			monitor ports=a "$fault=$command"
			device 1 ask ok
			attach --timeout 1
			is "$status" 5 "attach: $fault=$command: exit status 5"
			like "$(tail -n 1 "$log")" 'release *ifname=vt7' \
				"attach: $fault=$command: the lease is ended"
		done
	done
	monitor ports=a
	device 1 ask ok
	attach --bus nowhere
	like "$err" "*refuses 'device_add': Bus 'nowhere' not found" \
		'attach: a bus that is none'
	is "$state" 'fds= netdevs= cards=' 'attach: a bus that is none: undone'
	monitor ports=a
	device 1 ask 'refuse 10 broken'
	attach --bus nowhere
	like "$err" "*vt7 may have stayed: broken; 'vmtap release vt7'*" \
		'attach: a lease that does not end is told'

	# A signal comes while the monitor is silent.
	for signal in INT TERM HUP; do
		monitor ports=a hang=netdev_add
		device 1 ask ok
		env --default-signal "$vmtap" attach lan --qmp "$qmp" \
			--timeout 60 2>"$work/err" &
		pid=$!
		soon grep -qs netdev_add "$qlog"
		kill -$signal $pid
		wait $pid
		is $? 5 "attach: SIG$signal: exit status"
		like "$(cat "$work/err")" '*interrupted, while *' \
			"attach: SIG$signal: says so"
		finish_fake
		monitor_end
		is "$state" 'fds= netdevs= cards=' "attach: SIG$signal: undone"
		like "$(tail -n 1 "$log")" 'release *ifname=vt7' \
			"attach: SIG$signal: the lease is ended"
	done
else
	skip_taps 74
fi

monitor ports=a
start_fake accept ask 'refuse 3 you have enough' eof
attach --vhost
is "$status$err" '1vmtap: you have enough' 'attach: vmtapd refuses'
like "$(cat "$log")" '* vhost=1 *' 'attach: vhost-net is asked for'
is "$(commands)" 'qmp_capabilities query-pci qom-list end: ' \
	'attach: and QEMU gets nothing'
monitor ports=a
run "$vmtap" attach lan --qmp "$qmp" --json
is "$status" 3 'attach: no vmtapd'
like "$out" '*"code":"connect"*' 'attach: no vmtapd, as JSON'
monitor_end
run "$vmtap" attach lan --qmp /nowhere --json
like "$status$out" '5*"code":"monitor"*' 'attach: no monitor, as JSON'

# ---- out again ------------------------------------------------------------------

# detach ARG...
detach()
{
	run "$vmtap" detach "$@" --qmp "$qmp"
	finish_fake
	monitor_end
}

monitor card=n0,vt7
start_fake accept ask "$there" ask "$there" ask "$there" ask 'refuse 9 none' eof
detach n0
is "$status$out$err" '0n0 detached' 'detach'
is "$state" 'fds= netdevs= cards=' 'detach: neither card nor netdev stays'
is "$(head -n 4 "$qlog")" \
	'qmp_capabilities
qom-get path=/machine/peripheral/n0 property=netdev
device_del id=n0
netdev_del id=vt7' 'detach: the steps'
is "$(grep -c '^show .*ifname=vt7' "$log")" 4 'detach: waits for the lease'
for way in untold asked; do
	monitor card=n0,vt7 gone=$way
	start_fake accept ask "$there" ask 'refuse 9 none' eof
	detach n0 --json
	is "$status" 0 "detach: $way"
	is "$(printf '%s' "$out" | tr -d ' \n')" \
		'{"id":"n0","ifname":"vt7","detached":true,"lease":true}' \
		"detach: $way: JSON"
done
monitor card=n0,vt7 gone=never
start_fake accept ask "$there" eof
detach n0 --timeout 2
is "$status" 5 'detach: a guest that does not answer'
like "$err" "*'n0' up yet, and has * more*" 'detach: tells that it waits'
like "$err" "*guest has not given 'n0' up*'vmtap release vt7'*" \
	'detach: a guest that does not answer: a remedy'
is "$state" 'fds= netdevs=vt7 cards=n0' \
	'detach: the netdev is not taken from under the card'
monitor card=n0,vt7 gone=kept
start_fake accept ask "$there" eof
detach n0
like "$status$err" "5*guest refuses*" 'detach: a guest that refuses'
# QEMU 11.1 keeps the descriptors of a netdev that its card has.
monitor card=n0,vt7
set -- accept
for _ in $(seq 50); do set -- "$@" ask "$there"; done
start_fake "$@"
run "$vmtap" detach n0 --qmp "$qmp" --timeout 1
wait "$fake_pid"
fake_pid=
monitor_end
is "$status$out" 5 'detach: a lease that stays'
like "$err" "*still holds the device vt7, *'vmtap release vt7'*" \
	'detach: a lease that stays: a remedy'

monitor netdev=vt7
start_fake accept ask "$there" ask 'refuse 9 none' eof
detach vt7
is "$status$state" '0fds= netdevs= cards=' 'detach: a netdev that was left'
monitor card=n0,vt7
start_fake accept ask 'refuse 9 none' eof
detach n0
is "$status$out" '0n0 detached; you had no lease of it' \
	'detach: a lease that was released before'
# What vmtapd does not say at once is no lease that is not there.
monitor card=n0,vt7
start_fake accept ask 'refuse 8 busy' ask "$there" ask 'refuse 9 none' eof
detach n0
is "$status$out" '0n0 detached' 'detach: a vmtapd that is busy'
is "$(grep -c '^show .*ifname=vt7' "$log")" 3 \
	'detach: a vmtapd that is busy: waits for the lease'
# A fake's word may have no blank, but any other character.
for netdev in hostnet0 vt7+x "$(printf 'vt7\033[m')"; do
	monitor "card=n0,$netdev"
	start_fake accept eof
	detach n0
	is "$status$err" "5vmtap: the card 'n0' is not one of 'vmtap attach'; take it out with the program that put it in" \
		"detach: another program's card"
	is "$state" "fds= netdevs=$netdev cards=n0" \
		"detach: another program's card stays"
done
for card in n1 vt8; do
	monitor card=n0,vt7
	set -- accept
	[ $card = n1 ] || set -- "$@" ask 'refuse 9 none'
	start_fake "$@" eof
	detach $card
	like "$status$err" "5*no card '$card'*" "detach: no card $card"
done
monitor card=n0,vt7
run "$vmtap" detach n0 --qmp "$qmp"
monitor_end
is "$status" 3 'detach: no vmtapd'
like "$err" '*given the card up*not known: cannot reach vmtapd*' \
	'detach: no vmtapd: says what is not known'
is "$state" 'fds= netdevs= cards=' 'detach: no vmtapd: the card goes'
for fault in close garbage refuse; do
	monitor card=n0,vt7 $fault=device_del
	start_fake accept ask "$there" eof
	detach n0
	is "$status" 5 "detach: device_del: $fault"
done

done_testing
