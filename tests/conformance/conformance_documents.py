"""A conformance case as plain JSON, for runtimes that are not written in Python."""

from dataclasses import fields

from conformance_words import Case, Expected, Run

from icefloe_schema import literals
from icefloe_schema.codec import to_json
from icefloe_schema.jsonvalue import Json


def document(case: Case) -> dict[str, Json]:
    """The case: its sentence, its plan, and its runs, values in the encoding of plans."""
    head = {"name": case.name, "part": case.part, "about": case.about}
    needs = {"needs": case.needs} if case.needs else {}
    return {**head, **needs, "plan": to_json(case.plan), "runs": [_run(asked) for asked in case.runs]}


def _run(asked: Run) -> dict[str, Json]:
    given = {name: getattr(asked, name) for name in ("parameters", "environment", "files", "how")}
    said = {name: _encoded(value) for name, value in given.items() if value}
    return {**said, "expected": _expected(asked.expected)}


def _expected(expected: Expected) -> dict[str, Json]:
    empty = Expected()
    found = {one.name: getattr(expected, one.name) for one in fields(Expected)}
    shown = {name: value for name, value in found.items() if name == "state" or value != getattr(empty, name)}
    if expected.refused:
        del shown["state"]
    return {name: _encoded(value) for name, value in shown.items()}


def _encoded(value: object) -> Json:
    return literals.encode(list(value) if isinstance(value, tuple) else value)
