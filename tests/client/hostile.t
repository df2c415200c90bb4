#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Clients of a vmtapd that answers each verb with what vmtap-proto.h forbids.
# Each ends with a sentence, and nothing of the answer reaches the terminal.
# tests/unit/test-reply-fields.c tries each byte in each text.
# shellcheck source=tests/client/lib.sh
# shellcheck disable=SC2086 # lists of words, without blanks in a word
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

: >"$work/file"
many=$(printf '%0128d' 0 | sed 's/0/61/g') # 128 times "a", without an end

# Where the texts are in a message, for poke=.
lease='network=104 vm=168 ifname=232' # of all that begin with a lease
more='network=360 rule=572'           # what CHECK has besides

# texts WHERE...: a line of facts for each text with a C1 sequence (U+009B), and
# one without an end
texts()
{
	for where in "$@"; do
		echo "poke=${where#*=}:61c29b33316d"
		[ "${where%=*}" = rule ] || [ "${where%=*}" = text ] ||
			echo "poke=${where#*=}:$many"
	done
}

# What a head may not say, for each verb.
heads='poke=4:0200
poke=8:ffffffff
poke=12:80000000
poke=20:ffffffff
poke=24:ffffffff
poke=36:01000000
vhosts=1
cut=1'

# What no lease may have.
leases='ifindex=2147483648
mtu=4294967295
queues=17
pid=4294967295
vnet_hdr_size=70000
poke=40:02
poke=40:01
poke=80:52
poke=359:01'

networks='mtu=4294967295
queues_max=17
devices_used=3000000000
poke=104:ff
poke=176:01
poke=184:525400000000ff
poke=248:09000000
poke=679:01'

# hostile STEP COMMAND...: asks once for each line of facts on stdin; the fake
# holds a descriptor by STEP, if it is not empty.  $before is the answer to a
# question that the command has before, if it has one; $idle: it connects twice.
before='' idle=''
hostile()
{
	step=$1
	shift
	cat >"$work/facts"
	while read -r fact; do
		[ -z "$idle" ] || echo accept
		printf '%s\n' accept ${before:+ask} ${before:+"$before"} ask
		[ -z "$step" ] || echo "$step"
		echo "ok ${step:+queues=1 }$fact"
	done <"$work/facts" >"$work/steps"
	old=$IFS
	IFS='
'
	# shellcheck disable=SC2046 # a line is a step
	start_fake $(cat "$work/steps")
	IFS=$old
	bad=''
	n=0
	while read -r fact; do
		n=$((n + 1))
		run "$@" </dev/null
		# --json: an object, in lines
		out=$(printf '%s' "$out" | tr -d '\n')
		# shellcheck disable=SC2254 # a pattern
		case $status:$out:$err in
		*[!\ -~]*) bad="$bad $fact: a wild character;" ;;
		3::"vmtap: vmtapd's "* | 3::"vmtap: vmtapd speaks "*) ;;
		3:'{  "code":"protocol", '*'}':"vmtap: vmtapd's "*) ;;
		*) bad="$bad $fact: $status $out $err;" ;;
		esac
	done <"$work/facts"
	finish_fake
	is "$bad" '' "$n answers to ${1##*/} $2"
}

# A pipe would make hostile() a process of its own, which counts for itself.
{ texts $lease && echo "$heads" && echo "$leases"; } >"$work/in"
hostile '' "$vmtap" list <"$work/in"
{ texts $lease text=416 && echo "$heads"; } >"$work/in"
hostile '' "$vmtap" show vt0 <"$work/in"
{ texts $lease $more && echo "$heads"; } >"$work/in"
hostile '' "$vmtap" check lan <"$work/in"
echo "$leases" | head -n 3 >"$work/in"
hostile '' "$vmtap" check --json lan <"$work/in"
texts $more >"$work/in"
hostile '' "$vmtap" mac lan <"$work/in"
{ texts network=40 rule=252 && echo "$heads" && echo "$networks"; } >"$work/in"
hostile '' "$vmtap" networks <"$work/in"
{ echo "$heads" && echo poke=44:01; } >"$work/in"
before='ok end' # to its list
hostile '' "$vmtap" revoke vt0 <"$work/in"
before=
{ texts name=100 note=116 address=132 network=180 vm=244 ifname=308 text=324 &&
	echo "$heads" && printf '%s\n' poke=64:ff poke=68:ffffffff; } |
	sed 's/^/epoch=5 end /' >"$work/in"
idle=yes
hostile '' "$vmtap" watch <"$work/in"
idle=
texts $lease >"$work/in"
hostile '' "$vmtap" release --vm web1 <"$work/in"
{ texts $lease && echo "$leases"; } >"$work/in"
hostile 'memfd vt0' "$vmtap" run --inherit -n lan -- touch "$work/touched" <"$work/in"
for text in "$(printf 'no\033[31m')" "$(printf 'no\302\233')"; do
	start_fake accept ask "refuse 2 $text"
	run "$vmtap" networks
	is "$status $err" '3 vmtap: vmtapd'"'"'s answer cannot be understood; client and daemon may be of different versions' \
		'a sentence that no terminal should get'
	finish_fake
done
if [ -e "$work/touched" ]; then
	report 1 'run: the command is not executed'
else
	report 0 'run: the command is not executed'
fi

# ---- descriptors of another kind ----
# wrong NAME PATTERN STEP [ANSWER]: as run, and as QEMU's helper
wrong()
{
	start_fake accept ask "$3" "${4:-ok ifname=tap7 queues=1}" \
		accept ask "$3" "${4:-ok ifname=tap7 queues=1}"
	run "$vmtap" run --inherit -n lan -- touch "$work/touched"
	like "$status $out$err" "3 $2" "$1"
	run "$play_qemu" "$bridge_helper" --use-vnet --br=lan --fd=FD
	like "$out$err" "exit=1 $nothing$2" "$1, to the helper"
	finish_fake
}
nothing='bytes=0 fds=0'
none='*that is no TAP or MACVTAP*'
wrong '/dev/null' "$none" 'open /dev/null'
wrong 'a folder' "$none" "open $work"
wrong 'a file' "$none" "open $work/file"
wrong 'a pipe' "$none" pipe
wrong 'a TAP that is attached to nothing' "$none" 'open /dev/net/tun'
if can_tap; then
	escape=$(printf 'tap\033[31m')
	wrong 'another TAP' '*of tap8 and called it tap7*' 'queue tap8 5002'
	wrong 'an escape sequence' '*of tap?[[]31m and called it tap7*' \
		"queue $escape 5002"
	wrong 'a TUN' '*of tap7, which is no TAP*' 'queue tap7 5001'
	wrong 'a name with a comma' "*'tap7,x=y', which is no name*" \
		'queue tap7,x=y 5002' 'ok ifname=tap7,x=y queues=1'
	start_fake accept ask 'queue tap7 5002' 'ok ifname=tap7 queues=1'
	run "$vmtap" run --inherit -n lan,vnet_hdr=off -- touch "$work/touched"
	like "$status $out$err" '3 *of tap7 with a virtio-net header*' \
		'a virtio-net header that nobody asked for'
	finish_fake
else
	skip_taps 9
fi
if [ -e "$work/touched" ]; then
	report 1 'no command is executed'
else
	report 0 'no command is executed'
fi
done_testing
