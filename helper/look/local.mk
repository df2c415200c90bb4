# What anybody may read of the host, for vmtap(1) and 'vmtapd --check --host'.
noinst_LTLIBRARIES += helper/look/liblook.la
%C%_liblook_la_SOURCES = \
	%D%/host.c \
	%D%/look.h \
	%D%/managers.c \
	%D%/match.c %D%/match.h \
	%D%/tell.c
%C%_liblook_la_CFLAGS = $(AM_CFLAGS) $(PIE_CFLAGS)
