# Fuzzing.  "make check" replays the corpus with any compiler; libFuzzer itself
# needs "configure CC=clang --enable-fuzzers --enable-sanitizers".
EXTRA_DIST += %D%/corpus %D%/policy.dict

replays = \
	%D%/replay-bridgeconf \
	%D%/replay-mark \
	%D%/replay-monitor \
	%D%/replay-netlink \
	%D%/replay-policy \
	%D%/replay-reply \
	%D%/replay-request
check_PROGRAMS += $(replays)
TESTS += $(replays)

fuzz_replay = %D%/replay.c %D%/fuzz.h

%C%_replay_bridgeconf_SOURCES = %D%/fuzz-bridgeconf.c $(fuzz_replay)
%C%_replay_bridgeconf_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"%D%/corpus/bridgeconf"'
%C%_replay_bridgeconf_LDADD = helper/client/libarguments.la
%C%_replay_mark_SOURCES = %D%/fuzz-mark.c $(fuzz_replay)
%C%_replay_mark_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"%D%/corpus/mark"'
%C%_replay_mark_LDADD = helper/link/liblink.la
%C%_replay_monitor_SOURCES = %D%/fuzz-monitor.c $(fuzz_replay)
%C%_replay_monitor_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"%D%/corpus/monitor"'
%C%_replay_monitor_LDADD = helper/client/libhotplug.la $(JSONC_LIBS)
%C%_replay_netlink_SOURCES = %D%/fuzz-netlink.c $(fuzz_replay)
%C%_replay_netlink_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"%D%/corpus/netlink"'
%C%_replay_netlink_LDADD = helper/link/liblink.la
%C%_replay_policy_SOURCES = %D%/fuzz-policy.c $(fuzz_replay)
%C%_replay_policy_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"%D%/corpus/policy"'
%C%_replay_policy_LDADD = policy/libpolicy.la
%C%_replay_reply_SOURCES = %D%/fuzz-reply.c $(fuzz_replay)
%C%_replay_reply_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"%D%/corpus/reply"'
%C%_replay_reply_LDADD = helper/common/libcommon.la
%C%_replay_request_SOURCES = %D%/fuzz-request.c $(fuzz_replay)
%C%_replay_request_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"%D%/corpus/request"'
%C%_replay_request_LDADD = helper/common/libcommon.la

# Seconds for each target.
FUZZ_SECONDS = 60

.PHONY: fuzz-smoke $(fuzz_smokes)
if FUZZERS
fuzzers = \
	%D%/fuzz-bridgeconf \
	%D%/fuzz-mark \
	%D%/fuzz-monitor \
	%D%/fuzz-netlink \
	%D%/fuzz-policy \
	%D%/fuzz-reply \
	%D%/fuzz-request
check_PROGRAMS += $(fuzzers)

fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer

%C%_fuzz_bridgeconf_SOURCES = %D%/fuzz-bridgeconf.c %D%/fuzz.h
%C%_fuzz_bridgeconf_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_bridgeconf_LDADD = helper/client/libarguments.la
%C%_fuzz_mark_SOURCES = %D%/fuzz-mark.c %D%/fuzz.h
%C%_fuzz_mark_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_mark_LDADD = helper/link/liblink.la
%C%_fuzz_monitor_SOURCES = %D%/fuzz-monitor.c %D%/fuzz.h
%C%_fuzz_monitor_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_monitor_LDADD = helper/client/libhotplug.la $(JSONC_LIBS)
%C%_fuzz_netlink_SOURCES = %D%/fuzz-netlink.c %D%/fuzz.h
%C%_fuzz_netlink_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_netlink_LDADD = helper/link/liblink.la
%C%_fuzz_policy_SOURCES = %D%/fuzz-policy.c %D%/fuzz.h
%C%_fuzz_policy_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_policy_LDADD = policy/libpolicy.la
%C%_fuzz_reply_SOURCES = %D%/fuzz-reply.c %D%/fuzz.h
%C%_fuzz_reply_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_reply_LDADD = helper/common/libcommon.la
%C%_fuzz_request_SOURCES = %D%/fuzz-request.c %D%/fuzz.h
%C%_fuzz_request_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_request_LDADD = helper/common/libcommon.la

# libFuzzer writes new inputs to fuzz-corpus/ in the build folder, and crashes
# to fuzz-crash-*.  The commit that mends a crash adds the input to the corpus.
fuzz_smokes = \
	fuzz-smoke-bridgeconf \
	fuzz-smoke-mark \
	fuzz-smoke-monitor \
	fuzz-smoke-netlink \
	fuzz-smoke-policy \
	fuzz-smoke-reply \
	fuzz-smoke-request
fuzz-smoke: $(fuzz_smokes)

$(fuzz_smokes): $(fuzzers)
	@set -e; target=$@; target=$${target#fuzz-smoke-}; \
	$(MKDIR_P) fuzz-corpus/$$target; \
	dict=; test $$target != policy || \
		dict=-dict=$(srcdir)/%D%/policy.dict; \
	echo "$$target: $(FUZZ_SECONDS) seconds"; \
	%D%/fuzz-$$target -max_total_time=$(FUZZ_SECONDS) $$dict \
		-max_len=4096 -timeout=10 -print_final_stats=1 \
		-artifact_prefix=fuzz-crash-$$target- \
		fuzz-corpus/$$target \
		$(srcdir)/%D%/corpus/$$target
else
fuzz-smoke:
	@echo "fuzz-smoke needs: configure CC=clang --enable-fuzzers --enable-sanitizers" >&2
	@exit 1
endif
