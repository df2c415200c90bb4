/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of kinds.  The first test fails for a kind without a row here.
 */
#include "tests/unit/unit.h"

#include "common/kind.h"

/* A row has all members: the compiler warns of a short one. */
static const struct kind rows[] = {
	{ VMTAP_KIND_BRIDGE, "bridge", "tap on a bridge", "tun", SIDE_INGRESS,
	  true, false, false, KIND_LLADDR_ANOTHER,
	  KIND_CHANGE_LLADDR | KIND_CHANGE_CARRIER, KIND_END_DESCRIPTOR },
	{ VMTAP_KIND_MACVTAP, "macvtap", "macvtap", "macvtap", SIDE_EGRESS,
	  false, true, true, KIND_LLADDR_GUESTS, KIND_CHANGE_LLADDR,
	  KIND_END_DESCRIPTOR },
};

static void each_kind_has_a_row_here(void **state)
{
	const enum vmtap_kind last = rows[N_ELEMENTS(rows) - 1].kind;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		assert_int_equal(rows[i].kind, i + 1);
	assert_int_equal(kind_of((enum vmtap_kind)(last + 1))->kind,
			 VMTAP_KIND_NONE);
}

static void rows_say_what_they_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct kind *is = kind_of(rows[i].kind);
		const struct kind *want = &rows[i];

		assert_int_equal(is->kind, want->kind);
		assert_string_equal(is->name, want->name);
		assert_string_equal(is->device, want->device);
		assert_string_equal(is->link_kind, want->link_kind);
		assert_int_equal(is->guest_side, want->guest_side);
		assert_int_equal(is->is_port, want->is_port);
		assert_int_equal(is->has_modes, want->has_modes);
		assert_int_equal(is->has_node, want->has_node);
		assert_int_equal(is->lladdr, want->lladdr);
		assert_int_equal(is->holder_sets, want->holder_sets);
		assert_int_equal(is->end, want->end);
	}
}

/* 0 means left out, but a bool may be false. */
static void rows_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct kind *kind = kind_of(rows[i].kind);

		assert_true(kind->name[0] && kind->device[0]);
		assert_true(kind->link_kind[0]);
		assert_true(kind->guest_side && kind->lladdr && kind->end);
	}
}

static void is_found_by_its_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		assert_ptr_equal(kind_named(rows[i].name),
				 kind_of(rows[i].kind));
		/* otherwise a starting daemon could not tell them apart */
		assert_ptr_equal(kind_of_link(rows[i].link_kind),
				 kind_of(rows[i].kind));
	}
	assert_null(kind_named(""));
	assert_null(kind_named("?"));
	assert_null(kind_named("bridges"));
	assert_null(kind_of_link(""));
	assert_null(kind_of_link("bridge"));
}

static void no_kind_has_no_fact(void **state)
{
	const enum vmtap_kind unknown[] = { VMTAP_KIND_NONE,
					    (enum vmtap_kind)77 };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(unknown); i++) {
		const struct kind *kind = kind_of(unknown[i]);

		assert_string_equal(kind->name, "?");
		assert_int_equal(kind->kind, VMTAP_KIND_NONE);
		assert_false(kind->guest_side || kind->is_port ||
			     kind->has_modes || kind->has_node ||
			     kind->lladdr || kind->end);
	}
}

static void names_make_a_sentence(void **state)
{
	char text[KIND_NAMES_SIZE];

	(void)state;
	kind_names("", text);
	assert_string_equal(text, "bridge or macvtap");
	kind_names("kind = ", text);
	assert_string_equal(text, "kind = bridge or kind = macvtap");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_has_a_row_here),
		cmocka_unit_test(rows_say_what_they_should),
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(is_found_by_its_words),
		cmocka_unit_test(no_kind_has_no_fact),
		cmocka_unit_test(names_make_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
