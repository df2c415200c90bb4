#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# attach and detach by libvirt: vmtap-libvirt, with a stand-in for libvirt
# (fake-libvirt.c) that passes its calls on to a fake monitor.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"
# shellcheck source=tests/client/hotplug.sh
. "$top_srcdir/tests/client/hotplug.sh"

if ! [ -x "$build/helper/client/vmtap-libvirt" ]; then
	echo '1..0 # SKIP built without libvirt'
	exit 0
fi
start_monitor
program=$build/helper/client/.libs/vmtap
[ -x "$program" ] || program=$vmtap
is "$(ldd "$program" | grep -c libvirt)" 0 'vmtap itself does not load libvirt'

# by_libvirt COMMAND...
by_libvirt()
{
	run env PATH="$build/helper/client:$PATH" FAKE_QMP="$qmp" \
		LD_PRELOAD="$build/tests/client/.libs/fake-libvirt.so" \
		ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0" "$@"
}

# fails STATUS PATTERN ARG...
fails()
{
	expected=$1 pattern=$2
	shift 2
	by_libvirt "$vmtap" "$@"
	is "$status" "$expected" "vmtap $*: exit status $expected"
	like "$err" "vmtap: $pattern" "vmtap $*: says why"
}
fails 2 '*which VM?*' attach lan --qmp x --domain web1
fails 2 '*--connect is for --domain*' attach lan --qmp x --connect fake:///
fails 5 "libvirt's domain 'web2': Domain not found" attach lan --domain web2
fails 5 "libvirt's domain 'web1': no such hypervisor" \
	attach lan --domain web1 --connect foo:///
fails 5 "libvirt's domain 'web1': no such hypervisor" \
	detach n0 --domain web1 --connect foo:///
run env PATH=/nowhere LD_LIBRARY_PATH="$build/helper/lib/.libs" \
	"$program" attach lan --domain web1
like "$status$err" '5*vmtap-libvirt is not in PATH*' 'no vmtap-libvirt'

if can_tap; then
	monitor ports=pci.1,pci.2 used=pci.1
	device 2
	by_libvirt "$vmtap" attach lan --domain web1 --connect fake:/// \
		--id n0 --queues 2
	finish_fake
	monitor_end
	is "$status$err" 0 'attach'
	is "$out" 'n0 attached: vt7 52:54:00:00:00:02' 'attach: what it prints'
	is "$(cat "$qlog")" 'qmp_capabilities
qom-get path=/machine/peripheral/n0 property=netdev
query-pci
qom-list path=/machine/peripheral/pci.2/pci.2
getfd fdname=vt7-q0
getfd fdname=vt7-q1
netdev_add type=tap id=vt7 fds=vt7-q0:vt7-q1
device_add driver=virtio-net-pci id=n0 netdev=vt7 bus=pci.2 mac=52:54:00:00:00:02 mq=True vectors=6
end: fds= netdevs=vt7 cards=n0' 'attach: the steps'
	for fault in refuse garbage close; do
		monitor ports=a $fault=netdev_add
		device 1 ask ok
		by_libvirt "$vmtap" attach lan --domain web1
		finish_fake
		monitor_end
		is "$status" 5 "attach: $fault: exit status"
		like "$err" "vmtap: libvirt's domain 'web1' refuses 'netdev_add': *" \
			"attach: $fault: says why"
		like "$(tail -n 1 "$log")" 'release *ifname=vt7' \
			"attach: $fault: the lease is ended"
	done
else
	skip_taps 12
fi

for way in at-once untold; do
	monitor card=n0,vt7 gone=$way
	start_fake accept ask "$there" ask 'refuse 9 none' eof
	by_libvirt "$vmtap" detach n0 --domain web1
	finish_fake
	monitor_end
	is "$status$out$err" '0n0 detached' "detach: $way"
	is "$state" 'fds= netdevs= cards=' "detach: $way: nothing stays"
done

done_testing
