"""`icefloe completions`: what a shell needs to complete a call.

The scripts ask the command itself, by click's protocol for bash in all three shells: `type,value`, a line each.
"""

import click
from click.shell_completion import CompletionItem

BASH = """\
_icefloe_completion() {
    local IFS=$'\\n' kind value line answer word words=()
    # `--select=FLO2` comes as three words, and means the same as two.
    for word in "${COMP_WORDS[@]:0:COMP_CWORD}"; do
        [[ $word == = ]] || words+=("$word")
    done
    word=${COMP_WORDS[COMP_CWORD]}
    words+=("${word#=}")
    answer=$(COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) _ICEFLOE_COMPLETE=bash_complete "$1" 2>/dev/null)
    COMPREPLY=()
    for line in $answer; do
        kind=${line%%,*}
        value=${line#*,}
        case $kind in
            plain) COMPREPLY+=("$value") ;;
            dir) compopt -o filenames; COMPREPLY+=($(compgen -d -- "$value")) ;;
            file) compopt -o filenames; COMPREPLY+=($(compgen -f -- "$value")) ;;
        esac
    done
}
# What the command says nothing of is the path of a file.
complete -o nosort -o bashdefault -o default -F _icefloe_completion icefloe
"""

ZSH = """\
#compdef icefloe
_icefloe() {
    local line answer
    local -a plain
    answer=$(COMP_WORDS="${(pj:\\n:)words}" COMP_CWORD=$((CURRENT - 1)) _ICEFLOE_COMPLETE=bash_complete \\
        "${words[1]}" 2>/dev/null)
    for line in "${(@f)answer}"; do
        case $line in
            plain,*) plain+=("${line#*,}") ;;
            dir,*) _path_files -/ && return ;;
        esac
    done
    compset -P '--*='
    if (( ${#plain} )); then
        compadd -- "${plain[@]}"
    else
        _files
    fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _icefloe "$@"
else
    compdef _icefloe icefloe
fi
"""

FISH = """\
function _icefloe_completion
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -a words (commandline --current-token --cut-at-cursor)
    set -lx _ICEFLOE_COMPLETE bash_complete
    set -lx COMP_CWORD (math (count $words) - 1)
    set -lx COMP_WORDS (string join \\n -- $words)
    set -l head (string match --regex -- '^--[^=]*=' $words[-1])
    set -l answers ($words[1] 2>/dev/null)
    for line in $answers
        set -l answer (string split --max 1 , -- $line)
        echo "$head$answer[2]"
    end
    if test -z "$answers"
        __fish_complete_path (string replace -- "$head" '' $words[-1])
    end
end
complete --no-files --command icefloe --arguments '(_icefloe_completion)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@click.command(short_help="Print the completions for a shell.")
@click.argument("shell", type=click.Choice(tuple(SCRIPTS)))
def completions(shell: str) -> None:
    """Print what SHELL needs to complete calls of icefloe: commands, options, codes and paths.

    \b
    bash:  icefloe completions bash > ~/.local/share/bash-completion/completions/icefloe
    zsh:   icefloe completions zsh > "${fpath[1]}/_icefloe"
    fish:  icefloe completions fish > ~/.config/fish/completions/icefloe.fish
    """
    click.echo(SCRIPTS[shell], nl=False)


def codes(_ctx: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete codes and names of rules, each after the last comma of a list."""
    from icefloe.choice.known import EVERYTHING, known

    before, comma, word = incomplete.rpartition(",")
    head = before + comma
    if word[:1].islower():
        words = [name for name in known().values() if name.startswith(word)]
    else:
        words = [code for code in (EVERYTHING, *known()) if code.startswith(word)]
    return [CompletionItem(head + one) for one in words]
