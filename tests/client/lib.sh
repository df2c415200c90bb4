# SPDX-License-Identifier: LGPL-2.1-or-later
# lib.sh - TAP output, a fake vmtapd, and a network namespace.  Sourced.
# shellcheck shell=sh
# shellcheck disable=SC2034 # variables are for the scripts

build=${top_builddir:?run by make check}
source=${top_srcdir:?run by make check}
vmtap=$build/helper/client/vmtap
bridge_helper=$build/helper/client/vmtap-bridge-helper
play_qemu=$build/tests/client/play-qemu

# The devices of these tests stay in a namespace of their own.
if [ -z "${VMTAP_TEST_NAMESPACE:-}" ]; then
	VMTAP_TEST_NAMESPACE=none
	if unshare -n true 2>/dev/null; then
		VMTAP_TEST_NAMESPACE=own
		export VMTAP_TEST_NAMESPACE
		exec unshare -n "$0"
	elif unshare -Urn true 2>/dev/null; then
		VMTAP_TEST_NAMESPACE=own
		export VMTAP_TEST_NAMESPACE
		exec unshare -Urn "$0"
	fi
fi

work=$(mktemp -d) || exit 99
socket=$work/socket
log=$work/log
fake_pid=
# A fake is left only if the script ended early.
finish()
{
	[ -z "$fake_pid" ] || kill "$fake_pid" 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 99' HUP INT TERM
VMTAP_SOCKET=$socket
LC_ALL=C
TZ=UTC
export VMTAP_SOCKET LC_ALL TZ

count=0
# report STATUS NAME
report()
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
	fi
}

# is ACTUAL EXPECTED NAME
is()
{
	if [ "$1" = "$2" ]; then
		report 0 "$3"
	else
		report 1 "$3"
		printf '%s\n' "got:      $1" "expected: $2" | sed 's/^/# /'
	fi
}

# like ACTUAL PATTERN NAME: PATTERN is the shell's
like()
{
	# shellcheck disable=SC2254 # a pattern
	case $1 in
	$2) report 0 "$3" ;;
	*)
		report 1 "$3"
		printf '%s\n' "got:      $1" "pattern:  $2" | sed 's/^/# /'
		;;
	esac
}

done_testing()
{
	echo "1..$count"
}

# start_fake STEP...: returns when it listens; its requests go to $log
start_fake()
{
	rm -f "$socket" "$log" "$work/ready"
	mkfifo "$work/ready"
	"$build/tests/client/fake-vmtapd" "$socket" "log $log" "$@" \
		>"$work/ready" 2>"$work/fake.err" &
	fake_pid=$!
	read -r _ <"$work/ready" || cat "$work/fake.err"
}

# The fake must have played its script to the end.
finish_fake()
{
	wait "$fake_pid"
	fake_status=$?
	fake_pid=
	[ $fake_status = 0 ] && return
	report 1 "fake vmtapd: $(cat "$work/fake.err")"
}

# run COMMAND...: sets out, err and status
run()
{
	"$@" >"$work/out" 2>"$work/err"
	status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}

# Can a TAP be made here?  If not, $why says why.
can_tap()
{
	if [ "$VMTAP_TEST_NAMESPACE" != own ]; then
		why="no network namespace can be made"
		return 1
	fi
	start_fake 'tap probe0 1'
	if wait "$fake_pid"; then
		fake_pid=
		return 0
	fi
	fake_pid=
	why="no TAP can be made: $(cat "$work/fake.err")"
	return 1
}

# skip_taps N: skips N tests for $why of can_tap, or fails them where TAPs must
# work
skip_taps()
{
	i=0
	while [ $i -lt "$1" ]; do
		i=$((i + 1))
		count=$((count + 1))
		case " ${VMTAP_TEST_REQUIRE:-} " in
		*" tap "*) echo "not ok $count - $why" ;;
		*) echo "ok $count # SKIP $why" ;;
		esac
	done
}
