# Values and codecs used on both sides of the socket.
noinst_LTLIBRARIES += helper/common/libcommon.la
%C%_libcommon_la_SOURCES = \
	%D%/card.c %D%/card.h \
	%D%/cleanup.h \
	%D%/clock.h \
	%D%/error.c %D%/error.h \
	%D%/fence.h \
	%D%/ifname.c %D%/ifname.h \
	%D%/kind.c %D%/kind.h \
	%D%/label.c %D%/label.h \
	%D%/lladdr.c %D%/lladdr.h \
	%D%/peer.c %D%/peer.h \
	%D%/prefix.c %D%/prefix.h \
	%D%/reply.c %D%/reply.h \
	%D%/request.c %D%/request.h \
	%D%/scm.c %D%/scm.h \
	%D%/side.h \
	%D%/wire.c %D%/wire.h \
	%D%/words.c %D%/words.h
%C%_libcommon_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden
