#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# try.t - behind the daemon's real walls, an attacker who has taken it over gets
# nowhere: each forbidden system call ends the process, and each file beyond the
# list stays closed, even for root.
. "${top_srcdir:-.}/tests/lib/lib.sh"

mkdir $T/try
TRY=$(program $T/build/tests/sandbox try)
"$TRY" $T/try >$T/tried 2>&1
status=$?
while read -r verdict text; do
	case $verdict in
	ok) result 0 "$text" ;;
	not) result 1 "${text#ok }" ;;
	skip) not_run "${text%: *}" "${text##*: }" ;;
	done) ;;
	*) result 1 "it says: $verdict $text" ;;
	esac
done <$T/tried
is "it came to its end" "done" "$(tail -n 1 $T/tried)"
is "nothing else was found" 0 $status
finish
