#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# priority.t - a tag of VLAN 0, for priority only: it passes where it is granted,
# and the bridge takes its frame for one of the port's own VLAN.
. "${top_srcdir:-.}/tests/lib/lib.sh"
run_python tests/netns/priority.py
