/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * parse.c - the structure of vmtapd.conf(5): which keys stand in which block.
 * The only user of libconfuse; comes after text.c, and hands each block to
 * keys.c.  Must not judge a value.
 *
 * libconfuse 3.3 keeps the state of its scanner in globals, so two threads
 * must not parse at once.  It asks isatty(3) about descriptor -1, one ioctl
 * TCGETS that fails.
 */
#include "parse.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "cleanup.h"

/* A key that no file can hold; its variable is where errors go, because
 * libconfuse passes no pointer of ours to its call-backs. */
#define CONTEXT_KEY "\001context"

/* Beyond libconfuse's own flags: this key stood in this block already. */
#define KEY_WAS_SEEN (1 << 30)

#define STANDS_TWICE "this block has two values for"

int parse_error(struct parse *parse, struct place place, const char *format,
		...)
{
	struct error *err = parse->err;
	va_list args;

	if (parse->has_failed || !err)
		return -EINVAL;
	parse->has_failed = true;
	err->code = VMTAP_E_ARGUMENT;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	error_prefix(err, "%s:%u", place.file, place.line);
	return -EINVAL;
}

int parse_no_memory(struct parse *parse)
{
	parse->has_failed = true;
	return error_set(parse->err, VMTAP_E_INTERNAL, ENOMEM,
			 "%s: out of memory", parse->filename);
}

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
	value->place = place_of_scan(cfg);
	memcpy(value->text, text, size);
	*ret_value = value;
	return 0;
}

#define KEY(name) CFG_PTR_CB(name, NULL, CFGF_NODEFAULT, on_value, free)
#define LIST(name) CFG_PTR_LIST_CB(name, NULL, CFGF_NODEFAULT, on_value, free)
#define BLOCKS(name, keys)                                                     \
	CFG_SEC(name, keys,                                                    \
		CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES |                \
			CFGF_NODEFAULT)
#define LINE CFG_INT(POLICY_LINE_KEY, 0, CFGF_NODEFAULT)
#define CONTEXT(variable)                                                      \
	{                                                                      \
		.name = CONTEXT_KEY, .type = CFGT_PTR,                         \
		.flags = CFGF_NODEFAULT, .simple_value = { .ptr = variable },  \
	}

static int read_tree(struct parse *parse, const char *text, cfg_t **ret_root)
{
	cfg_opt_t deny[] = { CONTEXT(&parse->self), LINE, CFG_END() };
	cfg_opt_t allow[] = { CONTEXT(&parse->self), LINE, KEY("devices"),
			      LIST("mac"), CFG_END() };
	cfg_opt_t network[] = {
		CONTEXT(&parse->self),
		LINE,
		KEY("kind"),
		KEY("lower"),
		KEY("bridge"),
		KEY("mode"),
		KEY("mtu"),
		KEY("queues"),
		KEY("vhost"),
		KEY("devices"),
		LIST("sources"),
		BLOCKS("allow", allow),
		BLOCKS("deny", deny),
		CFG_END(),
	};
	cfg_opt_t options[] = { CONTEXT(&parse->self),
				BLOCKS("network", network), CFG_END() };
	cfg_t *root;

	parse->self = parse;
	root = cfg_init(options, CFGF_NONE);
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

static const struct value *key(cfg_t *cfg, const char *name)
{
	return cfg_getptr(cfg, name);
}

/* An option's values are unions of pointers: collect them, to be freed. */
static const struct value **list(cfg_t *cfg, const char *name, size_t *ret_n)
{
	const unsigned int n = cfg_size(cfg, name);
	const struct value **values = calloc(n + 1, sizeof(struct value *));

	for (unsigned int i = 0; values && i < n; i++)
		values[i] = cfg_getnptr(cfg, name, i);
	*ret_n = n;
	return values;
}

static struct place place_of(const struct parse *parse, cfg_t *cfg)
{
	return (struct place){ parse->filename,
			       (unsigned int)cfg_getint(cfg, POLICY_LINE_KEY) };
}

static int read_rule(struct parse *parse, cfg_t *cfg, bool is_deny,
		     const struct network *network, struct rule *ret_rule)
{
	_cleanup_free_
	const struct value **mac = NULL;
	struct rule_keys keys = {
		.who = cfg_title(cfg),
		.place = place_of(parse, cfg),
		.is_deny = is_deny,
	};

	if (!is_deny) {
		keys.devices = key(cfg, "devices");
		mac = list(cfg, "mac", &keys.n_mac);
		if (!mac)
			return parse_no_memory(parse);
		keys.mac = mac;
	}
	return keys_rule(parse, network, &keys, ret_rule);
}

static int read_rules(struct parse *parse, cfg_t *cfg, struct block *block)
{
	const unsigned int n_deny = cfg_size(cfg, "deny");
	const unsigned int n_allow = cfg_size(cfg, "allow");

	block->rules =
		calloc((size_t)n_deny + n_allow + 1, sizeof(block->rules[0]));
	if (!block->rules)
		return parse_no_memory(parse);
	for (unsigned int i = 0; i < n_deny + n_allow; i++) {
		const bool is_deny = i < n_deny;
		cfg_t *section =
			is_deny ? cfg_getnsec(cfg, "deny", i)
				: cfg_getnsec(cfg, "allow", i - n_deny);
		int r = read_rule(parse, section, is_deny, &block->network,
				  &block->rules[i]);

		if (r < 0)
			return r;
		block->n_rules++;
	}
	return policy_sort_rules(parse, block);
}

static int read_network(struct parse *parse, cfg_t *cfg, struct block *block)
{
	_cleanup_free_
	const struct value **sources = NULL;
	struct network_keys keys = {
		.name = cfg_title(cfg),
		.place = place_of(parse, cfg),
		.kind = key(cfg, "kind"),
		.lower = key(cfg, "lower"),
		.bridge = key(cfg, "bridge"),
		.mode = key(cfg, "mode"),
		.mtu = key(cfg, "mtu"),
		.queues = key(cfg, "queues"),
		.vhost = key(cfg, "vhost"),
		.devices = key(cfg, "devices"),
	};
	int r;

	sources = list(cfg, "sources", &keys.n_sources);
	if (!sources)
		return parse_no_memory(parse);
	keys.sources = sources;
	r = keys_network(parse, &keys, &block->network);
	return r < 0 ? r : read_rules(parse, cfg, block);
}

static int read_networks(struct parse *parse, cfg_t *root,
			 struct policy *policy)
{
	const unsigned int n = cfg_size(root, "network");

	policy->blocks = calloc((size_t)n + 1, sizeof(policy->blocks[0]));
	if (!policy->blocks)
		return parse_no_memory(parse);
	for (unsigned int i = 0; i < n; i++) {
		int r;

		policy->n_blocks++;
		r = read_network(parse, cfg_getnsec(root, "network", i),
				 &policy->blocks[i]);
		if (r < 0)
			return r;
	}
	policy_sort_blocks(policy);
	return 0;
}

static int read_file(struct parse *parse, const char *text,
		     struct policy *policy)
{
	_cleanup_free_
	char *plain = NULL;
	cfg_t *root;
	int r;

	r = text_prepare(parse, text, &plain);
	if (r < 0)
		return r;
	r = read_tree(parse, plain, &root);
	if (r < 0)
		return r;
	r = read_networks(parse, root, policy);
	(void)cfg_free(root);
	return r;
}

int policy_parse(const char *text, const char *filename,
		 const struct policy_names *names, struct policy **ret_policy,
		 struct error *err)
{
	struct parse parse = {
		.filename = filename,
		.names = names,
		.err = err,
	};
	struct policy *policy = calloc(1, sizeof(*policy));
	int r;

	if (policy)
		policy->filename = strdup(filename);
	if (!policy || !policy->filename) {
		policy_free(policy);
		return parse_no_memory(&parse);
	}
	parse.filename = policy->filename;
	r = read_file(&parse, text, policy);
	if (r < 0) {
		policy_free(policy);
		return r;
	}
	*ret_policy = policy;
	return 0;
}
