#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# equal.t - the eBPF program says of each frame what the classic one says: of
# those of the unit tests, of those of tests/netns/frames*.py, and of frames that
# are changed at random.  SEED= and EQUAL_FRAMES= are for longer runs by hand.
. "${top_srcdir:-.}/tests/lib/lib.sh"

if [ ! -e "$top_builddir/tests/ebpf/equal" ]; then
	echo "1..0 # SKIP built without the eBPF program, or without cmocka"
	FINISHED=yes
	exit 0
fi
SEED=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
FRAMES=${EQUAL_FRAMES:-2000000}
echo "# SEED=$SEED EQUAL_FRAMES=$FRAMES"

for table in filter filter-end filter-ipv6 filter-macs filter-program filter-tag; do
	ok_if "the unit tests of the filter: $table" \
		"$top_builddir/tests/ebpf/tables-$table"
	grep '^# .* to both' "$T/ok.log"
done
PYTHONPATH=$top_srcdir/tests/netns:$PYTHONPATH \
	"$PYTHON" -B "$top_srcdir/tests/ebpf/seeds.py" >"$T/seeds"
play_seeds()
{
	"$top_builddir/tests/ebpf/equal" "$FRAMES" "$SEED" <"$T/seeds"
}
ok_if "the frames of tests/netns, and what becomes of them at random" play_seeds
grep '^#' "$T/ok.log"
finish
