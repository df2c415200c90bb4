# Lint: each check is a script with its table of rules on top.
#
# 'make lint' runs all; those that need no tool beyond the compiler's are also
# in 'make check'.  selftest.t shows that each of them can fail.
LINT_PLAIN = \
	%D%/check-figures \
	%D%/check-hardening \
	%D%/check-includes \
	%D%/check-keys \
	%D%/check-kinds \
	%D%/check-paths \
	%D%/check-prose \
	%D%/check-purity \
	%D%/check-refusals \
	%D%/check-sizes \
	%D%/check-symbols \
	%D%/check-words
LINT_TOOLS = \
	%D%/check-format \
	%D%/check-layout \
	%D%/check-manual \
	%D%/check-profiles \
	%D%/check-programs \
	%D%/check-shell \
	%D%/check-static
dist_check_SCRIPTS += $(LINT_PLAIN) $(LINT_TOOLS) %D%/run %D%/selftest.t \
	%D%/setup.t
TESTS += $(LINT_PLAIN) %D%/selftest.t %D%/setup.t

.PHONY: lint
lint: all
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/%D%/run

.PHONY: format
format:
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/%D%/check-format --fix
