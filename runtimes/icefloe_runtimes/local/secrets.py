"""The secrets that steps need: where they are found, and what hides them in everything that is printed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

from icefloe_runtimes.edges import deep
from icefloe_runtimes.local.stepresult import StepError, StepResult
from icefloe_schema.plan import Plan, Step
from icefloe_schema.records import dataclass

#: What stands where a secret would.
MASK = "***"
# A shorter one is a word like any other: to hide it would hide half of what is printed.
_LEAST = 4
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The secrets of a run: those that were read from files, by name, and all texts that must not be printed."""

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    masks: tuple[str, ...] = ()

    def of(self, step: Step) -> dict[str, str]:
        """The secrets of a step that its environment does not have already."""
        return {name: self.files[name] for name in step.policy.secrets if name in self.files}

    def hidden(self, text: str) -> str:
        """The text without any secret."""
        for mask in self.masks:
            text = text.replace(mask, MASK)
        return text

    def hidden_in(self, result: StepResult) -> StepResult:
        """The result of a step without any secret in what is told of it."""
        if not self.masks:
            return result
        shows = {name: self.hidden(text) for name, text in result.shows.items()}
        error = None if result.error is None else self.hidden_in_error(result.error)
        return replace(result, shows=shows, error=error, reason=self.hidden(result.reason))

    def hidden_in_error(self, error: StepError) -> StepError:
        """The error without any secret in its message."""
        return replace(error, message=self.hidden(error.message)) if self.masks else error


def find_secrets(
    plan: Plan, environment: Mapping[str, str], workspace: Path
) -> tuple[Secrets, tuple[str, ...]]:  # fmt: skip
    """Find every secret that a step needs; name those that are nowhere.

    A secret is a variable of its name; or it is in the file that `ICEFLOE_SECRET_<NAME>_FILE` names, or in
    `secrets/<NAME>` of the workspace, but for a line break at its end.
    """
    files: dict[str, str] = {}
    values: list[str] = []
    problems: list[str] = []
    for name, step in _needed(plan).items():
        if environment.get(name):
            values.append(environment[name])
            continue
        path = _file(name, environment, workspace)
        if path is None:
            problems.append(_missing(name, step, workspace))
            continue
        try:
            files[name] = _read(path)
        except (OSError, ValueError) as error:
            problems.append(f"step {step!r} needs the secret {name}, and {path} cannot be read: {error}")
            continue
        values.append(files[name])
    return Secrets(files=files, masks=masks(values)), tuple(problems)


def masks(values: Iterable[str]) -> tuple[str, ...]:
    """All texts by which secrets would show: themselves, their lines, and both as JSON has them; the longest first."""
    found: set[str] = set()
    for value in values:
        for piece in (value, value.strip(), *(line.strip() for line in value.splitlines())):
            found |= {piece, json.dumps(piece)[1:-1], json.dumps(piece, ensure_ascii=False)[1:-1]}
    return tuple(sorted((one for one in found if len(one) >= _LEAST), key=lambda one: (-len(one), one)))


def _needed(plan: Plan) -> dict[str, str]:
    """The names of all secrets, each with a step that needs it."""
    return {name: step.id for step in deep(plan.steps) for name in step.policy.secrets}


def _file(name: str, environment: Mapping[str, str], workspace: Path) -> Path | None:
    named = environment.get(_variable(name))
    if named:
        return Path(named)
    own = workspace / "secrets" / name
    return own if Path(name).name == name and own.is_file() else None


def _variable(name: str) -> str:
    return f"ICEFLOE_SECRET_{name}_FILE"


def _read(path: Path) -> str:
    with path.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError("it is larger than a secret can be")
    text = data.decode("utf-8")
    if "\0" in text:
        raise ValueError("it holds a NUL character, which no variable can hold")
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise ValueError("it is empty")
    return text


def _missing(name: str, step: str, workspace: Path) -> str:
    how = f"set it as an environment variable, name its file by {_variable(name)}, or write it to"
    return f"step {step!r} needs the secret {name}: {how} {workspace / 'secrets' / name}"
