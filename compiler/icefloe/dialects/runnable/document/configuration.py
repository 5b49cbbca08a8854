"""Configuration files of runnable: which executor, catalog, secrets and logs a run has."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType

from icefloe.dialects.runnable.document.faults import Faults, near, respelt
from icefloe.dialects.runnable.document.table import Part
from icefloe.dialects.runnable.written import Text
from icefloe.documents import content
from icefloe.findings import Finding
from icefloe.fixes import renamed
from icefloe.source import Span
from icefloe.values import Items, Known, Table, Unknown, Value
from icefloe_schema import plan
from icefloe_schema.records import dataclass

#: The types of each service that runnable 0.50.0 comes with; packages can bring others.
TYPES: Mapping[str, frozenset[str]] = MappingProxyType({
    "pipeline_executor": frozenset({"local", "local-container", "emulator", "argo", "mocked"}),
    "job_executor": frozenset({"local", "local-container", "mini-k8s-job", "k8s-job", "emulator"}),
    "run_log_store": frozenset({"buffered", "file-system", "minio", "chunked-fs", "chunked-minio"}),
    "catalog": frozenset({"do-nothing", "file-system", "s3", "minio"}),
    "secrets": frozenset({"do-nothing", "dotenv", "env-secrets"}),
    "pickler": frozenset({"pickle"}),
})  # fmt: skip
_VARIABLE = r"\$(?:(\$)|([_a-zA-Z][_a-zA-Z0-9]*)|\{([_a-zA-Z][_a-zA-Z0-9]*)\})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a configuration file says: the type of each service that it names, "" where only a run knows it.

    `settings` are those of each service, `overrides` the keys that a task may ask for, with their places, by executor;
    `variables` are the names that `${…}` asks for.
    """

    file: plan.InputFile
    start: Span
    types: Mapping[str, Text]
    settings: Mapping[str, Part]
    overrides: Mapping[str, tuple[Text, ...]]
    variables: tuple[Text, ...]
    findings: tuple[Finding, ...] = field(repr=False)


def configuration(path: str, data: bytes) -> Configuration:
    """Read a configuration file."""
    start = Span(path=path, line=1, column=1, end_line=1, end_column=1)
    faults = Faults()
    found = content(data, path)
    types: dict[str, Text] = {}
    settings: dict[str, Part] = {}
    if isinstance(found, Table):
        top = Part(what="the configuration", at=start, table=found, faults=faults)
        for key in top.names():
            _service(top, key, types, settings)
    else:
        why = found.why if isinstance(found, Unknown) else "it is no mapping of services"
        faults.error(
            "FLO240",
            f"the configuration `{path}` cannot be read: {why}",
            found.span,
            label="the run does not start",
            help="write a mapping of services, each with its type: `catalog:`, and below it `type: file-system`",
        )
    variables: dict[str, Text] = {}
    for one in sorted(_variables(found), key=lambda one: (one.span.line, one.span.column)):
        variables.setdefault(one.value, one)
    import hashlib  # few pipelines have a configuration

    return Configuration(
        file=plan.InputFile(path=path, sha256=hashlib.sha256(data).hexdigest()),
        start=start,
        types=types,
        settings=settings,
        overrides={name: _overrides(settings[name]) for name in settings if name.endswith("executor")},
        variables=tuple(variables.values()),
        findings=tuple(faults.findings),
    )


def _service(top: Part, key: Text, types: dict[str, Text], settings: dict[str, Part]) -> None:
    """One entry of the file."""
    name = key.value.replace("-", "_")
    if name not in TYPES:
        meant = near(key.value, [one.replace("_", "-") for one in TYPES])
        if key.value == "executor":
            meant = "did you mean `pipeline-executor`?"
        top.faults.warn(
            "FLO241",
            f"nothing reads `{key.value}` in a configuration",
            key.span,
            label="runnable 0.50.0 drops it without a word",
            help=meant or f"there are {', '.join(one.replace('_', '-') for one in TYPES)}",
            fix=renamed(key.span, key.value, "pipeline-executor")
            if key.value == "executor"
            else respelt(key, [one.replace("_", "-") for one in TYPES]),
        )
        return
    own = top.part(key.value, f"`{key.value}`")
    if own is None:
        return
    kind = own.text("type", must=True)
    if kind is not None:
        types[name] = kind if re.search(_VARIABLE, kind.value) is None else Text(value="", span=kind.span)
        if types[name].value and kind.value not in TYPES[name]:
            _unknown(own, key, kind, TYPES[name])
    inner = own.part("config", f"`config` of `{key.value}`") if own.has("config") else own
    if inner is not None:
        settings[name] = inner


def _unknown(own: Part, key: Text, kind: Text, types: frozenset[str]) -> None:
    own.faults.warn(
        "FLO241",
        f"runnable 0.50.0 has no `{key.value}` of the type `{kind.value}`",
        kind.span,
        label="the run does not start, unless an installed package brings it",
        help=near(kind.value, types) or f"there are {', '.join(sorted(types))}",
        fix=respelt(kind, types),
    )


def _overrides(settings: Part) -> tuple[Text, ...]:
    own = settings.part("overrides", "`overrides`")
    return () if own is None else tuple(own.names())


def _variables(value: Value) -> Iterator[Text]:
    """The names that runnable fills in from `RUNNABLE_VAR_…`; `$$` is a dollar sign."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Table):
            waiting += [part for entry in current.entries for part in entry]
        elif isinstance(current, Items):
            waiting += current.items
        elif isinstance(current, Known) and isinstance(current.value, str):
            for found in re.finditer(_VARIABLE, current.value):
                if found[2] or found[3]:
                    yield Text(value=found[2] or found[3], span=current.span)
