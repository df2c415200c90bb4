# The eBPF program of all fences.  clang makes the object for the kernel, so it
# has none of the flags of our own code.
%C%_sources = \
	%D%/fence-arp.h \
	%D%/fence-ipv4.h \
	%D%/fence-ipv6.h \
	%D%/fence-nd.h \
	%D%/fence-seen.h \
	%D%/fence-sum.h \
	%D%/fence-tag.h \
	%D%/fence.bpf.c \
	%D%/frame.h
EXTRA_DIST += $(%C%_sources)

if EBPF
%D%/fence.bpf.o: $(%C%_sources) %D%/slot.h helper/common/fence.h
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(CLANG) -target bpf -mcpu=v3 -O2 -g -ffreestanding -Wall -Wextra \
		-I$(top_srcdir)/helper $(EBPF_CPPFLAGS) \
		-c $(srcdir)/%D%/fence.bpf.c -o $@
# The object as a C header (a light skeleton), a part of vmtapd.
%D%/skel/fence.skel.h: %D%/fence.bpf.o
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(BPFTOOL) gen skeleton -L $< name ebpf_fence >$@-t && mv $@-t $@
$(helper_link_liblink_la_OBJECTS): %D%/skel/fence.skel.h
CLEANFILES += %D%/fence.bpf.o %D%/skel/fence.skel.h
endif
