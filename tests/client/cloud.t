#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# attach and detach with a stand-in for cloud-hypervisor, which Debian does not
# have, and with each fault that its API socket can have.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"
# shellcheck source=tests/client/hotplug.sh
. "$top_srcdir/tests/client/hotplug.sh"

start_monitor play-cloud-hypervisor.py

# cloud WORD...: forgets what was before, see play-cloud-hypervisor.py
cloud()
{
	echo "$*" >"$work/words"
	: >"$qlog"
}

# attach ARG..., detach ARG...: state is which cards are left
attach()
{
	run "$vmtap" attach lan --cloud-hypervisor "$qmp" "$@"
	finish_fake
	monitor_end
}
detach()
{
	run "$vmtap" detach "$@" --cloud-hypervisor "$qmp"
	finish_fake
	monitor_end
}

for option in '--id n0' '--bus b' '--qmp x' '--domain x'; do
	# shellcheck disable=SC2086 # words
	run "$vmtap" attach lan --cloud-hypervisor "$qmp" $option
	is "$status" 2 "attach: $option is not for cloud-hypervisor"
done

# No vmtapd is here: it is asked when the VM has answered.
for fault in refuse:*'status 500: ?"no??31m"*' close:*closed* \
	garbage:*'cannot be read'* html:*'cannot be read'* \
	zero:*'cannot be read'* long:*'cannot be read'* \
	nolength:*'cannot be read'* endless:*'cannot be read'* \
	hang:*'in time'*; do
	cloud "${fault%%:*}=vmm.ping"
	run "$vmtap" attach lan --cloud-hypervisor "$qmp" --timeout 1
	is "$status" 5 "ping: ${fault%%:*}: exit status 5"
	like "$err" "vmtap: cloud-hypervisor at *${fault#*:}*" \
		"ping: ${fault%%:*}: says why"
	monitor_end
done

if can_tap; then
	cloud
	device 2
	attach --queues 2
	is "$status$out$err" '0vt7 attached: vt7 52:54:00:00:00:02' 'attach'
	is "$(cat "$qlog")" 'GET /api/v1/vmm.ping fds=0
PUT /api/v1/vm.add-net fds=2 {"id":"vt7","mac":"52:54:00:00:00:02","num_queues":4}
end: vt7' 'attach: what is asked'
	cloud
	start_fake accept ask "$there" ask "$there" ask 'refuse 9 none' eof
	detach vt7 --json
	is "$(printf '%s' "$out" | tr -d ' \n')" \
		'{"id":"vt7","ifname":"vt7","detached":true,"lease":true}' \
		'detach'
	is "$(sed -n 2,3p "$qlog")" \
		'PUT /api/v1/vm.remove-device fds=0 {"id":"vt7"}
end: -' 'detach: what is asked'
	cloud slow=vm.add-net
	device 1
	attach
	is "$status$state" 0vt7 'attach: a slow answer'
	cloud
	start_fake accept ask 'refuse 9 none' eof
	detach vt7
	is "$status$out$state" '0vt7 detached; you had no lease of it-' \
		'detach: a lease that was released before'
	for fault in refuse close garbage long hang; do
		cloud $fault=vm.add-net
		device 1 ask ok
		attach --timeout 1
		is "$status$state" 5- "attach: $fault: undone"
		like "$(tail -n 1 "$log")" 'release *ifname=vt7' \
			"attach: $fault: the lease is ended"
	done
else
	skip_taps 16
fi

cloud
start_fake accept ask 'refuse 9 none' eof
detach vt9
like "$status$err" "5*refuses 'vm.remove-device' with status 404*" \
	'detach: no such card'
cloud
start_fake accept eof
detach net1
like "$status$err" "5*'net1' is not one of 'vmtap attach'*" \
	"detach: another program's card"
for fault in close garbage; do
	cloud card=vt7 $fault=vm.remove-device
	start_fake accept ask "$there" eof
	detach vt7
	is "$status$out" 5 "detach: $fault"
done

done_testing
