# Deciding: pure functions, no system call.
noinst_LTLIBRARIES += policy/libpolicy.la
%C%_libpolicy_la_SOURCES = \
	%D%/policy.h \
	%D%/address.c \
	%D%/decide.c \
	%D%/parse.c
%C%_libpolicy_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBCONFUSE_CFLAGS) $(NETTLE_CFLAGS)
%C%_libpolicy_la_LIBADD = helper/common/libcommon.la $(LIBCONFUSE_LIBS) $(NETTLE_LIBS)
