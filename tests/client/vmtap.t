#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# vmtap(1) as a user types it: output, JSON and exit statuses.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

# JSON without blanks, which differ between releases of json-c.
squeeze()
{
	printf '%s' "$1" | tr -d ' \n'
}

# fails STATUS PATTERN ARG...
fails()
{
	expected=$1 pattern=$2
	shift 2
	run "$vmtap" "$@"
	is "$status" "$expected" "vmtap $*: exit status $expected"
	like "$err" "vmtap: $pattern" "vmtap $*: says why"
}

# ---- usage ----
fails 2 '*a command is missing*'
fails 2 "*'bogus' is no command*" bogus
fails 2 '*-x is no option*' -x
fails 2 '*--bogus is no option*' list --bogus
fails 2 '*--socket needs a value*' list --socket
fails 2 "*--vm is not for 'list'*" list --vm a
fails 2 "*--json is not for 'run'*" run --json -n lan -- true
fails 2 "*--json is not for 'run'*" --json run -n lan -- true
fails 2 "*--nic is not for 'check'*" check -n lan
fails 2 "*takes no operand 'x'*" list x
fails 2 "*'check' needs an operand*" check
fails 2 '*run needs a nic*' run -- true
fails 2 "*'run' needs an operand*" run -n lan
fails 2 '*1 to 16*' run -n lan,queues=99 -- true
fails 2 "*'a/b' cannot name a network*" check a/b
fails 2 "*both 'a' and 'b'*" mac lan,vm=a --vm b
fails 2 '*release what*' release
fails 2 '*release what*' release tap0 --vm a
fails 2 '*-n needs a value*' run -n
run "$vmtap" --help
is "$status" 0 'help'
like "$out" 'Usage: vmtap run*' 'help is printed'
run "$vmtap" help
like "$status$out" '0Usage: vmtap run*' 'help, as a command'
for command in 'list --help' '--help list' 'help list'; do
	# shellcheck disable=SC2086 # words
	run "$vmtap" $command
	like "$status$out" '0Usage: vmtap list*--all *--json *' \
		"help of a command: vmtap $command"
done
is "$(printf '%s' "$out" | grep -c -e --filter)" 0 \
	'help of a command: its own options only'
fails 2 "*'bogus' is no command*" help bogus
run "$vmtap" -V
is "$status ${out%% *}" '0 vmtap' 'version'
"$vmtap" --help >/dev/full 2>/dev/null
is $? 4 'output that cannot be written'

# ---- no vmtapd ----
fails 3 "*cannot reach vmtapd at $socket: no such socket*" list
fails 3 '*at /nowhere/s: no such*' --socket /nowhere/s networks
fails 3 '*at /nowhere/s: no such*' networks --socket=/nowhere/s
# Without a daemon each command has the same object.
for command in list networks 'show vta' 'check lan' 'mac lan' 'release vta' \
	'revoke vta'; do
	# shellcheck disable=SC2086 # words
	run "$vmtap" $command --json
	is "$status" 3 "$command --json: no vmtapd is no refusal"
	like "$(squeeze "$out")" '{"code":"connect","reason":"cannotreach*"}' \
		"$command --json: an error is an object"
done

# ---- show ----
fails 2 "*'show' needs an operand*" show
fails 2 "*--filter is not for 'list'*" list --filter
device='ifindex=5 ifname=vtb network=lan vm=web1 kind=2 mode=3 lladdr=52:54:00:00:00:02 mtu=1500 queues=2 uid=54321 pid=7 since=90061 link=eth9 state=3'
start_fake accept ask "show 0 0 9 filter:_mac_ra|rate-in:_1gbit| - $device pinned" \
	eof
run "$vmtap" show vtb
finish_fake
is "$status$err" 0 'show'
is "$out" 'ifname: vtb
network: lan
vm: web1
kind: macvtap bridge
mac: 52:54:00:00:00:02 pinned
link: eth9
state: up, carrier
mtu: 1500
queues: 2
user: 54321
opened-by: 7
since: 1970-01-02 01:01:01
filter: mac ra
rate-in: 1gbit
filter-program: ebpf
dropped: 1: another'"'"'s ARP address 6, router advertisements 7
sent: 2 packets, 3 bytes
received: 4 packets, 5 bytes' 'show: a key to a line'
start_fake accept ask "show 0 0 9 - mute:_a_b|host-address:_c| $device link= state=1 notes=3" \
	eof
run "$vmtap" show vtb
finish_fake
like "$out" '*
state: up, no carrier
*
received: 4 packets, 5 bytes
note: mute: a b
note: host-address: c' 'show: a line for each note, last of all'
is "$(echo "$out" | grep -c '^link:')" 0 \
	'show: a device that is nowhere has no line about that'
start_fake accept ask "show 0 0 9 - - $device told=1 address=::ffff:192.0.2.7,3 address=2001:db8::7,1" \
	eof
run "$vmtap" show vtb
finish_fake
like "$out" '*
address: 192.0.2.7, 3 seconds ago
address: 2001:db8::7, 1 second ago
*' 'show: a line for each address of the guest'
start_fake accept ask "show 0 0 9 - - $device told=3" eof
run "$vmtap" show vtb
finish_fake
like "$out" '*
address: unknown, because the policy *
*' 'show: or why none is known'
start_fake accept ask "show 0 0 9 - - $device state=2" eof
run "$vmtap" show vtb
finish_fake
like "$out" '*
state: down, carrier
*' 'show: a device that is down'
start_fake accept ask "show 0 0 9 filter:_mac_ra|rate-in:_1gbit| mute:_a_b|host-address:_c:_d| $device learned notes=2" \
	ask 'show 3 2 9 a_head|0:_ret|' ask 'show 3 0 9 1:_ret|' eof
run "$vmtap" show vtb --filter --json
finish_fake
is "$(squeeze "$out")" \
	'{"ifname":"vtb","ifindex":5,"network":"lan","vm":"web1","kind":"macvtap","mode":"bridge","mac":"52:54:00:00:00:02","mac_learned":true,"mtu":1500,"queues":2,"uid":54321,"pid":7,"since":90061,"held":false,"link":"eth9","up":true,"carrier":true,"notes":["host-address"],"addresses":[],"address_source":"","address_unknown":"","mac_state":"known","dropped":1,"drops":{"mac":0,"group":0,"arp":6,"ipv4":0,"ipv6":0,"nd-mac":0,"dhcp":0,"dhcpv6":0,"ra":7,"redirect":0,"vlan":0,"ethertype":0,"checksum":0,"shape":0},"sent_packets":2,"sent_bytes":3,"received_packets":4,"received_bytes":5,"program_kind":"ebpf","fence":{"filter":"macra","rate-in":"1gbit"},"note_texts":{"mute":"ab","host-address":"c:d"},"program":["ahead","0:ret","1:ret"]}' \
	'show --filter --json: the pieces are one'
start_fake accept ask "show 0 0 9 - - $device" ask 'show 3 2 9 a|' \
	ask 'show 3 0 8 b|' ask "show 0 0 8 - - $device" ask 'show 1 0 8 c|' eof
run "$vmtap" show vtb --filter
finish_fake
is "$status" 0 'show: the filter changed meanwhile'
like "$out" '*
fence: not known *
program:
c' 'show: and is asked again, from its start'
start_fake accept ask "show 0 0 9 - - $device" ask 'show 3 2 9 a|' \
	ask 'show 3 2 9 a|' eof
run "$vmtap" show vtb --filter
finish_fake
like "$err" '*vtb has no end*' 'show: an answer that goes in a circle'
start_fake accept ask "show 0 0 9 - - $device" ask 'show 5000 1 9 a|' eof
run "$vmtap" show vtb --filter
finish_fake
like "$err" '*vtb has no end*' 'show: more lines than a program has'
start_fake accept ask 'refuse 9 you have none' eof
run "$vmtap" show vtb
finish_fake
is "$err" 'vmtap: you have none' 'show: there is none'
start_fake accept ask 'ok ifname=vtb record_size=320 cut=3736 size=360' eof
run "$vmtap" show vtb
finish_fake
like "$err" "*cannot be understood*" 'show: the record of another verb'

# ---- list ----
records='ok ifindex=5 ifname=vtb network=lan vm=web1 kind=2 mode=3 lladdr=52:54:00:00:00:02 mtu=1500 queues=2 uid=54321 pid=7 since=90061 link=eth9 state=3 notes=3 told=1 address=::ffff:192.0.2.7,3 address=fe80::7,1 address=2001:db8::7,0'
start_fake accept ask "$records" ask \
	'ok ifindex=9 ifname=vta network=br kind=1 uid=54321 pid=8 queues=1 since=1 notes=1' \
	ask 'ok end' eof
run "$vmtap" list
finish_fake
is "$status$err" 0 'list'
is "$out" 'IFNAME  NETWORK  VM    KIND     LINK  MAC                ADDRESS                QUEUES  USER   OPENED-BY  NOTES              SINCE
vta     br       -     bridge   -     -                  -                      1       54321  8          mute               1970-01-01 00:00:01
vtb     lan      web1  macvtap  eth9  52:54:00:00:00:02  192.0.2.7,2001:db8::7  2       54321  7          mute,host-address  1970-01-02 01:01:01' \
	'list: oldest first, in columns'
start_fake accept ask "$records" ask 'ok end' eof
run "$vmtap" list --json
finish_fake
is "$(squeeze "$out")" \
	'[{"ifname":"vtb","ifindex":5,"network":"lan","vm":"web1","kind":"macvtap","mode":"bridge","mac":"52:54:00:00:00:02","mac_learned":false,"mtu":1500,"queues":2,"uid":54321,"pid":7,"since":90061,"held":false,"link":"eth9","up":true,"carrier":true,"notes":["mute","host-address"],"addresses":[{"address":"192.0.2.7","age":3},{"address":"fe80::7","age":1},{"address":"2001:db8::7","age":0}],"address_source":"frames","address_unknown":""}]' \
	'list --json'
start_fake accept ask 'ok end' eof
run "$vmtap" --json list
finish_fake
is "$status$(squeeze "$out")" '0[]' 'an empty list'

# list_two ARG...: a list of two devices, of two users on two networks
list_two()
{
	start_fake accept ask "$records" ask \
		'ok ifindex=9 ifname=vta network=br kind=1 uid=54322 pid=8 queues=1 since=1' \
		ask 'ok end' eof
	run "$vmtap" list "$@"
	finish_fake
}
# names of the list that was printed
names()
{
	echo "$out" | grep -o '\<vt[ab]\>' | tr '\n' ' '
}
list_two --user 54321
is "$status $(names)" '0 vtb ' 'list --user'
list_two --network br
is "$status $(names)" '0 vta ' 'list --network'
list_two --network br --user 54321
is "$status $(names)" '0 ' 'list of a user on a network'
list_two --all --network lan --json
is "$status $(names)" '0 vtb ' 'list --json --all --network'
fails 2 "*there is no user 'nobody-has-this-name'*" list --user nobody-has-this-name
fails 2 "*--user is not for 'networks'*" networks --user 1

start_fake accept ask 'ok ifindex=5 ifname=vtb network=lan kind=1 uid=0 pid=7 queues=1 since=1' \
	ask 'ok end' eof
run "$vmtap" list
finish_fake
like "$out" '* root(0) *' 'list: a name beside the number'
start_fake accept ask "show 0 0 9 - - ${device%%uid=*}uid=0 pid=7 since=1" eof
run "$vmtap" show vtb --json
finish_fake
like "$(squeeze "$out")" '*"uid":0,"user":"root",*' 'show --json: the name, too'

# ---- networks ----
lan='ok network=lan kind=2 mode=1 mtu=9000 queues_max=4 queues_total=8 queues_used=3 vhost devices_max=4 devices_used=1 all_max=16 all_used=5 range=52:54:00:00:00:00/24'
start_fake accept ask "$lan" ask 'ok network=nat kind=1 queues_max=1 devices_max=2 all_max=256 all_used=-1' \
	ask 'ok end' eof
run "$vmtap" networks
finish_fake
is "$out" 'NETWORK  KIND     MODE     MTU     QUEUES  TOTAL  VHOST  DEVICES  ALL   ADDRESS
lan      macvtap  private  9000    4       3/8    yes    1/4      5/16  52:54:00:00:00:00/24
nat      bridge   -        link'\''s  1       0/any  no     0/2      256   local' networks
start_fake accept ask "$lan" ask 'ok end' eof
run "$vmtap" networks --json
finish_fake
is "$(squeeze "$out")" \
	'[{"network":"lan","kind":"macvtap","mode":"private","mtu":9000,"devices_max":4,"devices_used":1,"all_max":16,"all_used":5,"queues_max":4,"queues_total":8,"queues_used":3,"vhost":true,"held_max":0,"held_used":0,"macs":["52:54:00:00:00:00/24"]}]' \
	'networks --json'
start_fake accept ask 'ok network=lan kind=1 queues_max=4 devices_max=9 devices_used=-1 queues_used=-1 all_max=9 all_used=5 rule=allow_"@kvm",_deny_"bob"' \
	ask 'ok network=nat kind=1 queues_max=1 devices_max=2 devices_used=-1 all_max=256 all_used=0 queues_used=-1' \
	ask 'ok end' eof
run "$vmtap" networks --all
finish_fake
is "$out" 'NETWORK  KIND    MODE  MTU     QUEUES  TOTAL  VHOST  DEVICES  ALL    RULES
lan      bridge  -     link'\''s  4       any    no     9        5/9    allow "@kvm", deny "bob"
nat      bridge  -     link'\''s  1       any    no     2        0/256  -' 'networks --all'
start_fake accept ask 'ok network=lan kind=1 queues_max=4 devices_max=9 devices_used=-1 queues_used=-1 all_max=9 all_used=5 rule=allow_"@kvm"' \
	ask 'ok end' eof
run "$vmtap" networks --all --json
finish_fake
is "$(squeeze "$out")" \
	'[{"network":"lan","kind":"bridge","mtu":0,"devices_max":9,"all_max":9,"all_used":5,"queues_max":4,"queues_total":0,"vhost":false,"held_max":0,"held_used":0,"rules":"allow\"@kvm\""}]' \
	'networks --all --json'
start_fake accept ask 'ok end' eof
run "$vmtap" networks --all
finish_fake
like "$status$err" '0vmtap: the policy has no network*' 'networks --all: none'
start_fake accept ask 'ok end' eof
run "$vmtap" networks
finish_fake
like "$status$err" '0vmtap: no network is open to you*' 'no network'

# ---- check and mac ----
yes='ok network=lan vm=web1 kind=2 mode=3 mtu=1500 lladdr=02:00:00:00:00:01 queues=2 queues_max=4 queues_total=8 queues_used=3 vhost devices_max=4 devices_used=1 all_max=16 all_used=5'
start_fake accept ask "$yes" eof
run "$vmtap" check lan,vm=web1,queues=2,vhost=on
finish_fake
is "$status $out" '0 granted
device: macvtap in mode bridge
address: 02:00:00:00:00:01
devices: 4 of this user (1 in use), 16 of all (5 in use)
queues: 4 of a device, 8 of this user (3 in use)
mtu: 1500
vhost: yes
mac: local' check
is "$(cat "$log")" 'check network=lan vm=web1 mac=- unknown=0 queues=2 vnet_hdr=1 vhost=1 ifname=' \
	'check: what is asked'
start_fake accept ask 'ok network=nat kind=1 queues_max=1 devices_max=1 all_max=256 all_used=-1 range=52:54:00:00:00:00/24' eof
run "$vmtap" check nat
finish_fake
is "$out" 'granted
device: tap on a bridge
devices: 1 of this user (0 in use), 256 of all
queues: 1 of a device, any number of this user (0 in use)
vhost: no
mac: 52:54:00:00:00:00/24' \
	'check of a bridge'
start_fake accept ask "$yes" eof
run "$vmtap" check --json lan
finish_fake
is "$(squeeze "$out")" \
	'{"allowed":true,"network":"lan","vm":"web1","kind":"macvtap","mode":"bridge","mac":"02:00:00:00:00:01","mtu":1500,"devices_max":4,"devices_used":1,"all_max":16,"all_used":5,"queues_max":4,"queues_total":8,"queues_used":3,"vhost":true,"held_max":0,"held_used":0,"macs":[],"not_asked":[]}' \
	'check --json'
start_fake accept ask "$yes unasked=3" eof
run "$vmtap" check lan
finish_fake
like "$out" '*
mac: local
not asked: whether *node*
not asked: whether *classifier*' 'check: what it could not ask, last of all'
start_fake accept ask "$yes unasked=2" eof
run "$vmtap" check --json lan
finish_fake
like "$(squeeze "$out")" '*"not_asked":\["whether*classifier*"\]}' \
	'check --json: what it could not ask'
start_fake accept ask 'refuse 2 not permitted' eof
run "$vmtap" check lan --json
finish_fake
is "$status$(squeeze "$out")" \
	'1{"allowed":false,"code":"denied","reason":"notpermitted"}' \
	'check --json of a refusal'
start_fake accept ask "$yes" eof
run "$vmtap" mac lan --vm web1
finish_fake
is "$status$out" 002:00:00:00:00:01 mac
is "$(cat "$log")" 'check network=lan vm=web1 mac=- unknown=0 queues=1 vnet_hdr=1 vhost=0 ifname=' \
	'mac: what is asked'
start_fake accept ask "$yes" eof
run "$vmtap" mac --json lan
finish_fake
is "$(squeeze "$out")" \
	'{"network":"lan","vm":"web1","mac":"02:00:00:00:00:01"}' 'mac --json'

# Each code of vmtapd has its exit status.  If the host is the cause, the line
# points to doctor.
for pair in 1:3 2:1 3:1 4:1 5:1 6:1 7:4 8:4 9:1 10:4 11:2 99:4; do
	start_fake accept ask "refuse ${pair%:*} the reason" eof
	run "$vmtap" check lan
	finish_fake
	expected="${pair#*:} vmtap: the reason"
	[ "$pair" != 7:4 ] ||
		expected="$expected; 'vmtap doctor' says what else is wrong here"
	is "$status $err" "$expected" \
		"code ${pair%:*}: exit status ${pair#*:}"
done
start_fake accept ask close
fails 3 '*closed the connection*' networks
finish_fake

# ---- release ----
start_fake accept ask 'ok end' ask ok ask 'refuse 9 no such device' ask ok eof
run "$vmtap" release vta vtb vtc
finish_fake
is "$status $(squeeze "$out") $err" '1 vtareleasedvtcreleased vmtap: no such device' \
	'release goes on after a failure'
# The opener of a TAP may be QEMU, and is told as long as there is such a process.
start_fake accept ask "ok ifindex=3 ifname=vta kind=1 pid=$$ uid=54321 + ifindex=4 ifname=vtb kind=2 pid=$$ + ifindex=5 ifname=vtc kind=1 pid=0 end" \
	ask ok ask ok ask ok eof
run "$vmtap" release vta vtb vtc
finish_fake
like "$err" "vmtap: process $$ of 54321 opened vta; if it is QEMU, *(netdev_del)" \
	'release: which process opened the TAP'
unlike_vtb=${err#*vtb}
is "$unlike_vtb" "$err" 'release: a macvtap makes none spin'
start_fake accept ask "ok ifindex=3 ifname=vta kind=1 pid=$$ uid=54321 + ifindex=4 ifname=vtb kind=1 pid=$$ uid=1 network=lan + ifindex=5 ifname=vtc kind=1 pid=$$ uid=1 network=lan end" \
	ask 'ok leases=2' eof
run "$vmtap" revoke --network lan
finish_fake
is "$status$out" '02 devices revoked' 'revoke: how many'
is "$(printf '%s\n' "$err" | grep -c opened)$(printf '%s' "$err" | grep -c ' opened vtb and 1 more;')" 11 \
	'revoke: which process opened those that were meant'
start_fake accept ask 'ok ifindex=3 ifname=vta vm=web1' ask \
	'ok ifindex=4 ifname=vtb vm=other' ask \
	'ok ifindex=5 ifname=vtc vm=web1' ask 'ok end' \
	ask ok ask 'refuse 9 just gone' eof
run "$vmtap" release --vm web1 --json
finish_fake
is "$status$(squeeze "$out")$err" '0{"released":["vta"],"errors":[]}' \
	'release --vm; one that has just gone is no failure'
like "$(cat "$log")" '*ifname=vta*ifname=vtc' 'release --vm: only those of the VM'
start_fake accept ask 'ok end' eof
fails 1 "*no device of a VM 'web1'*" release --vm web1
finish_fake
start_fake accept ask ok ask 'refuse 9 gone' eof
run "$vmtap" release --json vta vtb
finish_fake
is "$status$(squeeze "$out")" \
	'1{"released":["vta"],"errors":[{"ifname":"vtb","code":"no-lease","reason":"gone"}]}' \
	'release --json: what failed is named'
start_fake accept ask 'refuse 2 no admin' eof
run "$vmtap" revoke --json vtb
finish_fake
is "$status$(squeeze "$out")" \
	'1{"revoked":0,"errors":[{"ifname":"vtb","code":"denied","reason":"noadmin"}]}' \
	'revoke --json: what failed is named'
start_fake accept eof
run "$vmtap" revoke --json --user nobody-has-this-name
finish_fake
is "$status$(squeeze "$out")" \
	"2{\"revoked\":0,\"errors\":[{\"ifname\":\"\",\"code\":\"argument\",\"reason\":\"thereisnouser'nobody-has-this-name'\"}]}" \
	'revoke --json: a user who is not there'
for command in 'list --all' networks 'mac lan' 'show vta'; do
	start_fake accept ask 'refuse 2 not permitted' eof
	# shellcheck disable=SC2086 # words
	run "$vmtap" $command --json
	finish_fake
	is "$status$(squeeze "$out")$err" \
		'1{"code":"denied","reason":"notpermitted"}vmtap: not permitted' \
		"$command --json: a refusal"
done
start_fake accept ask 'ok end' eof
fails 2 "*'a/b' is not an interface name*" release a/b
finish_fake

# ---- run ----
# No vmtapd is asked before the command can use all of its cards.
rm -f "$socket"
fails 2 "*'sh' would not use nic 0 (lan), * put {fd} where *--inherit*" \
	run -n lan -- sh -c true
fails 2 "*'vmm' would not use nic 1 (dmz), * put {1.fds} where *" \
	run -n lan -n dmz,queues=2 -- vmm '{fd}'
fails 2 "*'nice' would not use nic 0 (lan), *" run -n lan -- nice vmm
fails 3 '*cannot reach vmtapd*' run -n lan -- nice -n 5 qemu-system-arm
fails 3 '*cannot reach vmtapd*' run -n lan --inherit -- sh -c true
fails 2 "*--inherit is not for 'check'*" check lan --inherit
start_fake accept ask 'refuse 2 not permitted' eof
run "$vmtap" run --inherit -n lan -- touch "$work/touched"
finish_fake
is "$status $err" '1 vmtap: not permitted' 'run: a refusal'
if [ -e "$work/touched" ]; then
	report 1 'run: the command is not executed'
else
	report 0 'run: the command is not executed'
fi

tap='ok ifname=tap7 queues=1 lladdr=52:54:00:00:00:07 mtu=1500'
# run_one ARG...: one nic is granted
run_one()
{
	start_fake accept ask 'tap tap7 1' "$tap" eof
	run "$vmtap" run --inherit -n lan "$@"
	finish_fake
}

# Lists the open files of the shell that runs it, for 'sh -c'; $$ is its pid.
# shellcheck disable=SC2016 # expanded by that shell
list_fds='for i in /proc/$$/fd/*; do readlink "$i"; done | sort'

if can_tap; then
	# shellcheck disable=SC2016
	run_one -- sh -c 'readlink /proc/$$/fd/$0; echo $*' \
		'{fd}' '{fds} {mac} {ifname} {mtu} {other}' '{"a":{}}'
	is "$status$err" 0 'run'
	like "$(echo "$out" | tr '\n' ' ')" \
		'/dev/net/tun [3-9]* 52:54:00:00:00:07 tap7 1500 {other} {"a":{}} ' \
		'run: placeholders'

	# Both run in the same shell, so that both inherit the same descriptors.
	run sh -c "$list_fds"
	before=$out
	run_one -- sh -c "$list_fds"
	is "$(printf '%s\n' "$before" /dev/net/tun | sort | grep -v pipe:)" \
		"$(printf '%s\n' "$out" | grep -v pipe:)" \
		'run: the device is inherited and nothing else'

	start_fake accept ask 'tap tap7 2' \
		'ok ifname=tap7 queues=2 lladdr=52:54:00:00:00:07 mtu=9000' \
		ask 'tap-plain tap8' 'ok ifname=tap8 queues=1 lladdr=52:54:00:00:00:08 mtu=1500' eof
	printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >"$work/qemu-system-test"
	chmod +x "$work/qemu-system-test"
	run "$vmtap" run -n lan,queues=2,vm=web1 \
		--nic nat,mac=52:54:00:00:00:08,vnet_hdr=off -- \
		"$work/qemu-system-test" -nodefaults
	finish_fake
	like "$(echo "$out" | tr '\n' ' ')" \
		'-nodefaults -netdev tap,id=vmtap0,fds=[3-9]:[4-9] -device virtio-net-pci,netdev=vmtap0,mac=52:54:00:00:00:07,mq=on,vectors=6,host_mtu=9000 -netdev tap,id=vmtap1,fd=[0-9]* -device virtio-net-pci,netdev=vmtap1,mac=52:54:00:00:00:08 ' \
		'run: QEMU gets its arguments'
	is "$(cat "$log")" 'open network=lan vm=web1 mac=- unknown=0 queues=2 vnet_hdr=1 vhost=0 ifname=
open network=nat vm= mac=52:54:00:00:00:08 unknown=0 queues=1 vnet_hdr=0 vhost=0 ifname=' \
		'run: what is asked'

	start_fake accept ask 'tap tap7 1' "$tap" eof
	run "$vmtap" run -n lan -- env A=b "$work/qemu-system-test"
	finish_fake
	like "$(echo "$out" | tr '\n' ' ')" \
		'-netdev tap,id=vmtap0,fd=[3-9] -device virtio-net-pci,*' \
		'run: QEMU behind env'
	run_one -- "$work/qemu-system-test" -S
	is "$out" -S 'run: --inherit appends nothing'

	run_one -- sh -c 'exit 7'
	is "$status" 7 "run: the command's exit status"
	run_one -- "$work/missing"
	is "$status" 127 'run: no such command'
	like "$err" "vmtap: cannot execute '*/missing': No such file*" \
		'run: says so'
	mkdir "$work/shut"
	chmod 0 "$work/shut"
	path=$PATH
	PATH=$PATH:$work/shut run_one -- nowhere-to-be-found
	PATH=$path
	is "$status" 127 'run: no such command, and a folder that is shut'
	run_one -- "$work"
	is "$status" 126 'run: a command that cannot be executed'
	run_one -- echo '{1.fd}'
	is "$status$out" 2 'run: a nic that is not there'
	like "$err" '*{1.fd}: there is 1 nic (*' 'run: says which'
	start_fake accept ask 'tap tap7 1' "$tap" eof
	# Without the care of vmtap, the connection would be 0 and the device 2.
	# shellcheck disable=SC2016
	run sh -c '"$0" run -n lan -- echo "{fd}" <&- 2>&-' "$vmtap"
	finish_fake
	like "$out" '[3-9]*' 'run: never in the place of a closed standard stream'

	start_fake accept ask 'tap tap7 1' "$tap" ask 'refuse 3 enough' eof
	run "$vmtap" run --inherit -n lan -n lan -- touch "$work/touched"
	finish_fake
	is "$status $err" '1 vmtap: enough' 'run: the second nic is refused'
	if [ -e "$work/touched" ] || grep -q tap7: /proc/net/dev; then
		report 1 'run: and nothing is left of the first'
	else
		report 0 'run: and nothing is left of the first'
	fi
else
	skip_taps 16
fi
done_testing
