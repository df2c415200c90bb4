# The library and the programs of the caller's side, against a fake vmtapd.
%C%_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)

check_PROGRAMS += tests/client/fake-vmtapd tests/client/play-qemu
%C%_fake_vmtapd_SOURCES = %D%/fake-vmtapd.c %D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h
%C%_fake_vmtapd_LDADD = helper/common/libcommon.la
%C%_play_qemu_SOURCES = %D%/play-qemu.c
%C%_play_qemu_LDADD = helper/common/libcommon.la

dist_check_SCRIPTS += \
	%D%/bridge-helper.t \
	%D%/hook.t \
	%D%/hostile.t \
	%D%/install.t \
	%D%/man-options.t \
	%D%/vmtap.t
TESTS += \
	%D%/bridge-helper.t \
	%D%/hook.t \
	%D%/hostile.t \
	%D%/install.t \
	%D%/man-options.t \
	%D%/vmtap.t
EXTRA_DIST += %D%/lib.sh

if HAVE_CMOCKA
%C%_programs = \
	tests/client/test-args \
	tests/client/test-bridge-options \
	tests/client/test-bridgeconf \
	tests/client/test-caller \
	tests/client/test-connection \
	tests/client/test-library \
	tests/client/test-lists
check_PROGRAMS += $(%C%_programs)
TESTS += $(%C%_programs)

%C%_test_args_SOURCES = %D%/test-args.c
%C%_test_args_CPPFLAGS = $(%C%_cppflags)
%C%_test_args_LDADD = helper/client/libarguments.la helper/lib/libclient.la \
	$(CMOCKA_LIBS)

%C%_test_bridge_options_SOURCES = %D%/test-bridge-options.c
%C%_test_bridge_options_CPPFLAGS = $(%C%_cppflags)
%C%_test_bridge_options_LDADD = helper/client/libarguments.la \
	helper/lib/libclient.la $(CMOCKA_LIBS)

%C%_test_bridgeconf_SOURCES = %D%/test-bridgeconf.c
%C%_test_bridgeconf_CPPFLAGS = $(%C%_cppflags)
%C%_test_bridgeconf_LDADD = helper/client/libarguments.la $(CMOCKA_LIBS)

%C%_test_caller_SOURCES = %D%/test-caller.c
%C%_test_caller_CPPFLAGS = $(%C%_cppflags)
%C%_test_caller_LDADD = helper/client/libarguments.la helper/lib/libclient.la \
	$(CMOCKA_LIBS)

%C%_test_connection_SOURCES = %D%/test-connection.c \
	%D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h %D%/server.c %D%/server.h
%C%_test_connection_CPPFLAGS = $(%C%_cppflags)
%C%_test_connection_LDADD = helper/lib/libclient.la $(CMOCKA_LIBS)

%C%_test_library_SOURCES = %D%/test-library.c \
	%D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h %D%/server.c %D%/server.h
%C%_test_library_CPPFLAGS = $(%C%_cppflags)
%C%_test_library_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=ioctl -Wl,--wrap=statx
%C%_test_library_LDADD = helper/lib/libclient.la $(CMOCKA_LIBS)

%C%_test_lists_SOURCES = %D%/test-lists.c \
	%D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h %D%/server.c %D%/server.h
%C%_test_lists_CPPFLAGS = $(%C%_cppflags)
%C%_test_lists_LDADD = helper/lib/libclient.la $(CMOCKA_LIBS)
endif

# man-options.t compiles the example of vmtap(3).
AM_TESTS_ENVIRONMENT += CC='$(CC)'; SANITIZER_FLAGS='$(SANITIZER_FLAGS)'; \
	export CC SANITIZER_FLAGS;
