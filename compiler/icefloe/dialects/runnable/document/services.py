"""Which of runnable's services a run has: what runs it, where its files and its secrets are."""

import re
from collections.abc import Iterable
from dataclasses import field
from pathlib import PurePosixPath

from icefloe.dialect import Reader
from icefloe.dialects.runnable.document.configuration import Configuration, configuration
from icefloe.dialects.runnable.written import Execution, Task, Text
from icefloe.findings import Finding, Note, Severity
from icefloe.fixes import close_matches, renamed
from icefloe.source import Span
from icefloe.values import Known
from icefloe_schema import plan
from icefloe_schema.jsonvalue import Json, JsonObject
from icefloe_schema.records import dataclass

_USUAL = "runnable-config.yaml"
_NAME = rb"(?m)^\s*(?:export\s+)?['\"]?([A-Za-z_][\w.-]*)['\"]?\s*="


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The kinds of a run's catalog and secrets manager; empty where that is not known.

    `tags` and `files` are for the plan's header, `findings` are about the configuration itself.
    """

    catalog: str = ""
    secrets: str = ""
    executor: str = ""
    tags: JsonObject = field(default_factory=dict[str, Json])
    files: tuple[plan.InputFile, ...] = ()
    findings: tuple[Finding, ...] = ()


def services(execution: Execution, reader: Reader, tasks: Iterable[Task] = ()) -> Services:
    """The services of a pipeline: those of its configuration file, else runnable's own.

    A file of the usual name in the project's root counts where none is named. What a run's environment names instead
    (`RUNNABLE_CONFIGURATION_FILE`) is that run's own affair.
    """
    named = execution.configuration
    there = _open(reader, named)
    if there is None:
        if named is None:
            return Services(catalog="file-system", secrets="env-secrets", executor="local")
        tags: dict[str, Json] = {"runnable.configuration": named.value}
        return Services(tags=tags, findings=(_absent(named),))
    read = configuration(*there)
    name = "job_executor" if execution.job else "pipeline_executor"
    executor = _type(read, name, "local")
    findings = [*read.findings, *_unset(read)]
    for task in tasks:
        findings += _overrides(read, name, executor, task)
        findings += _secrets(read, reader, task)
    tags = {"runnable.configuration": read.file.path}
    if executor:
        tags["runnable.executor"] = executor
    if read.variables:
        tags["runnable.variables"] = [f"RUNNABLE_VAR_{one.value}" for one in read.variables]
    return Services(
        catalog=_type(read, "catalog", "file-system"),
        secrets=_type(read, "secrets", "env-secrets"),
        executor=executor,
        tags=tags,
        files=(read.file,),
        findings=tuple(dict.fromkeys(findings)),
    )


def _type(read: Configuration, name: str, usual: str) -> str:
    """The type of a service; nothing is known of those of a file that cannot be read."""
    if any(finding.code == "FLO240" for finding in read.findings):
        return ""
    found = read.types.get(name)
    return usual if found is None else found.value


def _open(reader: Reader, named: Text | None) -> tuple[str, bytes] | None:
    """A configuration by its path from the project's root, or else from the folder of the file that names it."""
    if named is None:
        data = reader.read(_USUAL)
        return None if data is None else (_USUAL, data)
    written = PurePosixPath(named.value)
    if written.is_absolute() or ".." in written.parts:
        return None
    for folder in (PurePosixPath(), PurePosixPath(named.span.path).parent):
        path = (folder / written).as_posix()
        data = reader.read(path)
        if data is not None:
            return path, data
    return None


def _absent(named: Text) -> Finding:
    return Finding(
        code="FLO240",
        message=f"there is no `{named.value}`: it is not known what runs the pipeline, and with which services",
        span=named.span,
        severity=Severity.WARNING,
        label="not read; the run does not start without it",
        help="write the path of a file in the project, from the project's root",
    )


def _unset(read: Configuration) -> tuple[Finding, ...]:
    """Name the variables that a run needs."""
    if not read.variables:
        return ()
    names = ", ".join(f"`RUNNABLE_VAR_{one.value}`" for one in read.variables)
    return (
        Finding(
            code="FLO242",
            message=f"the configuration `{read.file.path}` needs {names} in the environment of every run",
            span=read.variables[0].span,
            severity=Severity.NOTE,
            label="left as it is written where the variable is not set",
            help="set what it needs where the run is started",
        ),
    )


def _overrides(read: Configuration, name: str, executor: str, task: Task) -> tuple[Finding, ...]:
    """Say that a task asks for settings that the configuration does not have."""
    wanted = task.overrides.get(executor) if executor else None
    known = {one.value for one in read.overrides.get(name, ())}
    if not isinstance(wanted, str) or not wanted or wanted in known:
        return ()
    meant = close_matches(wanted, sorted(known), 1)
    there = f"there are {', '.join(sorted(known))}" if known else "it has none"
    place = next(iter(read.overrides.get(name, ())), None) or read.types.get(name)
    end = "uses its defaults without a word" if executor == "argo" else "ends the run here"
    return (
        Finding(
            code="FLO243",
            message=f"`{task.name}` asks for the override `{wanted}` of `{executor}`, which the "
            "configuration does not have",
            span=task.span,
            label=f"runnable {end}",
            related=(Note(message="the configuration", span=read.start if place is None else place.span),),
            help=f"did you mean `{meant[0]}`?" if meant else f"add it below `overrides:`; {there}",
        ),
    )


def _secrets(read: Configuration, reader: Reader, task: Task) -> tuple[Finding, ...]:
    """Say that a task needs a secret that the file of secrets does not have, if that is there; no value is read."""
    if not task.secrets or _type(read, "secrets", "") != "dotenv":
        return ()
    settings = read.settings.get("secrets")
    value = None if settings is None else settings.value("location")
    place = value.value if isinstance(value, Known) and isinstance(value.value, str) else ".env"
    data = None if "$" in place or PurePosixPath(place).is_absolute() else reader.read(place)
    if data is None:
        return ()
    names = {found.decode() for found in re.findall(_NAME, data)}
    at = read.types["secrets"].span if value is None else value.span
    return tuple(_missing(one, place, names, at) for one in task.secrets if one.value not in names)


def _missing(secret: Text, place: str, names: set[str], at: Span) -> Finding:
    meant = close_matches(secret.value, sorted(names), 1)
    return Finding(
        code="FLO244",
        message=f"the secret `{secret.value}` is not in `{place}`",
        span=secret.span,
        label="the run fails here",
        related=(Note(message="where secrets are read from", span=at),),
        help=f"did you mean `{meant[0]}`?" if meant else "add it to the file",
        fix=renamed(secret.span, secret.value, meant[0]) if meant else None,
    )
