# Deciding: pure functions, no system call.
noinst_LTLIBRARIES += policy/libpolicy.la
%C%_libpolicy_la_SOURCES = \
	%D%/policy.h \
	%D%/model.h \
	%D%/parse.h \
	%D%/address.c \
	%D%/decide.c \
	%D%/fence.c \
	%D%/fence-text.c \
	%D%/gather.c \
	%D%/gather.h \
	%D%/global.c \
	%D%/inet.c \
	%D%/keys.c \
	%D%/mode.c \
	%D%/parse.c \
	%D%/policy.c \
	%D%/rate.c \
	%D%/retain.c \
	%D%/rule.c \
	%D%/table.c \
	%D%/text.c \
	%D%/tree.c \
	%D%/tree.h \
	%D%/value.c \
	%D%/vlan.c \
	%D%/who.c \
	%D%/who.h
%C%_libpolicy_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBCONFUSE_CFLAGS) $(NETTLE_CFLAGS)
%C%_libpolicy_la_LIBADD = helper/common/libcommon.la $(LIBCONFUSE_LIBS) $(NETTLE_LIBS)

dist_man_MANS += %D%/vmtapd.conf.5

examplesdir = $(docdir)/examples
dist_examples_DATA = \
	%D%/examples/appliance.conf \
	%D%/examples/ci.conf \
	%D%/examples/lab.conf \
	%D%/examples/laptop.conf \
	%D%/examples/libvirt-session.conf \
	%D%/examples/vlan-bridge.conf \
	%D%/examples/vlan-groups.conf

# The policy of an administrator is never overwritten, nor removed: that is why
# it is not simply a file of _DATA.
vmtapconfdir = $(sysconfdir)/vmtap
EXTRA_DIST += %D%/vmtapd.conf

.PHONY: install-policy uninstall-policy
install-data-local: install-policy
install-policy:
	$(MKDIR_P) '$(DESTDIR)$(vmtapconfdir)'
	test -e '$(DESTDIR)$(vmtapconfdir)/vmtapd.conf' || \
		$(INSTALL_DATA) '$(srcdir)/policy/vmtapd.conf' \
			'$(DESTDIR)$(vmtapconfdir)/vmtapd.conf'
uninstall-local: uninstall-policy
uninstall-policy:
	if cmp -s '$(srcdir)/policy/vmtapd.conf' \
		'$(DESTDIR)$(vmtapconfdir)/vmtapd.conf'; then \
		rm -f '$(DESTDIR)$(vmtapconfdir)/vmtapd.conf'; \
	fi
