# What happens when things go wrong: crashes, injected errors, lost replies,
# storms, other people's hands.  As root, in network namespaces.
FAULT_TESTS = \
	%D%/adopt.t \
	%D%/fair.t \
	%D%/foreign.t \
	%D%/inject.t \
	%D%/lost.t \
	%D%/refence.t \
	%D%/soak.t \
	%D%/stuck.t
dist_check_SCRIPTS += $(FAULT_TESTS)
TESTS += $(FAULT_TESTS)
EXTRA_DIST += \
	%D%/adopt.py \
	%D%/fair.py \
	%D%/foreign.py \
	%D%/inject.py \
	%D%/lost.py \
	%D%/refence.py \
	%D%/soak.py \
	%D%/stuck.py \
	%D%/transfer.py
