#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# examples.t - an administrator can use the policies that are there to be copied:
# vmtapd --check accepts each on a host that has no users or groups but those
# that its comments create.
. "${top_srcdir:-.}/tests/lib/lib.sh"

add_bridge br0

# bare_host: nobody but root and nobody
bare_host()
{
	rm -rf "$T/host"
	mkdir -p "$T/host/etc"
	echo 'root:x:0:0::/root:/bin/sh' >"$T/host/etc/passwd"
	echo 'root:x:0:' >"$T/host/etc/group"
	use_host
}

# use_host: its users and groups are those of this test
use_host()
{
	cat "$T/host/etc/passwd" >"$T/passwd"
	cat "$T/host/etc/group" >"$T/group"
	echo 'nobody:x:65534:65534::/:/bin/false' >>"$T/passwd"
	echo 'nogroup:x:65534:' >>"$T/group"
}

# commands FILE: those of its comments that create users and groups
commands()
{
	sed -nE 's/^#	((groupadd|useradd) .*)/\1/p' "$1"
}

# create FILE: as its comments say
create()
{
	commands "$1" | while read -r command arguments; do
		# shellcheck disable=SC2086 # several words
		"$command" --prefix "$T/host" $arguments || exit 1
	done || return 1
	use_host
}

# check FILE: the verdict of vmtapd
check()
{
	cp "$1" "$CONF"
	"$VMTAPD" --config "$CONF" --check
}

for file in "$top_srcdir"/policy/examples/*.conf; do
	name=${file##*/}
	bare_host
	if [ -n "$(commands "$file")" ]; then
		not_if "$name: a host that lacks its names refuses it" \
			check "$file"
		ok_if "$name: its comments create users and groups" \
			create "$file"
	fi
	ok_if "$name: vmtapd --check accepts it" check "$file"
done

# The first policy of vmtapd.conf(5), and what the page says that it does.
bare_host
awk '/^\.Ed/ { exit } inside { print } /^\.Bd/ { inside = 1 }' \
	"$top_srcdir/policy/vmtapd.conf.5" >"$T/first.conf"
ok_if 'the first policy of vmtapd.conf(5): vmtapd --check accepts it' \
	check $T/first.conf
is 'it has ten lines' 10 "$(grep -c '' $T/first.conf)"

# explain UID: may this user have a device with four queue pairs?
explain()
{
	"$VMTAPD" --config "$CONF" --check --explain "$1" lan queues=4
}
like 'a user of 1000-59999 may have two devices' 'devices: 2 of this user, 64' \
	"$(explain 1000)"
like 'and sends at most 1 Gbit/s' 'rate-out: 1gbit' "$(explain 59999)"
not_if 'the user 1013 may have none' explain 1013
not_if 'nor may root' explain 0

# example NETWORK: the policy of vmtapd.conf(5) with this network
example()
{
	awk -v name="$1" '/^\.Ed/ { if (text ~ "network " name) printf "%s", text; inside = 0 }
		inside { text = text $0 "\n" }
		/^\.Bd -literal/ { inside = 1; text = "" }' \
		"$top_srcdir/policy/vmtapd.conf.5"
}

# Two guests that may be one virtual router.
echo 'ops:x:91:' >>"$T/group"
example routers >$T/routers.conf
ok_if 'the routers of vmtapd.conf(5): vmtapd --check accepts them' \
	check $T/routers.conf
echo 'carol:x:61091:91::/:/bin/sh' >>"$T/passwd"
for vm in gate1 gate2; do
	like "$vm may be the virtual router 7" 'macs: 00:00:5e:00:01:07' \
		"$("$VMTAPD" --config "$CONF" --check --explain carol routers vm=$vm)"
done
unlike 'another guest may not' 'macs' \
	"$("$VMTAPD" --config "$CONF" --check --explain carol routers vm=other)"
finish
