/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * import-print.c - prints the network of a bridge: its rules come from the
 * lines about this bridge and from those about all bridges.
 */
#include "client/import/import.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "common/ifname.h"
#include "common/label.h"

/*
 * All lines of a file have the same readers, so a file brings at most four
 * rows: a user and a group, allowed and denied.  The rows for everybody and for
 * root, two each, stand in place of the first file's: no file includes itself
 * only.  This is also the most that vmtapd.conf(5) takes.
 */
#define ROWS_MAX (4 * IMPORT_FILES_MAX)

enum who { EVERYBODY, GROUP, USER };

struct row {
	bool is_deny;
	enum who who;
	id_t id;
	const char *place;
};

struct rows {
	size_t n;
	struct row rows[ROWS_MAX];
};

static void add_row(struct rows *rows, bool is_deny, enum who who, id_t id,
		    const char *place)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *row = &rows->rows[i];

		if (row->is_deny == is_deny && row->who == who && row->id == id)
			return;
	}
	rows->rows[rows->n++] = (struct row){ is_deny, who, id, place };
}

static void add_subjects(struct rows *rows, const struct import_rule *rule,
			 const struct subjects *subjects)
{
	if (subjects->has_everybody)
		add_row(rows, rule->is_deny, EVERYBODY, 0, rule->place);
	else
		add_row(rows, rule->is_deny, USER, 0, rule->place);
	if (subjects->has_group)
		add_row(rows, rule->is_deny, GROUP, subjects->gid, rule->place);
	if (subjects->has_user)
		add_row(rows, rule->is_deny, USER, subjects->uid, rule->place);
	if (subjects->has_no_group)
		add_row(rows, true, GROUP, subjects->gid, rule->place);
	if (subjects->has_no_user)
		add_row(rows, true, USER, subjects->uid, rule->place);
}

static void print_gap(struct import *import, const struct import_rule *rule,
		      enum readers_gap gap)
{
	static const char *const names[] = {
		[READERS_EXACT] = NULL,
		[READERS_EXCEPT] = "except",
		[READERS_SEVERAL] = "several",
		[READERS_ACL] = "acl",
	};
	static const char *const sentences[] = {
		[READERS_EXACT] = NULL,
		[READERS_EXCEPT] =
			"the file's mode keeps its owner or its group out, but not others",
		[READERS_SEVERAL] =
			"who reads it must pass several files or folders with different readers",
		[READERS_ACL] = "a file or folder has an access control list",
	};

	if (gap == READERS_EXACT)
		return;
	fputc('\t', import->out);
	import_differs(import, names[gap]);
	fprintf(import->out, "%s: %s; %s\n", rule->place, sentences[gap],
		rule->is_deny ? "more users are denied here"
			      : "fewer users are allowed here");
}

/* A plain name to vmtapd.conf(5): no number, range or group; no quotes. */
static bool is_plain(const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	return name[0] && strchr(letters, name[0]) &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ_.-0123456789")] ==
		       '\0';
}

/* The name; or the number, if vmtapd would not get it from the name. */
static void print_user(uid_t uid, FILE *out)
{
	const struct passwd *user = getpwuid(uid);

	if (user && is_plain(user->pw_name))
		fprintf(out, "\"%s\"", user->pw_name);
	else
		fprintf(out, "\"%u\"", uid);
}

static void print_group(gid_t gid, FILE *out)
{
	const struct group *group = getgrgid(gid);

	if (group && is_plain(group->gr_name))
		fprintf(out, "\"@%s\"", group->gr_name);
	else
		fprintf(out, "\"@%u\"", gid);
}

static void print_row(const struct row *row, FILE *out)
{
	fprintf(out, "\t%s ", row->is_deny ? "deny" : "allow");
	switch (row->who) {
	case EVERYBODY:
		fputs("\"*\"", out);
		break;
	case GROUP:
		print_group(row->id, out);
		break;
	case USER:
		print_user(row->id, out);
		break;
	}
	fprintf(out, " {}\t# %s\n", row->place);
}

/* If a row is for everybody, other rows of its kind are not needed. */
static void print_rows(const struct rows *rows, FILE *out)
{
	bool is_everybody[2] = { false, false };

	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].who == EVERYBODY)
			is_everybody[rows->rows[i].is_deny] = true;
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].who == EVERYBODY ||
		    !is_everybody[rows->rows[i].is_deny])
			print_row(&rows->rows[i], out);
}

static bool is_about(const struct import_rule *rule, const char *bridge)
{
	return rule->is_all || strcmp(rule->bridge, bridge) == 0;
}

/* Does a line allow (or deny) everybody?  Then no other such line adds
 * anything. */
static bool is_for_everybody(const struct import *import, const char *bridge,
			     bool is_deny)
{
	for (size_t i = 0; i < import->n_rules; i++) {
		const struct import_rule *rule = &import->rules[i];

		if (rule->is_deny == is_deny && rule->readers.n == 0 &&
		    is_about(rule, bridge))
			return true;
	}
	return false;
}

static bool is_allowed_at_all(const struct import *import, const char *bridge)
{
	for (size_t i = 0; i < import->n_rules; i++)
		if (!import->rules[i].is_deny &&
		    is_about(&import->rules[i], bridge))
			return true;
	return false;
}

/* The kernel's rules for names: dev_valid_name() in net/core/dev.c. */
static bool can_exist(const char *bridge)
{
	return bridge[0] && strcmp(bridge, ".") != 0 &&
	       strcmp(bridge, "..") != 0 && !strpbrk(bridge, "/: \t\n\v\f\r");
}

/* Prints a comment why bridge gets no network; false if it can have one. */
static bool print_excuse(struct import *import, const char *bridge)
{
	char name[IMPORT_SAFE_SIZE];
	struct ifname ifname;
	struct label label;

	import_safe(bridge, name);
	if (!can_exist(bridge)) {
		fprintf(import->out,
			"\n# No interface can have the name \"%s\".\n", name);
		return true;
	}
	if (!is_allowed_at_all(import, bridge)) {
		fprintf(import->out,
			"\n# No line allows %s: it needs no network.\n", name);
		return true;
	}
	if (ifname_parse(bridge, &ifname) == 0 &&
	    label_parse(bridge, &label) == 0)
		return false;
	fputc('\n', import->out);
	import_differs(import, "name");
	fprintf(import->out,
		"no network can have the name %s; give it another, with bridge = \"%s\"\n",
		name, name);
	return true;
}

void import_print(struct import *import, const char *bridge)
{
	const bool is_settled[] = {
		is_for_everybody(import, bridge, false),
		is_for_everybody(import, bridge, true),
	};
	FILE *out = import->out;
	struct rows rows = { 0 };

	if (print_excuse(import, bridge))
		return;
	fprintf(out, "\nnetwork \"%s\" {\n\tkind = bridge\n\tbridge = \"%s\"\n",
		bridge, bridge);
	for (size_t i = 0; i < import->n_rules; i++) {
		const struct import_rule *rule = &import->rules[i];
		struct subjects subjects;

		if (!is_about(rule, bridge) ||
		    (rule->readers.n > 0 && is_settled[rule->is_deny]))
			continue;
		subjects = rule->is_deny ? subjects_deny(&rule->readers)
					 : subjects_allow(&rule->readers);
		print_gap(import, rule, subjects.gap);
		add_subjects(&rows, rule, &subjects);
	}
	print_rows(&rows, out);
	fputs("}\n", out);
}

bool import_bridges_add(struct import_bridges *bridges, const char *name)
{
	for (size_t i = 0; i < bridges->n; i++)
		if (strcmp(bridges->names[i], name) == 0)
			return true;
	if (bridges->n == IMPORT_BRIDGES_MAX)
		return false;
	strcpy(bridges->names[bridges->n++], name);
	return true;
}
