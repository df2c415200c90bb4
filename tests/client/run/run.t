#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# vmtap run: the numbers of the descriptors, LISTEN_FDS, what is printed instead,
# cards in QEMU's own options, signals, and a VMM that goes to the background.
# tests/client/vmtap.t has the rest of run.
# make passes descriptors of its own on, whose numbers vmtap would leave out.
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

# fails STATUS PATTERN ARG...: without a vmtapd
fails()
{
	expected=$1 pattern=$2
	shift 2
	rm -f "$socket"
	run "$vmtap" run "$@"
	like "$status $err" "$expected vmtap: $pattern" \
		"run $(echo "$*" | sed "s|$work/||g"): says why"
}

# A QEMU that prints its arguments in a line.
qemu=$work/qemu-system-test
printf '#!/bin/sh\necho "$*"\n' >"$qemu"
chmod +x "$qemu"

mac=52:54:00:00:00:07
granted="ok network=lan kind=1 queues_max=4 devices_max=4 mtu=1500 lladdr=$mac"
device="virtio-net-pci,netdev=vmtap0,mac=$mac"

# ---- --dry-run -------------------------------------------------------------
# dry ARG...: prints what would run; vmtapd is asked once
dry()
{
	start_fake accept ask "$granted" eof
	run "$vmtap" run --dry-run "$@"
	finish_fake
}

dry -n lan -- "$qemu" -m 1G -append 'a b' -name "it's"
is "$status$err" 0 'dry run'
is "$out" "$qemu -m 1G -append 'a b' -name 'it'\\''s' -netdev tap,id=vmtap0,fd=3 -device $device" \
	'dry run: the command, as a line for the shell'
is "$(cat "$log")" 'check network=lan vm= mac=- unknown=0 queues=1 vnet_hdr=1 vhost=0 ifname=' \
	'dry run: vmtapd is asked, and grants nothing'
dry -n lan -- touch "$work/{fd}" '{ifname} {mac} {mtu}' ''
is "$out" "touch $work/3 '{ifname} $mac 1500' ''" \
	'dry run: what only a device has stays'
is "$(ls "$work"/[0-9]* 2>/dev/null)" '' 'dry run: the command does not run'
dry -n lan,queues=2,vhost=on --listen-fds -- vmm
is "$out" 'LISTEN_FDS=4 LISTEN_FDNAMES=nic0:nic0:vhost0:vhost0 vmm' \
	'dry run: the variables of --listen-fds'
dry -n lan,queues=2,vhost=on -- vmm '{fds}' '{vhostfds}'
is "$out" 'vmm 3:4 5:6' 'dry run: queues first, and then vhost-net'
start_fake accept ask "$granted" ask "${granted%7}8" eof
run "$vmtap" run --dry-run -n lan -n lan,queues=2 -- vmm '{fd}' '{1.fds}' '{1.mac}'
finish_fake
is "$out" 'vmm 3 4:5 52:54:00:00:00:08' 'dry run: several cards'
start_fake accept ask "$granted" eof
# shellcheck disable=SC2016 # for the inner shell
run sh -c '"$0" run --dry-run -n lan,queues=2 -- vmm "{fds}" 4</dev/null' "$vmtap"
finish_fake
is "$out" 'vmm 3:5' 'dry run: a number that the caller uses is left out'
start_fake accept ask 'refuse 3 enough' eof
run "$vmtap" run --dry-run -n lan -- "$qemu"
finish_fake
is "$status $out$err" '1 vmtap: enough' 'dry run: a refusal is that of run'
run "$vmtap" list --dry-run
like "$status $err" "2 vmtap: --dry-run is not for 'list'*" 'dry run: of run only'
run "$vmtap" check lan --listen-fds
like "$status $err" "2 vmtap: --listen-fds is not for 'check'*" \
	'--listen-fds: of run only'

# ---- cards in QEMU's own options -------------------------------------------
# placed EXPECTED ARG...: what QEMU gets for one card of one queue
placed()
{
	expected=$1
	shift
	dry -n lan -- "$qemu" "$@"
	is "$out" "$qemu $expected" "QEMU $*"
}

placed "-device $device -netdev tap,id=vmtap0,fd=3" -device virtio-net-pci
placed "-device e1000,addr=5,netdev=vmtap0,mac=$mac -netdev tap,id=vmtap0,fd=3" \
	-device e1000,addr=5
placed "-device virtio-net-pci,netdev=n0,mac=$mac -netdev tap,id=n0,fd=3" \
	-device virtio-net-pci,netdev=n0
placed "-netdev tap,id=n0,fd=3 -device virtio-net-pci,netdev=n0,mac=$mac" \
	-netdev tap,id=n0 -device virtio-net-pci,netdev=n0
placed "-netdev tap,id=n0,fd=3 -device e1000,netdev=n0,mac=$mac" \
	-netdev bridge,id=n0,br=lan,helper=/x -device e1000,netdev=n0
placed "-nic tap,model=e1000,fd=3,mac=$mac" -nic tap,model=e1000
placed "-nic tap,model=virtio-net-pci,fd=3,mac=$mac" \
	-nic bridge,br=lan,model=virtio-net-pci
# What is not for a card of vmtap's stays.
for stays in '-nic user' '-netdev user,id=n0 -device virtio-net-pci,netdev=n0' \
	'-nic bridge,br=other' '-nic tap,ifname=tap9' '-device virtio-rng-pci' \
	'-nic none'; do
	# shellcheck disable=SC2086 # words
	placed "$stays -netdev tap,id=vmtap0,fd=3 -device $device" $stays
done
is "$(grep -o 'mac=[^ ]*' "$log")" mac=- 'QEMU: vmtapd chooses the address'
dry -n lan -- "$qemu" -device virtio-net-pci,mac=52:54:00:00:00:AB
is "$(grep -o 'mac=[^ ]*' "$log")" mac=52:54:00:00:00:ab \
	'QEMU: the address in its options is what is asked for'
is "$out" "$qemu -device virtio-net-pci,mac=52:54:00:00:00:AB,netdev=vmtap0 -netdev tap,id=vmtap0,fd=3" \
	'QEMU: and stays as it is'
fails 2 "*mac*52:54:00:00:00:01*52:54:00:00:00:02*" \
	-n lan,mac=52:54:00:00:00:01 -- "$qemu" -nic tap,mac=52:54:00:00:00:02
fails 2 "*'52:54' is not an Ethernet address*" \
	-n lan -- "$qemu" -nic tap,mac=52:54
fails 2 "*'tap' can have one queue, but nic 0 (lan) has 2;*virtio-net-pci*" \
	-n lan,queues=2 -- "$qemu" -nic tap
fails 2 "*'e1000' can have one queue, but nic 0 (lan) has 2;*" \
	-n lan,queues=2 -- "$qemu" -device e1000
fails 2 "*'-netdev tap,id=n0' is for nic 0 (lan), but no '-device' *" \
	-n lan -- "$qemu" -netdev tap,id=n0 -device virtio-net-pci,netdev=n1
start_fake accept ask "$granted" ask "${granted%7}8" ask "${granted%7}9" eof
run "$vmtap" run --dry-run -n lan -n dmz -n nat,queues=2 -- "$qemu" \
	-device e1000 -nic bridge,br=lan
finish_fake
is "$out" "$qemu -device e1000,netdev=vmtap1,mac=52:54:00:00:00:08 -nic tap,fd=3,mac=$mac -netdev tap,id=vmtap1,fd=4 -netdev tap,id=vmtap2,fds=5:6 -device virtio-net-pci,netdev=vmtap2,mac=52:54:00:00:00:09,mq=on,vectors=6" \
	'QEMU: a network by its name, a device in its turn, and the rest at the end'

# ---- programs in front -----------------------------------------------------
for closing in sudo doas pkexec 'systemd-run --user'; do
	# shellcheck disable=SC2086 # words
	fails 2 "*'${closing%% *}' * descriptors*" -n lan -- $closing vmm '{fd}'
done
# shellcheck disable=SC2086 # words
for front in 'timeout 1h' 'setpriv --no-new-privs' 'unshare -r' 'prlimit --core=0'; do
	dry -n lan -- $front "$qemu"
	like "$out" "$front $qemu -netdev tap,id=vmtap0,fd=3 *" "QEMU behind $front"
done
for kept in 'sudo -C 9' 'systemd-run --user --scope'; do
	# shellcheck disable=SC2086 # words
	dry -n lan -- $kept vmm '{fd}'
	is "$out" "$kept vmm 3" "$kept keeps descriptors"
done

# ---- with a device ---------------------------------------------------------
tap="ok ifname=tap7 queues=1 lladdr=$mac mtu=1500"
# run_one ARG...: one nic is granted
run_one()
{
	start_fake accept ask 'tap tap7 1' "$tap" eof
	run "$vmtap" run -n lan "$@"
	finish_fake
}
# run_two ARG...: two nics, of one queue and of two
run_two()
{
	start_fake accept ask 'tap tap7 1' "$tap" ask 'tap tap8 2' \
		'ok ifname=tap8 queues=2 lladdr=52:54:00:00:00:08 mtu=1500' eof
	run "$vmtap" run -n lan -n lan,queues=2 "$@"
	finish_fake
}

# For a shell: prints its descriptors from 3 on that are TAPs, with their links
# shellcheck disable=SC2016 # expanded by that shell
taps='for i in 3 4 5 6 7 8 9; do
	[ "$(readlink /proc/$$/fd/$i)" != /dev/net/tun ] ||
		echo "$i $(sed -n "s/^iff:.//p" /proc/$$/fdinfo/$i)"
done'

if can_tap; then
	run_two --inherit -- sh -c "$taps" sh '{fd}'
	is "$status$err$(echo "$out" | tr '\n' ' ')" '03 tap7 4 tap8 5 tap8 ' \
		'the descriptors are 3, 4 and 5, in the order of the cards'
	# The caller's own 4 stays what it is.
	echo mine >"$work/mine"
	# shellcheck disable=SC2016 # for the inner shells
	run_caller='exec "$@" 4<"$0"'
	start_fake accept ask 'tap tap7 2' "${tap%queues*}queues=2 lladdr=$mac mtu=1500" eof
	run sh -c "$run_caller" "$work/mine" "$vmtap" run -n lan,queues=2 -- \
		sh -c "$taps; cat <&4; echo \$0" '{fds}'
	finish_fake
	is "$(echo "$out" | tr '\n' ' ')" '3 tap7 5 tap7 mine 3:5 ' \
		"a descriptor of the caller's keeps its number"
	start_fake accept ask 'tap tap7 2' "${tap%queues*}queues=2 lladdr=$mac mtu=1500" eof
	run sh -c "$run_caller" "$work/mine" "$vmtap" run --listen-fds \
		-n lan,queues=2 -- touch "$work/touched"
	finish_fake
	like "$status $err" '2 vmtap: --listen-fds: descriptor 4 is open already,*4<&-*' \
		'--listen-fds: a number that is taken'
	is "$(ls "$work/touched" 2>/dev/null)" '' '--listen-fds: nothing runs then'

	# shellcheck disable=SC2016 # for the inner shell
	run_two --listen-fds -- sh -c 'echo $$ $LISTEN_PID $LISTEN_FDS $LISTEN_FDNAMES; '"$taps"
	is "$(echo "$out" | tr '\n' ' ' | sed 's/^\([0-9]*\) \1 /pid /')" \
		'pid 3 nic0:nic1:nic1 3 tap7 4 tap8 5 tap8 ' \
		'--listen-fds: as sd_listen_fds_with_names(3) reads it'
	run_one --listen-fds -- "$qemu" '{mac}'
	is "$out" "$mac" '--listen-fds: placeholders, and nothing else'

	run_one -- "$qemu" -device virtio-net-pci
	is "$out" "-device $device -netdev tap,id=vmtap0,fd=3" \
		"QEMU's own -device gets the card"

	# shellcheck disable=SC2016 # for the inner shell
	start_fake accept ask 'tap tap7 1' "$tap" eof
	sh -c 'echo $$ >"$0"; exec "$@"' "$work/pid" "$vmtap" run -n lan \
		--inherit -- sh -c 'trap "echo told; exit 5" TERM
		echo $$; kill -TERM $$' >"$work/out"
	status=$?
	finish_fake
	is "$status $(tr '\n' ' ' <"$work/out")" "5 $(cat "$work/pid") told " \
		'the command has the pid of vmtap, its signals and its own status'
	# shellcheck disable=SC2016 # for the inner shell
	run_one --inherit -- sh -c 'kill -KILL $$'
	is "$status" 137 'the command is killed'
	# No signal is ignored or blocked that was not before.
	run sh -c "grep '^Sig[BIC]' /proc/self/status"
	before=$out
	run_one --inherit -- sh -c "grep '^Sig[BIC]' /proc/self/status"
	is "$out" "$before" 'the command has the signals that vmtap had'

	# A VMM that goes to the background, as with -daemonize: its first process
	# ends when the second one is ready, which keeps the descriptor.
	mkfifo "$work/end"
	cat >"$work/qemu-system-daemon" <<-'VMM'
		#!/bin/sh
		sh -c 'echo $$ >"$0.pid"; cat "$0"' "${0%/*}/end" >/dev/null 2>&1 &
		exit 0
	VMM
	chmod +x "$work/qemu-system-daemon"
	run_one -- "$work/qemu-system-daemon" -daemonize
	is "$status$out$err" 0 'daemonize: run returns, and prints nothing'
	is "$(grep -c tap7: /proc/net/dev)" 1 'daemonize: the card stays'
	: >"$work/end"
	i=0
	while grep -q tap7: /proc/net/dev && [ $i -lt 1000 ]; do
		i=$((i + 1))
		sleep 0.01
	done
	is "$(grep -c tap7: /proc/net/dev)" 0 'daemonize: and goes with that process'
else
	skip_taps 13
fi
done_testing
