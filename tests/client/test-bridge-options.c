/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-bridge-options.c - a table of what QEMU, libvirt and people write after
 * vmtap-bridge-helper.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "client/arguments/bridge-options.h"

/* NULL in refused: accepted, with these values. */
static const struct {
	const char *argv[8];
	const char *refused;
	const char *network, *vm, *lladdr, *socket;
	int fd;
	bool has_vnet_hdr;
} bridge[] = {
	/* As QEMU, as QEMU with a string, and as libvirt say it. */
	{ { "--use-vnet", "--fd=8", "--br=br0" },
	  NULL,
	  "br0",
	  "",
	  "",
	  NULL,
	  8,
	  true },
	{ { "--br=lan", "--use-vnet", "--fd=8" },
	  NULL,
	  "lan",
	  "",
	  "",
	  NULL,
	  8,
	  true },
	{ { "--br=lan", "--fd=26" }, NULL, "lan", "", "", NULL, 26, false },
	{ { "--br", "lan", "--fd", "26" },
	  NULL,
	  "lan",
	  "",
	  "",
	  NULL,
	  26,
	  false },
	{ { "--br=lan/vm=web1/mac=52:54:00:12:34:56", "--fd=0" },
	  NULL,
	  "lan",
	  "web1",
	  "52:54:00:12:34:56",
	  NULL,
	  0,
	  false },
	{ { "--br=lan/vm:web1/mac:52:54:00:12:34:56", "--fd=0" },
	  NULL,
	  "lan",
	  "web1",
	  "52:54:00:12:34:56",
	  NULL,
	  0,
	  false },
	{ { "--br=lan", "--fd=3", "--vm=a", "--mac=02:00:00:00:00:01",
	    "--socket=/s" },
	  NULL,
	  "lan",
	  "a",
	  "02:00:00:00:00:01",
	  "/s",
	  3,
	  false },
	{ { "--br=lan/vm=a", "--vm=a", "--fd=3" },
	  NULL,
	  "lan",
	  "a",
	  "",
	  NULL,
	  3,
	  false },
	{ { "--br=lan", "--br=lan", "--fd=3", "--fd=3" },
	  NULL,
	  "lan",
	  "",
	  "",
	  NULL,
	  3,
	  false },

	{ { NULL }, "are needed", NULL, NULL, NULL, NULL, 0, false },
	{ { "--br=lan" }, "are needed", NULL, NULL, NULL, NULL, 0, false },
	{ { "--fd=3" }, "are needed", NULL, NULL, NULL, NULL, 0, false },
	{ { "--fd=3", "--br" },
	  "--br needs a value",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=" },
	  "name is empty",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan", "--br=br0" },
	  "both 'lan' and 'br0'",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--fd=4", "--br=lan" },
	  "both '3' and '4'",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan/vm=a", "--vm=b" },
	  "both 'a' and 'b'",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan/mac=02:00:00:00:00:01",
	    "--mac=02:00:00:00:00:02" },
	  "say it once",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan/queues=2" },
	  "'queues' is no option",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan,vm=a" },
	  NULL,
	  "lan,vm=a",
	  "",
	  "",
	  NULL,
	  3,
	  false },
	{ { "--fd=", "--br=lan" },
	  "no descriptor's number",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=-1", "--br=lan" },
	  "no descriptor's number",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3x", "--br=lan" },
	  "no descriptor's number",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=2147483648", "--br=lan" },
	  "no descriptor's number",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan", "--bogus" },
	  "--bogus is no option",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan", "-x" },
	  "-x is no option",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd=3", "--br=lan", "more" },
	  "'more' is no option",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--use-vnet=1", "--fd=3", "--br=lan" },
	  "--use-vnet=1",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--help", "--fd=3", "--br=lan" },
	  "without --fd",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
	{ { "--fd", "3", "--version" },
	  "without --fd",
	  NULL,
	  NULL,
	  NULL,
	  NULL,
	  0,
	  false },
};

/* "" where none was given */
static const char *value_of(const struct bridge_options *options,
			    const char *key)
{
	const char *value = card_value(&options->nic, key);

	return value ? value : "";
}

static void test_bridge_options(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bridge) / sizeof(*bridge); i++) {
		char *argv[9] = { (char *)"vmtap-bridge-helper" };
		struct bridge_options options = { .fd = -1 };
		struct vmtap_error err = { 0 };
		int argc = 1, r;

		for (; bridge[i].argv[argc - 1]; argc++)
			argv[argc] = (char *)bridge[i].argv[argc - 1];
		r = bridge_options_parse(argc, argv, &options, &err);
		if (bridge[i].refused) {
			assert_int_equal(r, -EINVAL);
			if (!strstr(err.text, bridge[i].refused))
				fail_msg("%zu: %s", i, err.text);
			continue;
		}
		assert_int_equal(r, 0);
		assert_string_equal(options.nic.network, bridge[i].network);
		assert_string_equal(value_of(&options, "vm"), bridge[i].vm);
		assert_string_equal(value_of(&options, "mac"),
				    bridge[i].lladdr);
		assert_int_equal(options.fd, bridge[i].fd);
		assert_string_equal(value_of(&options, "vnet_hdr"),
				    bridge[i].has_vnet_hdr ? "on" : "off");
		if (bridge[i].socket)
			assert_string_equal(options.socket, bridge[i].socket);
		else
			assert_null(options.socket);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bridge_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
