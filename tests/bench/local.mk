# Benchmarks: "make bench", as root.  They print tables and assert nothing.
EXTRA_DIST += %D%/bench-cost.py %D%/bench-fence.py %D%/bench-return.py \
	%D%/bench-storm.py
dist_check_SCRIPTS += %D%/bench-cost %D%/bench-fence %D%/bench-frames-run \
	%D%/bench-return %D%/bench-storm

EXTRA_PROGRAMS += %D%/bench-grant
%C%_bench_grant_SOURCES = %D%/bench-grant.c
%C%_bench_grant_LDADD = helper/lib/libvmtap.la helper/link/liblink.la
EXTRA_PROGRAMS += %D%/bench-frames
%C%_bench_frames_SOURCES = %D%/bench-frames.c
%C%_bench_frames_LDADD = helper/link/liblink.la
EXTRA_PROGRAMS += %D%/bench-relay
%C%_bench_relay_SOURCES = %D%/bench-relay.c
CLEANFILES += %D%/bench-frames %D%/bench-grant %D%/bench-relay

.PHONY: bench
bench: all %D%/bench-frames %D%/bench-grant %D%/bench-relay
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/%D%/bench-storm
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/%D%/bench-cost
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/%D%/bench-return
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/%D%/bench-frames-run
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/%D%/bench-fence
