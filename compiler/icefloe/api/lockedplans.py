"""Plans that were compiled, held against the lock of their project before they are written."""

from dataclasses import replace

from icefloe.api.checked import Checked
from icefloe.api.compile import Compiled
from icefloe.api.locking import LOCK
from icefloe.lock import Change, absent, freeze, malformed, told, verify
from icefloe.project import read_document
from icefloe_schema import lock as document
from icefloe_schema.errors import SchemaError
from icefloe_schema.lock import Lock

# What a lock holds beside what was compiled.
_OTHERS = ("deps", "env", "compiler")


def held_to_lock(result: Compiled) -> Checked:
    """How the project's lock differs from what was compiled, as findings: plans, sources, modules and files."""
    from icefloe.api.lockinputs import inputs_of
    from icefloe.syntax.parser import deep

    lock, changes = _read(result)
    if lock is not None:
        inputs = deep(inputs_of, result.survey, result)
        now = {leaf.path for leaf in freeze(inputs).leaves}
        own = tuple(f"{kind}/{name}/" for name in inputs.plans for kind in ("plan", "source"))
        leaves = tuple(leaf for leaf in lock.leaves if leaf.path in now or leaf.path.startswith(own))
        changes = tuple(one for one in verify(Lock(leaves=leaves), inputs) if one.leaf not in _OTHERS)
    findings = told([change for change in changes if not change.is_note], lock)
    sources = result.survey.sources(findings)
    sources.pop(LOCK, None)
    return replace(result.checked, findings=findings, sources=sources)


def _read(result: Compiled) -> tuple[Lock | None, tuple[Change, ...]]:
    try:
        return document.loads(read_document(result.root / LOCK)), ()
    except FileNotFoundError:
        return None, (absent(),)
    except SchemaError as error:
        return None, (malformed(error),)
