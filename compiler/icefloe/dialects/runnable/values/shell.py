"""Which names the text of a shell command reads, and which it leaves in the environment for its task to return."""

import re
from collections.abc import Collection, Iterator
from dataclasses import field

from icefloe.dialects.runnable.values.shellwords import Command, hear
from icefloe.dialects.runnable.written import Shell, Task
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import close_matches
from icefloe_schema.records import dataclass

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_ASSIGNED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\+?=")
_KEYWORDS = frozenset({"if", "then", "else", "elif", "do", "while", "until", "{", "!", "time", "fi", "done", "}"})
_EXPORTERS = frozenset({"export", "declare", "typeset", "local"})
_SOURCES = frozenset({".", "source", "eval", "exec"})
#: What a shell has by itself.
_OWN = frozenset(
    {"PWD", "OLDPWD", "SHLVL", "_", "IFS", "PPID", "OPTIND", "OPTARG", "PS1", "PS2", "PS4", "PATH", "LINENO", "RANDOM"}
    | {"SECONDS", "UID", "EUID", "HOSTNAME", "HOSTTYPE", "OSTYPE", "BASH", "SHELL", "REPLY", "FUNCNAME", "BASHPID"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """What a command does with variables.

    `reads` are the names that it reads before it sets them, in order; `needs` are those of them without a default of
    their own (`${x:-1}`). `sets` are names that are in its environment at its end, `bound` all that it gives a value.
    `opaque` says why others may be too, `tail` what at its end keeps runnable from adding its own command.
    """

    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    sets: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    opaque: str = ""
    tail: str = ""


@dataclass(slots=True)
class _State:
    """What is known while the commands are gone through in order."""

    exported: set[str]
    bound: set[str] = field(default_factory=set[str])
    given: set[str] = field(default_factory=set[str])
    everything: bool = False
    opaque: str = ""
    exits: bool = False


def scan(command: str, inherited: Collection[str] = ()) -> Variables:
    """What the text of a command does with variables; `inherited` are names that are in its environment already."""
    heard = hear(command)
    state = _State(exported=set(inherited))
    reads: dict[str, bool] = {}
    everywhere: set[str] = set()
    for one in heard.commands:
        _reads(one, everywhere, reads)
        everywhere |= _bound(one)
        state.exits = False
        if one.inner:
            continue
        _run(one, state)
    sets = frozenset(name for name in state.exported if name in state.given)
    tail = heard.tail or ("exit" if state.exits else "")
    return Variables(
        reads=tuple(reads),
        needs=tuple(name for name, needed in reads.items() if needed),
        sets=sets,
        bound=frozenset(everywhere),
        opaque=state.opaque,
        tail=tail,
    )


def _reads(command: Command, before: set[str], found: dict[str, bool]) -> None:
    for name, needed in command.reads:
        if name not in before:
            found[name] = found.get(name, False) or needed


def _bound(command: Command) -> set[str]:
    """The names that a command gives a value, wherever it runs."""
    found = set(command.assigns)
    words = [word.text for word in command.words]
    for word in command.words:
        match = _ASSIGNED.match(word.text)
        if match is not None:
            found.add(match[1])
    if words[:1] == ["for"] and len(words) > 1:
        found.add(words[1])
    if "read" in words:
        found |= {word for word in words[words.index("read") + 1 :] if re.fullmatch(_NAME, word)}
    return found


def _run(command: Command, state: _State) -> None:
    """One command of the shell itself."""
    state.given |= set(command.assigns)
    words = list(command.words)
    while words and words[0].text in _KEYWORDS and words[0].plain:
        words.pop(0)
    if words and words[0].text == "for":
        state.given |= {word.text for word in words[1:2]}
        return
    alone: list[str] = []
    while words and words[0].plain_name:
        alone.append(words.pop(0).plain_name)
    if not words:
        state.given |= set(alone)
        state.exported |= set(alone) if state.everything else set()
        return
    name, arguments = words[0].text, words[1:]
    if name in _EXPORTERS or name == "readonly":
        _export(name, [one.text for one in arguments], any(one.dynamic for one in arguments), alone, state)
    elif name == "set":
        _set([one.text for one in arguments], state)
    elif name == "unset":
        gone = {one.text for one in arguments}
        state.given -= gone
        state.exported -= gone
    elif name == "read":
        state.given |= {one.text for one in arguments if re.fullmatch(_NAME, one.text)}
    elif name in _SOURCES:
        state.opaque = state.opaque or f"what `{name}` does is not known here"
    elif name == "exit":
        state.exits = True


def _export(name: str, arguments: list[str], dynamic: bool, alone: list[str], state: _State) -> None:
    flags = [one for one in arguments if one.startswith("-")]
    exports = name == "export" or any("x" in flag for flag in flags)
    state.given |= set(alone)
    if dynamic:
        state.opaque = state.opaque or f"`{name}` has names that are only known when it runs"
    for argument in arguments:
        match = _ASSIGNED.match(argument)
        if match is not None:
            state.given.add(match[1])
        if exports:
            found = match[1] if match is not None else argument
            if re.fullmatch(_NAME, found):
                state.exported.add(found)


def _set(arguments: list[str], state: _State) -> None:
    joined = " ".join(arguments)
    for flag in arguments:
        if re.fullmatch(r"-[a-z]*a[a-z]*", flag) or "-o allexport" in joined:
            state.everything = True
        elif re.fullmatch(r"\+[a-z]*a[a-z]*", flag) or "+o allexport" in joined:
            state.everything = False


def shell_findings(task: Task, work: Shell, visible: frozenset[str]) -> Iterator[Finding]:
    """What is wrong with the names of a shell command; `visible` are those that runnable hands it."""
    handed = visible | {one.value for one in task.secrets}
    found = scan(work.command.value, handed)
    yield from _tail(task, work, found)
    yield from _unset(task, work, found, handed)
    for name in () if found.opaque else found.needs:
        if name not in handed | _OWN and not name.startswith("RUNNABLE_"):
            yield _unknown(task, work, name, handed)


def _unknown(task: Task, work: Shell, name: str, handed: frozenset[str]) -> Finding:
    """A variable that nothing gives a value."""
    near = close_matches(name, sorted(handed), 1)
    meant = f"; did you mean `${near[0]}`?" if near else ""
    return Finding(
        code="FLO329",
        message=f"the command of task `{task.name}` reads `${name}`, which nothing gives it: it is empty there{meant}",
        span=work.command.span,
        severity=Severity.WARNING,
        label=f"reads `${name}`",
        help=f"return `{name}` from a task before this one, or write a default (`${{{name}:-…}}`): of the environment, "
        "a command of runnable has its parameters and secrets only",
    )


def _unset(task: Task, work: Shell, found: Variables, handed: frozenset[str]) -> Iterator[Finding]:
    """Names that a task returns and its command never has in its environment."""
    if found.opaque:
        return
    for one in task.returns:
        if one.name in found.sets | handed | _OWN or found.tail in ("comment", "exit", "heredoc"):
            continue
        only = one.name in found.bound
        yield Finding(
            code="FLO319",
            message=f"task `{task.name}` returns `{one.name}`, which its command "
            f"{'sets but never exports' if only else 'never sets'}: the name is missing after it, without a word",
            span=one.span,
            severity=Severity.WARNING,
            label="declared",
            related=(Note(message=f"no `export {one.name}=…`", span=work.command.span),),
            help=f"write `export {one.name}=…` in the command itself: a script or a subshell cannot set it",
        )


_TAILS = {
    "operator": "ends with an operator, and runnable adds `&& …` to it: the shell cannot read that",
    "comment": "ends with a comment, which swallows the `&& env` that runnable adds to collect the returns",
    "heredoc": "ends with a here-document, whose last line runnable spoils by adding `&& env` to it",
    "exit": "ends with `exit`, so that the `env` that runnable adds to collect the returns never runs",
    "empty": "is empty, and runnable adds `&& …` to it: the shell cannot read that",
}


def _tail(task: Task, work: Shell, found: Variables) -> Iterator[Finding]:
    """What stands at the end of a command, to which runnable adds another."""
    why = _TAILS.get(found.tail)
    harmless = found.tail in ("comment", "exit", "heredoc") and not task.returns
    if why is None or harmless:
        return
    yield Finding(
        code="FLO320",
        message=f"the command of task `{task.name}` {why}",
        span=work.command.span,
        severity=Severity.WARNING,
        label="runnable 0.50.0 adds `&& echo … && env`",
        help="end the command with a plain command on a line of its own",
    )
