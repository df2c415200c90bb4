#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# vhost.t - inside a machine: pass.t with vhost-net, and with KVM, which the
# emulated processor has.
: "${top_srcdir:?a machine sets it}"
for module in kvm_amd vhost_net macvtap; do
	modprobe $module || {
		echo "1..0 # SKIP the machine's kernel has no $module"
		exit 0
	}
done
chmod 666 /dev/kvm
STAGE_ACCEL=kvm PASS_VHOST=only PASS_LIMIT=1500 STAGE_BOOT_LIMIT=300 \
	VMTAP_CACHE=/vmtap/cache
export STAGE_ACCEL PASS_VHOST PASS_LIMIT STAGE_BOOT_LIMIT VMTAP_CACHE
exec sh "$top_srcdir/tests/vm/pass.t"
