# Tests in network namespaces: as root, else they are skipped and say so.
NETNS_TESTS = \
	%D%/limits.t \
	%D%/tap-bridge.t
dist_check_SCRIPTS += $(NETNS_TESTS)
TESTS += $(NETNS_TESTS)
EXTRA_DIST += %D%/lib.sh

# A client that shares no code with the rest.
check_PROGRAMS += %D%/vmtap-probe
%C%_vmtap_probe_SOURCES = \
	%D%/probe.c %D%/probe.h %D%/probe-device.c %D%/probe-wire.c
%C%_vmtap_probe_CPPFLAGS = -I$(top_srcdir)/include -D_GNU_SOURCE
