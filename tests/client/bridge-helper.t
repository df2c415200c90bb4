#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# QEMU runs vmtap-bridge-helper: what the helper sends and prints; its exit
# status is 0 only if it has sent a descriptor.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

nothing='bytes=0 fds=0'

# fails ARG... -- NAME PATTERN: exit status 1, nothing sent, one line of error
fails()
{
	arguments=
	while [ "$1" != -- ]; do
		arguments="$arguments $1"
		shift
	done
	# shellcheck disable=SC2086 # words
	run "$play_qemu" $how "$bridge_helper" $arguments
	is "$out" "exit=1 $nothing" "$2: exit status 1, nothing sent"
	like "$err" "vmtap-bridge-helper: $3" "$2: says why"
	is "$(wc -l <"$work/err" | tr -d ' ')" 1 "$2: in one line"
}

how=
fails --br=lan -- 'no --fd' '*--fd=N are needed*'
fails --fd=FD -- 'no --br' '*--br=NET*needed*'
fails --br=lan --fd=FD --bogus -- 'unknown option' '*--bogus is no option*'
fails --br=lan/mtu=9 --fd=FD -- 'unknown option of the network' "*'mtu'*"
fails --br=lan/vm=a --vm=b --fd=FD -- 'two names' "*both 'a' and 'b'*"
fails --br=lan --fd=FD --mac=zz -- 'bad address' "*'zz' is not an Ethernet*"
fails --help --fd=FD -- 'help with --fd' '*without --fd*'
fails --version --fd=FD -- 'version with --fd' '*without --fd*'
fails --br=lan --fd=987 -- 'closed descriptor' '--fd=987: Bad file descriptor'
fails --br=lan --fd=FD -- 'no vmtapd' '*no such socket; is the service running*'
fails --br=lan --fd=FD --socket=/nowhere/s -- 'no vmtapd there' '*/nowhere/s*'
how=--file
fails --br=lan --fd=FD -- 'no socket' '*is no unix socket*'
how=

start_fake accept ask 'refuse 2 not permitted' eof
fails --br=lan --fd=FD -- refusal 'not permitted'
finish_fake
is "$(cat "$log")" \
	'open network=lan vm= mac=- unknown=1 queues=1 vnet_hdr=0 vhost=0 ifname=' \
	'asks for no header, and says that the address is unknown'

start_fake accept ask 'refuse 7 the bridge is down' eof
fails --br=lan --fd=FD -- 'refusal by the host' "*the bridge is down*'vmtap doctor'*"
finish_fake

start_fake accept ask close
fails --br=lan --fd=FD -- 'vmtapd dies' '*closed the connection without*'
finish_fake

start_fake accept ask 'memfd x' 'ok ifname=tap7 queues=1' eof
fails --br=lan --fd=FD -- 'vmtapd sends no TAP' '*no TAP or MACVTAP*'
finish_fake

start_fake accept ask 'ok ifname=tap7 queues=1' eof
fails --br=lan --fd=FD -- 'vmtapd sends nothing' '*cannot be understood*'
finish_fake

# libvirt quotes what it has read when the helper's socket ends.
held=$build/tests/lib/.libs/held-clock.so
printf '\000' >"$work/clock"
start_fake accept ask 'refuse 2 not permitted' eof
run env LD_PRELOAD="$held" HELD_CLOCK="$work/clock" \
	ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" \
	"$play_qemu" --libvirt "$build/tests/client/shared-bridge-helper" \
	--br=lan --fd=FD
finish_fake
is "$out" "kept=2 exit=1 $nothing" 'the socket stays until the reason and its end were read'
like "$err" 'vmtap-bridge-helper: not permitted' 'so libvirt has the reason'
run "$play_qemu" --deaf "$bridge_helper" --br=lan --fd=FD
is "$out" "exit=1 $nothing" 'a reason that nobody reads does not keep it for ever'

run "$bridge_helper" --help
is $status 0 'help alone: exit status 0'
like "$out" 'Usage:*--use-vnet*' 'help alone: printed'
run "$bridge_helper" --version
is "$status ${out%% *}" '0 vmtap' 'version alone'
"$bridge_helper" --help >/dev/full 2>/dev/null
is $? 1 'help that cannot be written: exit status 1'

# sends ARG... -- FLAGS NAME: FLAGS as print_device() of play-qemu prints them
if can_tap; then
	start_fake accept ask 'tap tap7 1' 'ok ifname=tap7 queues=1' eof
	run "$play_qemu" "$bridge_helper" --use-vnet --fd=FD --br=lan
	is "$out" 'exit=0 bytes=1 fds=1 ifname=tap7 vnet_hdr=1' 'as QEMU does'
	is "$err" '' 'says nothing when all is well'
	finish_fake
	is "$(cat "$log")" \
		'open network=lan vm= mac=- unknown=1 queues=1 vnet_hdr=1 vhost=0 ifname=' \
		'--use-vnet asks for the header'

	start_fake accept ask 'tap-plain tap7' 'ok ifname=tap7 queues=1' eof
	run "$play_qemu" "$bridge_helper" --vm web1 \
		--br=lan/mac=52:54:00:12:34:56 --fd FD --fd=FD
	is "$out" "exit=1 $nothing" 'two descriptors: exit status 1'
	run "$play_qemu" "$bridge_helper" --vm web1 \
		--br=lan/mac=52:54:00:12:34:56 --fd=FD
	is "$out" 'exit=0 bytes=1 fds=1 ifname=tap7 vnet_hdr=0' 'as libvirt does'
	finish_fake
	is "$(cat "$log")" \
		'open network=lan vm=web1 mac=52:54:00:12:34:56 unknown=0 queues=1 vnet_hdr=0 vhost=0 ifname=' \
		'options reach vmtapd'

	for how in --closed --full; do
		start_fake accept ask 'tap tap7 1' 'ok ifname=tap7 queues=1' eof
		fails --br=lan --use-vnet --fd=FD -- \
			"socket $how" '*cannot send the descriptor*'
		finish_fake
	done
	how=

	start_fake accept ask 'tap tap7 1' 'ok ifname=tap8 queues=1' eof
	fails --br=lan --use-vnet --fd=FD -- \
		'the wrong device' '*a descriptor of tap7 and called it tap8*'
	finish_fake
	if grep -q tap7: /proc/net/dev; then
		report 1 'a failure leaves no device'
	else
		report 0 'a failure leaves no device'
	fi
else
	skip_taps 16
fi
done_testing
