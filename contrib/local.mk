# What others use of us, and how: for the shell, systemd, libvirt and so on.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = contrib/completion/vmtap
