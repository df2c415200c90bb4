# What users run.  libvmtap is all they know of vmtapd.

# Without input or output but stderr; tested as functions.
noinst_LTLIBRARIES += helper/client/libarguments.la
%C%_libarguments_la_SOURCES = \
	%D%/arguments/arguments.c %D%/arguments/arguments.h \
	%D%/arguments/bridge-options.c %D%/arguments/bridge-options.h \
	%D%/arguments/bridgeconf.c %D%/arguments/bridgeconf.h \
	%D%/arguments/nic.h \
	%D%/arguments/nicspec.c %D%/arguments/nicspec.h \
	%D%/arguments/placeholder.c %D%/arguments/placeholder.h \
	%D%/arguments/problem.c %D%/arguments/problem.h \
	%D%/arguments/qemu/fill.c %D%/arguments/qemu/fill.h \
	%D%/arguments/qemu/places.c %D%/arguments/qemu/places.h \
	%D%/arguments/qemu/words.c %D%/arguments/qemu/words.h \
	%D%/arguments/readers.c %D%/arguments/readers.h \
	%D%/arguments/vmm.c %D%/arguments/vmm.h \
	%D%/bridge/domain.c %D%/bridge/domain.h \
	%D%/bridge/qemu.c %D%/bridge/qemu.h
%C%_libarguments_la_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)

# What a VMM says, as values: fuzzed.
noinst_LTLIBRARIES += helper/client/libhotplug.la
%C%_libhotplug_la_SOURCES = \
	%D%/vmm/http.c %D%/vmm/http.h \
	%D%/vmm/message.c %D%/vmm/message.h \
	%D%/hotplug/ports.c %D%/hotplug/ports.h
%C%_libhotplug_la_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
%C%_libhotplug_la_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)

bin_PROGRAMS += helper/client/vmtap
%C%_vmtap_SOURCES = \
	%D%/ask.c \
	%D%/check.c \
	%D%/command.h \
	%D%/help.c %D%/help.h \
	%D%/hold.c \
	%D%/list.c \
	%D%/mac.c \
	%D%/main.c \
	%D%/networks.c \
	%D%/options.c %D%/options.h \
	%D%/release.c \
	%D%/revoke.c \
	%D%/run/dry.c %D%/run/dry.h \
	%D%/run/listen.c %D%/run/listen.h \
	%D%/run/nics.c %D%/run/nics.h \
	%D%/run/numbers.c %D%/run/numbers.h \
	%D%/run/run.c \
	%D%/select.c %D%/select.h \
	%D%/set.c \
	%D%/show.c \
	%D%/watch.c \
	%D%/doctor/doctor.c \
	%D%/doctor/report.c %D%/doctor/report.h \
	%D%/doctor/session.c %D%/doctor/session.h \
	%D%/hotplug/attach.c \
	%D%/hotplug/cloud.c %D%/hotplug/cloud.h \
	%D%/vmm/connect.c %D%/vmm/connect.h \
	%D%/hotplug/detach.c \
	%D%/hotplug/domain.c %D%/hotplug/domain.h \
	%D%/vmm/failed.c %D%/vmm/failed.h \
	%D%/vmm/interrupt.c %D%/vmm/interrupt.h \
	%D%/hotplug/lease.c %D%/hotplug/lease.h \
	%D%/vmm/monitor.c %D%/vmm/monitor.h \
	%D%/hotplug/qemu-plug.c %D%/hotplug/qemu-unplug.c %D%/hotplug/qemu.h \
	%D%/hotplug/vm.c %D%/hotplug/vm.h \
	%D%/import/import-access.c \
	%D%/import/import-bridge-conf.c \
	%D%/import/import-print.c \
	%D%/import/import-read.c \
	%D%/import/import.h \
	%D%/output/facts.c %D%/output/facts.h \
	%D%/output/json.c %D%/output/json.h \
	%D%/output/failure.c %D%/output/failure.h \
	%D%/output/opener.c %D%/output/opener.h \
	%D%/output/status.c %D%/output/status.h \
	%D%/output/table.c %D%/output/table.h
%C%_vmtap_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
%C%_vmtap_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
%C%_vmtap_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
%C%_vmtap_LDADD = helper/client/libarguments.la helper/client/libhotplug.la \
	helper/lib/libvmtap.la \
	helper/look/liblook.la helper/common/libcommon.la \
	$(JSONC_LIBS)

# 'vmtap --domain' runs it; only this program loads libvirt.
if HAVE_LIBVIRT
bin_PROGRAMS += helper/client/vmtap-libvirt
%C%_vmtap_libvirt_SOURCES = %D%/domain/vmtap-libvirt.c \
	%D%/output/facts.c %D%/output/facts.h \
	%D%/output/json.c %D%/output/json.h \
	%D%/output/status.c %D%/output/status.h
%C%_vmtap_libvirt_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
%C%_vmtap_libvirt_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS) $(LIBVIRT_CFLAGS)
%C%_vmtap_libvirt_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
%C%_vmtap_libvirt_LDADD = helper/client/libhotplug.la helper/lib/libvmtap.la \
	helper/common/libcommon.la \
	$(JSONC_LIBS) $(LIBVIRT_LIBS)
endif

# QEMU and libvirt run it in odd places (a Flatpak, another root): libvmtap's
# objects are in it.
bin_PROGRAMS += helper/client/vmtap-bridge-helper
%C%_vmtap_bridge_helper_SOURCES = %D%/bridge/bridge-helper.c \
	%D%/bridge/caller.c %D%/bridge/caller.h \
	%D%/bridge/guest.c %D%/bridge/guest.h \
	%D%/bridge/linger.c %D%/bridge/linger.h \
	%D%/bridge/slurp.c %D%/bridge/slurp.h \
	%D%/bridge/watcher.c %D%/bridge/watcher.h
%C%_vmtap_bridge_helper_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
%C%_vmtap_bridge_helper_LDFLAGS = $(AM_LDFLAGS) $(HELPER_LDFLAGS)
%C%_vmtap_bridge_helper_LDADD = helper/client/libarguments.la \
	helper/lib/libclient.la

dist_man_MANS += helper/client/vmtap.1 helper/client/vmtap.7 \
	helper/client/vmtap-bridge-helper.1 helper/client/vmtap-libvirt.7
