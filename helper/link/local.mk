# The kernel's side of a device.  This code knows no request, policy or lease.
noinst_LTLIBRARIES += helper/link/liblink.la
%C%_liblink_la_SOURCES = \
	%D%/device.c %D%/device.h \
	%D%/facts.h \
	%D%/host.c %D%/host.h \
	%D%/inuse.c %D%/inuse.h \
	%D%/macvtap-queues.c %D%/macvtap-queues.h \
	%D%/macvtap.c %D%/macvtap.h \
	%D%/making.c %D%/making.h \
	%D%/mark.c %D%/mark.h \
	%D%/tap.c %D%/tap.h \
	%D%/ebpf/fill.c %D%/ebpf/fill.h \
	%D%/ebpf/program.c %D%/ebpf/program.h \
	%D%/ebpf/seen.c %D%/ebpf/seen.h \
	%D%/ebpf/slot.h \
	%D%/ebpf/slots.c %D%/ebpf/slots.h \
	%D%/fence/attach.c %D%/fence/attach.h \
	%D%/fence/port.c %D%/fence/port.h \
	%D%/fence/qos.c %D%/fence/qos.h \
	%D%/filter/bpf.c %D%/filter/bpf.h \
	%D%/filter/filter-arp.c \
	%D%/filter/filter-ipv4.c \
	%D%/filter/filter-ipv6.c \
	%D%/filter/filter-nd.c \
	%D%/filter/filter-part.c %D%/filter/filter-part.h \
	%D%/filter/filter-print.c \
	%D%/filter/filter-tag.c \
	%D%/filter/filter.c %D%/filter/filter.h \
	%D%/node/held.c %D%/node/held.h \
	%D%/node/node.c %D%/node/node.h \
	%D%/node/tun.c %D%/node/tun.h \
	%D%/place/look.c \
	%D%/place/place.c %D%/place/place.h \
	%D%/rtnl/ask/ask.c %D%/rtnl/ask/ask.h \
	%D%/rtnl/address/rtnl-addr.c %D%/rtnl/address/rtnl-addr.h \
	%D%/rtnl/address/rtnl-route.c %D%/rtnl/address/rtnl-route.h \
	%D%/rtnl/multicast/groups.c %D%/rtnl/multicast/groups.h \
	%D%/rtnl/neighbour/gateway.c %D%/rtnl/neighbour/gateway.h \
	%D%/rtnl/neighbour/known.c %D%/rtnl/neighbour/known.h \
	%D%/rtnl/rtnl-batch.c %D%/rtnl/rtnl-batch.h \
	%D%/rtnl/rtnl-events.c %D%/rtnl/rtnl-events.h \
	%D%/rtnl/rtnl-fdb.c %D%/rtnl/rtnl-fdb.h \
	%D%/rtnl/rtnl-link.c %D%/rtnl/rtnl-link.h \
	%D%/rtnl/rtnl-port.c %D%/rtnl/rtnl-port.h \
	%D%/rtnl/rtnl-qos.c %D%/rtnl/rtnl-qos.h \
	%D%/rtnl/rtnl-socket.c \
	%D%/rtnl/rtnl-station.c %D%/rtnl/rtnl-station.h \
	%D%/rtnl/rtnl-stats.c %D%/rtnl/rtnl-stats.h \
	%D%/rtnl/rtnl-tc.c %D%/rtnl/rtnl-tc.h \
	%D%/rtnl/rtnl.h \
	%D%/rtnl/state/rtnl-links.c \
	%D%/rtnl/state/rtnl-rate.c %D%/rtnl/state/rtnl-rate.h \
	%D%/rtnl/state/rtnl-vlan.c %D%/rtnl/state/rtnl-vlan.h
%C%_liblink_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-isystem helper/link/ebpf/skel $(LIBMNL_CFLAGS)
%C%_liblink_la_LIBADD = helper/common/libcommon.la $(LIBMNL_LIBS)

include helper/link/ebpf/local.mk
