#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# hook.t - libvirt's hook: which cards of a domain it tells vmtapd, and that a
# domain always starts.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

hook=$work/hook
sed "s|@bindir@|$work|" "$top_srcdir/contrib/libvirt/vmtap.in" >"$hook"
chmod +x "$hook"
# In the place of vmtap: notes its arguments, and ends as $work/statuses says.
cat >"$work/vmtap" <<'END'
#!/bin/sh
work=${0%/*}
echo "$*" >>"$work/calls"
read -r status rest <"$work/statuses"
echo "$rest" >"$work/statuses"
echo said
echo "why not" >&2
exit "${status:-0}"
END
chmod +x "$work/vmtap"

# hooked STATUSES ARG...: sets calls; standard input is the domain
hooked()
{
	: >"$work/calls"
	echo "$1" >"$work/statuses"
	shift
	run "$hook" "$@" <"$work/xml"
	calls=$(cat "$work/calls")
}

cat >"$work/xml" <<'END'
<domain type='qemu' id='1'>
  <name>web1</name>
  <devices>
    <disk type='file' device='disk'>
      <target dev='vtaaaaaaaa' bus='virtio'/>
    </disk>
    <interface type='bridge'>
      <mac address='52:54:00:12:34:56'/>
      <source bridge='up'/>
      <target dev='vt1ae8b2fe'/>
      <model type='virtio'/>
    </interface>
    <interface type='bridge'>
      <mac address='52:54:00:12:34:57'/>
      <target dev='vnet0'/>
    </interface>
    <interface type='user'>
      <mac address='52:54:00:12:34:58'/>
    </interface>
    <interface type='bridge'>
      <mac address='52:54:00:12:34:59'/>
      <target dev='vtdb-1.x'/>
    </interface>
  </devices>
</domain>
END
first='set vt1ae8b2fe --mac 52:54:00:12:34:56'
second='set vtdb-1.x --mac 52:54:00:12:34:59'
hooked '' web1 start begin -
is "$status$out$err" 0 'ends well, and says nothing'
is "$calls" "$first --vm web1
$second --vm web1" "tells vmtapd's cards, and no others"
hooked '2 0 0' 'a b' start begin -
is "$calls" "$first --vm a b
$first
$second --vm a b" 'a name that vmtapd does not take is left out'
hooked '1 1 0' web1 start begin -
is "$status" 0 'a refusal keeps no domain from starting'
is "$err" 'why not' 'and libvirt gets the reason'
hooked '3 0' web1 start begin -
is "$status$calls" "0$first --vm web1" 'vmtapd does not answer: asks no more'
for phase in 'prepare begin' 'started begin' 'stopped end' 'reconnect begin'; do
	# shellcheck disable=SC2086 # words
	hooked '' web1 $phase -
	is "$status$calls" 0 "$phase: does nothing"
done
: >"$work/xml"
hooked '' web1 start begin -
is "$status$calls" 0 'no XML: does nothing'
done_testing
