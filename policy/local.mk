# The code that decides: pure functions, no system call.
noinst_LTLIBRARIES += policy/libpolicy.la
# In order from the lowest layer: a file includes only headers listed above it.
%C%_libpolicy_la_SOURCES = \
	%D%/policy.h \
	%D%/message.c %D%/message.h \
	%D%/key.c %D%/key.h \
	%D%/meaning/value.c %D%/meaning/value.h \
	%D%/meaning/who.c %D%/meaning/who.h \
	%D%/model.c %D%/model.h \
	%D%/report/similar.c %D%/report/similar.h \
	%D%/grammar/text.c %D%/grammar/text.h \
	%D%/grammar/section.c %D%/grammar/section.h \
	%D%/grammar/skip.c %D%/grammar/skip.h \
	%D%/grammar/grammar.c %D%/grammar/grammar.h \
	%D%/meaning/parts.h \
	%D%/meaning/rate.c \
	%D%/meaning/vlan.c \
	%D%/meaning/inet.c \
	%D%/meaning/fence.c \
	%D%/meaning/mode.c \
	%D%/meaning/limit.c %D%/meaning/limit.h \
	%D%/meaning/macs.c \
	%D%/meaning/blocks.h \
	%D%/meaning/reserved.c \
	%D%/meaning/keys.c \
	%D%/meaning/rule.c \
	%D%/meaning/table.c \
	%D%/meaning/global.c \
	%D%/report/further.c %D%/report/further.h \
	%D%/parse.c \
	%D%/decide.c \
	%D%/retain.c \
	%D%/subuid.c \
	%D%/account.c \
	%D%/lacking.c %D%/lacking.h \
	%D%/address.c \
	%D%/fence-text.c \
	%D%/report/offer.c %D%/report/offer.h
%C%_libpolicy_la_CPPFLAGS = $(AM_CPPFLAGS) $(NETTLE_CFLAGS)
%C%_libpolicy_la_LIBADD = helper/common/libcommon.la $(NETTLE_LIBS)

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

# This is not a file of _DATA, because installation must never overwrite or remove
# the policy of an administrator.
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
	@-rmdir '$(DESTDIR)$(vmtapconfdir)' 2>/dev/null
