# Tests.  One fragment for each kind; each says what it needs.
#
# Programs that print TAP end in .t; cmocka programs report by exit status.
TEST_EXTENSIONS = .t .machine
# A test that hangs is ended, and its log says so: it would hide all later
# tests.
TEST_SECONDS = 600
LOG_COMPILER = timeout
AM_LOG_FLAGS = -v -k 10 $(TEST_SECONDS)
T_LOG_COMPILER = $(LOG_COMPILER)
AM_T_LOG_FLAGS = $(AM_LOG_FLAGS)
T_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = top_srcdir='$(abs_top_srcdir)'; \
	top_builddir='$(abs_top_builddir)'; export top_srcdir top_builddir;

# From a clone or an archive: install what is needed, build, run it all.
EXTRA_DIST += tests/run tests/tally

# On a bare Debian of any suite.
EXTRA_DIST += tests/bare tests/suites

include tests/lib/local.mk
include tests/unit/local.mk
include tests/client/local.mk
include tests/fuzz/local.mk
include tests/netns/local.mk
include tests/ebpf/local.mk
include tests/fault/local.mk
include tests/bench/local.mk
include tests/sandbox/local.mk
include tests/vm/local.mk
include tests/lint/local.mk

# For a build with sanitizers, which is slow: all tests but those that repeat
# others, by the classic filter or many times over, and those that run no code of
# vmtap's.
.PHONY: check-sanitized
check-sanitized: all
	$(AM_V_at)tests=; for test in $(TESTS); do case $$test in \
	tests/lint/* | tests/netns/again.t | tests/sandbox/calls.t) ;; \
	tests/netns/classic-frames.t | tests/netns/classic-priority.t) ;; \
	tests/netns/classic-rewrites.t | tests/netns/classic-show.t) ;; \
	*) tests="$$tests $$test" ;; \
	esac; done; $(MAKE) $(AM_MAKEFLAGS) check TESTS="$$tests"
