#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# readme.t - what README.md says is so: its policies are granted, its commands
# run, its files exist, and the refusal has the words that it shows.
#
# What needs the host (apt-get, systemctl) is only looked up.
# shellcheck disable=SC2086,SC2016 # $T and names have no blanks; text with $(

. "${top_srcdir:-.}/tests/lib/lib.sh"

README=${README:-$top_srcdir/README.md}
# Commands of the page, one a line: what is indented, with its lines joined.
sed -n 's/^    //p' "$README" | sed -e ':a' -e '/\\$/{N;s/ *\\\n */ /;ba' -e '}' >$T/commands

# The page's programs, and VMMs that print their arguments.
mkdir $T/bin
ln -s "$VMTAP" $T/bin/vmtap
for name in qemu-system-x86_64 my-vmm; do
	printf '#!/bin/sh\necho %s "$@"\n' $name >$T/bin/$name
	chmod 755 $T/bin/$name
done

# by_page USER COMMAND: as the page has it, without "..."; sets STATUS
by_page()
{
	as "$1" env PATH="$T/bin:$PATH" sh -c "$(printf '%s' "$2" |
		sed 's/ \.\.\.//g')" >$T/out 2>$T/err
	STATUS=$?
}

# command_like PATTERN: the commands of the page that have it
command_like()
{
	grep -E -e "$1" $T/commands
}

# The shipped policy, and what the page appends; the macvtap network is the one
# that the page calls dmz.
add_bridge br0
ip link add eth0 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth0 up
{
	cat "$top_srcdir/policy/vmtapd.conf"
	sed -n "/^    cat >>/,/^    END/s/^    network/network/p" "$README"
	sed -n 's/^    network lan { kind = macvtap/network dmz { kind = macvtap/p' "$README"
} | policy
is "the page has two networks" 2 "$(grep -c '^network ' $CONF)"
ok_if "vmtapd --check: the policy of the page" "$VMTAPD" --check --config $CONF
daemon_start

test_run()
{
	command_like '^vmtap run' >$T/runs
	is "the page runs three times" 3 "$(grep -c . $T/runs)"
	while read -r line; do
		by_page bob "$line"
		is "$line: status" 0 $STATUS
		like "$line: the VMM has its cards" 'tap,.*fd|--tap-fd [0-9]' \
			"$(cat $T/out)"
		[ $STATUS = 0 ] || diag <$T/err
		wait_until 3 ours_are 0
	done <$T/runs
}

test_helper()
{
	page_helper=$(grep -o '/[a-z/]*/vmtap-bridge-helper' "$README" | sort -u)
	is "one path of the helper: \$prefix/bin" "/usr/bin/vmtap-bridge-helper" \
		"$page_helper"
	like "and /usr is the prefix" '--prefix=/usr ' "$(command_like configure)"
	# What stands behind "br=" and in <source bridge=>, from libvirt or QEMU.
	grep -oE "br=lan[^, ]*|source bridge='[^']*" "$README" |
		sed "s/^br=//; s/.*'//" >$T/names
	is "the page names four bridges" 4 "$(grep -c . $T/names)"
	while read -r name; do
		as bob $T/build/tests/client/play-qemu "$HELPER" --br="$name" --fd=FD \
			>$T/out 2>$T/err
		like "helper: $name" 'exit=0 .*fds=1 ifname=vt' "$(cat $T/out $T/err)"
		wait_until 3 ours_are 0
	done <$T/names
}

test_address()
{
	page_mac=$(grep -o '\$(vmtap mac [^)]*)' "$README" | sed 's/^..//; s/)$//')
	by_page bob "$(echo "$page_mac" | sed 's/ lan / dmz /')"
	page_mac=$(cat $T/out)
	like "vmtap mac prints an address" '^[0-9a-f:]{17}$' "$page_mac"
	by_page bob "vmtap run --inherit -n dmz,vm=web1 -- my-vmm '{mac}'"
	is "which is the one that vmtap run sets" "my-vmm $page_mac" "$(cat $T/out)"
	wait_until 3 ours_are 0
}

test_refusal()
{
	page_command=$(command_like '^[$] ' | cut -c3-)
	by_page alice "$page_command"
	is "$page_command: refused" 1 $STATUS
	page_says=$(sed -n '/^    \$ /,/^$/s/^    \([^$]\)/\1/p' "$README" | tr '\n' ' ')
	is "$page_command: says what the page says" "${page_says% }" "$(cat $T/err)"
}

test_import()
{
	page_import=$(command_like '^vmtap import')
	echo 'allow br0' >$T/bridge.conf
	chmod 644 $T/bridge.conf
	by_page bob "${page_import%/etc/*}$T/bridge.conf"
	is "$page_import: status" 0 $STATUS
	(umask 077; cp $T/out $T/imported.conf)
	ok_if "it prints a policy" "$VMTAPD" --check --config $T/imported.conf
}

# Each word in `` that is a command, a page or a path is one.
test_names()
{
	grep -oE '`vmtap [a-z-]+' "$README" | cut -c8- | sort -u >$T/words
	while read -r word; do
		ok_if "vmtap $word is a command" sh -c "'$VMTAP' --help | grep -q '^  $word '"
	done <$T/words
	grep -oE '`[a-z.-]+\([0-9]\)' "$README" | tr -d '`)' | tr '(' . >$T/words
	while read -r word; do
		ok_if "there is a page $word" sh -c \
			"find '$top_srcdir/helper' '$top_srcdir/policy' -name $word | grep -q ."
	done <$T/words
	grep -oE '\]\([A-Z.a-z]+\)' "$README" | tr -d '])(' >$T/words
	grep -oE '(contrib|tests|policy)/[a-z/-]+' "$README" | sort -u >>$T/words
	while read -r word; do
		[ -e "$top_srcdir/$word" ] || [ -e "$top_builddir/$word" ]
		result $? "there is $word"
	done <$T/words
}

test_install()
{
	page_install=$(command_like '^contrib/setup/install-packages')
	ok_if "$page_install: knows the packages" sh -c \
		"cd '$top_srcdir' && ${page_install%% *} --list ${page_install#* } | grep -qx gcc"
	is "configure is told two folders" "--prefix= --sysconfdir=" \
		"$(command_like '/configure ' | grep -oE -e '--[a-z]+=' | tr '\n' ' ' |
			sed 's/ $//')"
	page_conf=$(sed -n 's/^    cat >>\(.*\) <<.*/\1/p' "$README")
	like "the policy is where vmtapd looks" "^/etc(/vmtap/vmtapd.conf)$" "$page_conf"
	ok_if "vmtapd says so" sh -c "'$VMTAPD' --help | grep -q 'etc/vmtap/vmtapd.conf'"
	unit=$(command_like 'systemctl enable' | sed 's/.*--now //')
	ok_if "there is a unit $unit" test -e "$top_srcdir/contrib/systemd/$unit"
	ok_if "it has fewer than 120 lines" test "$(wc -l <"$README")" -lt 120
}

test_run
test_helper
test_address
test_refusal
test_import
test_names
test_install
finish
