#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# import.t - what 'vmtap import-bridge-conf' prints and refuses.  Its policy and
# QEMU's own qemu-bridge-helper give the same verdict for every user, bridge and
# generated bridge.conf, or vmtap(1) has a name for the difference.
#
#	SEED=1 ROUNDS=100	other files, and more of them
# shellcheck disable=SC2086 # $T, numbers and names have no blanks
. "${top_srcdir:-.}/tests/lib/lib.sh"

# ---- what is printed ----------------------------------------------------

OLD=$T/old
mkdir -m 755 $OLD
ip link add br7 type bridge

# put NAME OWNER:GROUP MODE: a file, from standard input
put()
{
	cat >"$OLD/$1"
	chown "$2" "$OLD/$1"
	chmod "$3" "$OLD/$1"
}

# import ARG...: STATUS, $T/import.conf and $T/import.err
import()
{
	"$VMTAP" import-bridge-conf "$@" >$T/import.conf 2>$T/import.err
	STATUS=$?
}

# fails WHAT REGEX ARG...: with status 4, one sentence, and no policy
fails()
{
	what=$1 regex=$2
	shift 2
	import "$@"
	is "$what: status" 4 $STATUS
	like "$what: says why" "^vmtap: .*$regex" "$(cat $T/import.err)"
	is "$what: in a line" 1 "$(wc -l <$T/import.err)"
	is "$what: no policy" '' "$(cat $T/import.conf)"
}

is_policy()
{
	chmod 600 $T/import.conf
	"$VMTAPD" --config $T/import.conf --check
}

put bridge.conf root:root 644 <<END
# whose is what
allow br0
deny br2
include $OLD/alice.conf
include $OLD/kvm.conf
include $OLD/nowhere.conf
include $OLD/wrong.conf
include $OLD
include home.conf
allow	br0
allow br-0123456789ab
allow br1 # office
include $OLD/bridge.conf
allow _br
deny br3
END
put alice.conf alice:alice 600 <<END
allow br1
allow br2
END
put kvm.conf bob:kvm 640 <<END
allow all
deny br1
END
put wrong.conf 4242:4243 440 <<END
allow br1
permit br1
allow br0
END
import $OLD/bridge.conf
is "printed" 0 $STATUS
sed "s,$OLD/,,g" $T/import.conf >$T/import.got
cat >$T/import.wanted <<'END'
# vmtapd.conf(5), from bridge.conf by vmtap(1) import-bridge-conf.
# Each network has the name of its bridge, so that --br= goes on to mean it.
# bridge.conf has no limits; these networks have the default ones.
# bridge.conf:6: include nowhere.conf: No such file or directory, so it is left out
# wrong.conf:2: it is not allow, deny or include; the rest of the file counts for nothing
# bridge.conf:8: include /run/t/old: Is a directory, so it is left out
# not the same (relative): bridge.conf:9: include home.conf depends on the folder that QEMU runs in; it is left out
# bridge.conf:10: the same as bridge.conf:2
# not the same (all): kvm.conf:1: allow all means each bridge that this host has now; another needs a network of its own

network "br0" {
	kind = bridge
	bridge = "br0"
	allow "*" {}	# bridge.conf:2
}

network "br2" {
	kind = bridge
	bridge = "br2"
	deny "*" {}	# bridge.conf:3
	allow "root" {}	# alice.conf:2
	allow "alice" {}	# alice.conf:2
	allow "@kvm" {}	# kvm.conf:1
	allow "bob" {}	# kvm.conf:1
}

network "br1" {
	kind = bridge
	bridge = "br1"
	allow "root" {}	# alice.conf:1
	allow "alice" {}	# alice.conf:1
	allow "@kvm" {}	# kvm.conf:1
	allow "bob" {}	# kvm.conf:1
	deny "root" {}	# kvm.conf:2
	deny "@kvm" {}	# kvm.conf:2
	deny "bob" {}	# kvm.conf:2
	allow "@4243" {}	# wrong.conf:1
	allow "4242" {}	# wrong.conf:1
}

network "br-0123456789ab" {
	kind = bridge
	bridge = "br-0123456789ab"
	allow "*" {}	# bridge.conf:11
}

# No interface can have the name "br1 # office".

# not the same (name): no network can have the name _br; give it another, with bridge = "_br"

network "br3" {
	kind = bridge
	bridge = "br3"
	allow "root" {}	# kvm.conf:1
	allow "@kvm" {}	# kvm.conf:1
	allow "bob" {}	# kvm.conf:1
	deny "*" {}	# bridge.conf:15
}

network "br7" {
	kind = bridge
	bridge = "br7"
	allow "root" {}	# kvm.conf:1
	allow "@kvm" {}	# kvm.conf:1
	allow "bob" {}	# kvm.conf:1
}
END
ok_if "printed: as it should be" diff -u $T/import.wanted $T/import.got
is "printed: that there are differences" \
	"vmtap: a vmtapd.conf cannot say all of it: see 'not the same' in the output, and vmtap(1)" \
	"$(cat $T/import.err)"
ok_if "printed: a policy" is_policy

import $OLD/bridge.conf --bridge br8 --bridge br9
is "--bridge: in place of the host's" "br8,br9," \
	"$(sed -n 's/^network "\(br[789]\)" {/\1/p' $T/import.conf | tr '\n' ,)"
(cd $OLD && import bridge.conf && cp $T/import.conf $T/import.relative)
import $OLD/bridge.conf
is "by a path of the folder: the same rules" \
	"$(tail -n +2 $T/import.conf)" "$(tail -n +2 $T/import.relative)"
echo "deny br1" | put deny.conf root:root 644
import $OLD/deny.conf
is "only denied: nothing is different" '' "$(cat $T/import.err)"
like "only denied: needs no network" '^# No line allows br1' \
	"$(cat $T/import.conf)"

# ---- what is refused ----------------------------------------------------

fails "no file" "nowhere.conf: No such file" $OLD/nowhere.conf
fails "a folder" "old is no regular file" $OLD
mkfifo $OLD/pipe
fails "a pipe" "pipe is no regular file" $OLD/pipe
fails "a wrong line" "wrong.conf:2: .*refuses everybody" $OLD/wrong.conf
as dave "$VMTAP" import-bridge-conf $OLD/bridge.conf >$T/import.conf \
	2>$T/import.err
is "files of others: status" 4 $?
like "files of others: who can" \
	"alice.conf: Permission denied; run this as root" "$(cat $T/import.err)"
fails "a bridge's name" "sixteenletters16.* at most 15" $OLD/kvm.conf \
	--bridge sixteenletters16

# ---- limits -------------------------------------------------------------

# Each file has other readers: a network gets the most rules that it can.
seq 255 | sed "s,.*,include $OLD/many&.conf," | put many.conf root:root 644
for i in $(seq 255); do
	printf 'allow br0\ndeny br0\n' |
		put "many$i.conf" $((70000 + i)):$((70000 + i)) 440
done
import $OLD/many.conf
is "256 files: rules" 1022 "$(grep -cE '^	(allow|deny) ' $T/import.conf)"
ok_if "256 files: a policy" is_policy
echo "include $OLD/kvm.conf" >>$OLD/many.conf
fails "257 files" "more than 256 files" $OLD/many.conf
# Reading it each time anew would go on for ever.
printf 'include %s\ninclude %s\nallow br0\n' $OLD/self.conf $OLD/self.conf |
	put self.conf root:root 644
import $OLD/self.conf
like "a file that includes itself twice" 'allow "\*"' "$(cat $T/import.conf)"

{ echo "deny all"; seq 1023 | sed 's,.*,allow br&,'; } |
	put bridges.conf root:root 644
import $OLD/bridges.conf --bridge one-more
is "1024 bridges: networks" 1023 "$(grep -c '^network' $T/import.conf)"
ok_if "1024 bridges: a policy" is_policy
fails "1025 bridges" "more than 1024 bridges" $OLD/bridges.conf \
	--bridge one-more --bridge too-many
{ seq 2048 | sed 's,.*,allow b&,'; seq 2048 | sed 's,.*,deny b&,'; } |
	put rules.conf root:root 644
fails "4096 rules: it is the bridges" "more than 1024 bridges" $OLD/rules.conf
echo "deny all" >>$OLD/rules.conf
fails "4097 rules" "rules.conf:4097: more than 4096 rules" $OLD/rules.conf
head -c 1048577 /dev/zero | tr '\0' '\n' | put large.conf root:root 644
fails "a byte too many" "large.conf has more than 1048576 bytes" \
	$OLD/large.conf
head -c 1048576 /dev/zero | tr '\0' '\n' | put large.conf root:root 644
import $OLD/large.conf
is "a megabyte" 0 $STATUS
ip link del br7

# ---- what QEMU's helper says --------------------------------------------

REAL=/usr/lib/qemu/qemu-bridge-helper
if ! [ -x $REAL ]; then
	not_run "the same verdicts" "there is no $REAL"
	finish
fi

# The helper's list is in /etc/qemu, which no test may make on the host.
cp -a /etc $T/etc
mkdir -p $T/etc/qemu
mount --bind $T/etc /etc
mkdir $T/suid
mount -t tmpfs -o mode=755,suid tmpfs $T/suid
cp $REAL $T/suid/real
chmod 4755 $T/suid/real
mount -t tmpfs -o mode=755 tmpfs /etc/qemu

for bridge in br0 br1 lan a-b.c _br brABCDEFGHIJKLM; do
	bare_bridge $bridge
done
# QEMU's helper opens the list as the user who calls it.
tun_node 666
policy </dev/null
daemon_start

seed=${SEED:-4014667511} # which meets each difference
echo "# SEED=$seed"
"$PYTHON" "$top_srcdir/tests/netns/import.py" $T/suid/real "$DAEMON" \
	$T/daemon.log $CONF "$seed" "${ROUNDS:-10}" >$T/import.out 2>&1
status=$?
diag <$T/import.out
result $status "each verdict is the same, or differs by name"
pairs=$(sed -n 's/^pairs: //p' $T/import.out)
ok_if "several hundred pairs were compared" test "${pairs:-0}" -ge 500
for name in all name relative except several acl; do
	if [ $name = acl ] && grep -q '^no access control lists' $T/import.out
	then
		not_run "differs: acl" "tmpfs has no access control lists here"
		continue
	fi
	like "differs: $name" "^$name: [1-9]" "$(cat $T/import.out)"
	ok_if "vmtap.1 names it: $name" \
		grep -qx "\.It $name" "$top_srcdir/helper/client/vmtap.1"
done
wait_until 10 ours_are 0
finish
