# SPDX-License-Identifier: LGPL-2.1-or-later
# fish completion for kexecctl

set -l commands status list explain doctor load unload execute next history forgive cancel rescan monitor

complete -c kexecctl -f

complete -c kexecctl -l json -d 'Answer as JSON'
complete -c kexecctl -l no-ask-password -d 'Fail where a password would be asked for'
complete -c kexecctl -s h -l help -d 'Show help'
complete -c kexecctl -l version -d 'Show the version'

set -l none "not __fish_seen_subcommand_from $commands"
complete -c kexecctl -n $none -a status -d 'Whether a fast restart would work'
complete -c kexecctl -n $none -a list -d 'The kernels of this machine'
complete -c kexecctl -n $none -a explain -d 'Look at /boot without the daemon'
complete -c kexecctl -n $none -a doctor -d 'What may go wrong in a fast restart'
complete -c kexecctl -n $none -a load -d 'Make an image ready'
complete -c kexecctl -n $none -a unload -d 'Drop what is ready'
complete -c kexecctl -n $none -a execute -d 'Restart into what is ready'
complete -c kexecctl -n $none -a next -d 'Whether the next ordinary reboot is cold'
complete -c kexecctl -n $none -a history -d 'What became of the restarts'
complete -c kexecctl -n $none -a forgive -d 'Let an image be loaded again that has failed'
complete -c kexecctl -n $none -a cancel -d 'End your calls that are still waiting, and what you scheduled'
complete -c kexecctl -n $none -a rescan -d 'Look at /boot again now'
complete -c kexecctl -n $none -a monitor -d 'Follow what happens'

complete -c kexecctl -n '__fish_seen_subcommand_from list' -l ids -d 'Only the ids'
complete -c kexecctl -n '__fish_seen_subcommand_from explain' -l root -r \
    -a '(__fish_complete_directories)' -d 'Look below this directory'

complete -c kexecctl -n '__fish_seen_subcommand_from forgive' -l all \
    -d 'Every image that has failed'
complete -c kexecctl -n '__fish_seen_subcommand_from load forgive' \
    -a '(kexecctl --no-ask-password list --ids 2>/dev/null)' -d Image
complete -c kexecctl -n '__fish_seen_subcommand_from load' -l kernel -r -F -d 'A kernel of your own'
complete -c kexecctl -n '__fish_seen_subcommand_from load' -l initrd -r -F -d 'Its initrd'
complete -c kexecctl -n '__fish_seen_subcommand_from load' -l cmdline -x -d 'The whole command line'
complete -c kexecctl -n '__fish_seen_subcommand_from load' -l append -x \
    -d 'Words behind the command line'

complete -c kexecctl -n '__fish_seen_subcommand_from next' -a 'cold fast'

complete -c kexecctl -n '__fish_seen_subcommand_from load unload execute' -l expect -x \
    -d 'Only if the generation is still this one'
complete -c kexecctl -n '__fish_seen_subcommand_from execute' -l ignore-hazards \
    -d 'Although the machine might not come back by itself'
complete -c kexecctl -n '__fish_seen_subcommand_from execute' -l ignore-inhibitors \
    -d 'Although a program asks not to restart now'
complete -c kexecctl -n '__fish_seen_subcommand_from execute' -l ignore-sessions \
    -d 'Although other users are logged in'
complete -c kexecctl -n '__fish_seen_subcommand_from execute' -l force \
    -d 'At once, without stopping services in order'
complete -c kexecctl -n '__fish_seen_subcommand_from execute' -l when -x \
    -a '+10 +1h 23:30' -d 'Not now but then: +10 (minutes), 23:30, 2026-11-23 06:00'
complete -c kexecctl -n '__fish_seen_subcommand_from execute' -l ask -d 'Ask before the restart'
