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

# libvirt's hook is in $(datadir), unless configure was told where libvirt looks.
libvirthookdir = @LIBVIRT_HOOK_DIR@
nodist_libvirthook_SCRIPTS = contrib/libvirt/vmtap
EXTRA_DIST += contrib/libvirt/vmtap.in
CLEANFILES += contrib/libvirt/vmtap

contrib/libvirt/vmtap: $(srcdir)/contrib/libvirt/vmtap.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) 's|@bindir[@]|$(bindir)|g' \
		$(srcdir)/contrib/libvirt/vmtap.in > $@.new && \
	chmod 755 $@.new && mv $@.new $@

# Where QEMU and libvirt look for a bridge helper stands a symlink: AppArmor's
# profile of libvirtd lets a copy there connect nowhere.
install-exec-local: install-qemu-helper
install-qemu-helper:
	@path='$(DESTDIR)$(QEMU_HELPER_PATH)'; \
	our='$(bindir)/vmtap-bridge-helper'; \
	test '$(QEMU_HELPER_PATH)' != no || exit 0; \
	if { test -e "$$path" || test -L "$$path"; } && test "$$(readlink "$$path")" != "$$our"; then \
		echo "make: $$path is another program's;" \
			"move it away first, see vmtap-libvirt(7)" >&2; \
		exit 1; \
	fi; \
	echo "$(LN_S) $$our $$path"; \
	$(MKDIR_P) "$$(dirname "$$path")" && rm -f "$$path" && \
		$(LN_S) "$$our" "$$path"
uninstall-local: uninstall-qemu-helper
uninstall-qemu-helper:
	@path='$(DESTDIR)$(QEMU_HELPER_PATH)'; \
	our='$(bindir)/vmtap-bridge-helper'; \
	if test "$$(readlink "$$path")" = "$$our"; then \
		echo "rm -f $$path"; \
		rm -f "$$path"; \
	fi

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
