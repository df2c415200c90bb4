/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every mistake in a policy has its line and its remedy. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "tests/unit/names.h"

#define BRIDGE(rest) "network n { kind = bridge bridge = br0 " rest
#define MACVTAP(rest) "network n {\n kind = macvtap\n lower = eth0\n " rest

static const struct {
	const char *text, *error;
} rows
	[] = {
		{ "# one\n# two\n/* c */",
		  "p:3: '/' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "// c",
		  "p:1: '/' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "network n { kind = 'bridge' }",
		  "p:1: a value stands between double quotes (\"), not single ones" },
		{ "network n { kind = bridge; }",
		  "p:1: ';' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "network n {\n kind = a*b\n}",
		  "p:2: '*' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "network n {\n queues = 1+1\n}",
		  "p:2: '+' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "network n {\n mac += {a}\n}",
		  "p:2: '+' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "include(\"/etc/passwd\")",
		  "p:1: '(' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "network n {\r\n}",
		  "p:1: a carriage return; save the file with Unix line ends" },
		{ "network n {\n\n\v}",
		  "p:3: byte 0x0b is not printable ASCII; remove it, or put it into a comment" },
		{ "n\303\244",
		  "p:1: byte 0xc3 is not printable ASCII; remove it, or put it into a comment" },
		{ "network \"n\n\" {}",
		  "p:1: the quotes are not closed on this line; add the missing \"" },
		{ "network \"n {}",
		  "p:1: the quotes are not closed on this line; add the missing \"" },
		{ "network n { lower = \"${HOME}\" }",
		  "p:1: ${ is not expanded here, a policy must not depend on the environment; write the value itself" },
		{ "network n { lower = ${HOME} }",
		  "p:1: '$' cannot stand here; comments begin with #, and a value that is not one plain word needs double quotes" },
		{ "network n { lower = \"a\\b\" }",
		  "p:1: a backslash cannot stand in a value; give a user or group of such a name by number" },
		{ "network n {} \n\"network=n|kind\" = bridge",
		  "p:2: neither | nor = can stand in a value; rename the link" },
		{ "network n {} \n\"network|kind\" = bridge",
		  "p:2: neither | nor = can stand in a value; rename the link" },
		{ BRIDGE("\n\"\" = 1 }"),
		  "p:2: an empty string says nothing; write something between the quotes" },
		{ "network n { kind = \"br\tidge\" }",
		  "p:1: only printable ASCII can stand between quotes; give a user or group of another name by number" },
		{ "network n { kind = bridge bridge = \"\001line\" }",
		  "p:1: only printable ASCII can stand between quotes; give a user or group of another name by number" },
		{ "network",
		  "p:1: premature end of file; write what is missing" },
		{ "network n",
		  "p:1: premature end of file; write what is missing" },
		{ "network n {\n kind = bridge",
		  "p:1: the block that begins here is not closed; the file is cut off, or a } is missing" },
		{ "network {\n}",
		  "p:1: missing title for section 'network'; write a name in front of the {" },
		{ "network n kind = bridge",
		  "p:1: missing opening brace for section 'network'; write { behind the name" },
		{ "# a\nnetwork n { kind = bridge bridge = br0 allow alice {}\n deny bob {}\n",
		  "p:2: the block that begins here is not closed; the file is cut off, or a } is missing" },
		{ "# a\nnetwork n { kind = bridge bridge = br0 allow alice {",
		  "p:2: the block that begins here is not closed; the file is cut off, or a } is missing" },
		{ BRIDGE("\n allow alice { mac = {\"52:54:00:00:00:00/24\""),
		  "p:1: the block that begins here is not closed; the file is cut off, or a } is missing" },
		{ "kind = {\n",
		  "p:1: no such option 'kind'; vmtapd.conf(5) lists what there is" },
		{ "}", "p:1: unexpected closing brace; remove it" },
		{ "network n { } }",
		  "p:1: unexpected closing brace; remove it" },
		{ "bridge = br0",
		  "p:1: no such option 'bridge'; vmtapd.conf(5) lists what there is" },
		{ "\n\nnetworks n { }",
		  "p:3: no such option 'networks' (did you mean 'network'?); vmtapd.conf(5) lists what there is" },
		{ BRIDGE("\ncolour = red }"),
		  "p:2: in network \"n\": no such option 'colour'; vmtapd.conf(5) lists what there is" },
		{ BRIDGE("\nline = 3 }"),
		  "p:2: in network \"n\": no such option 'line'; vmtapd.conf(5) lists what there is" },
		{ BRIDGE("\nnetwork m { } }"),
		  "p:2: in network \"n\": no such option 'network'; vmtapd.conf(5) lists what there is" },
		{ BRIDGE("\nkind }"),
		  "p:2: in network \"n\": missing equal sign after option 'kind'; write key = value" },
		{ BRIDGE("\nmtu 1500 }"),
		  "p:2: in network \"n\": missing equal sign after option 'mtu'; write key = value" },
		{ BRIDGE("\nmtu = }"),
		  "p:2: in network \"n\": unexpected token '}'; vmtapd.conf(5) shows what may stand here" },
		{ BRIDGE("\nmtu = {1500} }"),
		  "p:2: in network \"n\": unexpected token '{'; vmtapd.conf(5) shows what may stand here" },
		{ BRIDGE("\nmtu = 1500,1400 }"),
		  "p:2: in network \"n\": unexpected token ','; vmtapd.conf(5) shows what may stand here" },
		{ BRIDGE("\nqueues = 1 # one\n queues = 2 }"),
		  "p:3: in network \"n\": this block has two values for 'queues'; keep one" },
		{ BRIDGE("allow alice { devices = 1\n devices = 2 } }"),
		  "p:2: in allow \"alice\": this block has two values for 'devices'; keep one" },
		{ BRIDGE("allow alice { mac = {\"52:54:00:00:00:00/24\"}\n mac = {\"52:54:00:00:00:00/25\"} } }"),
		  "p:2: in allow \"alice\": this block has two values for 'mac'; keep one" },
		{ BRIDGE("\nallow alice { mac = { } } }"),
		  "p:2: an empty list says nothing; put a value between the braces, or remove the key" },
		{ BRIDGE("\nallow alice { mac = {\"52:54:00:00:00:00/24\" \"52:54:01:00:00:00/24\"} } }"),
		  "p:2: in allow \"alice\": unexpected token '52:54:01:00:00:00/24'; vmtapd.conf(5) shows what may stand here" },
		{ BRIDGE("\nallow alice { mac = {{\"52:54:00:00:00:00/24\"}} } }"),
		  "p:2: in allow \"alice\": unexpected token '{'; vmtapd.conf(5) shows what may stand here" },
		{ BRIDGE("\nallow alice }"),
		  "p:2: in network \"n\": missing opening brace for section 'allow'; write { behind the name" },
		{ BRIDGE("\nallow { } }"),
		  "p:2: in network \"n\": missing title for section 'allow'; write a name in front of the {" },
		{ BRIDGE("\nallow alice { vhost = true } }"),
		  "p:2: network \"n\" itself has no vhost; write vhost = true there, too, or remove it here" },
		{ BRIDGE("\nallow alice { queues = 2 } }"),
		  "p:2: queues = 2 is more than the 1 of network \"n\" itself; lower it, or raise those" },
		{ BRIDGE("\nallow alice { colour = 2 } }"),
		  "p:2: in allow \"alice\": no such option 'colour'; vmtapd.conf(5) lists what there is" },
		{ BRIDGE("queues-total = 4 allow alice {\n queues-total = 5 } }"),
		  "p:2: queues-total = 5 is more than the 4 of network \"n\" itself; lower it, or raise those" },
		{ BRIDGE("allow alice {\n mtu = 67 } }"),
		  "p:2: mtu = \"67\" is not a number from 68 to 65521; write one" },
		{ BRIDGE("allow alice {\n options = {mac, colour} } }"),
		  "p:2: option \"colour\" is not known; write mac, queues, vhost or mode, or none alone" },
		{ BRIDGE("allow alice {\n options = {mac, none} } }"),
		  "p:2: none must be alone in options; remove it, or the others" },
		{ MACVTAP("mode = {bridge,\n vepa, bridge} }"),
		  "p:5: mode bridge is listed twice; remove one" },
		{ MACVTAP("mode = {bridge, passthru} }"), "p:4: mode passthru takes the whole lower device, so no other can be offered beside it; make two networks on two links" },
		{ MACVTAP("mode = {bridge, source} }"),
		  "p:4: mode = source needs the stations to accept; add sources = {\"52:54:00:12:34:56\", ...}" },
		{ BRIDGE("\nvm web1 { } }"),
		  "p:2: vm \"web1\" has no address; add mac = \"52:54:00:12:34:56\"" },
		{ BRIDGE("\nvm web1 { mac = \"53:54:00:12:34:56\" } }"),
		  "p:2: mac \"53:54:00:12:34:56\" of vm \"web1\" is not a station's address; write one as \"52:54:00:12:34:56\"" },
		{ BRIDGE("\nvm \"a b\" { mac = \"52:54:00:12:34:56\" } }"),
		  "p:2: \"a b\" cannot be a VM's name: use at most 63 letters, digits and _ . + - @ :, a letter or digit first" },
		{ BRIDGE("\nvm a { mac = \"52:54:00:12:34:56\" }\nvm b { mac = \"52:54:00:12:34:56\" } }"),
		  "p:3: vm \"b\" has the address of vm \"a\" in p:2; give it another one" },
		{ BRIDGE("\nvm a { mac = \"52:54:00:12:34:56\"\nusers = {alice, eve} } }"),
		  "p:3: there is no user \"eve\"; create it, or remove the rule" },
		{ "global { leases = 4097 }",
		  "p:1: leases = \"4097\" is not a number from 1 to 4096; write one" },
		{ "global {\n connections = 0 }",
		  "p:2: connections = \"0\" is not a number from 1 to 512; write one" },
		{ "global {\n requests = none }",
		  "p:2: requests = \"none\" is not a number from 1 to 1000000; write one" },
		{ BRIDGE("\n on-tamper = keep }"),
		  "p:2: on-tamper = \"keep\" is not known; write restore or revoke" },
		{ "global {\n on-reload = stop }",
		  "p:2: on-reload = \"stop\" is not known; write keep or revoke" },
		{ "global {\n admin = {root, \"*\"} }",
		  "p:2: admin cannot be everybody, for admins see and end all devices; name a group" },
		{ "global {\n leases = 5 }\nglobal {\n leases = 6 }",
		  "p:4: leases stands in p:2, too; keep one of them" },
		{ "global {\n leases = 5 leases = 6 }",
		  "p:2: this block has two values for 'leases'; keep one" },
		{ BRIDGE("\ndeny alice { devices = 2 } }"),
		  "p:2: in deny \"alice\": no such option 'devices'; vmtapd.conf(5) lists what there is" },
		{ BRIDGE("\ndeny alice }"),
		  "p:2: in network \"n\": missing opening brace for section 'deny'; write { behind the name" },
		{ BRIDGE("}\n\nnetwork n { kind = bridge bridge = br1 }"),
		  "p:3: found duplicate title 'n'; keep one, or merge the two" },
		{ "network n { bridge = br0 }",
		  "p:1: network \"n\" has no kind; add kind = bridge or kind = macvtap" },
		{ "network n {\n\n\n}",
		  "p:1: network \"n\" has no kind; add kind = bridge or kind = macvtap" },
		{ "network n { kind = tap }",
		  "p:1: kind = \"tap\" is not known; write bridge or macvtap" },
		{ "network n { kind = Bridge }",
		  "p:1: kind = \"Bridge\" is not known (did you mean 'bridge'?); write bridge or macvtap" },
		{ "network n { kind = \"\" }",
		  "p:1: an empty string says nothing; write something between the quotes" },
		{ "network n {\n kind = bridge }",
		  "p:1: network \"n\" of kind bridge has no bridge; add bridge = \"the link's name\"" },
		{ "network n {\n kind = macvtap }",
		  "p:1: network \"n\" of kind macvtap has no lower; add lower = \"the link's name\"" },
		{ BRIDGE("\nlower = eth0 }"),
		  "p:2: a network of kind bridge has no lower; name the bridge with bridge = \"...\"" },
		{ BRIDGE("\nmode = bridge }"),
		  "p:2: a network of kind bridge has no mode; remove it, or write kind = macvtap" },
		{ BRIDGE("\nsources = {\"00:1b:21:0a:00:01\"} }"),
		  "p:2: a network of kind bridge has no sources; remove them, or write kind = macvtap and mode = source" },
		{ MACVTAP("bridge = br0 }"),
		  "p:4: a network of kind macvtap has no bridge; name the link below with lower = \"...\"" },
		{ MACVTAP("mode = hairpin }"),
		  "p:4: mode = \"hairpin\" is not known; write private, vepa, bridge, passthru or source" },
		{ MACVTAP("mode = source }"),
		  "p:4: mode = source needs the stations to accept; add sources = {\"52:54:00:12:34:56\", ...}" },
		{ MACVTAP("sources = {\"00:1b:21:0a:00:01\"} }"),
		  "p:4: sources count in mode = source only; write that, or remove them" },
		{ MACVTAP("mode = passthru sources = {\"00:1b:21:0a:00:01\"} }"),
		  "p:4: sources count in mode = source only; write that, or remove them" },
		{ MACVTAP("mode = source\n sources = {\"00:1b:21:0a:00:01\",\n \"01:1b:21:0a:00:01\"} }"),
		  "p:6: source \"01:1b:21:0a:00:01\" is no station's address but zero or multicast; the first byte must be even" },
		{ MACVTAP("mode = source sources = \"00:00:00:00:00:00\" }"),
		  "p:4: source \"00:00:00:00:00:00\" is no station's address but zero or multicast; the first byte must be even" },
		{ MACVTAP("mode = source sources = \"00:1b:21:0a:00:00/40\" }"),
		  "p:4: source \"00:1b:21:0a:00:00/40\" is not an address; write it as \"52:54:00:12:34:56\"" },
		{ MACVTAP("mode = source sources = {\"00:1b:21:0a:00:01\",\n \"00:1B:21:0A:00:01\"} }"),
		  "p:5: source \"00:1B:21:0A:00:01\" is listed twice; remove one" },
		{ "network n { kind = bridge bridge = \"a b\" }",
		  "p:1: bridge = \"a b\" is not a link's name: 1 to 15 characters, no blank, / or :; 'ip link' prints them" },
		{ "network n { kind = bridge bridge = \"1234567890123456\" }",
		  "p:1: bridge = \"1234567890123456\" is not a link's name: 1 to 15 characters, no blank, / or :; 'ip link' prints them" },
		{ "network n { kind = macvtap lower = \"a/b\" }",
		  "p:1: lower = \"a/b\" is not a link's name: 1 to 15 characters, no blank, / or :; 'ip link' prints them" },
		{ "network n { kind = macvtap lower = \"\" }",
		  "p:1: an empty string says nothing; write something between the quotes" },
		{ "network \"a b\" { kind = bridge bridge = br0 }",
		  "p:1: \"a b\" cannot be a network's name: use at most 63 letters, digits and _ . + - @ :, a letter or digit first" },
		{ "network \"\" { kind = bridge bridge = br0 }",
		  "p:1: an empty string says nothing; write something between the quotes" },
		{ "network _n { kind = bridge bridge = br0 }",
		  "p:1: \"_n\" cannot be a network's name: use at most 63 letters, digits and _ . + - @ :, a letter or digit first" },
		{ BRIDGE("mtu = 67 }"),
		  "p:1: mtu = \"67\" is not a number from 68 to 65521; write one" },
		{ BRIDGE("mtu = 65522 }"),
		  "p:1: mtu = \"65522\" is not a number from 68 to 65521; write one" },
		{ BRIDGE("mtu = -1 }"),
		  "p:1: mtu = \"-1\" is not a number from 68 to 65521; write one" },
		{ BRIDGE("mtu = 0x600 }"),
		  "p:1: mtu = \"0x600\" is not a number from 68 to 65521; write one" },
		{ BRIDGE("mtu = 01500 }"),
		  "p:1: mtu = \"01500\" is not a number from 68 to 65521; write one" },
		{ BRIDGE("mtu = \"1500 \" }"),
		  "p:1: mtu = \"1500 \" is not a number from 68 to 65521; write one" },
		{ BRIDGE("mtu = 99999999999999999999999999 }"),
		  "p:1: mtu = \"99999999999999999999999999\" is not a number from 68 to 65521; write one" },
		{ BRIDGE("mtu = \"\" }"),
		  "p:1: an empty string says nothing; write something between the quotes" },
		{ BRIDGE("queues = 0 }"),
		  "p:1: queues = \"0\" is not a number from 1 to 16; write one" },
		{ BRIDGE("queues = 17 }"),
		  "p:1: queues = \"17\" is not a number from 1 to 16; write one" },
		{ BRIDGE("devices = 0 }"),
		  "p:1: devices = \"0\" is not a number from 1 to 4096; write one" },
		{ BRIDGE("devices = 4097 }"),
		  "p:1: devices = \"4097\" is not a number from 1 to 4096; write one" },
		{ BRIDGE("vhost = 1 }"),
		  "p:1: vhost = \"1\" is neither true nor false; write one" },
		{ BRIDGE("vhost = True }"),
		  "p:1: vhost = \"True\" is neither true nor false; write one" },
		{ BRIDGE("\nallow nobodyhere {} }"),
		  "p:2: there is no user \"nobodyhere\"; create it, or remove the rule" },
		{ BRIDGE("\nallow @nobodyhere {} }"),
		  "p:2: there is no group \"nobodyhere\"; create it, or remove the rule" },
		{ BRIDGE("\ndeny nobodyhere {} }"),
		  "p:2: there is no user \"nobodyhere\"; create it, or remove the rule" },
		{ BRIDGE("\nallow unreachable {} }"),
		  "p:2: user \"unreachable\" cannot be looked up (errno 5); use its number" },
		{ BRIDGE("\nallow kvm {} }"),
		  "p:2: there is no user \"kvm\"; create it, or remove the rule" },
		{ BRIDGE("\nallow \"\" {} }"),
		  "p:2: an empty string says nothing; write something between the quotes" },
		{ BRIDGE("\nallow @ {} }"),
		  "p:2: allow \"@\" names nobody; write a user, or @ and a group" },
		{ BRIDGE("\nallow @@kvm {} }"),
		  "p:2: there is no group \"@kvm\"; create it, or remove the rule" },
		{ BRIDGE("\nallow 4294967295 {} }"),
		  "p:2: allow \"4294967295\" is no number of a user or group; write 0 to 4294967294 without leading zeros" },
		{ BRIDGE("\nallow 01000 {} }"),
		  "p:2: allow \"01000\" is no number of a user or group; write 0 to 4294967294 without leading zeros" },
		{ BRIDGE("\nallow @18446744073709551652 {} }"),
		  "p:2: allow \"@18446744073709551652\" is no number of a user or group; write 0 to 4294967294 without leading zeros" },
		{ BRIDGE("\nallow alice {}\nallow alice {} }"),
		  "p:3: in network \"n\": found duplicate title 'alice'; keep one, or merge the two" },
		{ BRIDGE("\nallow alice {}\nallow 1000 {} }"),
		  "p:3: allow \"1000\" names the same user as \"alice\" in line 2; keep one" },
		{ BRIDGE("\nallow \"@36\" {}\nallow bob {}\nallow \"@kvm\" {} }"),
		  "p:4: allow \"@kvm\" names the same group as \"@36\" in line 2; keep one" },
		{ BRIDGE("\ndeny alice {}\ndeny 1000 {} }"), "p:3: deny \"1000\" names the same user as \"alice\" in line 2; keep one" },
		{ BRIDGE("allow alice {\n devices = 0 } }"),
		  "p:2: devices = \"0\" is not a number from 1 to 4096; write one" },
		{ BRIDGE("devices = 4 allow alice {\n devices = 5 } }"),
		  "p:2: devices = 5 is more than the 4 of network \"n\" itself; lower it, or raise those" },
		{ BRIDGE("allow alice { devices = 257 } }"),
		  "p:1: devices = 257 is more than the 256 of network \"n\" itself; lower it, or raise those" },
		{ BRIDGE("allow alice { mac = \"52:54:00:00:00:00/49\" } }"),
		  "p:1: mac \"52:54:00:00:00:00/49\" is not a range: write an address and how many of its bits are fixed, \"52:54:00:00:00:00/24\", the other bits zero" },
		{ BRIDGE("allow alice { mac = {\"52:54:00:00:00:00/24\",\n \"52:54:00:12:34:56/24\"} } }"),
		  "p:2: mac \"52:54:00:12:34:56/24\" is not a range: write an address and how many of its bits are fixed, \"52:54:00:00:00:00/24\", the other bits zero" },
		{ BRIDGE("allow alice { mac = \"52:54:00\" } }"),
		  "p:1: mac \"52:54:00\" is not a range: write an address and how many of its bits are fixed, \"52:54:00:00:00:00/24\", the other bits zero" },
		{ BRIDGE("allow alice { mac = any } }"),
		  "p:1: mac \"any\" is not a range: write an address and how many of its bits are fixed, \"52:54:00:00:00:00/24\", the other bits zero" },
		{ BRIDGE("allow alice { mac = \"01:00:5e:00:00:00/24\" } }"),
		  "p:1: mac \"01:00:5e:00:00:00/24\" has no station's address in it but zero or multicast ones; the first byte must be even" },
		{ BRIDGE("allow alice { mac = \"00:00:00:00:00:00\" } }"),
		  "p:1: mac \"00:00:00:00:00:00\" has no station's address in it but zero or multicast ones; the first byte must be even" },
	};

static void each_mistake_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy = NULL;
		struct error err = { 0 };
		int r = policy_parse(rows[i].text, "p", &test_names, &policy,
				     &err);

		if (r != -EINVAL)
			print_error("accepted:\n%s\n", rows[i].text);
		assert_int_equal(r, -EINVAL);
		assert_null(policy);
		assert_int_equal(err.code, VMTAP_E_ARGUMENT);
		if (strcmp(err.text, rows[i].error) != 0)
			print_error("row %zu: %s\n", i, err.text);
		assert_string_equal(err.text, rows[i].error);
	}
}

static struct {
	unsigned int n;
	char text[4096];
} told;

static void tell(const char *text)
{
	const size_t n = strlen(told.text);

	told.n++;
	(void)snprintf(told.text + n, sizeof(told.text) - n, "%s\n", text);
}

static int parse_all(const char *text)
{
	struct policy_names names = test_names;
	struct policy *policy = NULL;
	struct error err = { 0 };
	int r;

	names.mistake = tell;
	memset(&told, 0, sizeof(told));
	r = policy_parse(text, "p", &names, &policy, &err);
	policy_free(policy);
	assert_int_equal(r, told.n > 0 ? -EINVAL : 0);
	if (r < 0)
		assert_memory_equal(told.text, err.text, strlen(err.text));
	return r;
}

/* A policy with one mistake has one, and the first one is the same. */
static void one_mistake_is_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		(void)parse_all(rows[i].text);
		if (told.n != 1)
			print_message("%s: %s", rows[i].text, told.text);
		assert_int_equal(told.n, 1);
		assert_memory_equal(told.text, rows[i].error,
				    strlen(rows[i].error));
	}
	assert_int_equal(parse_all(BRIDGE("}")), 0);
}

/* How each one begins: "line: words". */
static void all_mistakes_are_told(void **state)
{
	static const struct {
		const char *text;
		const char *mistakes[6];
	} table[] = {
		/* statements */
		{ "netwrok a { kind = bridge }\nadmin = x\n" BRIDGE(
			  "\nmtuu = 9 }"),
		  { "p:1: no such option 'netwrok' (did you mean 'network'?)",
		    "p:2: no such option 'admin'",
		    "p:4: in network \"n\": no such option 'mtuu' (did you mean 'mtu'?)" } },
		/* what is missing because of a mistake is none */
		{ "network a {\n knid = bridge\n bridge = br0\n}\nnetwork b {\n}",
		  { "p:2: in network \"a\": no such option 'knid' (did you mean 'kind'?)",
		    "p:5: network \"b\" has no kind" } },
		/* values of one block, also of one line */
		{ BRIDGE("queues = 99 mtu = 5\n devices = x vhost = 2 }"),
		  { "p:1: mtu", "p:1: queues", "p:2: devices", "p:2: vhost" } },
		/* blocks */
		{ "network a { kind = brdige }\n" BRIDGE(
			  "\n allow nobody-here {}\n allow alice { queues = 0 mtu = 1 }\n vm w { } }\nglobal { leases = 0 requests = x }"),
		  { "p:6: leases", "p:6: requests",
		    "p:1: kind = \"brdige\" is not known (did you mean 'bridge'?)",
		    "p:3: ", "p:4: queues", "p:4: mtu" } },
		{ BRIDGE("filter = {mac, apr, vlna} \n mode = birdge }"),
		  { "p:2: a network of kind bridge has no mode" } },
		{ MACVTAP("mode = birdge }"),
		  { "p:4: mode = \"birdge\" is not known (did you mean 'bridge'?)" } },
		/* titles */
		{ "network {}\nnetwork { kind = bridge }\nnetwork n { allow {} allow { } deny } network",
		  { "p:1: missing title", "p:2: missing title",
		    "p:3: in network \"n\": missing title",
		    "p:3: in network \"n\": missing title" } },
		{ "network n {}\nnetwork n {}",
		  { "p:2: found duplicate title" } },
		/* a text that cannot be read further */
		{ "bridg = 1\nnetwork n { kind = 'a' }\nbridg = 2",
		  { "p:1: no such option", "p:2: a value stands between" } },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		const char *line = told.text;

		assert_int_equal(parse_all(table[i].text), -EINVAL);
		for (size_t j = 0; j < 6 && table[i].mistakes[j]; j++) {
			const size_t n = strlen(table[i].mistakes[j]);

			if (strncmp(line, table[i].mistakes[j], n) != 0)
				fail_msg("row %zu, mistake %zu:\n%s", i, j,
					 told.text);
			line += strcspn(line, "\n") + 1;
		}
	}
}

static void mistakes_have_a_limit(void **state)
{
	char text[POLICY_MISTAKES_MAX * 16 + 64] = "";

	(void)state;
	for (size_t i = 0; i < POLICY_MISTAKES_MAX + 5; i++)
		strcat(text, "wrong = 1\n");
	assert_int_equal(parse_all(text), -EINVAL);
	assert_int_equal(told.n, POLICY_MISTAKES_MAX);
}

/* err may be NULL, and a failure does not affect the next file. */
static void failures_leave_no_state(void **state)
{
	struct policy *policy;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		assert_int_equal(policy_parse(rows[i].text, "p", &test_names,
					      &policy, NULL),
				 -EINVAL);
		assert_int_equal(policy_parse(BRIDGE("}"), "p", &test_names,
					      &policy, NULL),
				 0);
		assert_int_equal(policy_networks(policy), 1);
		policy_free(policy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_told),
		cmocka_unit_test(one_mistake_is_one),
		cmocka_unit_test(all_mistakes_are_told),
		cmocka_unit_test(mistakes_have_a_limit),
		cmocka_unit_test(failures_leave_no_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
