"""What the evaluator does with any bytes: from the guard to the summaries of all functions."""

import time
from dataclasses import dataclass

from icefloe.evaluate import Evaluator
from icefloe.syntax.modules import ModuleTable

FUNCTIONS = 25


@dataclass(frozen=True)
class Bytes:
    """A project of one file."""

    data: bytes

    def read(self, path: str) -> bytes | None:
        return self.data if path == "main.py" else None


@dataclass(frozen=True)
class Looked:
    """What was found in one source, and what it cost."""

    codes: tuple[str, ...]
    effects: int
    functions: int
    seconds: float


def look(data: bytes) -> Looked:
    """Read one source to its end; whatever it raises is a mistake of the compiler."""
    begin = time.process_time()
    evaluator = Evaluator(ModuleTable(Bytes(data), (".",)), {})
    trace = evaluator.trace("main")
    for function in trace.functions[:FUNCTIONS]:
        evaluator.summary(function)
    codes = tuple(finding.code for finding in trace.findings)
    return Looked(codes, len(trace.effects), len(trace.functions), time.process_time() - begin)
