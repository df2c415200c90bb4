# Guests and machines that really boot.  Not part of 'make check': needs root, QEMU and, the
# first time, the network.
EXTRA_DIST += %D%/guests.t \
	%D%/carry.c \
	%D%/pass-init \
	%D%/pass.t \
	%D%/extract-vmlinux.py \
	%D%/fetch-kernel \
	%D%/guest-init \
	%D%/hotplug-init \
	%D%/hotplug.t \
	%D%/lib.sh \
	%D%/machine \
	%D%/machine-init \
	%D%/machine-inside \
	%D%/make-initramfs \
	%D%/make-rootfs \
	%D%/unpack-kernel \
	%D%/peer.py \
	%D%/router.py \
	%D%/machines/managers/managers.t \
	%D%/machines/managers/packages \
	%D%/machines/managers/short \
	%D%/machines/managers/whole \
	%D%/machines/stock/packages \
	%D%/machines/stock/service.t \
	%D%/machines/stock/stock.t \
	%D%/machines/stock/vm-service.t \
	%D%/machines/stock/short \
	%D%/machines/stock/short-bookworm \
	%D%/machines/stock/whole

# For guests, which have no libraries; so it has none of the flags that need some.
check_DATA = %D%/carry
CLEANFILES += %D%/carry
%D%/carry: %D%/carry.c
	$(AM_V_CC)$(MKDIR_P) $(@D) && \
	$(CC) -static -O2 -Wall -Wextra -o $@ $(srcdir)/%D%/carry.c

# The suites whose machines boot, the host's own by default, and which machines.  With WHOLE=yes
# all of their scripts run.
SUITES = $$($(srcdir)/tests/lib/debian suite)
MACHINES = stock managers
WHOLE =
# A machine takes longer than other tests, and has a bound of its own.
MACHINE_LOG_COMPILER = env WHOLE='$(WHOLE)' $(srcdir)/%D%/machine
MACHINE_LOG_DRIVER = $(T_LOG_DRIVER)
machine_tests = $$(for suite in $(SUITES); do for machine in $(MACHINES); do \
	echo %D%/$$suite-$$machine.machine; done; done)

.PHONY: check-vm check-guests check-machines check-vm-short machine-names
check-vm: all machine-names $(check_DATA)
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS \
		TESTS="%D%/guests.t %D%/hotplug.t %D%/pass.t $(machine_tests)"

check-guests: all $(check_DATA)
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS="%D%/guests.t %D%/hotplug.t %D%/pass.t"

check-machines: machine-names
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS="$(machine_tests)"

# The scripts for which CI has time on each suite.
check-vm-short:
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check-machines MACHINES=stock

# The harness wants a file for each test.
machine-names:
	$(AM_V_at)$(MKDIR_P) %D% && touch $(machine_tests)
