# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh disable=SC2034,SC2154
# lib.sh - the stage on which guests are booted: sourced by the tests here and
# by contrib/demo/run, which set top_srcdir and top_builddir.
#
# All runs in namespaces of its own (network, mount, process): when their first
# process ends, in any way, all that was made inside is gone.  No
# function here touches the root namespace.
#
#          root namespace of the stage             namespace "peer"
#     guest --TAP-- br0 -- to-peer ============ eth0   10.99.0.1/24
#     guest --MACVTAP----- uplink  ============ eth1   10.98.0.1/24

# shellcheck source=tests/lib/machine-id.sh
. "$top_srcdir/tests/lib/machine-id.sh"

STAGE=/run/stage
STAGE_BRIDGE_PEER=10.99.0.1
STAGE_BRIDGE_GUEST=10.99.0.2
STAGE_UPLINK_PEER=10.98.0.1
# The ordinary user.  The host need not know this number.
STAGE_UID=1000
# Guests are small; without KVM, one boots in about three seconds.
: "${STAGE_BOOT_LIMIT:=60}"
VMTAP_SOCKET=$STAGE/vmtapd.sock
export VMTAP_SOCKET
# The folder outside that keeps the guests' kernel.
: "${stage_cache:=${VMTAP_CACHE:-$top_srcdir/.cache}}"

note() {
	echo "# $*"
}

die() {
	echo "Bail out! $*"
	exit 99
}

now_ms() {
	date +%s%3N
}

# wait_for SECONDS COMMAND...: until the command succeeds, or the time is up.
wait_for() {
	wait_end=$(($(now_ms) + $1 * 1000))
	shift
	until "$@"; do
		[ "$(now_ms)" -lt "$wait_end" ] || return 1
		sleep 0.02
	done
}

# ---- the stage ---------------------------------------------------------

# stage_needs: ends the test, which is skipped, where it cannot run
stage_needs() {
	for stage_tool in qemu-system-x86_64 busybox setpriv apt-get; do
		command -v "$stage_tool" >/dev/null || {
			echo "1..0 # SKIP no $stage_tool"
			exit 0
		}
	done
	[ "$(id -u)" = 0 ] || {
		echo "1..0 # SKIP not root: vmtapd makes devices"
		exit 0
	}
}

# Fetches what the stage needs from the network, before the stage is entered.
stage_prepare() {
	"$top_srcdir/tests/vm/fetch-kernel" "$stage_cache/kernel"
}

# stage_run SCRIPT ARG...: run it in new namespaces, as their first process;
# stage_mark is in the environment of all that it starts.
stage_run() {
	unshare --net --mount --pid --fork --kill-child --mount-proc \
		env top_srcdir="$top_srcdir" top_builddir="$top_builddir" \
		stage_cache="$stage_cache" VMTAP_STAGE="$stage_mark" "$@"
}

# Inside: private /run and /sys, programs, kernel, links and the peer.
stage_open() {
	mount -t tmpfs -o mode=755 tmpfs /run
	mount -t sysfs sysfs /sys # of this network namespace
	mkdir -p "$STAGE/kernel" "$STAGE/root"
	mount --bind "$stage_cache/kernel" "$STAGE/kernel"
	private_machine_id
	stage_install
	"$top_srcdir/tests/vm/make-initramfs" "$STAGE/kernel" \
		"$top_srcdir/tests/vm/guest-init" "$STAGE/initramfs" \
		virtio_pci virtio_net || die "cannot make the initramfs"
	stage_links
	stage_peer
}

# Copies the programs to where an ordinary user can reach them: the build may be
# in a folder that is closed to others.
stage_install() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$top_builddir" \
		install DESTDIR="$STAGE/root" >"$STAGE/install.log" 2>&1 || {
		sed 's/^/# /' "$STAGE/install.log"
		die "make install failed"
	}
	stage_lib=$(dirname "$(find "$STAGE/root" -name 'libvmtap.so.?')")
	PATH=$(find "$STAGE/root" -type d \( -name bin -o -name sbin -o \
		-name libexec \) | tr '\n' ':')$PATH
	LD_LIBRARY_PATH=$stage_lib
	export PATH LD_LIBRARY_PATH
	stage_helper=$(command -v vmtap-bridge-helper ||
		find "$STAGE/root" -name vmtap-bridge-helper -type f)
}

stage_links() {
	ip link set lo up
	ip netns add peer
	ip link add br0 type bridge
	ip link add to-peer type veth peer name eth0 netns peer
	ip link set to-peer master br0
	ip link add uplink type veth peer name eth1 netns peer
	for link in br0 to-peer uplink; do
		ip link set "$link" up
	done
	ip -n peer address add "$STAGE_BRIDGE_PEER/24" dev eth0
	ip -n peer address add "$STAGE_UPLINK_PEER/24" dev eth1
	for link in lo eth0 eth1; do
		ip -n peer link set "$link" up
	done
}

# The peer's side of guest-init: give bytes at 7001, sum bytes at 7002.
stage_peer() {
	dd if=/dev/urandom of="$STAGE/bytes" bs=64k count=64 2>/dev/null
	stage_sum=$(sha256sum <"$STAGE/bytes" | cut -d ' ' -f 1)
	ip netns exec peer "$top_srcdir/tests/vm/peer.py" "$STAGE/bytes" \
		>"$STAGE/peer.log" 2>&1 &
	wait_for 10 grep -qx listening "$STAGE/peer.log" ||
		die "the peer does not listen: $(cat "$STAGE/peer.log")"
}

# Runs COMMAND... as the ordinary user; no program can gain privileges.
as_user() {
	setpriv --reuid "$STAGE_UID" --regid "$STAGE_UID" --clear-groups \
		--inh-caps=-all --bounding-set=-all --no-new-privs -- "$@"
}

# ---- the daemon --------------------------------------------------------

# daemon_start [COMMAND...]: with the policy on standard input; COMMAND executes
# it.
daemon_start() {
	cat >"$STAGE/vmtapd.conf"
	"$@" vmtapd --config "$STAGE/vmtapd.conf" --socket "$VMTAP_SOCKET" --debug \
		2>"$STAGE/vmtapd.log" &
	daemon_pid=$!
	wait_for 10 daemon_settled
	[ -S "$VMTAP_SOCKET" ] && daemon_runs
}

daemon_settled() {
	[ -S "$VMTAP_SOCKET" ] || ! daemon_runs
}

daemon_runs() {
	process_runs "$daemon_pid"
}

# Stops it, and fails unless it leaves with status 0.
daemon_stop() {
	kill "$daemon_pid"
	wait_for 5 process_ended "$daemon_pid" || kill -KILL "$daemon_pid"
	wait "$daemon_pid"
}

# A child that ended stays as a zombie until the shell waits for it.
process_runs() {
	[ -r "/proc/$1/stat" ] &&
		[ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat")" != Z ]
}

process_ended() {
	! process_runs "$1"
}

# ---- guests ------------------------------------------------------------

# guest_start NAME ADDR PEER WORDS COMMAND...
# Boot a guest as the ordinary user.  COMMAND runs QEMU with the given network
# options; machine, kernel and console are added here.  WORDS are more words of
# the kernel command line.  Sets guest_pid: QEMU's own, since each program of
# the chain executes the next.
guest_start() {
	guest_name=$1
	guest_words="vmtap.addr=$2/24 vmtap.peer=$3 $4"
	shift 4
	guest_console=$STAGE/$guest_name.console
	guest_stderr=$STAGE/$guest_name.stderr
	: >"$guest_console" # there to be read before QEMU is
	set -- "$@" -M q35 -accel tcg,thread=multi -cpu max -m 192 \
		-nodefaults -no-user-config -display none -no-reboot \
		-kernel "$STAGE/kernel/vmlinux" -initrd "$STAGE/initramfs" \
		-chardev stdio,id=console,signal=off -serial chardev:console \
		-append "console=ttyS0 quiet loglevel=4 panic=-1 nokaslr \
mitigations=off net.ifnames=0 no_timer_check $guest_words"
	(
		exec setpriv --reuid "$STAGE_UID" --regid "$STAGE_UID" \
			--clear-groups --inh-caps=-all --bounding-set=-all \
			--no-new-privs -- "$@" </dev/null \
			>"$guest_console" 2>"$guest_stderr"
	) &
	guest_pid=$!
}

# guest_said NAME WORD: prints what the guest said after WORD.
guest_said() {
	tr -d '\r' <"$STAGE/$1.console" |
		sed -n "s/^vmtap-guest: $2 \{0,1\}//p" | tail -n 1
}

guest_has_said() {
	tr -d '\r' <"$STAGE/$1.console" | grep -q "^vmtap-guest: $2"
}

# guest_wait_said NAME PID WORD: waits until the guest says it; fails if QEMU
# ends before.
guest_wait_said() {
	wait_for "$STAGE_BOOT_LIMIT" guest_said_or_ended "$@" &&
		guest_has_said "$1" "$3"
}

guest_said_or_ended() {
	guest_has_said "$1" "$3" || process_ended "$2"
}

# guest_wait PID: waits until QEMU ends by itself; returns its status.
guest_wait() {
	if ! wait_for "$STAGE_BOOT_LIMIT" process_ended "$1"; then
		kill -KILL "$1"
		wait "$1"
		return 124
	fi
	wait "$1"
}

# Is PID a QEMU of the ordinary user, without any capability?
guest_is_powerless() {
	grep -qx 'Name:	qemu-system-x86' "/proc/$1/status" &&
		grep -q "^Uid:	$STAGE_UID	$STAGE_UID	$STAGE_UID	$STAGE_UID\$" \
			"/proc/$1/status" &&
		grep -qx 'NoNewPrivs:	1' "/proc/$1/status" &&
		[ "$(grep -c '^Cap[A-Z][a-z]*:	0*$' "/proc/$1/status")" = 5 ]
}

# ---- what is there -----------------------------------------------------

# Devices that vmtapd could have made: the stage itself makes none of these.
devices() {
	ip -oneline link show type tun
	ip -oneline link show type macvtap
}

devices_count() {
	devices | wc -l
}

devices_none() {
	[ "$(devices_count)" = 0 ]
}

# device_on KIND LINK: exactly one device of KIND, attached to LINK.
device_on() {
	case $1 in
	bridge) ip -oneline link show master "$2" type tun ;;
	macvtap) ip -oneline link show type macvtap | grep "@$2: " ;;
	esac >"$STAGE/device_on"
	[ "$(wc -l <"$STAGE/device_on")" = 1 ] && [ "$(devices_count)" = 1 ]
}

# leases_are N: so many in vmtapd's own list, of all users.
leases_are() {
	vmtap list --json >"$STAGE/list.json" || return
	[ "$(python3 -c 'import json, sys
print(len(json.load(sys.stdin)))' <"$STAGE/list.json")" = "$1" ]
}

# Prints what a person needs after a failure.
diagnose() {
	for log in "$STAGE/vmtapd.log" "$STAGE/peer.log" "$STAGE/$1.stderr" \
		"$STAGE/$1.console"; do
		[ -s "$log" ] || continue
		echo "# --- $(basename "$log"), last lines"
		tr -d '\r' <"$log" | tail -n 25 | sed 's/^/# /'
	done
	echo "# --- links"
	ip -br link | sed 's/^/# /'
}
