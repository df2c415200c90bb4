# The library and the programs of the caller's side, against a fake vmtapd.
%C%_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)

check_PROGRAMS += tests/client/fake-vmtapd tests/client/play-qemu
%C%_fake_vmtapd_SOURCES = %D%/fake-vmtapd.c %D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h
%C%_fake_vmtapd_LDADD = helper/common/libcommon.la
%C%_play_qemu_SOURCES = %D%/play-qemu.c
%C%_play_qemu_LDADD = helper/common/libcommon.la

# The helper with the shared libc, which takes another clock.
check_PROGRAMS += %D%/shared-bridge-helper
%C%_shared_bridge_helper_SOURCES = $(helper_client_vmtap_bridge_helper_SOURCES)
%C%_shared_bridge_helper_LDADD = $(helper_client_vmtap_bridge_helper_LDADD)

# The host has vhost-net, for vmtap.
check_LTLIBRARIES += %D%/fake-vhost.la
%C%_fake_vhost_la_SOURCES = %D%/fake-vhost.c
%C%_fake_vhost_la_CPPFLAGS = -D_GNU_SOURCE
%C%_fake_vhost_la_LDFLAGS = -module -avoid-version -rpath /nowhere

if HAVE_LIBVIRT
# For vmtap-libvirt, this is libvirt.
check_LTLIBRARIES += %D%/fake-libvirt.la
%C%_fake_libvirt_la_SOURCES = %D%/fake-libvirt.c
%C%_fake_libvirt_la_CFLAGS = $(AM_CFLAGS) $(LIBVIRT_CFLAGS)
%C%_fake_libvirt_la_LDFLAGS = -module -avoid-version -rpath /nowhere
%C%_fake_libvirt_la_LIBADD = helper/common/libcommon.la
endif

dist_check_SCRIPTS += \
	%D%/bridge-helper.t \
	%D%/cloud.t \
	%D%/domain.t \
	%D%/hook.t \
	%D%/hostile.t \
	%D%/install.t \
	%D%/man-options.t \
	%D%/qmp.t \
	%D%/run/run.t \
	%D%/vmtap.t
TESTS += \
	%D%/bridge-helper.t \
	%D%/cloud.t \
	%D%/domain.t \
	%D%/hook.t \
	%D%/hostile.t \
	%D%/install.t \
	%D%/man-options.t \
	%D%/qmp.t \
	%D%/run/run.t \
	%D%/vmtap.t
EXTRA_DIST += %D%/fake-qmp.py %D%/play-cloud-hypervisor.py %D%/hotplug.sh %D%/lib.sh

if HAVE_CMOCKA
%C%_programs = \
	tests/client/test-args \
	tests/client/test-bridge-options \
	tests/client/test-bridgeconf \
	tests/client/test-caller \
	tests/client/test-connection \
	tests/client/test-library \
	tests/client/test-lists \
	tests/client/run/test-numbers \
	tests/client/run/test-places \
	tests/client/test-watch \
	tests/client/test-request-hold
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

%C%_test_watch_SOURCES = %D%/test-watch.c \
	%D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h %D%/server.c %D%/server.h
%C%_test_watch_CPPFLAGS = $(%C%_cppflags)
%C%_test_watch_LDADD = helper/lib/libclient.la $(CMOCKA_LIBS)

%C%_test_request_hold_SOURCES = %D%/test-request-hold.c \
	%D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h %D%/server.c %D%/server.h
%C%_test_request_hold_CPPFLAGS = $(%C%_cppflags)
%C%_test_request_hold_LDADD = helper/lib/libclient.la $(CMOCKA_LIBS)

%C%_test_lists_SOURCES = %D%/test-lists.c \
	%D%/facts.c %D%/facts.h %D%/fake.c %D%/fake.h %D%/server.c %D%/server.h
%C%_test_lists_CPPFLAGS = $(%C%_cppflags)
%C%_test_lists_LDADD = helper/lib/libclient.la $(CMOCKA_LIBS)

%C%_run_test_numbers_SOURCES = %D%/run/test-numbers.c \
	helper/client/run/numbers.c
%C%_run_test_numbers_CPPFLAGS = $(%C%_cppflags)
%C%_run_test_numbers_LDADD = $(CMOCKA_LIBS)

%C%_run_test_places_SOURCES = %D%/run/test-places.c
%C%_run_test_places_CPPFLAGS = $(%C%_cppflags)
%C%_run_test_places_LDADD = helper/client/libarguments.la \
	helper/lib/libclient.la $(CMOCKA_LIBS)
endif

# man-options.t compiles the example of vmtap(3).
AM_TESTS_ENVIRONMENT += CC='$(CC)'; SANITIZER_FLAGS='$(SANITIZER_FLAGS)'; \
	export CC SANITIZER_FLAGS;
