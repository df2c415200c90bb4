#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# service.t - inside a machine: vmtapd as a service of a real systemd, as
# shipped.
#
# What 'make install' installs is put into the machine as README.md says: a
# service user, the walls of the unit, restarts, the watchdog.  It runs first in
# a machine, since it also looks at what the kernel and udev do without vmtap.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
OUT=/run/service-test
: "${top_builddir:=$PWD}"
tried=0

say() {
	echo "$*"
}

try() {
	tried=$((tried + 1))
	what=$1
	shift
	if "$@" >$OUT/out 2>&1; then
		say "ok $tried - $what"
		return
	fi
	say "not ok $tried - $what"
	sed 's/^/# | /' $OUT/out | tail -n 20
	journalctl -b -q --no-pager -o short-monotonic |
		grep -E 'vmtapd|type=1326' | tail -n 12 | sed 's/^/# /'
	return 1
}

uptime_ms() {
	sed 's/\.\(..\) .*/\10/' /proc/uptime
}

# until_ok SECONDS COMMAND...: a condition with a bound.
until_ok() {
	end=$(($(uptime_ms) + $1 * 1000))
	shift
	until "$@"; do
		[ "$(uptime_ms)" -lt "$end" ] || return 1
		sleep 0.05
	done
}

refused() {
	! "$@"
}

# as_user NAME COMMAND...: runs COMMAND; no program can gain privileges.
as_user() {
	(exec_as_user "$@")
}

# The same in place of this shell, so that $! is the command's pid.
exec_as_user() {
	user=$1
	shift
	exec setpriv --reuid "$user" --regid "$user" --init-groups --inh-caps=-all \
		--bounding-set=-all --no-new-privs -- "$@"
}

property() {
	systemctl show --value -p "$1" "${2-vmtapd.service}"
}

daemon() {
	property MainPID
}

state() {
	property ActiveState "$@"
}

is_active() {
	[ "$(state)" = active ]
}

# ---- installing --------------------------------------------------------

# As README.md says.
install_vmtap() {
	cp -a "$top_builddir/installed/." / || return
	# udev may look at its rules before the group is there, and newer ones
	# (systemd 254) do not look again at files that stayed as they are.
	udevadm control --reload
	ldconfig && systemd-sysusers && systemctl daemon-reload &&
		systemctl restart systemd-udevd
}

# The administrator's policy stays.
installed_over() {
	cp "$conf" $OUT/policy && tar -C "$top_builddir/installed" \
		--exclude=vmtapd.conf -cf - . | tar -C / -xf - || return
	ldconfig && systemd-sysusers && systemctl daemon-reload &&
		systemctl restart systemd-udevd && cmp "$conf" $OUT/policy
}

# Another version comes in place of the one that runs.
upgraded() {
	installed_over && systemctl try-restart vmtapd && same_leases
}

has_user() {
	[ "$(id -nG vmtap)" = "vmtap kvm" ] && [ "$(id -u vmtap)" != 0 ]
}

verified() {
	unit=$(property FragmentPath "$1")
	systemd-analyze verify --man=no "$unit" >$OUT/verify 2>&1
	status=$?
	cat $OUT/verify
	[ -n "$unit" ] && [ $status = 0 ] && ! [ -s $OUT/verify ]
}

# Prints systemd's score of the unit's walls: 0 would be the best, and below 2
# systemd says OK.
is_hardened() {
	systemd-analyze security --no-pager vmtapd.service >$OUT/security || return
	exposure=$(sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p' $OUT/security)
	tail -n 1 $OUT/security
	systemd-analyze security --no-pager --threshold=20 vmtapd.service \
		>/dev/null && [ -n "$exposure" ]
}

# A network that two users may use, by kind.
policy() {
	for kind in "lan kind=bridge bridge=\"br0\"" \
		"wire kind=macvtap lower=\"up0\""; do
		echo "network ${kind%% *} {"
		printf '%s\n' "${kind#* }" | tr ' ' '\n'
		echo 'queues = 4  vhost = true'
		echo 'allow "alice" { devices = 100 }'
		echo 'allow "bob" { devices = 100 } }'
	done
}

world() {
	for user in alice bob; do
		useradd -M "$user" || return
	done
	ip link add br0 type bridge && ip link set br0 up || return
	for link in port0 up0; do
		ip link add "$link" type veth peer name "$link-far" &&
			ip link set "$link" up && ip link set "$link-far" up ||
			return
	done
	ip link set port0 master br0
	conf=$(vmtapd --help | sed -n 's/.*--config.*default \(.*\))$/\1/p')
	grep -q '^#network lan' "$conf" && policy >"$conf" &&
		vmtapd --check
}

socket_alone() {
	systemctl enable --now vmtapd.socket &&
		[ "$(state vmtapd.socket)" = active ] &&
		[ "$(state)" = inactive ] &&
		[ "$(stat -c %a /run/vmtap)" = 755 ] &&
		[ "$(stat -c %a /run/vmtap/vmtapd.sock)" = 666 ]
}

no_macvtap_yet() {
	! grep -q macvtap /proc/devices
}

# ---- a service of its own ----------------------------------------------

answered() {
	as_user alice vmtap networks >$OUT/networks
}

first_client() {
	before=$(uptime_ms)
	# A start may take longer here than a client waits.
	until_ok 120 answered || return
	first_ms=$(($(uptime_ms) - before))
	grep -q '^lan ' $OUT/networks && grep -q '^wire ' $OUT/networks &&
		is_active && [ "$(property Type)" = notify ]
}

# status_has PID PATTERN...: in all threads of the process.
status_has() {
	pid=$1
	shift
	cat "/proc/$pid/status"
	for pattern in "$@"; do
		for status in "/proc/$pid"/task/*/status; do
			grep -Eqx "$pattern" "$status" || return
		done
	done
}

powers_of_daemon() {
	pid=$(daemon)
	uid=$(id -u vmtap)
	[ "$(find "/proc/$pid/task" -mindepth 1 -maxdepth 1 | wc -l)" = 10 ] &&
		status_has "$pid" "Uid:	$uid	$uid	$uid	$uid" \
			'CapEff:	0*1000' 'CapPrm:	0*1000' \
			'CapBnd:	0*c000001000' 'CapInh:	0*' 'CapAmb:	0*' \
			'NoNewPrivs:	1' 'Seccomp:	2'
}

# The process that reads the policy.
# The reader, and the process that closes connections.
powers_of_children() {
	pids=$(pgrep -P "$(daemon)") && [ "$(echo "$pids" | wc -l)" = 2 ] ||
		return
	for pid in $pids; do
		status_has "$pid" 'CapEff:	0*' 'CapPrm:	0*' 'CapInh:	0*' \
			'CapAmb:	0*' 'NoNewPrivs:	1' 'Seccomp:	2' || return
	done
}

# Landlock is up, too: the unit permits its calls.
fenced() {
	journalctl -b -q --no-pager -o cat -u vmtapd >$OUT/log &&
		grep ' ready$' $OUT/log && refused grep 'no Landlock' $OUT/log
}

# Files that it, or its reader, has open to write: none but standard ones.
writable_paths() {
	for pid in $(daemon) $(pgrep -P "$(daemon)"); do
		for fd in "/proc/$pid/fd"/*; do
			number=${fd##*/}
			case $(readlink "$fd") in
			socket:* | pipe:* | anon_inode:*) continue ;;
			esac
			[ "$number" -gt 2 ] &&
				grep -q '^flags:.*[12]$' "/proc/$pid/fdinfo/$number" &&
				readlink "$fd"
		done
	done
}

no_writable_path() {
	writable_paths
	[ -z "$(writable_paths)" ]
}

# ---- grants ------------------------------------------------------------

none_left() {
	[ -z "$(ip -oneline link show type tun)" ] &&
		[ -z "$(ip -oneline link show type macvtap)" ]
}

gone() {
	until_ok 10 none_left
}

# nic NIC SCRIPT: alice runs it with the nic's facts in $fds, $ifname and, if it
# has them, $vhostfds; afterwards the device must be gone.
nic() {
	case $1 in
	*vhost=on*) vhostfds='{vhostfds}' ;;
	*) vhostfds= ;;
	esac
	# shellcheck disable=SC2016 # for the inner shell
	as_user alice timeout 60 vmtap run -n "$1" -- bash -c \
		'fds=$1 ifname=$2 vhostfds=$3; eval "$4"' \
		sh '{fds}' '{ifname}' "$vhostfds" "set -ex; $2" && gone
}

# The unit's limits on devices are for vmtapd, not for its users: a broadcast
# that alice writes from her address arrives behind the bridge.
frame_passes() {
	counter=/sys/class/net/port0-far/statistics/rx_bytes
	before=$(cat $counter)
	# shellcheck disable=SC2016 # for the inner shell
	nic lan,vnet_hdr=off,mac=52:54:00:00:00:01 '
		{ printf "\377\377\377\377\377\377\122\124\000\000\000\001\210\265"
		head -c 1000 /dev/zero; } | dd bs=2000 iflag=fullblock >&$fds
		until [ $(cat '$counter') -ge $(('"$before"' + 1014)) ]; do
			sleep 0.05
		done'
}

# shellcheck disable=SC2016 # all of these are for the inner shell
grants() {
	try "bridge: a TAP, a port of the bridge, up" nic lan '
		[ "$(readlink /proc/self/fd/$fds)" = /dev/net/tun ]
		ip -oneline link show dev $ifname type tun |
			grep "[<,]UP[,>].* master br0 "'
	try "bridge: a frame passes" frame_passes
	try "macvtap: udev gives its node to vmtapd, alice gets it open" nic wire '
		node=$(readlink /proc/self/fd/$fds)
		case $node in /dev/tap[0-9]*) ;; *) false ;; esac
		[ "$(stat -c "%a %U %G" $node)" = "660 root vmtap" ]
		! [ -r $node ]
		ip -oneline link show dev $ifname type macvtap |
			grep "@up0: .*[<,]UP[,>]"'
	try "vhost-net: descriptors for each queue, both kinds" vhost
	try "macvtap with four queues" nic wire,queues=4 '
		[ "$(echo $fds | tr : "\n" | sort -u | wc -l)" = 4 ]'
}

vhost() {
	stat -c '%a %U %G' /dev/vhost-net | tee $OUT/vhost
	grep -qx '660 root kvm' $OUT/vhost || return
	for network in lan wire; do
		# shellcheck disable=SC2016 # for the inner shell
		nic "$network,queues=2,vhost=on" '
			for fd in ${vhostfds%:*} ${vhostfds#*:}; do
				[ "$(readlink /proc/self/fd/$fd)" = /dev/vhost-net ]
			done
			[ ${vhostfds%:*} != ${vhostfds#*:} ]' || return
	done
}

without_rule() {
	rule=$(find /usr /etc -name 70-vmtap.rules)
	mv "$rule" $OUT/rule && udevadm control --reload || return
	as_user alice vmtap run --inherit -n wire -- true 2>$OUT/refusal
	status=$?
	mv $OUT/rule "$rule" && udevadm control --reload
	cat $OUT/refusal
	[ $status = 4 ] && [ "$(wc -l <$OUT/refusal)" = 1 ] &&
		grep -q 'udev rule' $OUT/refusal && none_left &&
		leases_are 0 &&
		nic wire true
}

# ---- restarts with live leases -----------------------------------------

# Programs that hold a device, one of each kind, until they are killed.
hold() {
	exec_as_user alice vmtap run --inherit -n lan,vm=one -- sleep 1000 &
	one=$!
	exec_as_user bob vmtap run --inherit -n wire,queues=2,vm=two -- sleep 1000 &
	two=$!
	until_ok 30 leases_are 2 && vmtap list --json | tee $OUT/leases
}

leases_are() {
	[ "$(vmtap list --json | grep -c '"ifname"')" = "$1" ]
}

same_leases() {
	vmtap list --json >$OUT/leases.now &&
		diff $OUT/leases $OUT/leases.now
}

# Another daemon than that of this pid is up.
is_another() {
	[ "$(daemon)" != "$1" ] && [ "$(daemon)" != 0 ] && is_active
}

restarted() {
	pid=$(daemon)
	systemctl restart vmtapd && is_another "$pid" && same_leases
}

killed() {
	pid=$(daemon)
	systemctl kill -s KILL vmtapd && until_ok 30 is_another "$pid" &&
		same_leases
}

# A request starts it.
stopped() {
	systemctl stop vmtapd.service && [ "$(state)" = inactive ] &&
		[ "$(daemon)" = 0 ] && same_leases && is_active
}

# If nobody holds a device while vmtapd is down, the next start deletes it.
end_while_stopped() {
	systemctl stop vmtapd.service
	end_holder "$two" || return
	ip -oneline link show type macvtap | grep ' vt' &&
		leases_are 1 && until_ok 10 no_macvtap_link
}

no_macvtap_link() {
	[ -z "$(ip -oneline link show type macvtap)" ]
}

end_one() {
	end_holder "$one" && gone && leases_are 0
}

end_holder() {
	kill -KILL "$1"
	wait "$1"
	[ $? = 137 ]
}

# 50 clients at once while vmtapd restarts all the time; every fifth gets a
# device.  They have a low priority, since there are only two CPUs.
burst() {
	restarts &
	restarter=$!
	clients=
	for client in $(seq 50); do
		user=alice
		[ "$((client % 2))" = 0 ] || user=bob
		if [ "$((client % 5))" = 0 ]; then
			set -- run --inherit -n lan -- true
		else
			set -- check wire
		fi
		(exec_as_user "$user" nice -n 19 vmtap "$@") &
		clients="$clients $!"
	done
	lost=0
	for client in $clients; do
		wait "$client" || lost=$((lost + 1))
	done
	echo enough >$OUT/enough
	wait "$restarter" || return
	echo "$lost lost"
	[ "$lost" = 0 ] && gone && leases_are 0
}

# At least three restarts, until enough clients were answered.
restarts() {
	: >$OUT/restarts
	until [ -e $OUT/enough ] && [ "$(wc -l <$OUT/restarts)" -ge 3 ]; do
		systemctl restart vmtapd || return
		echo restarted >>$OUT/restarts
	done
}

# ---- reload and watchdog -----------------------------------------------

may_use() {
	as_user alice vmtap check "$1"
}

reloaded() {
	pid=$(daemon)
	refused may_use other || return
	policy | sed 's/network lan/network other/' >"$conf"
	systemctl reload vmtapd && until_ok 30 may_use other &&
		refused may_use lan && [ "$(daemon)" = "$pid" ]
}

reload_refused() {
	pid=$(daemon)
	echo nonsense >>"$conf"
	line=$(grep -c '' "$conf")
	refused systemctl reload vmtapd && may_use other &&
		[ "$(daemon)" = "$pid" ] && is_active || return
	SYSTEMD_COLORS=0 systemctl status --no-pager vmtapd
	SYSTEMD_COLORS=0 systemctl status --no-pager vmtapd |
		grep "$conf:$line: "
}

# The daemon's own message, for an administrator who sends SIGHUP.
hangup_refused() {
	systemctl kill --kill-whom=main -s HUP vmtapd &&
		until_ok 30 status_text_has "$conf:$line: " && may_use other &&
		is_active
}

status_text_has() {
	property StatusText | grep -F "$1"
}

reloaded_again() {
	policy >"$conf"
	systemctl reload vmtapd && until_ok 30 may_use lan &&
		status_text_has 'policy reloaded'
}

watchdog() {
	mkdir -p /run/systemd/system/vmtapd.service.d &&
		printf '[Service]\nWatchdogSec=2\n' \
			>/run/systemd/system/vmtapd.service.d/watchdog.conf &&
		systemctl daemon-reload && systemctl restart vmtapd || return
	pid=$(daemon)
	# vmtapd is alive, and tells the watchdog.
	alive=$(property WatchdogTimestampMonotonic)
	until_ok 10 was_alive_since "$alive" || return
	kill -STOP "$pid"
	until_ok 30 is_another "$pid" && same_leases &&
		[ "$(property NRestarts)" -ge 1 ] &&
		journalctl -b --no-pager -u vmtapd | grep -i 'watchdog timeout'
}

was_alive_since() {
	[ "$(property WatchdogTimestampMonotonic)" -gt "$1" ]
}

unwatched() {
	rm -r /run/systemd/system/vmtapd.service.d
	systemctl daemon-reload && systemctl restart vmtapd && same_leases
}

# ---- the end -----------------------------------------------------------

# What a client gets when the administrator has stopped service and socket.
all_stopped() {
	systemctl disable --now vmtapd.socket && until_ok 30 is_inactive &&
		! pgrep -u vmtap && refused as_user alice vmtap list
}

is_inactive() {
	[ "$(state)" = inactive ]
}

# As vmtapd(8) says: only the policy stays.
removed() {
	left=$OUT/left
	make -s -C "$top_builddir" uninstall || return
	systemctl daemon-reload && systemctl restart systemd-udevd || return
	(cd "$top_builddir/installed" && find . -type f -o -type l) |
		sed 's/^\.//' | while read -r file; do
		[ ! -e "$file" ] || echo "$file"
	done >$left
	find / -xdev -path /vmtap -prune -o -path '*/[v]mtap' -type d -print \
		-o -lname '*vmtapd*' -print >>$left
	cat $left
	[ "$(sort $left)" = "$(printf '%s\n' "${conf%/*}" "$conf")" ]
}

# The log has no system call for which a filter killed, no setting that systemd
# does not know, and no failed start.
no_complaints() {
	journalctl -b -q --no-pager | grep -E \
		'type=1326|=SECCOMP|/SYS|segfault|BUG:|WARNING:|vmtapd.*(Unknown|[Ii]gnoring|Failed to)'
	[ $? = 1 ]
}

mkdir -p $OUT
chmod 700 $OUT
say "# Linux $(uname -r), $(systemctl --version | head -n 1)," \
	"up after $(uptime_ms) ms"
try "installed as README.md says" install_vmtap
try "systemd-sysusers made the user vmtap, in group kvm" has_user
try "vmtapd.service passes systemd-analyze verify" verified vmtapd.service
try "vmtapd.socket passes systemd-analyze verify" verified vmtapd.socket
try "systemd-analyze security finds it hardened" is_hardened &&
	say "# exposure level $exposure"
try "users, links and a policy" world
try "the socket is up, the service is not" socket_alone
try "the macvtap module is not loaded yet" no_macvtap_yet
try "the first client starts the service, and is answered" first_client ||
	exit 1
say "# answered after ${first_ms-?} ms"
try "vmtapd: user vmtap, CAP_NET_ADMIN alone, filtered, all threads" \
	powers_of_daemon
try "its other processes have no capability" powers_of_children
try "its files are fenced by Landlock" fenced
try "neither has a path open to write" no_writable_path
grants
try "without the udev rule: one refusal that names it, nothing left" \
	without_rule
try "two devices are held" hold
try "systemctl restart: the leases stay" restarted
try "an upgrade: the leases and the policy stay" upgraded
try "systemctl kill -s KILL: the leases stay" killed
try "systemctl stop: the next request starts it, the leases stay" stopped
try "systemctl reload takes a changed policy" reloaded
try "systemctl reload refuses a broken one, and says which line" reload_refused
try "SIGHUP with a broken one: the status says which line" hangup_refused
try "systemctl reload takes the mended one" reloaded_again
try "the watchdog restarts one that hangs, the leases stay" watchdog
try "without the watchdog's drop-in" unwatched
try "a macvtap whose holder ended meanwhile is deleted at the start" \
	end_while_stopped
try "a holder ends: its device, too" end_one
try "50 clients while vmtapd restarts: all are answered" burst
say "# $(wc -l <$OUT/restarts) restarts"
SYSTEMD_COLORS=0 systemd-analyze security --no-pager vmtapd.service |
	tr -cd '\012\040-\176' | grep -E '^ *(NAME|[A-Z].* 0\.[1-9]$)|Overall' |
	sed 's/^/# /'
try "socket and service stop, no process is left" all_stopped
try "no device is left" none_left
try "uninstalled: only the policy is left" removed
try "installed once more, over a policy that stays" installed_over
try "systemd and the kernel complain about nothing" no_complaints
say "1..$tried"
