# Guests and a systemd that really boot.  Not part of 'make check': needs root, QEMU and, the
# first time, the network.
VM_TESTS = %D%/guests.t %D%/stock.t %D%/service.t

# What stock.t takes along.
VM_NEEDS = tests/netns/vmtap-link tests/netns/vmtap-probe

EXTRA_DIST += $(VM_TESTS) \
	%D%/extract-vmlinux.py \
	%D%/fetch-kernel \
	%D%/guest-init \
	%D%/lib.sh \
	%D%/make-initramfs \
	%D%/make-rootfs \
	%D%/peer.py \
	%D%/service-init \
	%D%/service-inside \
	%D%/stock-fence \
	%D%/unpack-kernel \
	%D%/stock-init

.PHONY: check-vm
check-vm: all $(VM_NEEDS) tests/sandbox/try
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(VM_TESTS)'
