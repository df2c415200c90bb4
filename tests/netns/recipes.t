#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# recipes.t - an ordinary user types what contrib/recipes has, line by line, and
# sees what the pages show.
#
# In a page, "    $ " begins a command, and indented lines behind it are what it
# prints, with ... for any text.  A line that ends in & has its card before the
# next one runs.  QEMU and bubblewrap are real; programs that Debian 12 has not
# are played by recipes_vmm.py and recipes_quickemu, as their pages say.
# shellcheck disable=SC2016,SC2086 # a script in quotes; $T has no blanks

# make passes descriptors of its own on, whose numbers vmtap would leave out.
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
. "${top_srcdir:-.}/tests/lib/lib.sh"

here=$top_srcdir/tests/netns
mkdir $T/bin
ln -s "$VMTAP" $T/bin/vmtap
cp "$here/recipes_quickemu" $T/bin/quickemu
for name in cloud-hypervisor crosvm; do
	cp "$here/recipes_vmm.py" $T/bin/$name
done
chmod 755 $T/bin/*

add_bridge br0
bare_bridge br1
policy <<END
network lan { kind = bridge  bridge = "br0"  queues = 4  allow "bob" { } }
network dmz { kind = bridge  bridge = "br1"  allow "bob" { } }
END
daemon_start

# Writes run.sh, which runs the page's commands in one shell and keeps output and
# status of each, and what the page shows of them, as N.shown.
compile()
{
	$PYTHON -c '
import re, sys
page, folder = sys.argv[1:]
commands, shown = [], []
for line in open(page).read().split("\n"):
    if not line.startswith("    "):
        continue
    if line.startswith("    $ "):
        commands.append(line[6:])
        shown.append([])
    elif commands and commands[-1].endswith("\\"):
        commands[-1] += "\n" + line
    else:
        shown[-1].append(line[4:])
with open(folder + "/run.sh", "w") as script:
    script.write("""
cards() { vmtap list | sed -n "s/^\\(vt[0-9a-f]*\\) .*/\\1/p"; }
has_new() { for card in $(cards); do case " $before " in *" $card "*) ;; *) return 0 ;; esac; done; false; }
# The first word of a program that plays a VMM comes when it has looked.
soon() { for i in $(seq 600); do ! "$@" || return; sleep 0.05; done; }
""")
    for n, command in enumerate(commands):
        script.write(f"before=$(echo $(cards))\n{{ {command}\n}} >{n}.out 2>&1\necho $? >{n}.status\n")
        if command.endswith("&"):
            script.write("soon has_new\n")
            if re.search(" (cloud-hypervisor|crosvm) ", command):
                script.write(f"soon test -s {n}.out\n")
        with open(f"{folder}/{n}.command", "w") as out:
            out.write(re.sub(r"\\\n *", "", command) + "\n")
        with open(f"{folder}/{n}.shown", "w") as out:
            out.write("".join(line + "\n" for line in shown[n]))
print(len(commands))
' "$1" "$2"
}

# shows OUTPUT SHOWN: each line of SHOWN, in its order, is a line of OUTPUT
shows()
{
	$PYTHON -c '
import re, sys
output = [" ".join(line.split()) for line in open(sys.argv[1])]
for pattern in open(sys.argv[2]):
    parts = [re.escape(part.strip()) for part in pattern.strip().split("...")]
    whole = re.compile(r" ?.* ?".join(parts))
    while output and not whole.fullmatch(output[0]):
        output.pop(0)
    if not output:
        sys.exit("not shown: " + pattern)
    output.pop(0)
' "$1" "$2" && return
	cat "$1"
	return 1
}

# try_page PAGE
try_page()
{
	name=$(basename "$1" .md)
	folder=$T/$name
	mkdir $folder
	for image in web1 web2 fw box quick1; do
		truncate -s 1M $folder/$image.img
	done
	n=$(compile "$1" $folder)
	chown -R "$(uid_of bob)" $folder
	like "$name: the page has commands" '^[1-9]' "$n"
	(cd $folder && exec_as bob env HOME=$folder PATH="$T/bin:$PATH" \
		timeout 120 sh run.sh </dev/null)
	i=0
	while [ $i -lt "$n" ]; do
		command=$(cat $folder/$i.command)
		short="$name, command $((i + 1)), $(echo "$command" |
			cut -c 1-30 | tr -cd "A-Za-z0-9 ./\$(),=:-")"
		is "$short: status" 0 "$(cat $folder/$i.status)"
		[ "$(cat $folder/$i.status)" = 0 ] || diag <$folder/$i.out
		[ ! -s $folder/$i.shown ] ||
			ok_if "$short: prints what the page shows" \
				shows $folder/$i.out $folder/$i.shown
		case $command in
		*" cloud-hypervisor "* | *" crosvm "*)
			like "$short: its cards are as the program wants them" \
				'^cards: [12], descriptors: [12], all well$' \
				"$(cat $folder/$i.out)"
			;;
		esac
		i=$((i + 1))
	done
	ok_if "$name: no device is left" wait_until 5 ours_are 0
}

# needs PAGE PROGRAM...: tries it, if they are there
needs()
{
	page=$1
	shift
	for program; do
		command -v "$program" >/dev/null || {
			not_run "$page" "no $program"
			return
		}
	done
	try_page "$top_srcdir/contrib/recipes/$page.md"
}

needs qemu qemu-system-x86_64
if command -v bwrap >/dev/null && ! as bob bwrap --unshare-all --ro-bind / / true; then
	not_run bubblewrap "a user can make no namespaces here"
else
	needs bubblewrap bwrap qemu-system-x86_64
fi
needs cloud-hypervisor
needs crosvm
needs quickemu qemu-system-x86_64
is "each page has its test" "bubblewrap cloud-hypervisor crosvm qemu quickemu " \
	"$(for page in "$top_srcdir"/contrib/recipes/*.md; do
		basename "$page" .md; done | tr '\n' ' ')"
finish
