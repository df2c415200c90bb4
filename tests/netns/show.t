#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# show.t - what vmtapd tells of a device, and to which users; the printed filter
# is the one in the kernel.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

write_policy()
{
	policy <<END
global { admin = {"carol"} }
network lan {
	kind = bridge
	bridge = "br0"
	$1
	allow "alice" { devices = 3 }
}
network narrow { kind = bridge  bridge = "br0"  isolated = true
	filter = {mac, vlan}
	allow "alice" { rate-in = 10mbit } }
network open { kind = bridge  bridge = "br0"  filter = none  allow "alice" {} }
network mac { kind = macvtap  lower = "eth9"  allow "alice" {}  allow "bob" {} }
network groups { kind = bridge  bridge = "br0"  filter = {mac, ra}
	allow "@ops" {} }
network loose { kind = macvtap  lower = "eth9"  filter = ra  allow "alice" {} }
END
}
STRICT='filter = {mac, arp, ipv4, ipv6, dhcp-server, ra, vlan, ethertype}
	addresses = {"10.0.0.0/24", "2001:db8::/64"}'
write_policy "$STRICT"
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
daemon_start
MAC=52:54:00:12:34:56
EVIL=52:54:00:66:66:66

# shown EXPRESSION [DEVICE]: of 'vmtap show' by alice, e.g. fence["filter"]
shown()
{
	as alice "$VMTAP" show "${2:-$NIC}" --json | $PYTHON -c '
import json, sys
print(eval(sys.argv[1], json.load(sys.stdin)))' "$1"
}

# listed COLUMN [DEVICE]: of 'vmtap list' by alice
listed()
{
	as alice "$VMTAP" list | awk -v column="$1" -v device="${2:-$NIC}" '
NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) n = i }
$1 == device { print $n }'
}

shows_state()
{
	[ "$(shown '"%s %d %d" % (link, up, carrier)')" = "$1" ]
}

# ra_from LLADDR: the bytes of a router advertisement
ra_from()
{
	ra_mac=$(echo "$1" | tr -d :)
	echo "333300000001${ra_mac}86dd6000000000103aff" \
		"fe800000000000000000000000000001" \
		"ff020000000000000000000000000001" \
		"86000000400000000000000000000000" | tr -d ' '
}

# mutes DEVICE: how many lines of the log say that the device is mute
mutes()
{
	grep -c "mute: .* device=$1 " $T/daemon.log || true
}

is_mute()
{
	[ "$(mutes "$1")" = 1 ]
}

test_facts()
{
	open_as alice "network=lan vm=web1 lladdr=$MAC"
	like "text: the device" "^ifname: $NIC\$" \
		"$(as alice "$VMTAP" show "$NIC")"
	like "text: the address is pinned" "^mac: $MAC pinned\$" \
		"$(as alice "$VMTAP" show "$NIC")"
	like "text: the bridge" '^link: br0$' "$(as alice "$VMTAP" show "$NIC")"
	like "text: its state" '^state: up, carrier$' \
		"$(as alice "$VMTAP" show "$NIC")"
	is "json: bridge, state, and no note" "br0 True True [] {}" \
		"$(shown 'link, up, carrier, notes, note_texts' |
			sed "s/^(//; s/)\$//; s/[',]//g")"
	is "list: the bridge, and no note" "br0 -" "$(listed LINK) $(listed NOTES)"
	is "json: the VM" web1 "$(shown vm)"
	is "json: the address is pinned" pinned "$(shown mac_state)"
	is "json: nothing was dropped" 0 "$(shown dropped)"
	sent=$(shown sent_packets)
	received=$(shown received_packets)
	ok_if "it talks" can_talk alice $MAC
	ok_if "json: packets were sent" [ "$(shown sent_packets)" -gt $sent ]
	ok_if "json: and received" \
		[ "$(shown received_packets)" -gt $received ]
	sent=$(shown sent_packets)
	bytes=$(shown sent_bytes)
	for _ in 1 2 3 4 5 6 7; do
		tell alice "write 0 $(arp_from $EVIL)"
	done
	is "json: what was dropped counts, each once" 7 "$(shown dropped)"
	is "json: and was sent, too" "7 packets, $((7 * 42)) bytes" \
		"$(($(shown sent_packets) - sent)) packets, $(($(shown sent_bytes) - bytes)) bytes"
	is "json: an honest one does not" 7 \
		"$(tell alice "write 0 $(arp_from $MAC)" && shown dropped)"
	unlike "text: no note about the address" '^note: ' \
		"$(as alice "$VMTAP" show "$NIC")"
}

# ---- where the device is, and its state: the kernel's, not the grant's
test_state()
{
	open_as alice "network=mac lladdr=$MAC"
	ok_if "state: a macvtap's lower device" wait_until 5 \
		shows_state "eth9 1 1"
	ip -n peer link set far9 down
	ok_if "state: its carrier is the lower device's" wait_until 5 \
		shows_state "eth9 1 0"
	ip -n peer link set far9 up
	ok_if "state: and comes back" wait_until 5 shows_state "eth9 1 1"
	close_as alice
}

test_fence()
{
	is "fence: the filter's words, in one line" \
		'mac arp ipv4 ipv6 dhcp-server ra vlan ethertype' \
		"$(shown 'fence["filter"]')"
	is "fence: the addresses" '10.0.0.0/24 2001:db8::/64' \
		"$(shown 'fence["addresses"]')"
	is "fence: nothing else" 2 "$(shown 'len(fence)')"
	strict=$NIC
	open_as bob "network=mac"
	is "fence: the default" 'filter: mac dhcp-server ra vlan' \
		"$(as bob "$VMTAP" show "$NIC" | grep -A1 ^address | tail -n 1)"
	close_as bob
	NIC=$strict
}

# The eBPF program is the same for all devices: words say what it does with one.
test_words()
{
	as alice "$VMTAP" show "$NIC" --filter >$T/text
	like "words: the program" '^filter-program: ebpf$' "$(cat $T/text)"
	sed '1,/^program:/d' $T/text >$T/program
	is "words: a line for each word, and the addresses" \
		"always mac arp ipv4 ipv6 dhcp-server ra vlan ethertype addresses" \
		"$(sed 1d $T/program | sed 's/:.*//' | xargs)"
	like "words: whose address it is" "^mac: the source is $MAC," \
		"$(cat $T/program)"
	like "words: the addresses" \
		'^addresses: 10\.0\.0\.0/24 2001:db8::/64$' "$(cat $T/program)"
	is "words: JSON has as many lines" "$(grep -c . $T/program)" \
		"$(as alice "$VMTAP" show "$NIC" --filter --json |
			$PYTHON -c 'import json, sys
print(len(json.load(sys.stdin)["program"]))')"
}

test_drops()
{
	is "drops: each by its reason" 7 "$(shown 'drops["mac"]')"
	tell alice "write 0 $(ra_from $MAC)"
	tell alice "write 0 $(arp_from $MAC | sed s/0a000002/0b000002/)"
	is "drops: one of each" "1 1" "$(shown 'drops["ipv6"]') $(shown 'drops["arp"]')"
	like "drops: in words" \
		"^dropped: 9: another source address 7, another's ARP address 1, another's IPv6 address 1\$" \
		"$(as alice "$VMTAP" show "$NIC")"
	is "drops: all together" 9 "$(shown 'sum(drops.values())')"
	is "drops: the same number" 9 "$(shown dropped)"
}

test_filter()
{
	is "classic: the kind" classic "$(shown program_kind)"
	not_if "classic: no reasons" shown drops 2>/dev/null
	like "classic: what it leaves open" '^filter-program: classic: .*checksum' \
		"$(as alice "$VMTAP" show "$NIC")"
	as alice "$VMTAP" show "$NIC" --filter >$T/text
	like "filter: each line has its reason" \
		'^ +[0-9]+: jeq #0x86dd, .* ; IPv6$' "$(cat $T/text)"
	like "filter: and whose address it is" \
		'; the source: 2001:db8::/64$' "$(cat $T/text)"
	sed '1,/^program:/d' $T/text | sed 1d >$T/program
	is "filter: no line is missing" "$(grep -c . $T/program)" \
		"$(tail -n 1 $T/program | sed 's/^ *\([0-9]*\):.*/\1 + 1/' |
			xargs expr)"
	not_if "filter: no line is without a reason" grep -qv ' ; ' $T/program
	like "filter: the last one drops" 'ret #2' "$(tail -n 1 $T/program)"
	is "json: as many lines, and a head" $(($(grep -c . $T/program) + 1)) \
		"$(as alice "$VMTAP" show "$NIC" --filter --json |
			$PYTHON -c 'import json, sys
print(len(json.load(sys.stdin)["program"]))')"
	# the printed program is what tc reads in the kernel
	is "filter: as many instructions as tc says" \
		"$(tc_program "$NIC" ingress |
			sed -n "s/.*bytecode '\\([0-9]*\\),.*/\\1/p")" \
		"$(grep -c . $T/program)"
}

test_others()
{
	own=$(as alice "$VMTAP" show "$NIC" | grep -c ^ifname)
	is "the owner" 1 "$own"
	ok_if "an admin" as carol "$VMTAP" show "$NIC"
	ok_if "root" "$VMTAP" show "$NIC"
	not_if "another user" as bob "$VMTAP" show "$NIC"
	like "is told what who asks for nothing is told" \
		"you have no device $NIC" \
		"$(as bob "$VMTAP" show "$NIC" --filter 2>&1)"
	not_if "a link that is not vmtap's" "$VMTAP" show br0
	not_if "no name at all" as alice "$VMTAP" show "a b"
	is "and in the same words as of what was never there" \
		"$(as bob "$VMTAP" show vt00000000 2>&1 | sed "s/vt00000000/$NIC/")" \
		"$(as bob "$VMTAP" show "$NIC" 2>&1)"
	ask bob "request show ifname=$NIC flags=64 line=3"
	is "by hand: no such device" 9 "$(reply code)"
	ask alice "request show ifname=$NIC line=3"
	is "a cursor without a filter: not understood" 1 "$(reply code)"
	ask alice "request show ifname=$NIC flags=1"
	is "another verb's flag: not understood" 1 "$(reply code)"
	ask alice "request show ifname=$NIC network=lan"
	is "another verb's field: not understood" 1 "$(reply code)"
	ask alice "request show ifname=$NIC flags=64 line=4294967295"
	is "a cursor behind the end: nothing more" 0 "$(reply code)"
	for name in "" . .. a/b; do
		not_if "the name '$name'" as alice "$VMTAP" show "$name"
	done
}

# ---- the policy has changed; the filter has not
test_reload()
{
	write_policy ''
	kill -HUP "$DAEMON"
	ok_if "the policy is another" wait_until 5 has_no_comments
	like "what the fence is is not said then" '^fence: not known' \
		"$(cat $T/text)"
	is "nor in JSON" 0 "$(shown 'len(fence)')"
	has_ebpf ||
		is "and the filter is not" "$(grep -c . $T/program)" \
			"$(grep -c '^ *[0-9]*: ' $T/text)"
	write_policy "$STRICT"
	kill -HUP "$DAEMON"
	ok_if "and back" wait_until 5 not has_no_comments
	close_as alice
	like "after its end there is none" "you have no device $NIC" \
		"$(as alice "$VMTAP" show "$NIC" 2>&1)"
}

has_no_comments()
{
	as alice "$VMTAP" show "$NIC" --filter >$T/text || return
	grep -q '^fence: not known' $T/text || return
	! has_ebpf || return 0
	grep -q 'without comments' $T/text &&
		! grep -q '^ *[0-9]*: .*;' $T/text
}

test_other_devices()
{
	open_as alice "network=lan unknown=1"
	is "unknown: it says so" unknown "$(shown mac_state)"
	close_as alice
	open_as alice "network=open lladdr=$MAC"
	is "no filter: the address is known only" known "$(shown mac_state)"
	like "no filter: it says so" '^; no filter$' \
		"$(as alice "$VMTAP" show "$NIC" --filter)"
	is "no filter: nor is it a fence" none "$(shown 'fence["filter"]')"
	close_as alice
	open_as alice "network=narrow lladdr=$MAC"
	is "all else of a fence" 'mac vlan | yes | 10mbit' \
		"$(shown '" | ".join(fence.values())')"
	close_as alice
	open_as alice "network=lan unknown=1"
	speaks alice $MAC >/dev/null
	is "learned: it says so" "$MAC True" "$(shown 'mac, mac_learned' |
		sed "s/[(),']//g")"
	like "learned: in words, too" "^mac: $MAC pinned, learned\$" \
		"$(as alice "$VMTAP" show "$NIC")"
	close_as alice
}

test_macvtap()
{
	open_as alice "network=mac lladdr=$MAC"
	is "a macvtap: pinned" pinned "$(shown mac_state)"
	like "a macvtap: its filter" "the source is ($MAC|the guest)" \
		"$(as alice "$VMTAP" show "$NIC" --filter)"
	ok_if "a macvtap: goes out" tell alice "write 0 $(arp_from $MAC)"
	tell alice "write 0 $(arp_from $EVIL)"
	tell alice "write 0 $(arp_from $EVIL)"
	is "a macvtap: what was dropped counts, each once" 2 "$(shown dropped)"
	is "a macvtap: and was not sent" "1 42" \
		"$(shown sent_packets) $(shown sent_bytes)"
	is "who is heard is not mute" 0 "$(mutes "$NIC")"
	close_as alice
}

# ---- a guest with another address than its device: nobody hears it
test_mute()
{
	# three are not mute; their timers end before that of the fourth
	open_as bob "network=mac lladdr=52:54:00:00:00:01"
	heard=$NIC
	tell bob "write 0 $(arp_from $EVIL)"
	tell bob "write 0 $(arp_from 52:54:00:00:00:01)"
	probe_start silent alice
	tell silent "request open network=mac"
	silent=$(reply ifname)
	probe_start loose alice
	tell loose "request open network=loose lladdr=52:54:00:00:00:02"
	loose=$(reply ifname)
	tell loose "write 0 $(ra_from 52:54:00:00:00:02)"
	open_as alice "network=mac lladdr=$MAC"
	for _ in 1 2 3; do
		tell alice "write 0 $(arp_from $EVIL)"
	done
	ok_if "mute: by itself, a line tells of it" wait_until 15 is_mute "$NIC"
	like "mute: what was dropped, and what to set" \
		"mute: uid=$(uid_of alice) .* mac=$MAC dropped=3: .* QEMU's -device ...,mac=$MAC\$" \
		"$(grep "mute: .* device=$NIC " $T/daemon.log)"
	like "mute: its user reads the same" "^note: mute: .*mac=$MAC\$" \
		"$(as alice "$VMTAP" show "$NIC")"
	is "mute: in the list" mute "$(listed NOTES)"
	is "mute: in JSON" "['mute'] ['mute']" \
		"$(shown notes) $(shown 'list(note_texts)')"
	is "mute: of this device only" - "$(listed NOTES "$loose")"
	tell alice "write 0 $(arp_from $EVIL)"
	is "mute: it counts on" 4 "$(shown dropped)"
	is "mute: and the line stays one" 1 "$(mutes "$NIC")"
	tell alice "write 0 $(arp_from $MAC)"
	is "mute: heard at last, so the note goes" "[] {}" \
		"$(shown notes) $(shown note_texts)"
	is "heard: no line" 0 "$(mutes "$heard")"
	is "silent: no line" 0 "$(mutes "$silent")"
	is "loose: the router advertisement was dropped" 1 \
		"$(shown dropped "$loose")"
	is "another filter than mac: no line" 0 "$(mutes "$loose")"
	probe_kill silent
	probe_kill loose
	close_as bob
	close_as alice
}

# A client that asks is told at once; the timer does not log it again.
test_mute_asked()
{
	open_as alice "network=mac lladdr=$MAC"
	first=$NIC
	is "asked: nothing yet" 0 "$(shown dropped)"
	is "asked: no line" 0 "$(mutes "$first")"
	tell alice "write 0 $(arp_from $EVIL)"
	is "asked: one dropped" 1 "$(shown dropped)"
	is "asked: and one line" 1 "$(mutes "$first")"
	# its timer ends after that of the first
	open_as bob "network=mac lladdr=52:54:00:00:00:01"
	tell bob "write 0 $(arp_from $EVIL)"
	ok_if "asked: the timer comes" wait_until 15 is_mute "$NIC"
	is "asked: and says nothing more of the first" 1 "$(mutes "$first")"
	close_as bob
	NIC=$first
	close_as alice
}

# More devices than the 32 that vmtapd looks at together.
all_are_mute()
{
	[ "$(sed -n 's/.*mute: .* device=\([^ ]*\) .*/\1/p' $T/daemon.log |
		sort | comm -12 - $T/many | grep -c .)" = $MANY ]
}

MANY=70
test_mute_many()
{
	open_as alice "network=mac"
	echo "$NIC" >$T/many
	tell alice "write 0 $(arp_from $EVIL)"
	for i in $(seq $((MANY - 1))); do
		tell alice "request open network=mac"
		reply ifname >>$T/many
		tell alice "write $i $(arp_from $EVIL)"
	done
	sort -o $T/many $T/many
	ok_if "many: each has a line" wait_until 20 all_are_mute
	is "many: and one" '' "$(sed -n 's/.*mute: .* device=\([^ ]*\) .*/\1/p' \
		$T/daemon.log | sort | uniq -d)"
	close_as alice
	ok_if "many: all are gone" wait_until 10 ours_are 0
}

# ---- a restarted vmtapd knows the group of the rule, not the owner's groups
test_restart()
{
	open_as mallory "network=groups lladdr=$MAC"
	like "a group's: an admin reads the fence" '^filter: mac ra$' \
		"$(as carol "$VMTAP" show "$NIC")"
	ok_if "it ends" daemon_stop
	daemon_start
	like "restart: its owner reads the fence" '^filter: mac ra$' \
		"$(as mallory "$VMTAP" show "$NIC")"
	like "restart: and the reasons" "the source is ($MAC|the guest)" \
		"$(as mallory "$VMTAP" show "$NIC" --filter)"
	like "restart: and an admin does" '^filter: mac ra$' \
		"$(as carol "$VMTAP" show "$NIC")"
	not_if "restart: nobody else does" as bob "$VMTAP" show "$NIC"
	probe_kill mallory
	ok_if "restart: its end" wait_until 5 ours_are 0
	mark
}

test_facts
test_fence
if has_ebpf; then
	test_words
	test_drops
else
	test_filter
fi
test_others
test_reload
test_other_devices
test_state
test_macvtap
test_mute
test_mute_asked
test_mute_many
test_restart
leaves_nothing "all"
finish
