# What the tests of several folders share.
EXTRA_DIST += %D%/debian %D%/fault.py %D%/holder.py %D%/holder.sh \
	%D%/journal.py %D%/launcher.py %D%/lib.sh %D%/machine-id.sh \
	%D%/opener.py %D%/play-caller.py %D%/relay.py %D%/subuid.py %D%/tracer.py \
	%D%/via-helper.py

# A client that shares no code with the rest.
check_PROGRAMS += %D%/vmtap-probe
%C%_vmtap_probe_SOURCES = \
	%D%/probe.c %D%/probe.h %D%/probe-device.c %D%/probe-wire.c
%C%_vmtap_probe_CPPFLAGS = -I$(top_srcdir)/include -I$(top_srcdir) \
	-D_GNU_SOURCE

# The driver's side of vhost-net.
check_PROGRAMS += %D%/vhost-send
%C%_vhost_send_SOURCES = %D%/vhost-send.c
%C%_vhost_send_CPPFLAGS = -D_GNU_SOURCE

# A device of helper/link alone.
check_PROGRAMS += %D%/vmtap-link
%C%_vmtap_link_SOURCES = %D%/link.c
%C%_vmtap_link_LDADD = helper/link/liblink.la

# vmtapd draws the numbers that the test wants.
check_LTLIBRARIES += %D%/fixed-random.la
%C%_fixed_random_la_SOURCES = %D%/fixed-random.c
%C%_fixed_random_la_CPPFLAGS = -D_GNU_SOURCE
%C%_fixed_random_la_LDFLAGS = -module -avoid-version -rpath /nowhere

# For vmtapd, the kernel is one that lets descriptors in.
check_LTLIBRARIES += %D%/old-kernel.la
%C%_old_kernel_la_SOURCES = %D%/old-kernel.c
%C%_old_kernel_la_CPPFLAGS = -D_GNU_SOURCE
%C%_old_kernel_la_LDFLAGS = -module -avoid-version -rpath /nowhere

# The test holds vmtapd's clock.
check_LTLIBRARIES += %D%/held-clock.la
%C%_held_clock_la_SOURCES = %D%/held-clock.c
%C%_held_clock_la_CPPFLAGS = -D_GNU_SOURCE
%C%_held_clock_la_LDFLAGS = -module -avoid-version -rpath /nowhere

# The second example of vmtap(3), for watch.t.
check_PROGRAMS += %D%/watch-example
nodist_%C%_watch_example_SOURCES = %D%/watch-example.c
%C%_watch_example_CPPFLAGS = -I$(top_srcdir)/include
%C%_watch_example_LDADD = helper/lib/libvmtap.la
CLEANFILES += %D%/watch-example.c
%D%/watch-example.c: helper/lib/vmtap.3
	$(AM_V_GEN)$(MKDIR_P) %D% && $(SED) -n \
		'/^#include <errno.h>/,/^\.Ed/{/^\.Ed/d;s/\\e/\\/g;p;}' \
		$(srcdir)/helper/lib/vmtap.3 >$@
