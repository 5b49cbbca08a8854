"""The verb `check` without click."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from icefloe.cli.call import Answer, Call
from icefloe.cli.speak import say

if TYPE_CHECKING:
    from icefloe.api import Checked

__all__ = ["Answer", "Call", "answered", "run"]


def run(call: Call, arguments: Sequence[str] = ()) -> int:
    """Answer a call, and give the exit status.

    `arguments` are the words of the command line that it was read from. Without them, as where a program calls this,
    nothing is kept, and no other process is started.
    """
    answer = answered(call, arguments)
    if call.output_file is not None:
        from icefloe.cli.talk import put

        put(answer.out, call.output_file)
    elif answer.out:
        sys.stdout.write(answer.out)
    if answer.err:
        say(answer.err)
    return answer.status


def answered(call: Call, arguments: Sequence[str] = ()) -> Answer:
    """Answer a call: check what it names, unless it asks for something else."""
    if call.show_settings or call.show_files:
        from icefloe.cli.listing import files_text, settings_text

        return Answer(out=settings_text(call) if call.show_settings else files_text(call))
    if call.add_ignore is not None or call.fix or call.diff or call.update_baseline:
        from icefloe.cli import changing

        return changing.answered(call)
    from icefloe.api import check
    from icefloe.cli.reporting import reported
    from icefloe.cli.wanting import paths_of, wanted_of

    wanted = wanted_of(call)
    if not arguments:
        return reported(call, check(paths_of(call), wanted))
    from icefloe.cli import answers
    from icefloe.cli.progress import Progress

    progress = Progress()
    wanted = replace(wanted, cache=answers.kept_in(call), jobs=answers.jobs(call), progress=progress)
    try:
        checked = check(paths_of(call), wanted)
    finally:
        progress.clear()
    answer = reported(call, checked)
    unkept = answers.keep(arguments, call, answer, checked.facts)
    more = _more(checked, unkept, answers.unused(call)) if call.verbose or os.environ.get(answers.DEBUG) else []
    return replace(answer, err="\n".join([*([answer.err] if answer.err else []), *more])) if more else answer


def _more(checked: "Checked", unkept: str, unused: str) -> list[str]:
    """What those want to know who ask for more words: how much was read, and what could not be kept."""
    counts = f"looked at {checked.files:,} file{'' if checked.files == 1 else 's'}: {len(checked.anew):,} anew"
    kept = [f"the answer is not kept: {unkept}"] if unkept else []
    return [counts, *checked.debug, *kept, *([unused] if unused else [])]
