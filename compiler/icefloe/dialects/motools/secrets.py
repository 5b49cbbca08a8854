"""The environment variables that the steps of motools need, by the backend that their configuration names."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from icefloe.dialects.motools import shipped
from icefloe.dialects.motools.configured import Configured, part
from icefloe.dialects.motools.draft import Draft
from icefloe.reach import text
from icefloe.values import Reference

# These reach the service at which the model was trained.
_AFTER = MappingProxyType({"wait_for_training": "submit_training", "evaluate_model": "submit_training"})


def secrets(drafts: Sequence[Draft], found: Configured) -> Mapping[str, tuple[str, ...]]:
    """By step, the names of the variables that it needs: of steps that motools ships alone."""
    own = [one for one in drafts if isinstance(one.work.function, Reference) and shipped.step(one.work.function.path)]
    result = {one.name: _needed(one.name, found) for one in own}
    for one in own:
        before = _AFTER.get(one.name, "")
        result[one.name] = tuple(dict.fromkeys((*result[one.name], *result.get(before, ()))))
    return result


def _needed(step: str, found: Configured) -> tuple[str, ...]:
    """What one step needs, by its backend, or by the service in front of the name of a model."""
    section = found.values.get(step)
    backend = text(part(section, "backend_name")) or ""
    service = (text(part(section, "model_id")) or "").partition("/")[0]
    return (*shipped.SECRETS.get(backend, ()), *shipped.SECRETS.get(service, ()))
