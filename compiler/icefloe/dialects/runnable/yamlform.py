"""Pipelines that YAML writes: from a document to its chains."""

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from icefloe.dialect import Document, Reader
from icefloe.dialects.runnable.written import Chain, Execution, Task, Text, Written
from icefloe.dialects.runnable.yamlfaults import Faults
from icefloe.dialects.runnable.yamlgraph import Steps, steps
from icefloe.dialects.runnable.yamlnode import KEYS, Node
from icefloe.dialects.runnable.yamltable import Part
from icefloe.dialects.runnable.yamltask import catalog, check_attempts, overrides, returns, secrets
from icefloe.dialects.runnable.yamlwork import Works
from icefloe.dialects.runnable.written import Stub
from icefloe.findings import Finding
from icefloe.source import Span
from icefloe.values import Known, Table, Unknown, Value

#: All of these stand in the bytes of every pipeline that YAML writes.
MARKS = (b"dag", b"steps", b"type")
#: Steps that a document may have, those of what runs after failures counted each time.
MOST = 5_000
#: How deeply what runs after a failure may have such itself.
DEEPEST = 20
_BROKEN = tuple(re.compile(one, re.MULTILINE) for one in (rb"^dag\s*:", rb"^\s+start_at\s*:", rb"^\s+steps\s*:"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written1:
    """x"""
