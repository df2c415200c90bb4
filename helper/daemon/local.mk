# The privileged process.  Tests also link libdaemon.la.
noinst_LTLIBRARIES += helper/daemon/libdaemon.la
%C%_libdaemon_la_SOURCES = \
	%D%/answer.c %D%/answer.h \
	%D%/broker.c %D%/broker.h \
	%D%/call.h \
	%D%/choose.c %D%/choose.h \
	%D%/grant.c %D%/grant.h \
	%D%/granting.h \
	%D%/pending.c %D%/pending.h \
	%D%/show.c %D%/show.h \
	%D%/state.h \
	%D%/verbs.c %D%/verbs.h \
	%D%/again/again.c %D%/again/again.h \
	%D%/again/place.c %D%/again/place.h \
	%D%/again/repair.c %D%/again/repair.h \
	%D%/doctor/doctor.h \
	%D%/doctor/findings.c %D%/doctor/findings.h \
	%D%/doctor/host.c \
	%D%/doctor/network.c \
	%D%/doctor/well.c %D%/doctor/well.h \
	%D%/event/admit.c %D%/event/admit.h \
	%D%/event/events.c %D%/event/events.h \
	%D%/event/fixed.c %D%/event/fixed.h \
	%D%/event/learn.c %D%/event/learn.h \
	%D%/event/loop.c %D%/event/loop.h \
	%D%/event/mute.c %D%/event/mute.h \
	%D%/event/nodes.c %D%/event/nodes.h \
	%D%/notes/link-local.c %D%/notes/link-local.h \
	%D%/notes/notes.c %D%/notes/notes.h \
	%D%/notes/now.c %D%/notes/now.h \
	%D%/notes/places.c %D%/notes/places.h \
	%D%/notes/spot.c %D%/notes/spot.h \
	%D%/others/addresses.c %D%/others/addresses.h \
	%D%/others/routes.c %D%/others/routes.h \
	%D%/event/pinned.c %D%/event/pinned.h \
	%D%/event/tamper.c %D%/event/tamper.h \
	%D%/event/watch.c %D%/event/watch.h \
	%D%/fence/keep.c %D%/fence/keep.h \
	%D%/fence/text.c %D%/fence/text.h \
	%D%/fence/today.c %D%/fence/today.h \
	%D%/hold/hold.c %D%/hold/hold.h \
	%D%/hold/process.c %D%/hold/process.h \
	%D%/hold/record.c %D%/hold/record.h \
	%D%/hold/renew.c %D%/hold/renew.h \
	%D%/hostcheck/forward.c %D%/hostcheck/forward.h \
	%D%/hostcheck/hostcheck.c %D%/hostcheck/hostcheck.h \
	%D%/guest/tell.c %D%/guest/tell.h \
	%D%/set/readdress.c %D%/set/readdress.h \
	%D%/set/set.c %D%/set/set.h \
	%D%/lease/adopt.c %D%/lease/adopt.h \
	%D%/lease/backlog.c %D%/lease/backlog.h \
	%D%/lease/expire.c %D%/lease/expire.h \
	%D%/lease/index.c %D%/lease/index.h \
	%D%/lease/lease.c %D%/lease/lease.h \
	%D%/lease/owner.c %D%/lease/owner.h \
	%D%/lease/patience.c %D%/lease/patience.h \
	%D%/lease/reaper.c %D%/lease/reaper.h \
	%D%/lease/retain.c %D%/lease/retain.h \
	%D%/lease/tally.c %D%/lease/tally.h \
	%D%/check/devices.c \
	%D%/check/differ.c %D%/check/differ.h \
	%D%/check/peer.c %D%/check/peer.h \
	%D%/check/warn.c %D%/check/warn.h \
	%D%/log/audit.c %D%/log/audit.h \
	%D%/log/usernames.c %D%/log/usernames.h \
	%D%/log/journal.c %D%/log/journal.h \
	%D%/log/log.c %D%/log/log.h \
	%D%/log/record.c %D%/log/record.h \
	%D%/news/await.c %D%/news/await.h \
	%D%/news/event.c %D%/news/event.h \
	%D%/news/news.c %D%/news/news.h \
	%D%/multicast/crowd.c %D%/multicast/crowd.h \
	%D%/multicast/share.c %D%/multicast/share.h \
	%D%/multicast/snooping.c %D%/multicast/snooping.h \
	%D%/rights/landlock.c %D%/rights/landlock.h \
	%D%/rights/sandbox.c %D%/rights/sandbox.h \
	%D%/rights/syscalls.c %D%/rights/syscalls.h \
	%D%/socket/accept.c %D%/socket/accept.h \
	%D%/socket/bucket.c %D%/socket/bucket.h \
	%D%/socket/datagram.c %D%/socket/datagram.h \
	%D%/socket/discard.c %D%/socket/discard.h \
	%D%/socket/listener.c %D%/socket/listener.h \
	%D%/socket/passrights.c %D%/socket/passrights.h \
	%D%/socket/peercred.c %D%/socket/peercred.h \
	%D%/socket/peername.c %D%/socket/peername.h \
	%D%/socket/server.c %D%/socket/server.h \
	%D%/socket/turns.c %D%/socket/turns.h \
	%D%/manager/announced.c %D%/manager/announced.h \
	%D%/manager/notify.c %D%/manager/notify.h \
	%D%/start/explain.c %D%/start/explain.h \
	%D%/start/hostid.c %D%/start/hostid.h \
	%D%/start/options.c %D%/start/options.h \
	%D%/start/policyload.c %D%/start/policyload.h \
	%D%/start/reader.c %D%/start/reader.h \
	%D%/start/reload.c %D%/start/reload.h \
	%D%/start/resolver.c %D%/start/resolver.h \
	%D%/start/signals.c %D%/start/signals.h \
	%D%/start/stage.c %D%/start/stage.h \
	%D%/users/logins.c %D%/users/logins.h \
	%D%/users/uids.c %D%/users/uids.h
%C%_libdaemon_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DPOLICY_PATH='"$(sysconfdir)/vmtap/vmtapd.conf"' \
	$(LIBEVENT_CFLAGS) $(LIBSECCOMP_CFLAGS) $(LIBCAPNG_CFLAGS) \
	$(NETTLE_CFLAGS)
%C%_libdaemon_la_LIBADD = policy/libpolicy.la helper/link/liblink.la helper/look/liblook.la \
	helper/common/libcommon.la \
	$(LIBEVENT_LIBS) $(LIBSECCOMP_LIBS) $(LIBCAPNG_LIBS) $(NETTLE_LIBS) \
	-lpthread

sbin_PROGRAMS += helper/daemon/vmtapd
%C%_vmtapd_SOURCES = %D%/main.c
%C%_vmtapd_CPPFLAGS = $(%C%_libdaemon_la_CPPFLAGS)
%C%_vmtapd_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
%C%_vmtapd_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
%C%_vmtapd_LDADD = helper/daemon/libdaemon.la
dist_man_MANS += helper/daemon/vmtapd.8
