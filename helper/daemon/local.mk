# The privileged process.  libdaemon.la is for the tests, too.
noinst_LTLIBRARIES += helper/daemon/libdaemon.la
%C%_libdaemon_la_SOURCES = \
	%D%/adopt.c %D%/adopt.h \
	%D%/answer.c %D%/answer.h \
	%D%/audit.c %D%/audit.h \
	%D%/broker.c %D%/broker.h \
	%D%/bucket.c %D%/bucket.h \
	%D%/call.h \
	%D%/check.c %D%/check.h \
	%D%/choose.c %D%/choose.h \
	%D%/expire.c %D%/expire.h \
	%D%/grant.c %D%/grant.h \
	%D%/granting.h \
	%D%/hostid.c %D%/hostid.h \
	%D%/hurry.c %D%/hurry.h \
	%D%/landlock.c %D%/landlock.h \
	%D%/journal.c %D%/journal.h \
	%D%/learn.c %D%/learn.h \
	%D%/lease.c %D%/lease.h \
	%D%/listener.c %D%/listener.h \
	%D%/log.c %D%/log.h \
	%D%/manager.c %D%/manager.h \
	%D%/mute.c %D%/mute.h \
	%D%/options.c %D%/options.h \
	%D%/peercred.c %D%/peercred.h \
	%D%/peername.c %D%/peername.h \
	%D%/pending.c %D%/pending.h \
	%D%/pinned.c %D%/pinned.h \
	%D%/policyload.c %D%/policyload.h \
	%D%/reader.c %D%/reader.h \
	%D%/resolver.c %D%/resolver.h \
	%D%/reaper.c %D%/reaper.h \
	%D%/record.c %D%/record.h \
	%D%/revoke.c %D%/revoke.h \
	%D%/sandbox.c %D%/sandbox.h \
	%D%/server.c %D%/server.h \
	%D%/show.c %D%/show.h \
	%D%/state.h \
	%D%/syscalls.c %D%/syscalls.h \
	%D%/tamper.c %D%/tamper.h \
	%D%/verbs.c %D%/verbs.h \
	%D%/watch.c %D%/watch.h
%C%_libdaemon_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DPOLICY_PATH='"$(sysconfdir)/vmtap/vmtapd.conf"' \
	$(LIBEVENT_CFLAGS) $(LIBSECCOMP_CFLAGS) $(LIBCAPNG_CFLAGS) \
	$(NETTLE_CFLAGS) $(LIBSYSTEMD_CFLAGS)
%C%_libdaemon_la_LIBADD = policy/libpolicy.la helper/link/liblink.la \
	helper/common/libcommon.la \
	$(LIBEVENT_LIBS) $(LIBSECCOMP_LIBS) $(LIBCAPNG_LIBS) $(NETTLE_LIBS) \
	$(LIBSYSTEMD_LIBS) -lpthread

sbin_PROGRAMS += helper/daemon/vmtapd
%C%_vmtapd_SOURCES = %D%/main.c
%C%_vmtapd_CPPFLAGS = $(%C%_libdaemon_la_CPPFLAGS)
%C%_vmtapd_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
%C%_vmtapd_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
%C%_vmtapd_LDADD = helper/daemon/libdaemon.la
dist_man_MANS += helper/daemon/vmtapd.8
