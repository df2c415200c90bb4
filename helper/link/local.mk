# The kernel's side of a device.  Knows no request, no policy, no lease.
noinst_LTLIBRARIES += helper/link/liblink.la
%C%_liblink_la_SOURCES = \
	%D%/attach.c %D%/attach.h \
	%D%/bpf.c %D%/bpf.h \
	%D%/device.c %D%/device.h \
	%D%/filter.c %D%/filter.h %D%/filter-part.h \
	%D%/facts.h \
	%D%/filter-arp.c %D%/filter-ipv4.c %D%/filter-ipv6.c %D%/filter-nd.c \
	%D%/filter-print.c %D%/filter-tag.c \
	%D%/held.c %D%/held.h \
	%D%/host.h \
	%D%/inuse.c %D%/inuse.h \
	%D%/macvtap.c %D%/macvtap.h \
	%D%/mark.c %D%/mark.h \
	%D%/node.c %D%/node.h \
	%D%/port.c %D%/port.h \
	%D%/qos.c %D%/qos.h \
	%D%/rtnl.c %D%/rtnl.h \
	%D%/rtnl-batch.c %D%/rtnl-batch.h \
	%D%/rtnl-events.c %D%/rtnl-events.h \
	%D%/rtnl-fdb.c %D%/rtnl-fdb.h \
	%D%/rtnl-link.c %D%/rtnl-link.h \
	%D%/rtnl-monitor.c \
	%D%/rtnl-port.c %D%/rtnl-port.h \
	%D%/rtnl-qos.c %D%/rtnl-qos.h \
	%D%/rtnl-station.c %D%/rtnl-station.h \
	%D%/rtnl-stats.c %D%/rtnl-stats.h \
	%D%/rtnl-tc.c %D%/rtnl-tc.h \
	%D%/tap.c %D%/tap.h \
	%D%/tun.c %D%/tun.h
%C%_liblink_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBMNL_CFLAGS)
%C%_liblink_la_LIBADD = helper/common/libcommon.la $(LIBMNL_LIBS)
