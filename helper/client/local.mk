# What users run.  libvmtap is all they know of vmtapd.

# Without input or output but stderr; tested as functions.
noinst_LTLIBRARIES += helper/client/libarguments.la
%C%_libarguments_la_SOURCES = \
	%D%/arguments.c %D%/arguments.h \
	%D%/bridge-options.c %D%/bridge-options.h \
	%D%/bridgeconf.c %D%/bridgeconf.h \
	%D%/nic.h \
	%D%/nicspec.c %D%/nicspec.h \
	%D%/placeholder.c %D%/placeholder.h \
	%D%/problem.c %D%/problem.h \
	%D%/readers.c %D%/readers.h
%C%_libarguments_la_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)

bin_PROGRAMS += helper/client/vmtap
%C%_vmtap_SOURCES = \
	%D%/ask.c \
	%D%/check.c \
	%D%/command.h \
	%D%/facts.c %D%/facts.h \
	%D%/import-access.c \
	%D%/import-bridge-conf.c \
	%D%/import-print.c \
	%D%/import-read.c \
	%D%/import.h \
	%D%/json.c %D%/json.h \
	%D%/list.c \
	%D%/mac.c \
	%D%/main.c \
	%D%/networks.c \
	%D%/options.c %D%/options.h \
	%D%/release.c \
	%D%/revoke.c \
	%D%/run.c \
	%D%/show.c \
	%D%/status.c %D%/status.h \
	%D%/table.c %D%/table.h
%C%_vmtap_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
%C%_vmtap_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
%C%_vmtap_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
%C%_vmtap_LDADD = helper/client/libarguments.la helper/lib/libvmtap.la \
	helper/common/libcommon.la \
	$(JSONC_LIBS)

# QEMU and libvirt run it in odd places (a Flatpak, another root): libvmtap's
# objects are in it.
bin_PROGRAMS += helper/client/vmtap-bridge-helper
%C%_vmtap_bridge_helper_SOURCES = %D%/bridge-helper.c
%C%_vmtap_bridge_helper_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
%C%_vmtap_bridge_helper_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
%C%_vmtap_bridge_helper_LDADD = helper/client/libarguments.la \
	helper/lib/libclient.la

dist_man_MANS += helper/client/vmtap.1 helper/client/vmtap-bridge-helper.1
