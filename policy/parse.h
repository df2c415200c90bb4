/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * parse.h - what the stages of policy_parse() share.  Private to policy/.
 *
 *   text.c   characters: what libconfuse may see at all
 *   parse.c  structure: sections and keys, by libconfuse
 *   keys.c   meaning: a network's values, and what goes together
 *   rule.c   meaning: what for whom; who.c: who; value.c: numbers
 *   policy.c order
 */
#ifndef VMTAP_POLICY_PARSE_H
#define VMTAP_POLICY_PARSE_H

#include "model.h"

#define POLICY_NETWORKS_MAX 1024 /* in a file */
#define POLICY_RULES_MAX 1024 /* allow and deny of one network */

/* The key that text.c writes behind a section's opening brace.  No file can
 * hold it: control characters are refused. */
#define POLICY_LINE_KEY "\001line"

struct parse {
	const char *filename;
	const struct policy_names *names;
	struct error *err; /* may be NULL */
	bool has_failed; /* the first error is the one to tell */
	void *self; /* for libconfuse, which wants a variable */
};

/* The text of one value, and where it stood. */
struct value {
	struct place place;
	char text[];
};

/* All keys of a block as they were written; NULL where one is absent. */
struct network_keys {
	const char *name;
	struct place place;
	const struct value *kind, *lower, *bridge, *mode;
	const struct value *mtu, *queues, *vhost, *devices;
	const struct value *const *sources;
	size_t n_sources;
};

struct rule_keys {
	const char *who;
	struct place place;
	bool is_deny;
	const struct value *devices;
	const struct value *const *mac;
	size_t n_mac;
};

/* Whom text (behind keyword) names, with names resolved. */
int who_parse(struct parse *parse, struct place place, const char *keyword,
	      const char *text, struct who *ret_who);

/* Set *err to "file:line: ..." unless it is set already.  -EINVAL. */
int parse_error(struct parse *parse, struct place place, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/* Out of memory.  -ENOMEM. */
int parse_no_memory(struct parse *parse);

/*
 * A copy of text for libconfuse, to be freed: without comments, with
 * POLICY_LINE_KEY in each section, and with nothing in it that libconfuse
 * would skip, expand or take for something else.
 */
int text_prepare(struct parse *parse, const char *text, char **ret_text);

/* Decimal digits, no leading zero, at most max.  Else -EINVAL. */
int value_decimal(const char *text, unsigned int max, unsigned int *ret_number);

/* The value of a key; an absent one (NULL) leaves the result as it is. */
int value_number(struct parse *parse, const struct value *value,
		 const char *key, unsigned int min, unsigned int max,
		 unsigned int *ret_number);
int value_bool(struct parse *parse, const struct value *value, const char *key,
	       bool *ret_bool);

/* One block's own keys, and one rule of it, checked and resolved. */
int keys_network(struct parse *parse, const struct network_keys *keys,
		 struct network *ret_network);
int keys_rule(struct parse *parse, const struct network *network,
	      const struct rule_keys *keys, struct rule *ret_rule);

/* By name; and by what rules decide on, which must differ (-EINVAL). */
void policy_sort_blocks(struct policy *policy);
int policy_sort_rules(struct parse *parse, struct block *block);

#endif
