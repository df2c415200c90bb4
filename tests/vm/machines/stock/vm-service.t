#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# vm-service.t - inside a machine: virtual machines as services, of the system
# and of a user, that start again and again.
#
# The VMM is a script that looks at its card as a guest would: its descriptor,
# its address, and what vmtapd says of it.  Then it ends, as a guest that
# reboots with -no-reboot does.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
OUT=/run/vm-service-test
: "${top_builddir:=$PWD}"
tried=0

try() {
	tried=$((tried + 1))
	what=$1
	shift
	if "$@" >$OUT/out 2>&1; then
		echo "ok $tried - $what"
		return
	fi
	echo "not ok $tried - $what"
	{ cat $OUT/out; journalctl -b -q --no-pager | grep -E 'vmtap' | tail -n 20; } |
		tail -n 30 | sed 's/^/# | /'
	return 1
}

uptime_ms() {
	sed 's/\.\(..\) .*/\10/' /proc/uptime
}

# until_ok SECONDS COMMAND...: a condition with a bound.
until_ok() {
	end=$(($(uptime_ms) + $1 * 1000))
	shift
	until "$@"; do
		[ "$(uptime_ms)" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# as_alice COMMAND...: with the manager of her services
as_alice() {
	setpriv --reuid alice --regid alice --init-groups --inh-caps=-all -- \
		env HOME="$home" XDG_RUNTIME_DIR="/run/user/$(id -u alice)" "$@"
}

world() {
	cp -a "$top_builddir/installed/." / && ldconfig && systemd-sysusers &&
		systemctl daemon-reload || return
	id alice || useradd alice || return
	useradd -r vmtap-web1 || return
	home=$(getent passwd alice | cut -d: -f6)
	mkdir -p "$home/.config/vmtap/vm" || return
	ip link add br7 type bridge && ip link set br7 up || return
	conf=$(vmtapd --help | sed -n 's/.*--config.*default \(.*\))$/\1/p')
	vms=${conf%/*}/vm
	mkdir -p "$vms"
	echo 'network lan { kind = bridge  bridge = "br7"
		allow "alice" { } allow "vmtap-web1" { } }' >"$conf"
	vmtapd --check && systemctl stop vmtapd.service
	systemctl enable --now vmtapd.socket
}

# Says who it is and which card it has; it is a guest for a moment.
vmm() {
	cat >/usr/local/bin/vmm <<-'END'
		#!/bin/sh
		# vmm LOG FD MAC WORD
		[ "$(readlink "/proc/$$/fd/$2")" = /dev/net/tun ] || exit 1
		vmtap list --json | tr -d ' \n' >"$1.now" || exit 1
		field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$2"; }
		echo "$(id -un) $(field vm "$1.now") $(field mac "$1.now") $3 $4" >>"$1"
		[ ! -e "$1.stay" ] || exec sleep 1000
	END
	chmod 755 /usr/local/bin/vmm
	mkdir -m 1777 $OUT/vm
}

has_lines() {
	[ -e "$1" ] && [ "$(wc -l <"$1")" -ge "$2" ]
}

# always_same LOG USER VM: each line has the same VM, the same address, twice, and
# the word with its blank
always_same() {
	sort "$1" | uniq -c | tee $OUT/lines
	[ "$(wc -l <$OUT/lines)" = 1 ] &&
		grep -E " $2 $3 ([0-9a-f:]{17}) \1 two words\$" $OUT/lines
}

none_left() {
	[ -z "$(ip -oneline link show type tun)" ]
}

of_system() {
	cat >"$vms/web1.conf" <<-END
		NICS="-n lan,vm=web1"
		COMMAND='vmm $OUT/vm/web1 {fd} {mac} "two words"'
	END
	systemctl start vmtap-vm@web1 && until_ok 300 has_lines $OUT/vm/web1 11 &&
		[ "$(systemctl show --value -p NRestarts vmtap-vm@web1)" -ge 10 ]
}

# A restart of vmtapd ends no guest.
outlives() {
	: >$OUT/vm/web1.stay
	count=$(($(wc -l <$OUT/vm/web1) + 1))
	until_ok 60 has_lines $OUT/vm/web1 "$count" || return
	pid=$(systemctl show --value -p MainPID vmtap-vm@web1)
	systemctl restart vmtapd && vmtap list && vmtap list | grep web1 &&
		[ "$(systemctl show --value -p MainPID vmtap-vm@web1)" = "$pid" ] &&
		[ "$(cat "/proc/$pid/comm")" = sleep ]
}

stopped() {
	systemctl stop vmtap-vm@web1 && until_ok 30 none_left &&
		[ "$(systemctl show --value -p Result vmtap-vm@web1)" = success ]
}

# A wrong command line is not tried again.
wrong() {
	printf 'NICS="-n lan,bogus=1"\nCOMMAND=true\n' >"$vms/web1.conf"
	systemctl start vmtap-vm@web1
	until_ok 60 systemctl is-failed vmtap-vm@web1 &&
		[ "$(systemctl show --value -p NRestarts vmtap-vm@web1)" = 0 ]
}

of_user() {
	cat >"$home/.config/vmtap/vm/mine.conf" <<-END
		NICS="-n lan,vm=mine"
		COMMAND='vmm $OUT/vm/mine {fd} {mac} "two words"'
	END
	chown -R alice: "$home"
	systemctl start "user@$(id -u alice)" &&
		as_alice systemctl --user start vmtap-vm@mine &&
		until_ok 300 has_lines $OUT/vm/mine 4 &&
		as_alice systemctl --user stop vmtap-vm@mine &&
		until_ok 30 none_left
}

verified() {
	# A manager of a user wants these two.
	HOME=/root XDG_RUNTIME_DIR=$OUT systemd-analyze "$@" verify --man=no \
		vmtap-vm@web1.service >$OUT/verify 2>&1
	cat $OUT/verify
	! [ -s $OUT/verify ]
}

back() {
	systemctl stop "user@$(id -u alice)"
	systemctl disable --now vmtapd.socket
	systemctl stop vmtapd.service
	rm -r "$vms" && ip link del br7
}

mkdir -p $OUT
try "installed, with a policy for two users" world || exit 1
try "a VMM that looks at its card, and ends" vmm
try "the unit of the system passes systemd-analyze verify" verified
try "the unit of users passes systemd-analyze verify" verified --user
try "ten restarts of a service of the system" of_system
try "each time the same user, VM and address" \
	always_same $OUT/vm/web1 vmtap-web1 web1
try "a restart of vmtapd leaves the guest alone" outlives
try "stopped: the card is gone" stopped
try "a wrong command line is not tried again" wrong
try "three restarts of a service of a user" of_user
try "each time the same user, VM and address: a user's" \
	always_same $OUT/vm/mine alice mine
try "all of it goes" back
echo "1..$tried"
