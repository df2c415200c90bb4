#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# reload-large.t - a small policy becomes a large one at SIGHUP.  Sorting then
# makes other system calls, which the filter has to permit.
. "${top_srcdir:-.}/tests/lib/lib.sh"

# large NETWORKS RULES: a policy
large()
{
	$PYTHON - "$1" "$2" <<'END'
import sys
for i in range(int(sys.argv[1])):
    print('network n%d {\nkind = bridge\nbridge = "br0"' % i)
    for j in range(int(sys.argv[2])):
        print('allow "%d" {}' % (61001 + j))
    print("}")
END
}

for size in "500 1" "1 1000"; do
	large 1 1 | policy
	daemon_start
	# shellcheck disable=SC2086 # two words
	large $size | policy
	kill -HUP "$DAEMON"
	ok_if "$size networks and rules: reloaded" \
		wait_until 5 log_has "policy reloaded: ${size% *} network"
	ask alice "request networks"
	is "$size networks and rules: served" n0 "$(reply network)"
	leaves_nothing "$size"
	ok_if "$size networks and rules: ends well" daemon_stop
done
finish
