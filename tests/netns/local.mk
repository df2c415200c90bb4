# Tests in network namespaces: as root, else they are skipped and say so.
NETNS_TESTS = \
	%D%/admin.t \
	%D%/clients.t \
	%D%/collision.t \
	%D%/deny.t \
	%D%/explain.t \
	%D%/filter.t \
	%D%/frames.t \
	%D%/handed-on.t \
	%D%/haste.t \
	%D%/hostile.t \
	%D%/import.t \
	%D%/inuse.t \
	%D%/lease-end.t \
	%D%/identity.t \
	%D%/limits.t \
	%D%/learn.t \
	%D%/lladdr.t \
	%D%/log.t \
	%D%/macvtap.t \
	%D%/passthru.t \
	%D%/policy.t \
	%D%/port.t \
	%D%/qos.t \
	%D%/reload.t \
	%D%/rootless.t \
	%D%/crowd.t \
	%D%/events-lost.t \
	%D%/reload-large.t \
	%D%/slow-close.t \
	%D%/tap-owner.t \
	%D%/sandbox.t \
	%D%/service.t \
	%D%/show.t \
	%D%/start.t \
	%D%/tamper.t \
	%D%/tap-bridge.t \
	%D%/udev.t \
	%D%/vanished.t
dist_check_SCRIPTS += $(NETNS_TESTS)
TESTS += $(NETNS_TESTS)
EXTRA_DIST += %D%/frames.py %D%/frames_build.py \
	%D%/frames_kernel.py %D%/frames_kinds.py %D%/frames_offload.py \
	%D%/frames_wire.py %D%/holder.py %D%/holder.sh %D%/import.py %D%/journal.py \
	%D%/launcher.py %D%/lib.sh %D%/relay.py %D%/via-helper.py

# A client that shares no code with the rest.
check_PROGRAMS += %D%/vmtap-probe
%C%_vmtap_probe_SOURCES = \
	%D%/probe.c %D%/probe.h %D%/probe-device.c %D%/probe-wire.c
%C%_vmtap_probe_CPPFLAGS = -I$(top_srcdir)/include -I$(top_srcdir) \
	-D_GNU_SOURCE

# A device of helper/link alone.
check_PROGRAMS += %D%/vmtap-link
%C%_vmtap_link_SOURCES = %D%/link.c
%C%_vmtap_link_LDADD = helper/link/liblink.la

# vmtapd draws the numbers that the test wants.
check_LTLIBRARIES += %D%/fixed-random.la
%C%_fixed_random_la_SOURCES = %D%/fixed-random.c
%C%_fixed_random_la_CPPFLAGS = -D_GNU_SOURCE
%C%_fixed_random_la_LDFLAGS = -module -avoid-version -rpath /nowhere

# Its kernel does not keep descriptors from it.
check_LTLIBRARIES += %D%/old-kernel.la
%C%_old_kernel_la_SOURCES = %D%/old-kernel.c
%C%_old_kernel_la_CPPFLAGS = -D_GNU_SOURCE
%C%_old_kernel_la_LDFLAGS = -module -avoid-version -rpath /nowhere
