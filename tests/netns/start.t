#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# start.t - the command line of vmtapd, --check, and the owner of the socket.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

good()
{
	policy <<-END
		network lan {
			kind = bridge
			bridge = "br0"
			allow "alice" { devices = 4 }
		}
	END
}
bare_bridge br0

# run ARG...: sets STATUS; its output is in $T/out and $T/err
run()
{
	timeout 100 "$VMTAPD" "$@" >$T/out 2>$T/err
	STATUS=$?
}

test_options()
{
	run --help
	is "--help: status" 0 $STATUS
	for option in --config --socket --check --diff --debug --help --version; do
		like "--help: names $option" "$option" "$(cat $T/out)"
	done
	is "--help: nothing on stderr" "" "$(cat $T/err)"
	run --version
	is "--version: status" 0 $STATUS
	like "--version: name and number" '^vmtapd [0-9]' "$(cat $T/out)"
	run --nonsense
	is "unknown option: status" 2 $STATUS
	like "unknown option: named" 'nonsense' "$(cat $T/err)"
	run word
	is "unexpected word: status" 2 $STATUS
	like "unexpected word: named" 'word' "$(cat $T/err)"
	run --config
	is "option without its value: status" 2 $STATUS
	like "option without its value: named" 'config' "$(cat $T/err)"
}

# checks WHAT STATUS REGEX: the result of --check on $CONF
checks()
{
	run --check --config $CONF
	# of a host or a build without the program, see ebpf.t
	sed -i '/eBPF program/d' $T/err
	is "--check: $1: status" "$2" $STATUS
	is "--check: $1: nothing on stdout" "" "$(cat $T/out)"
	if [ -z "$3" ]; then
		is "--check: $1: no word" "" "$(cat $T/err)"
	else
		like "--check: $1: says so" "$3" "$(cat $T/err)"
		is "--check: $1: in one line" 1 "$(wc -l <$T/err)"
	fi
}

# bad WHAT LINE REGEX TEXT: --check finds the error in that line
bad()
{
	printf '%s\n' "$4" | policy
	checks "$1" 1 "^$CONF:$2: .*$3"
}

test_check()
{
	good
	checks "a good file" 0 ""
	: | policy
	checks "an empty file" 0 ""
	rm $CONF
	checks "no file" 1 "$CONF"
	bad "an unknown key" 3 colour 'network lan {
kind = bridge
colour = red
}'
	bad "a block that does not end" '[0-9]+' '' 'network lan {
kind = bridge'
	bad "the same network twice" 2 lan \
		'network lan { kind = bridge bridge = br0 }
network lan { kind = bridge bridge = br1 }'
	bad "a mode for a bridge" '[0-9]+' mode \
		'network lan { kind = bridge bridge = br0
mode = vepa }'
	bad "a lower for a bridge" '[0-9]+' lower \
		'network lan { kind = bridge bridge = br0
lower = eth0 }'
	bad "a bridge for a macvtap" '[0-9]+' bridge \
		'network lan { kind = macvtap lower = eth0
bridge = br0 }'
	bad "no kind" '[0-9]+' kind 'network lan { bridge = br0 }'
	bad "no lower" '[0-9]+' lower 'network lan { kind = macvtap }'
	bad "source without sources" '[0-9]+' sources \
		'network lan { kind = macvtap lower = eth0 mode = source }'
	bad "sources without source" '[0-9]+' source \
		'network lan { kind = macvtap lower = eth0
sources = {02:00:00:00:00:01} }'
	bad "a user that does not exist" 2 eve \
		'network lan { kind = bridge bridge = br0
allow "eve" {} }'
	bad "a group that does not exist" 2 eves \
		'network lan { kind = bridge bridge = br0
deny "@eves" {} }'
	bad "17 queues" 2 queues 'network lan { kind = bridge bridge = br0
queues = 17 }'
	bad "no queue" 2 queues 'network lan { kind = bridge bridge = br0
queues = 0 }'
	bad "a number that is none" 2 '' 'network lan { kind = bridge bridge = br0
mtu = many }'
	bad "a name of a link that is too long" '[0-9]+' '' \
		'network lan { kind = bridge bridge = sixteen-letters- }'
	bad "a range with bits behind it" 2 '52:54:00' \
		'network lan { kind = bridge bridge = br0
allow alice { mac = {"52:54:00:00:00:01/24"} } }'
	bad "options for deny" 2 '' 'network lan { kind = bridge bridge = br0
deny alice { devices = 1 } }'
	bad "allow twice" '[0-9]+' alice 'network lan { kind = bridge bridge = br0
allow alice {}
allow 61001 {} }'
}

# All mistakes, and what is odd but no mistake.
test_check_all()
{
	policy <<'END'
netwrok lan { }
network lan { kind = brdige }
network dmz { kind = bridge bridge = br0
	mtu = 1500
	mtuu = 1
}
network third { kind = bridge bridge = br0 mtu = 1 }
END
	run --check --config $CONF
	is "--check: four mistakes: status" 1 $STATUS
	is "--check: each has its line" '1 2 5 7' \
		"$(sed -n "s|^$CONF:\([0-9]*\): .*|\1|p" $T/err | sort -n | tr '\n' ' ' |
			sed 's/ $//')"
	like "--check: a key like another" "did you mean 'network'[?]" "$(cat $T/err)"
	like "--check: a word like another" "did you mean 'bridge'[?]" "$(cat $T/err)"
	ip link add wifi0 type veth peer name plain0
	policy <<'END'
network away { kind = bridge bridge = br9  allow alice { } }
network shut { kind = bridge bridge = br0  deny alice { } }
network none { kind = bridge bridge = plain0  allow alice { } }
network air { kind = macvtap lower = wifi0  allow alice { } }
END
	mkdir $T/conf.d
	: >$T/conf.d/20-lan.conf.bak
	: >$T/conf.d/.hidden
	: >$T/conf.d/10-good.conf
	# shellcheck disable=SC2016 # for the inner shell
	unshare -m sh -c 'mount -t tmpfs none /sys/class/net &&
		mkdir -p /sys/class/net/wifi0/phy80211 /sys/class/net/br0/bridge &&
		exec "$0" --check --config "$1"' "$VMTAPD" $CONF >$T/out 2>$T/err
	is "--check: warnings are no mistakes" 0 $?
	sed -i '/eBPF program/d' $T/err
	for want in "$CONF:1: network \"away\": there is no link br9" \
		"$CONF:2: network \"shut\" has no allow" \
		"$CONF:3: network \"none\": plain0 is no bridge" \
		"$CONF:4: network \"air\": wifi0 is wireless" \
		"$T/conf.d/20-lan.conf.bak is not read"; do
		like "--check warns" "^vmtapd: warning: $want" "$(cat $T/err)"
	done
	is "--check: five warnings" 5 "$(grep -c . $T/err)"
	rm -r $T/conf.d
	ip link del wifi0
	good
}

test_check_file()
{
	good
	chmod 620 $CONF
	checks "writable by the group" 1 "$CONF.*writ"
	chmod 602 $CONF
	checks "writable by others" 1 "$CONF.*writ"
	chmod 600 $CONF
	chown 61001 $CONF
	checks "of another user" 1 "$CONF.*own"
	chown 0 $CONF
	mv $CONF $T/real.conf
	mkdir $CONF
	checks "a directory" 1 "$CONF"
	rmdir $CONF
	mkfifo $CONF
	checks "a fifo, which must not make it wait" 1 "$CONF"
	rm $CONF
	mv $T/real.conf $CONF
	checks "as it was" 0 ""
	# The service's user must be able to read it, when there is one.
	echo "vmtap:x:61099:61099::/:/bin/false" >>$T/passwd
	echo "vmtap:x:61099:" >>$T/group
	chmod 600 $CONF
	checks "root's alone, and there is a service" 1 \
		'user vmtap, who cannot read the policy: .*vmtapd.conf: cannot be opened: Permission denied'
	chgrp 61099 $CONF
	chmod 640 $CONF
	checks "the service's group may read it" 0 ""
	mkdir $T/conf.d
	: >$T/conf.d/10-more.conf
	chmod 600 $T/conf.d/10-more.conf
	checks "a file of conf.d that the service cannot read" 1 \
		'10-more.conf: cannot be opened: Permission denied'
	rm -r $T/conf.d
	for names in $T/passwd $T/group; do # which are mounted as they are
		sed '/^vmtap:/d' $names >$T/names
		cat $T/names >$names
	done
	chgrp 0 $CONF
	chmod 600 $CONF
	# The user who runs --check may also own the file.
	cp $CONF $T/alice.conf
	chown 61001 $T/alice.conf
	ok_if "--check: one's own file, as a user" \
		as alice "$VMTAPD" --check --config $T/alice.conf
	chown 61002 $T/alice.conf
	chmod 644 $T/alice.conf
	not_if "--check: another user's file, as a user" \
		as alice "$VMTAPD" --check --config $T/alice.conf
}

test_shipped()
{
	run --check --config "$top_srcdir/policy/vmtapd.conf"
	if [ "$(stat -c %u "$top_srcdir/policy/vmtapd.conf")" != 0 ]; then
		install -m 600 "$top_srcdir/policy/vmtapd.conf" $T/shipped.conf
		run --check --config $T/shipped.conf
	fi
	is "--check: the file as shipped: $(cat $T/err)" 0 $STATUS
}

# At the start, vmtapd refuses a file that --check refuses.
test_start_refused()
{
	echo 'network lan {' | policy
	run --config $CONF --socket $SOCKET
	is "start with a bad policy: status" 1 $STATUS
	like "start with a bad policy: file and line" "$CONF:[0-9]+: " \
		"$(cat $T/err)"
	not_if "start with a bad policy: no socket" test -e $SOCKET
	good
	run --config $CONF --socket relative.sock
	is "a relative socket: status" 1 $STATUS
	like "a relative socket: named" 'relative.sock' "$(cat $T/err)"
	long=$T/$(printf '%0110d' 1)
	run --config $CONF --socket "$long"
	is "a socket's path that is too long: status" 1 $STATUS
	echo precious >$T/file
	run --config $CONF --socket $T/file
	is "a file in place of the socket: status" 1 $STATUS
	is "a file in place of the socket: it stays" precious "$(cat $T/file)"
}

# A user is deleted, and the host starts again.
test_gone_names()
{
	policy <<-END
		network lan { kind = bridge  bridge = "br0"
			allow "gone" {}
			allow "alice" {} }
		network shut { kind = bridge  bridge = "br0"
			deny "@gone" {}
			allow "alice" {} }
	END
	run --check --config $CONF
	is "gone names: --check refuses" 1 $STATUS
	like "gone names: and says why" ':2: there is no user "gone"' \
		"$(cat $T/err)"
	daemon_start
	ok_if "gone names: a permission for nobody is told" log_has \
		'vmtapd.conf:2: there is no user "gone" of allow, so the rule permits nobody'
	ok_if "gone names: a denial of nobody closes the network" log_has \
		'vmtapd.conf:5: there is no group "gone" of deny, so its network is closed'
	ask alice "request check network=lan"
	is "gone names: others get what they had" 0 "$(reply code)"
	ask alice "request check network=shut"
	is "gone names: but not where it is closed" 2 "$(reply code)"
	kill -HUP "$DAEMON"
	ok_if "gone names: a reload refuses them" \
		wait_until 10 log_has 'policy not reloaded.*:2: there is no user "gone"'
	ask alice "request check network=lan"
	is "gone names: the policy of the start goes on" 0 "$(reply code)"
	daemon_stop
}

test_live_socket()
{
	good
	daemon_start
	inode=$(stat -c %i $SOCKET)
	run --config $CONF --socket $SOCKET
	is "a live daemon's socket: status" 1 $STATUS
	like "a live daemon's socket: the sentence" \
		"another program listens on $SOCKET" "$(cat $T/err)"
	is "a live daemon's socket: it stays" "$inode" "$(stat -c %i $SOCKET)"
	ask alice "request check network=lan"
	is "a live daemon's socket: it serves" 0 "$(reply code)"
	leaves_nothing "live socket"
	# A daemon that is too busy to accept a connection is still alive.
	kill -STOP $DAEMON
	"$PROBE" "connect $SOCKET n=2000" sleep-forever >/dev/null 2>&1 &
	busy=$!
	wait_until 3 backlog_is_full
	run --config $CONF --socket $SOCKET
	is "a busy daemon's socket: status" 1 $STATUS
	is "a busy daemon's socket: it stays" "$inode" "$(stat -c %i $SOCKET)"
	kill -KILL $busy
	wait $busy 2>/dev/null
	kill -CONT $DAEMON
	ok_if "a busy daemon's socket: it serves again" \
		wait_until 10 is_listening $SOCKET
	daemon_stop
}
backlog_is_full()
{
	[ "$(grep -c "$SOCKET" /proc/net/unix)" -gt 200 ]
}

test_stale_socket()
{
	good
	daemon_start
	like "socket: everybody may connect" '^[67][67][67]$' \
		"$(stat -c %a $SOCKET)"
	daemon_kill
	ok_if "a dead daemon leaves its socket" test -S $SOCKET
	daemon_start
	ask alice "request check network=lan"
	is "a stale socket is replaced" 0 "$(reply code)"
	daemon_stop
	not_if "a daemon that ends removes it" test -e $SOCKET
	daemon_start
	rm $SOCKET
	: >$SOCKET
	daemon_stop
	ok_if "another's file at the path stays" test -e $SOCKET
	rm $SOCKET
}

test_made_folder()
{
	good
	SOCKET=$T/new/vmtapd.sock
	daemon_start
	is "the socket's folder is made" 755 "$(stat -c %a $T/new)"
	ask alice "request check network=lan"
	is "and clients come in" 0 "$(reply code)"
	daemon_stop
}

# Two daemons of one namespace do not touch each other's devices.
test_two_daemons()
{
	good
	SOCKET=$T/one.sock
	daemon_start
	open_as alice "network=lan"
	first=$DAEMON first_nic=$NIC
	SOCKET=$T/two.sock
	daemon_start
	ok_if "two daemons: the second leaves the first one's device" \
		has_link "$first_nic"
	ask alice "request list"
	is "two daemons: and does not list it" 0 "$(reply records)"
	ask alice "request release ifname=$first_nic"
	is "two daemons: nor releases it" 9 "$(reply code)"
	ask root "request list"
	is "two daemons: not even for root" 0 "$(reply records)"
	daemon_stop
	ok_if "two daemons: the second has ended: the device stays" \
		has_link "$first_nic"
	DAEMON=$first
	close_as alice
	ok_if "two daemons: the first ends it" no_link "$first_nic"
	daemon_stop
}

test_options
test_check
test_check_all
test_check_file
test_shipped
test_start_refused
test_gone_names
test_live_socket
test_stale_socket
test_made_folder
test_two_daemons
finish
