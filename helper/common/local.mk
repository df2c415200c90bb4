# Values and codecs that both sides of the socket use.
noinst_LTLIBRARIES += helper/common/libcommon.la
%C%_libcommon_la_SOURCES = \
	%D%/address/lladdr.c %D%/address/lladdr.h \
	%D%/address/prefix.c %D%/address/prefix.h \
	%D%/cleanup.h \
	%D%/clock.h \
	%D%/error.c %D%/error.h \
	%D%/fence.h \
	%D%/ifname.c %D%/ifname.h \
	%D%/kind.c %D%/kind.h \
	%D%/label.c %D%/label.h \
	%D%/limits.h \
	%D%/peer.c %D%/peer.h \
	%D%/note.c %D%/note.h \
	%D%/program.c %D%/program.h \
	%D%/words.c %D%/words.h \
	%D%/wire/card.c %D%/wire/card.h \
	%D%/wire/hold.c %D%/wire/hold.h \
	%D%/wire/record.c %D%/wire/record.h \
	%D%/wire/reply.c %D%/wire/reply.h \
	%D%/wire/request.c %D%/wire/request.h \
	%D%/wire/scm.c %D%/wire/scm.h \
	%D%/wire/wire.c %D%/wire/wire.h
%C%_libcommon_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden
