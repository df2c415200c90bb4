# The walls around a daemon that an attacker has taken over: what the filter
# says, for each architecture, and what happens to a process that tries.
check_PROGRAMS += %D%/filter %D%/try
%C%_cppflags = $(AM_CPPFLAGS) $(LIBSECCOMP_CFLAGS)

%C%_filter_SOURCES = %D%/filter.c %D%/cbpf.c %D%/cbpf.h
%C%_filter_CPPFLAGS = $(%C%_cppflags)
%C%_filter_LDADD = helper/daemon/libdaemon.la $(LIBSECCOMP_LIBS)
%C%_try_SOURCES = %D%/try.c %D%/try.h %D%/try-calls.c %D%/try-files.c
%C%_try_CPPFLAGS = $(%C%_cppflags)
%C%_try_LDADD = helper/daemon/libdaemon.la

%C%_tests = %D%/filter.t %D%/try.t %D%/calls.t
dist_check_SCRIPTS += $(%C%_tests)
TESTS += $(%C%_tests)
filter_texts = %D%/filter-x86_64.pfc %D%/filter-aarch64.pfc
EXTRA_DIST += $(filter_texts)

# Run it after a row of syscalls.c has changed, and commit the result with it.
.PHONY: filter-texts
filter-texts: %D%/filter
	@for text in $(filter_texts); do \
		name=$${text##*/filter-}; \
		%D%/filter text $${name%.pfc} >$(srcdir)/$$text || exit; \
	done
