# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
# machine-id.sh - an identity for machines that have none, for tests in mount
# namespaces of their own.  Images and containers may have none, and vmtapd,
# which makes addresses from it, does not start without.

MACHINE_ID=5f3c1a7e9b2d4c608e1f7a3b5d9c2e40

# vmtapd reads dbus's if /etc/machine-id is not valid.
private_machine_id()
{
	! grep -Eqsx '[0-9a-f]{32}' /etc/machine-id || return 0
	mount -t tmpfs -o mode=755 tmpfs /var/lib
	mkdir /var/lib/dbus
	echo "$MACHINE_ID" >/var/lib/dbus/machine-id
}
