#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# sandbox.t - what the daemon may do, as /proc shows it.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
END
bare_bridge br0
ip link add eth9 type veth peer name eth9-far
ip link set eth9-far up
ip link set eth9 up
NET_ADMIN=0000000000001000
WITH_BPF=000000c000001000 # and CAP_BPF, CAP_PERFMON: for the start
NOTHING=0000000000000000

# status FILE KEY
status()
{
	sed -n "s/^$2:[[:space:]]*//p" "$1"
}

# children PID
children()
{
	for task in /proc/[0-9]*/status; do
		[ "$(status $task PPid 2>/dev/null)" != "$1" ] ||
			status $task Pid
	done 2>/dev/null
}

# The daemon has two children: the reader, whose child is the resolver, and the
# process that closes connections.
reader()
{
	for child in $(children $DAEMON); do
		[ -z "$(children $child)" ] || echo $child
	done
}

discard()
{
	for child in $(children $DAEMON); do
		[ -n "$(children $child)" ] || echo $child
	done
}

check_threads()
{
	is "$1: threads: the loop and the reaper's nine" 10 \
		"$(find /proc/$DAEMON/task -mindepth 1 -maxdepth 1 | wc -l)"
	for task in "/proc/$DAEMON/task"/*; do
		name="$1: thread ${task##*/}"
		file=$task/status
		is "$name: permitted" $NET_ADMIN "$(status $file CapPrm)"
		is "$name: effective" $NET_ADMIN "$(status $file CapEff)"
		is "$name: inheritable" $NOTHING "$(status $file CapInh)"
		is "$name: ambient" $NOTHING "$(status $file CapAmb)"
		like "$name: bounding: at most what is kept" \
			"^($NOTHING|$NET_ADMIN|$WITH_BPF)\$" "$(status $file CapBnd)"
		is "$name: nothing new by exec" 1 "$(status $file NoNewPrivs)"
		is "$name: filter of system calls" 2 "$(status $file Seccomp)"
	done
}

# The daemon's helper processes have no rights at all.
check_children()
{
	for child in $(children $DAEMON); do
		name="$1: child $child"
		file=/proc/$child/status
		for set in CapPrm CapEff CapInh CapAmb; do
			is "$name: $set" $NOTHING "$(status $file $set)"
		done
		like "$name: bounding: nothing that would count" \
			"^($NOTHING|$NET_ADMIN|$WITH_BPF)\$" "$(status $file CapBnd)"
		is "$name: nothing new by exec" 1 "$(status $file NoNewPrivs)"
		is "$name: filter of system calls" 2 "$(status $file Seccomp)"
	done
}

# The resolver loads the libraries of nsswitch.conf.  It has no more rights over
# other processes than any user, even if the daemon is root.
check_resolver()
{
	readers=$(reader)
	is "$1: one reader" 1 "$(echo "$readers" | wc -w)"
	resolver=$(children $readers)
	is "$1: one resolver" 1 "$(echo "$resolver" | wc -w)"
	file=/proc/$resolver/status
	is "$1: what closes connections: its user" "$2 $2 $2 $2" \
		"$(status "/proc/$(discard)/status" Uid | tr '\t' ' ')"
	is "$1: resolver: its user" "$2 $2 $2 $2" \
		"$(status $file Uid | tr '\t' ' ')"
	is "$1: resolver: its group" "$2 $2 $2 $2" \
		"$(status $file Gid | tr '\t' ' ')"
	is "$1: resolver: no other groups" "" "$(status $file Groups | tr -d ' ')"
	for set in CapPrm CapEff CapInh CapAmb; do
		is "$1: resolver: $set" $NOTHING "$(status $file $set)"
	done
	like "$1: resolver: bounding: nothing that would count" \
		"^($NOTHING|$NET_ADMIN|$WITH_BPF)\$" "$(status $file CapBnd)"
	is "$1: resolver: nothing new by exec" 1 "$(status $file NoNewPrivs)"
	is "$1: resolver: filter of system calls" 2 "$(status $file Seccomp)"
	is "$1: resolver: no path to write" "" "$(writable_paths $resolver)"
	is "$1: resolver: a socket to the reader, no more" \
		"/dev/null /dev/null /dev/null socket:[]" \
		"$(find /proc/$resolver/fd -type l -printf '%l\n' |
			tr -d "0-9" | sort | xargs)"
	is "$1: the reader shares memory with the daemon" 1 \
		"$(grep -c ' rw-s ' /proc/$readers/maps)"
	is "$1: resolver: shares none" 0 "$(grep -c ' rw-s ' /proc/$resolver/maps)"
}

# Only root may read the policy, which has a name that was not in it before.
test_reload()
{
	is "reload: the policy is its owner's alone" 600 "$(stat -c %a $CONF)"
	sed 's/"alice"/"alice" {}  allow "bob"/' $CONF >$T/conf.new
	cat $T/conf.new >$CONF
	kill -HUP $DAEMON
	ok_if "reload: read, and the new name is found" wait_until 5 is_served bob
	kill -KILL $resolver
	wait_until 5 not is_running $resolver
	kill -HUP $DAEMON
	ok_if "reload without a resolver: says so" wait_until 5 log_has \
		"the process that reads it has ended; restart vmtapd"
	ok_if "reload without a resolver: the old policy holds" is_served bob
}
is_served()
{
	ask "$1" "request check network=lan"
	[ "$(reply code)" = 0 ]
}

# writable_paths PID: files that it has open for writing, except the three that
# it was started with
writable_paths()
{
	for fd in "/proc/$1/fd"/*; do
		fd=${fd##*/}
		case $(readlink /proc/$1/fd/$fd) in
		socket:* | pipe:* | anon_inode:*) continue ;;
		esac
		[ $fd -gt 2 ] || continue
		case $(sed -n 's/^flags:[[:space:]]*//p' /proc/$1/fdinfo/$fd) in
		*[12]) readlink /proc/$1/fd/$fd ;;
		esac
	done
}

no_writable_path()
{
	[ -z "$(writable_paths $1)" ]
}

# The daemon closes its copies of granted descriptors a moment later.
check_descriptors()
{
	wait_until 3 no_writable_path $DAEMON
	is "$1: no path is open to write" "" "$(writable_paths $DAEMON)"
	for child in $(children $DAEMON); do
		is "$1: child $child: none either" "" "$(writable_paths $child)"
	done
	is "$1: reader: sockets to daemon and resolver, no more" \
		"socket:[]socket:[]" "$(sockets_of "$(reader)")"
	is "$1: one process closes connections" 1 "$(discard | wc -w)"
	is "$1: it has a socket to the daemon, no more" "socket:[]" \
		"$(sockets_of "$(discard)")"
}

# What is open besides the standard three.
sockets_of()
{
	find /proc/$1/fd -type l ! -name '[012]' -printf '%l' | tr -d "0-9"
}

check_process()
{
	like "$1: no core dump" '^Max core file size +0 +0 ' \
		"$(cat /proc/$DAEMON/limits)"
	is "$1: not dumpable: its files in /proc are root's" 0 \
		"$(stat -c %u /proc/$DAEMON/mem)"
	unlike "$1: no memory is writable and executable" ' rwxp ' \
		"$(cat /proc/$DAEMON/maps)"
}

test_root()
{
	: >$T/forgotten
	daemon_start 9>>$T/forgotten
	check_threads "as root"
	check_descriptors "as root"
	check_children "as root"
	check_resolver "as root" 65534
	check_process "as root"
	open_as alice "network=lan"
	is "as root: grants a TAP" 0 "$(opened code)"
	check_descriptors "with a TAP"
	close_as alice
	open_as alice "network=card"
	is "as root: grants a macvtap" 0 "$(opened code)"
	check_descriptors "with a macvtap"
	close_as alice
	check_threads "after grants"
	test_reload
	leaves_nothing "as root"
	ok_if "as root: ends with status 0" daemon_stop
	is "as root: its socket is removed" gone \
		"$([ -e $SOCKET ] && echo there || echo gone)"
}

# A /dev has only what is needed; its tun is open to all, as on most hosts.
make_dev()
{
	mkdir -p $T/dev
	mount -t tmpfs -o mode=755 tmpfs $T/dev
	mkdir $T/dev/net
	for node in null zero urandom random net/tun; do
		cp -a /dev/$node $T/dev/$node
	done
	chmod 666 $T/dev/net/tun
}

# start_service [CAPABILITIES]: starts it as systemd does: as a user of its own,
# with CAP_NET_ADMIN, and what it needs to load its eBPF program
start_service()
{
	mkdir -p $T/service
	chown 61200 $T/service
	SOCKET=$T/service/vmtapd.sock
	chown 61200 $CONF
	caps=${1-+net_admin,+bpf,+perfmon}
	: >$T/daemon.log
	setpriv --reuid 61200 --regid 61200 --clear-groups \
		--inh-caps=-all,$caps --ambient-caps=$caps \
		--bounding-set=-all,$caps \
		"$VMTAPD" --config $CONF --socket $SOCKET 2>>$T/daemon.log &
	DAEMON=$!
	wait_until 10 is_ready_or_dead
	ok_if "as a service: it starts" is_running $DAEMON
	mark
}

test_service()
{
	make_dev
	mount --bind $T/dev /dev
	start_service
	check_threads "as a service"
	check_children "as a service"
	check_resolver "as a service" 61200
	check_process "as a service"
	check_descriptors "as a service"
	is "as a service: not root" "61200 61200 61200 61200" \
		"$(status /proc/$DAEMON/status Uid | tr '\t' ' ')"
	open_as alice "network=lan"
	is "as a service: grants a TAP" 0 "$(opened code)"
	close_as alice
	# The kernel made the macvtap's node elsewhere; it is not in this /dev.
	ask alice "request open network=card"
	is "no node: the host's fault" 7 "$(reply code)"
	like "no node: it is named" '/dev/tap' "$(reply text)"
	wait_until 3 ours_are 0
	leaves_nothing "as a service"
	umount --lazy /dev # the daemon's standard input is in it
	# Here the node exists, and only root may open it.
	ask alice "request open network=card"
	is "node of root's: the host's fault" 7 "$(reply code)"
	like "node of root's: says that it may not be opened" \
		'/dev/tap.*[Pp]ermission' "$(reply text)"
	wait_until 3 ours_are 0
	leaves_nothing "node of root's"
	ok_if "as a service: ends with status 0" daemon_stop
}

# Without the capability vmtapd says so, and does not start.
test_without()
{
	chown 61001 $CONF
	mkdir -p $T/alice
	chown 61001 $T/alice
	as alice "$VMTAPD" --config $CONF --socket $T/alice/vmtapd.sock \
		>$T/out 2>&1
	is "without CAP_NET_ADMIN: status" 1 $?
	like "without CAP_NET_ADMIN: the sentence" 'CAP_NET_ADMIN' \
		"$(cat $T/out)"
	not_if "without CAP_NET_ADMIN: no socket is left" \
		test -e $T/alice/vmtapd.sock
}

test_root
test_service
test_without
finish
