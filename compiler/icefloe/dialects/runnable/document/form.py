"""Pipelines that YAML writes: from a document to what is written in it."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from icefloe.dialect import Document, Reader
from icefloe.dialects.runnable.document.chain import Chains
from icefloe.dialects.runnable.document.faults import Faults
from icefloe.dialects.runnable.document.node import KEYS
from icefloe.dialects.runnable.document.table import Part
from icefloe.dialects.runnable.written import Execution, Written
from icefloe.findings import Finding
from icefloe.values import Known, Table, Unknown, Value
from icefloe_schema.records import dataclass

_BROKEN = (rb"(?m)^dag\s*:", rb"(?m)^\s+start_at\s*:", rb"(?m)^\s+steps\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a document writes: its pipeline, if it is one, and what is wrong with it."""

    written: Written | None = None
    findings: tuple[Finding, ...] = ()


def form(document: Document, reader: Reader) -> Form:
    """Read a document; nothing is said of one that is not certainly meant as a pipeline of runnable."""
    faults = Faults()
    if isinstance(document.content, Unknown):
        if _is_meant(reader.read(document.path) or b""):
            why = f"the pipeline cannot be read: {document.content.why}"
            help = "take one of the two out" if "stands twice" in why else "correct it: a pipeline is plain YAML"
            faults.error("FLO230", why, document.content.span, label="not read", help=help)
        return Form(findings=tuple(faults.findings))
    content = document.content
    if not isinstance(content, Table):
        return Form()
    top = Part(what="the file", at=content.span, table=content, faults=faults)
    dag = _value(content, "dag")
    if not isinstance(dag, Table) or not _is_pipeline(dag):
        return Form()
    what = "the pipeline"
    chain = Chains(path=document.path, reader=reader).of(Part(what=what, at=top.key("dag"), table=dag, faults=faults))
    if not chain.tasks and not faults.findings:
        faults.warn(
            "FLO104", "the pipeline has no steps", chain.span, label="it runs, and does nothing", help="add them"
        )
    name = PurePosixPath(document.path).stem
    written = Written(chain=replace(chain, name=name), entry=document.path, execution=Execution(open=True))
    return Form(written=written, findings=tuple(faults.findings))


def _is_pipeline(dag: Table) -> bool:
    """Whether a `dag:` is one of runnable: it says where it starts, or has steps of runnable's types."""
    steps = _value(dag, "steps")
    if steps is None:
        return False
    if _value(dag, "start_at") is not None:
        return True
    types = (
        [_value(one, "type") for _, one in steps.entries if isinstance(one, Table)] if isinstance(steps, Table) else []
    )
    return any(isinstance(one, Known) and one.value in KEYS for one in types)


def _is_meant(data: bytes) -> bool:
    """Whether a text that is not YAML looks like a pipeline."""
    return all(re.search(one, data) is not None for one in _BROKEN)


def _value(table: Table, name: str) -> Value | None:
    return next((value for key, value in table.entries if isinstance(key, Known) and key.value == name), None)
