#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# filter.t - the filter of system calls, on both architectures: its text is the
# reviewed one, and each system call that is played to it passes or ends the
# process as it should.
set -u
cd "${top_builddir:-.}" || exit 99
filter=tests/sandbox/filter
stored=${top_srcdir:-.}/tests/sandbox
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
number=0

# result STATUS WHAT
result()
{
	number=$((number + 1))
	[ "$1" = 0 ] && echo "ok $number - $2" && return
	echo "not ok $number - $2"
	[ ! -s "$work/output" ] || sed 's/^/# /' "$work/output"
}

# Another libseccomp may say the same in another order.
compare_text()
{
	if [ "$($filter version)" != 2.5 ]; then
		number=$((number + 1))
		why="the stored text is libseccomp 2.5's"
		echo "ok $number - $1: the text is the stored one # SKIP $why"
		echo "not run: $1: the text is the stored one: $why"
		return
	fi
	$filter text "$1" >"$work/text" &&
		diff -u "$stored/filter-$1.pfc" "$work/text" >"$work/output"
	result $? "$1: the text is the stored one ('make filter-texts' stores it)"
	: >"$work/output"
}

simulate()
{
	$filter simulate "$1" >"$work/played"
	status=$?
	while read -r verdict text; do
		case $verdict in
		ok) result 0 "$1: $text" ;;
		not) result 1 "$1: ${text#ok }" ;;
		*) result 1 "$1: it says: $verdict $text" ;;
		esac
	done <"$work/played"
	result $status "$1: as it should be, all in all"
}

for architecture in x86_64 aarch64; do
	compare_text $architecture
	simulate $architecture
done
echo "1..$number"
