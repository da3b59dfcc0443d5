# SPDX-License-Identifier: LGPL-2.1-or-later
# bash completion for kexecctl

_kexecctl()
{
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local commands='status list explain doctor load unload execute next history forgive cancel rescan monitor'
  local options='--json --no-ask-password --help --version'
  local command= word i

  # "--option=value" arrives as three words.
  if [[ $cur == = ]]
  then
    cur=
  elif [[ $prev == = ]]
  then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi

  for ((i = 1; i < COMP_CWORD; i++))
  do
    word=${COMP_WORDS[i]}
    if [[ " $commands " == *" $word "* ]]
    then
      command=$word
      break
    fi
  done

  case $prev in
    --kernel | --initrd)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      return
      ;;
    --root)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      return
      ;;
    --cmdline | --append | --expect | --when)
      return
      ;;
  esac

  case $command in
    '') options+=" $commands" ;;
    list) options+=' --ids' ;;
    explain) options+=' --root=' ;;
    forgive) options+=' --all' ;;
    load) options+=' --kernel= --initrd= --cmdline= --append= --expect=' ;;
    unload) options+=' --expect=' ;;
    execute) options+=' --force --ignore-hazards --ignore-inhibitors --ignore-sessions --ask --when= --expect=' ;;
  esac
  if [[ $command == next && $cur != -* ]]
  then
    options='cold fast'
  fi
  if [[ ($command == load || $command == forgive) && $cur != -* ]]
  then
    options=$(kexecctl --no-ask-password list --ids 2>/dev/null)
  fi

  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]
  then
    compopt -o nospace
  fi
}

complete -F _kexecctl kexecctl
