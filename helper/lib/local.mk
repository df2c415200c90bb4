# libvmtap.  Its objects are in a convenience library first, which the bridge
# helper and the tests link.
noinst_LTLIBRARIES += helper/lib/libclient.la
%C%_libclient_la_SOURCES = \
	%D%/connect.c \
	%D%/connection.c %D%/connection.h \
	%D%/describe.c %D%/describe.h \
	%D%/device.c %D%/device.h \
	%D%/diagnose.c \
	%D%/hold.c \
	%D%/list.c \
	%D%/names.c \
	%D%/network.c %D%/network.h \
	%D%/open.c %D%/set.c \
	%D%/show.c \
	%D%/walk.c %D%/walk.h \
	%D%/watch.c
%C%_libclient_la_LIBADD = helper/common/libcommon.la

# -version-info CURRENT:REVISION:AGE, at each release that changed the library:
#   only the inside changed              C   : R+1 : A
#   a function was added                 C+1 : 0   : A+1
#   anything was removed or changed      C+1 : 0   : 0
lib_LTLIBRARIES += helper/lib/libvmtap.la
%C%_libvmtap_la_SOURCES =
%C%_libvmtap_la_LIBADD = helper/lib/libclient.la
%C%_libvmtap_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined \
	-Wl,--version-script=$(top_srcdir)/helper/lib/libvmtap.map
%C%_libvmtap_la_DEPENDENCIES = helper/lib/libclient.la helper/lib/libvmtap.map

pkgconfigdir = $(libdir)/pkgconfig
nodist_pkgconfig_DATA = helper/lib/libvmtap.pc
EXTRA_DIST += helper/lib/libvmtap.map
dist_man_MANS += helper/lib/vmtap.3

# 'man vmtap_open' shows vmtap(3): each function that the page has in its NAME
# gets a page of one line, which refers to it.
FUNCTION_PAGES = $(SED) -n '/^\.Nd/q; s/^\.Nm \(vmtap_[a-z_]*\).*/\1.3/p' \
	$(srcdir)/helper/lib/vmtap.3
.PHONY: install-function-pages uninstall-function-pages
install-data-local: install-function-pages
install-function-pages:
	$(MKDIR_P) '$(DESTDIR)$(man3dir)'
	@for page in `$(FUNCTION_PAGES)`; do \
		echo '.so man3/vmtap.3' >'$(DESTDIR)$(man3dir)'/$$page && \
		chmod 644 '$(DESTDIR)$(man3dir)'/$$page || exit; \
	done
uninstall-local: uninstall-function-pages
uninstall-function-pages:
	@for page in `$(FUNCTION_PAGES)`; do \
		rm -f '$(DESTDIR)$(man3dir)'/$$page || exit; \
	done
