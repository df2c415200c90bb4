# What the host needs around the daemon.
systemdunitdir = @systemdunitdir@
systemduserunitdir = @systemduserunitdir@
sysusersdir = $(prefix)/lib/sysusers.d
udevrulesdir = $(prefix)/lib/udev/rules.d
networkdir = $(prefix)/lib/systemd/network

dist_systemdunit_DATA = contrib/systemd/vmtapd.socket
nodist_systemdunit_DATA = contrib/systemd/vmtapd.service \
	contrib/systemd/system/vmtap-vm@.service
nodist_systemduserunit_DATA = contrib/systemd/user/vmtap-vm@.service
dist_udevrules_DATA = contrib/udev/70-vmtap.rules
dist_network_DATA = contrib/network/00-vmtap.link \
	contrib/network/00-vmtap.network
EXTRA_DIST += contrib/systemd/vmtapd.service.in contrib/systemd/vmtap.sysusers
CLEANFILES += contrib/systemd/vmtapd.service

contrib/systemd/vmtapd.service: $(srcdir)/contrib/systemd/vmtapd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) 's|@sbindir[@]|$(sbindir)|g' \
		$(srcdir)/contrib/systemd/vmtapd.service.in > $@

# Two units of the same name: of the system, and of a user.
EXTRA_DIST += contrib/systemd/vmtap-vm.system.in contrib/systemd/vmtap-vm.user.in
CLEANFILES += contrib/systemd/system/vmtap-vm@.service \
	contrib/systemd/user/vmtap-vm@.service

contrib/systemd/system/vmtap-vm@.service: $(srcdir)/contrib/systemd/vmtap-vm.system.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) -e 's|@bindir[@]|$(bindir)|g' \
		-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/contrib/systemd/vmtap-vm.system.in > '$@'

contrib/systemd/user/vmtap-vm@.service: $(srcdir)/contrib/systemd/vmtap-vm.user.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) 's|@bindir[@]|$(bindir)|g' \
		$(srcdir)/contrib/systemd/vmtap-vm.user.in > '$@'

# For hosts with AppArmor or SELinux; each file says how to install it.
noinst_DATA = contrib/apparmor/vmtapd
EXTRA_DIST += contrib/apparmor/vmtapd.in contrib/selinux/vmtapd.te \
	contrib/selinux/vmtapd.fc contrib/selinux/vmtapd.if
CLEANFILES += contrib/apparmor/vmtapd

contrib/apparmor/vmtapd: $(srcdir)/contrib/apparmor/vmtapd.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) -e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/contrib/apparmor/vmtapd.in > $@

# sysusers.d(5) asks for the package's name as the file's name.
install-data-local: install-sysusers
install-sysusers:
	$(MKDIR_P) '$(DESTDIR)$(sysusersdir)'
	$(INSTALL_DATA) $(srcdir)/contrib/systemd/vmtap.sysusers \
		'$(DESTDIR)$(sysusersdir)/vmtap.conf'
uninstall-local: uninstall-sysusers
uninstall-sysusers:
	rm -f '$(DESTDIR)$(sysusersdir)/vmtap.conf'

# For a first look, and for building and testing from a clone.
EXTRA_DIST += contrib/demo/run contrib/setup/install-packages

# For users of each VMM; tests/netns/recipes.t types them.
EXTRA_DIST += contrib/recipes/bubblewrap.md contrib/recipes/cloud-hypervisor.md \
	contrib/recipes/crosvm.md contrib/recipes/qemu.md contrib/recipes/quickemu.md

# For the users' shell.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/completion/vmtap
