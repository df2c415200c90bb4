# The kernel's side of a device.  Knows no request, no policy, no lease.
noinst_LTLIBRARIES += helper/link/liblink.la
%C%_liblink_la_SOURCES = 
%C%_liblink_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBMNL_CFLAGS)
%C%_liblink_la_LIBADD = helper/common/libcommon.la $(LIBMNL_LIBS)
