"""The calls of `check` that change files: fixes, comments, a baseline."""

from typing import TYPE_CHECKING

from icefloe.cli.call import Answer, Call
from icefloe.cli.reporting import reported
from icefloe.cli.wanting import paths_of, reads_stdin, wanted_of
from icefloe.project.root import ProjectError

if TYPE_CHECKING:
    pass


def answered(call: Call) -> Answer:
    """Answer a call that changes something."""
    asked = {
        "--add-ignore": call.add_ignore is not None,
        "--update-baseline": call.update_baseline,
        "--fix": call.fix,
        "--diff": call.diff,
    }
    names = [name for name, given in asked.items() if given]
    if len(names) > 1 and names != ["--fix", "--diff"]:
        raise ProjectError(f"{names[0]} and {names[1]} cannot be done in one call")
    if call.fix or call.diff:
        return _fixed(call)
    return _baseline(call) if call.update_baseline else _ignored(call)


def _fixed(call: Call) -> Answer:
    from icefloe.api.fix import fix

    wanted = wanted_of(call)
    fixed = fix(paths_of(call), wanted, unsafe=call.unsafe_fixes, dry=call.diff)
    said = [
        *(f"warning: {problem}" for problem in fixed.problems),
        *([] if call.quiet else [fixed.line(dry=call.diff)]),
    ]
    if call.diff:
        wrong = bool(fixed.diff) and not call.exit_zero
        return Answer(out=fixed.diff, err="\n".join(said), status=int(wrong))
    answer = reported(call, fixed.checked, said)
    if not reads_stdin(call):
        return answer
    # The text is the data here, and what is left to say of it is talk.
    text = next(iter(fixed.texts.values()), next(iter(wanted.given.values())))
    return Answer(
        out=text.decode("utf-8", "surrogateescape"), err=f"{answer.out}{answer.err}".rstrip("\n"), status=answer.status
    )


def _baseline(call: Call) -> Answer:
    from pathlib import Path

    from icefloe.api import check
    from icefloe.choice.baseline import updated
    from icefloe.cli.talk import put

    checked = check(paths_of(call), wanted_of(call))
    paths = dict.fromkeys(change.path for change in checked.changes)
    if call.baseline is not None and not paths:
        paths[Path(call.baseline).absolute()] = None
    if not paths:
        raise ProjectError("--update-baseline needs a baseline: --baseline FILE, or `baseline` in the settings")
    said: list[str] = []
    for path in paths:
        own = [change for change in checked.changes if change.path == path]
        data = path.read_bytes() if path.is_file() else None
        put(updated(data, path, own), str(path))
        come, gone = sum(len(one.added) for one in own), sum(len(one.dropped) for one in own)
        said.append(f"wrote {path.name}: {come} added, {gone} removed")
    return reported(call, checked, [] if call.quiet else said)


def _ignored(call: Call) -> Answer:
    from icefloe.api.ignoring import add_ignores
    from icefloe.report.voice import counted

    if reads_stdin(call):
        raise ProjectError("--add-ignore writes into files, and stdin is none")
    made = add_ignores(paths_of(call), wanted_of(call), " ".join((call.add_ignore or "").split()))
    said = [f"warning: {problem}" for problem in made.problems]
    if not call.quiet and (made.texts or not made.problems):
        said.append(
            f"ignored {counted(made.count, 'finding')} in {counted(len(made.texts), 'file')}"
            if made.texts
            else "there is nothing to ignore"
        )
    refused = made.checked.refused
    said += [f"error: {problem}" for problem in refused]
    return Answer(err="\n".join(said), status=2 if refused else int(bool(made.problems) and not call.exit_zero))
