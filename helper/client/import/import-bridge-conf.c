/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * import-bridge-conf.c - 'vmtap import-bridge-conf': prints QEMU's bridge.conf
 * as a vmtapd.conf.  It does not connect to vmtapd.
 */
#include "client/import/import.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/arguments/problem.h"
#include "client/command.h"
#include "common/cleanup.h"

static int add_bridge(struct import_bridges *bridges, const char *name,
		      struct vmtap_error *err)
{
	if (strlen(name) > BRIDGECONF_NAME_MAX)
		return problem(
			err,
			"--bridge %s: a bridge's name has at most %d characters",
			name, BRIDGECONF_NAME_MAX);
	if (!import_bridges_add(bridges, name))
		return problem(
			err,
			"more than %d bridges, the last one is %s; a vmtapd.conf has no more networks",
			IMPORT_BRIDGES_MAX, name);
	return 0;
}

static int is_bridge(const struct dirent *entry)
{
	char path[sizeof("/sys/class/net//bridge") + NAME_MAX];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/bridge",
		       entry->d_name);
	return entry->d_name[0] != '.' && access(path, F_OK) == 0;
}

static int add_existing(struct import_bridges *bridges, struct vmtap_error *err)
{
	struct dirent **entries;
	int n = scandir("/sys/class/net", &entries, is_bridge, alphasort);
	int r = 0;

	if (n < 0)
		return problem(
			err,
			"cannot list /sys/class/net: %m; name the bridges with --bridge");
	for (int i = 0; i < n; i++) {
		if (r == 0)
			r = add_bridge(bridges, entries[i]->d_name, err);
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* The bridges of all lines; "allow all" means those of --bridge or the host. */
static int find_bridges(const struct options *options,
			const struct import *import,
			struct import_bridges *bridges, struct vmtap_error *err)
{
	bool has_allow_all = false;
	int r = 0;

	for (size_t i = 0; r == 0 && i < import->n_rules; i++) {
		const struct import_rule *rule = &import->rules[i];

		if (!rule->is_all)
			r = add_bridge(bridges, rule->bridge, err);
		else if (!rule->is_deny)
			has_allow_all = true;
	}
	for (size_t i = 0; r == 0 && i < options->n_bridges; i++)
		r = add_bridge(bridges, options->bridges[i], err);
	if (r == 0 && has_allow_all && options->n_bridges == 0)
		r = add_existing(bridges, err);
	return r;
}

static void explain_all(const struct options *options, struct import *import)
{
	for (size_t i = 0; i < import->n_rules; i++) {
		const struct import_rule *rule = &import->rules[i];

		if (!rule->is_all || rule->is_deny)
			continue;
		import_differs(import, "all");
		fprintf(import->out,
			"%s: allow all means each bridge %s; another needs a network of its own\n",
			rule->place,
			options->n_bridges > 0 ? "that --bridge names"
					       : "that this host has now");
	}
}

static int translate(const struct options *options, const char *path,
		     struct import *import, struct vmtap_error *err)
{
	_cleanup_free_
	struct import_bridges *bridges = calloc(1, sizeof(*bridges));
	char safe[IMPORT_SAFE_SIZE];
	int r;

	if (!bridges)
		return problem_memory(err);
	import_safe(path, safe);
	fprintf(import->out,
		"# vmtapd.conf(5), from %s by vmtap(1) import-bridge-conf.\n"
		"# Each network has the name of its bridge, so that --br= goes on to mean it.\n"
		"# bridge.conf has no limits; these networks have the default ones.\n",
		safe);
	r = import_read(import, path, err);
	if (r < 0)
		return r;
	explain_all(options, import);
	r = find_bridges(options, import, bridges, err);
	for (size_t i = 0; r == 0 && i < bridges->n; i++)
		import_print(import, bridges->names[i]);
	return r;
}

/* import->out is a memstream on *text. */
static enum status print(const struct import *import, char *const *text)
{
	if (ferror(import->out) || fflush(import->out) != 0) {
		perror("vmtap: cannot write the policy");
		return STATUS_FAILED;
	}
	fputs(*text, stdout);
	if (import->n_differences > 0)
		fputs("vmtap: a vmtapd.conf cannot say all of it: see 'not the same' in the output, and vmtap(1)\n",
		      stderr);
	return STATUS_OK;
}

enum status command_import_bridge_conf(const struct options *options,
				       int n_operands, char **operands)
{
	_cleanup_free_
	struct import *import = calloc(1, sizeof(*import));
	_cleanup_free_
	char *text = NULL;
	_cleanup_fclose_
	FILE *out = NULL;
	struct vmtap_error err;
	size_t size;

	(void)n_operands;
	out = open_memstream(&text, &size);
	if (!import || !out) {
		(void)problem_memory(&err);
		return status_report(&err);
	}
	import->out = out;
	if (translate(options, operands[0], import, &err) < 0) {
		err.code = VMTAP_E_HOST;
		return status_report(&err);
	}
	return print(import, &text);
}
