"""Saying what went wrong in a step, in terms of the user's own code."""

import sys
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path

from icefloe_runtimes.step.errors import ElsewhereError, StepFailed
from icefloe_schema.records import dataclass

_RUNTIME = Path(__file__).resolve().parent.parent
_LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a step failed: the exception's type and those above it, its message, and where in the user's code."""

    type: str
    message: str
    place: str = ""
    kinds: tuple[str, ...] = ()


def failure(error: BaseException, root: Path) -> Failure:
    """Describe an exception that came out of a step."""
    if isinstance(error, ElsewhereError):
        return Failure(type=error.type, message=_message(error), place=error.place, kinds=error.kinds)
    frames = _frames(error, root)
    place = f"{_relative(frames[-1].filename, root)}:{frames[-1].lineno}" if frames else ""
    kinds = tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)
    return Failure(type=type(error).__name__, message=_message(error), place=place, kinds=kinds)


def report(step: str, error: BaseException, root: Path) -> str:
    """Say it for people: one line of what, one of where, then the frames of the user's code."""
    found = failure(error, root)
    is_plain = isinstance(error, StepFailed) and not isinstance(error, ElsewhereError)
    kind = "" if is_plain else f"{found.type}: "
    lines = [f"error: step {step!r} failed: {kind}{found.message}".rstrip(": ")]
    frames = _frames(error, root)
    if found.place:
        lines.append(f"  at {found.place} in {frames[-1].name}" if frames else f"  at {found.place}")
    if frames:
        lines.append("Traceback (your code only):")
        lines += [text.rstrip("\n") for text in traceback.format_list(frames)]
    elif not isinstance(error, StepFailed):
        lines += [text.rstrip("\n") for text in traceback.format_exception(error)]
    lines += [f"  caused by {type(cause).__name__}: {_message(cause)}" for cause in _causes(error)]
    return "\n".join(lines)


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"the step called sys.exit({'' if error.code is None else repr(error.code)})"
    text = _text(error)
    if isinstance(error, ModuleNotFoundError) and error.name:
        text += f"; is it installed for {sys.executable}?"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as found:  # noqa: BLE001 - an exception of the user's may say anything
        return f"its message cannot be had: __str__ raised {type(found).__name__}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    cause = error.__cause__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__


def _frames(error: BaseException, root: Path) -> list[traceback.FrameSummary]:
    """The frames of the project; those of other packages only where the project has none."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _is_ours(frame.filename)]
    own = [frame for frame in frames if is_project(frame.filename, root)]
    if isinstance(error, SyntaxError) and error.filename:
        own.append(traceback.FrameSummary(error.filename, error.lineno, "<module>", line=(error.text or "").strip()))
    return own or ([] if isinstance(error, StepFailed) else frames)


def _is_ours(filename: str) -> bool:
    return filename.startswith("<") or Path(filename).resolve().is_relative_to(_RUNTIME)


def is_project(filename: str, root: Path) -> bool:
    """Whether a file is one of the project's own."""
    path = Path(filename).resolve()
    libraries = (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    installed = any(library and path.is_relative_to(library) for library in libraries)
    return path.is_relative_to(root) and not installed


def _relative(filename: str, root: Path) -> str:
    path = Path(filename).resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else filename
