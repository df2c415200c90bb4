/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* test-caller.c - what QEMU's command line and libvirt's status files tell the
 * bridge helper: one guest, or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/bridge/domain.h"
#include "client/bridge/qemu.h"

#define MAC "52:54:00:12:34:57"
#define NETDEV "-netdev bridge,id=n0,br=lan "
#define DEVICE "-device virtio-net-pci,netdev=n0,mac=" MAC

/* "ADDRESS NAME", or "nothing" */
static void describe(int r, const struct guest *guest, char text[128])
{
	if (r < 0)
		(void)strcpy(text, "nothing");
	else
		(void)snprintf(text, 128, "%s %s", guest->lladdr, guest->vm);
}

/* Words of line, as /proc/PID/cmdline has them; the copy has no byte to spare. */
static void expect(const char *line, const char *expected)
{
	const size_t size = strlen(line) + 1;
	char *args = malloc(size), got[128];
	struct guest guest;

	memcpy(args, line, size);
	for (char *c = args; *c; c++)
		if (*c == ' ')
			*c = '\0';
	describe(qemu_find(args, size, "lan", &guest), &guest, got);
	if (strcmp(got, expected) != 0)
		fail_msg("%s: got %s, expected %s", line, got, expected);
	/* cut off anywhere it is no more than what it was */
	for (size_t n = 0; n < size; n++) {
		char *cut = malloc(n ? n : 1);

		memcpy(cut, args, n);
		(void)qemu_find(cut, n, "lan", &guest);
		free(cut);
	}
	free(args);
}

static void one_card(void **state)
{
	(void)state;
	expect("qemu " NETDEV DEVICE, MAC " ");
	expect("qemu -name web1 " NETDEV DEVICE, MAC " web1");
	expect("qemu -name guest=web1,process=x " NETDEV DEVICE, MAC " web1");
	expect("qemu --name a/b --netdev type=bridge,br=lan,id=n0 -S -" DEVICE,
	       MAC " ");
	expect("qemu " DEVICE " " NETDEV, MAC " ");
	expect("qemu -nic bridge,br=lan,mac=" MAC ",model=virtio", MAC " ");
	expect("qemu -netdev bridge,id=n1,br=other " NETDEV DEVICE
	       " -device e1000,netdev=n1,mac=52:54:00:12:34:58",
	       MAC " ");
	expect("qemu -netdev user,id=n1 -net none -nic none " NETDEV DEVICE,
	       MAC " ");
	expect("qemu -netdev bridge,id=n0,helper=/a,,b,br=lan " DEVICE,
	       MAC " ");
	expect("qemu -netdev bridge,id=n0,br=other,br=lan " DEVICE, MAC " ");
}

static void nothing(void **state)
{
	(void)state;
	expect("", "nothing");
	expect("sh -c vmtap-bridge-helper", "nothing");
	expect("qemu " DEVICE, "nothing");
	/* QEMU's own choice, an alias of several, another bridge */
	expect("qemu " NETDEV "-device virtio-net-pci,netdev=n0", "nothing");
	expect("qemu -nic bridge,br=lan", "nothing");
	expect("qemu -netdev bridge,id=n0 " DEVICE, "nothing");
	expect("qemu -netdev bridge,id=n0,br=lan/vm=a " DEVICE, "nothing");
	/* two cards at the bridge */
	expect("qemu " NETDEV DEVICE " -netdev bridge,id=n1,br=lan", "nothing");
	expect("qemu " NETDEV DEVICE " -nic bridge,br=lan", "nothing");
	/* what the command line does not say */
	expect("qemu " NETDEV DEVICE " -readconfig f", "nothing");
	expect("qemu " NETDEV DEVICE " -set device.n.mac=x", "nothing");
	expect("qemu " NETDEV DEVICE
	       " -netdev {\"type\":\"user\",\"id\":\"u\"}",
	       "nothing");
	expect("qemu " NETDEV "-device {\"netdev\":\"n0\"}", "nothing");
	expect("qemu " NETDEV DEVICE " -netdev tap,id=t,helper=/h", "nothing");
	expect("qemu " NETDEV DEVICE " -net bridge,br=lan", "nothing");
	expect("qemu " NETDEV "-device x,netdev=n0,mac=" MAC "0", "nothing");
}

static void long_values(void **state)
{
	char line[1024];

	(void)state;
	(void)snprintf(line, sizeof(line),
		       "qemu -netdev bridge,id=n0,x=%0300d,br=lan " DEVICE, 0);
	expect(line, "nothing");
	(void)snprintf(line, sizeof(line), "qemu -name %064d " NETDEV DEVICE,
		       0);
	expect(line, MAC " ");
}

#define HEAD                                                                   \
	"<domstatus state='running'>\n  <domain type='qemu' id='1'>\n"         \
	"    <name>web1</name>\n"
#define CARD(target, mac)                                                      \
	"    <interface type='bridge'>\n      <mac address='" mac              \
	"'/>\n      <source bridge='up'/>\n      <target dev='" target         \
	"'/>\n    </interface>\n"
#define DISK "    <disk><target dev='vda' bus='virtio'/></disk>\n"
#define TAIL "  </domain>\n</domstatus>\n"

static void status_file(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ HEAD DISK CARD("vt1ae8b2fe", MAC) TAIL, MAC " web1" },
		{ HEAD CARD("vt1ae8b2ff", "52:54:00:00:00:01")
			  CARD("vt1ae8b2fe", MAC) TAIL,
		  MAC " web1" },
		{ HEAD CARD("vt1ae8b2fe", MAC)
			  CARD("vt1ae8b2ff", "52:54:00:00:00:01") TAIL,
		  MAC " web1" },
		{ "<domain type='a'><name>a&amp;b</name>" CARD("vt1ae8b2fe",
							       MAC),
		  MAC " " },
		{ CARD("vt1ae8b2fe", MAC), MAC " " },
		/* another device, none, two of it, no address, two of them */
		{ HEAD CARD("vt1ae8b2ff", MAC) TAIL, "nothing" },
		{ "", "nothing" },
		{ HEAD CARD("vt1ae8b2fe", MAC) CARD("vt1ae8b2fe", MAC) TAIL,
		  "nothing" },
		{ HEAD
		  "<interface type='x'><target dev='vt1ae8b2fe'/></interface>",
		  "nothing" },
		{ HEAD "<interface type='x'><mac address='" MAC
		       "'/><mac address='" MAC
		       "'/><target dev='vt1ae8b2fe'/></interface>",
		  "nothing" },
		/* outside an interface, without an end, too long */
		{ HEAD CARD("vt1ae8b2ff", MAC) "<target dev='vt1ae8b2fe'/>"
					       "</interface>",
		  "nothing" },
		{ HEAD "<interface type='x'><mac address='" MAC
		       "'/><target dev='vt1ae8b2fe'/>",
		  "nothing" },
		{ HEAD CARD("vt1ae8b2fe", MAC MAC) TAIL, "nothing" },
	};
	struct guest guest;
	char got[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		describe(domain_find(rows[i].text, "vt1ae8b2fe", &guest),
			 &guest, got);
		if (strcmp(got, rows[i].expected) != 0)
			fail_msg("%s: got %s, expected %s", rows[i].text, got,
				 rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_card),
		cmocka_unit_test(nothing),
		cmocka_unit_test(long_values),
		cmocka_unit_test(status_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
