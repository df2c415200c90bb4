/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tree.c - the blocks and keys of one file.  The only user of libconfuse; comes
 * after text.c, and hands blocks to parse.c.  Must not judge a value.
 *
 * libconfuse 3.3 keeps the state of its scanner in globals, so two threads
 * must not parse at once.  It asks isatty(3) about descriptor -1, which is one
 * ioctl that fails: TCGETS, or TCGETS2 in newer libraries.
 */
#include "policy/grammar/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "common/cleanup.h"
#include "policy/grammar/text.h"

/* A key that no file can hold; its variable is where errors go, because
 * libconfuse passes no pointer of ours to its call-backs. */
#define CONTEXT_KEY "\001context"

/* Beyond libconfuse's own flags: this key stood in this block already. */
#define KEY_WAS_SEEN (1 << 30)

#define STANDS_TWICE "this block has two values for"

static struct parse *context(const cfg_t *cfg)
{
	const cfg_opt_t *opt = cfg->opts;

	while (strcmp(opt->name, CONTEXT_KEY) != 0)
		opt++;
	return *opt->simple_value.ptr;
}

/* What to do about a complaint of libconfuse, which says only what is wrong. */
static const char *find_remedy(const char *format)
{
	static const struct {
		const char *complaint, *remedy;
	} rows[] = {
		{ "no such option", "vmtapd.conf(5) lists what there is" },
		{ "found duplicate title", "keep one, or merge the two" },
		{ "missing equal sign", "write key = value" },
		{ "missing title", "write a name in front of the {" },
		{ "missing opening brace", "write { behind the name" },
		{ "premature end of file", "write what is missing" },
		{ "unexpected closing brace", "remove it" },
		{ STANDS_TWICE, "keep one" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strncmp(format, rows[i].complaint,
			    strlen(rows[i].complaint)) == 0)
			return rows[i].remedy;
	return "vmtapd.conf(5) shows what may stand here";
}

/* Where libconfuse has read to. */
static struct place place_of_scan(const cfg_t *cfg)
{
	return (struct place){ context(cfg)->filename,
			       (unsigned int)cfg->line };
}

/* cfg_errfunc_t: so libconfuse prints nothing. */
static void on_error(cfg_t *cfg, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static void on_error(cfg_t *cfg, const char *format, va_list args)
{
	char text[VMTAP_TEXT_MAX + 1];
	const struct place place = place_of_scan(cfg);
	const char *remedy = find_remedy(format);

	(void)vsnprintf(text, sizeof(text), format, args);
	if (cfg->title)
		(void)parse_error(context(cfg), place, "in %s \"%s\": %s; %s",
				  cfg->name, cfg->title, text, remedy);
	else
		(void)parse_error(context(cfg), place, "%s; %s", text, remedy);
}

static enum key find_key(const cfg_t *cfg, const char *name)
{
	static const char *const words[] = {
		[SECTION_GLOBAL] = "global", [SECTION_NETWORK] = "network",
		[SECTION_ALLOW] = "allow",   [SECTION_DENY] = "deny",
		[SECTION_VM] = "vm",
	};
	enum section_kind kind = SECTION_VM;

	while (kind > SECTION_FILE && strcmp(cfg->name, words[kind]) != 0)
		kind--;
	return key_find(kind, name);
}

/* cfg_callback_t: keeps the text and the line of one value. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
	struct value **ret_value = result;
	const size_t size = strlen(text) + 1;
	struct value *value;

	/* Each "=" empties the option: so 1 is the first value after it. */
	if (opt->nvalues == 1 && (opt->flags & KEY_WAS_SEEN)) {
		cfg_error(cfg, STANDS_TWICE " '%s'", opt->name);
		return -1;
	}
	opt->flags |= KEY_WAS_SEEN;
	value = malloc(sizeof(*value) + size);
	if (!value) {
		(void)parse_no_memory(context(cfg));
		return -1;
	}
	value->key = find_key(cfg, opt->name);
	value->place = place_of_scan(cfg);
	memcpy(value->text, text, size);
	*ret_value = value;
	return 0;
}

#define BLOCKS(name, keys)                                                     \
	CFG_SEC(name, keys,                                                    \
		CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES |                \
			CFGF_NODEFAULT)

static int read_as(struct parse *parse, cfg_opt_t *options, const char *text,
		   cfg_t **ret_root)
{
	cfg_t *root = cfg_init(options, CFGF_NONE);

	if (!root)
		return parse_no_memory(parse);
	(void)cfg_set_error_function(root, on_error);
	if (cfg_parse_buf(root, text) != CFG_SUCCESS) {
		/* It has told why, unless memory ran out. */
		if (!parse->has_failed)
			(void)parse_no_memory(parse);
		(void)cfg_free(root);
		return -EINVAL;
	}
	*ret_root = root;
	return 0;
}

/* All keys of such a section; room for its members is left.  They are copied
 * by libconfuse. */
static cfg_opt_t *add_keys(cfg_opt_t *options, enum section_kind kind,
			   struct parse **parse)
{
	*options++ = (cfg_opt_t){ .name = CONTEXT_KEY,
				  .type = CFGT_PTR,
				  .flags = CFGF_NODEFAULT,
				  .simple_value = { .ptr = (void **)parse } };
	*options++ = (cfg_opt_t)CFG_INT(POLICY_LINE_KEY, 0, CFGF_NODEFAULT);
	for (enum key key = 0; key < KEYS; key++) {
		const char *name = key_name(key);

		if (key_find(kind, name) != key)
			continue;
		*options++ = key_has_list(key)
				     ? (cfg_opt_t)CFG_PTR_LIST_CB(
					       name, NULL, CFGF_NODEFAULT,
					       on_value, free)
				     : (cfg_opt_t)CFG_PTR_CB(name, NULL,
							     CFGF_NODEFAULT,
							     on_value, free);
	}
	return options;
}

#define OPTIONS_MAX (KEYS + 6) /* context, line, members, end */

static int read_plain(struct parse *parse, const char *text, cfg_t **ret_root)
{
	cfg_opt_t file[OPTIONS_MAX] = { 0 }, global[OPTIONS_MAX] = { 0 };
	cfg_opt_t network[OPTIONS_MAX] = { 0 }, allow[OPTIONS_MAX] = { 0 };
	cfg_opt_t deny[OPTIONS_MAX] = { 0 }, vm[OPTIONS_MAX] = { 0 };
	cfg_opt_t *end;

	(void)add_keys(allow, SECTION_ALLOW, &parse);
	(void)add_keys(deny, SECTION_DENY, &parse);
	(void)add_keys(vm, SECTION_VM, &parse);
	(void)add_keys(global, SECTION_GLOBAL, &parse);
	end = add_keys(network, SECTION_NETWORK, &parse);
	*end++ = (cfg_opt_t)BLOCKS("allow", allow);
	*end++ = (cfg_opt_t)BLOCKS("deny", deny);
	*end++ = (cfg_opt_t)BLOCKS("vm", vm);
	end = add_keys(file, SECTION_FILE, &parse);
	*end++ = (cfg_opt_t)CFG_SEC("global", global,
				    CFGF_MULTI | CFGF_NODEFAULT);
	*end++ = (cfg_opt_t)BLOCKS("network", network);
	return read_as(parse, file, text, ret_root);
}

int tree_read(struct parse *parse, const char *file, const char *text,
	      struct section *ret_tree)
{
	_cleanup_free_
	char *plain = NULL;
	cfg_t *root;
	int r;

	parse->filename = file;
	r = text_prepare(parse, text, &plain);
	if (r < 0)
		return r;
	r = read_plain(parse, plain, &root);
	if (r < 0)
		return r;
	*ret_tree = (struct section){ root, file };
	return 0;
}

void tree_free(struct section *tree)
{
	if (tree->cfg)
		(void)cfg_free(tree->cfg);
	tree->cfg = NULL;
}

unsigned int section_count(const struct section *section, const char *name)
{
	return cfg_size(section->cfg, name);
}

struct section section_at(const struct section *section, const char *name,
			  unsigned int i)
{
	return (struct section){ cfg_getnsec(section->cfg, name, i),
				 section->file };
}

const char *section_title(const struct section *section)
{
	return cfg_title(section->cfg);
}

struct place section_place(const struct section *section)
{
	return (struct place){ section->file,
			       (unsigned int)cfg_getint(section->cfg,
							POLICY_LINE_KEY) };
}

unsigned int section_list_count(const struct section *section, enum key key)
{
	cfg_opt_t *option = cfg_getopt(section->cfg, key_name(key));

	return option ? cfg_opt_size(option) : 0;
}

const struct value *section_list_at(const struct section *section, enum key key,
				    unsigned int i)
{
	return cfg_getnptr(section->cfg, key_name(key), i);
}
